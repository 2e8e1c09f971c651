//! What the team's rules say of a changelist on a target, and how many rows it changes there by the database's own word.
//!
//! Nothing of it is run: the statements are explained, in a session that only reads.

use plan::Mode;
use review::{Input, PlanFinding, Settings, Spot, Statement, review};

use super::resolve::Resolved;
use crate::plan_review::Standard;
use crate::planning::Planned;
use crate::rollout::Site;
use crate::single::described;
use crate::sql_review::live_facts;

/// What is known of a changelist before it runs.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// What the rules say, in the order of files.
    pub findings: Vec<PlanFinding>,
    /// How many rows each statement changes.
    pub estimates: Vec<Statement>,
}

/// Judges a changelist by the rules; `site` is asked about the statements, none where the target is not yet what they are written for.
///
/// # Errors
/// Unreachable, or not to be read.
pub async fn judge(
    site: Option<&Site>,
    resolved: &Resolved,
    planned: &Planned,
    standard: &Standard<'_>,
) -> Result<Judged, engine::Error> {
    let inputs: Vec<_> = resolved.files.iter().map(|(path, text)| Input { path, text }).collect();
    let mut settings: Settings<'_> = standard.settings(resolved.dialect, standard.policy);
    // What must run alone does.
    settings.is_wrapped = planned.plan.steps.iter().all(|step| step.mode == Mode::Transaction);
    let found = match site {
        Some(site) => {
            let told = live_facts(site, &settings, &inputs).await?;
            let (schema, facts) = (told.with(None), told.facts.clone());
            review(&Settings { schema, facts, ..settings }, &inputs)
        }
        None => {
            let files: Vec<String> = described(&planned.observed).into_iter().map(|file| file.text).collect();
            let schema = files.iter().map(|text| Input { path: "desired", text }).collect();
            review(&Settings { schema: Some(schema), ..settings }, &inputs)
        }
    };
    let findings = found.findings.into_iter().map(|finding| PlanFinding {
        rule: finding.rule.to_owned(),
        level: finding.level,
        step: None,
        place: Some(Spot { file: finding.file, line: finding.line, column: finding.column }),
        message: finding.message,
        help: finding.help,
    });
    Ok(Judged { findings: findings.collect(), estimates: found.statements })
}
