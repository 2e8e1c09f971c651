//! The changelists of a target as commands work on them: where they stand, and the plan of one.

use engine::Live;
use schema::Database;

use super::SingleError;
use crate::assignment::Assignment;
use crate::changelist::{Judged, Ready, Resolved, Survey, judge, plan_changelist, survey};
use crate::plan_review::Standard;
use crate::planning::Planned;

/// Asks the ledger of a target about its changelists.
///
/// # Errors
/// The door fails.
pub async fn survey_assignment(assignment: &Assignment, all: &[Ready]) -> Result<Survey, SingleError> {
    let mut live = Live::connect(&assignment.site.url, &assignment.site.options).await?;
    let survey = survey(&mut live, &assignment.target, all).await?;
    live.close().await?;
    Ok(survey)
}

/// Plans a changelist on a target and judges it; on the schema that is given where the target is not there yet, and then nothing is asked of
/// the target about its statements.
///
/// # Errors
/// As planning.
pub async fn plan_assigned_changelist(
    assignment: &Assignment,
    resolved: &Resolved,
    reached: Option<&Database>,
    standard: &Standard<'_>,
) -> Result<(Planned, Judged), SingleError> {
    let (site, planning) = (&assignment.site, &assignment.planning);
    let mut live = Live::connect(&site.url, &site.options).await?;
    let observed = match reached {
        Some(database) => database.clone(),
        None => live.inspect(&planning.scope).await?,
    };
    let planned = plan_changelist(&mut live, assignment.target.name.as_str(), resolved, observed, planning).await?;
    live.close().await?;
    let asked = reached.is_none().then_some(site);
    let judged = judge(asked, resolved, &planned, standard).await?;
    Ok((planned, judged))
}
