//! Looking at every target: what the way back would do there.

use plan::NeedsConsent;
use reconcile::assignment::{Assignment, missing_consent};
use reconcile::chain;
use reconcile::changelist::Ready;
use reconcile::desired::{Governance, Mode, Target};
use reconcile::plan_review::{Standard, review_plan};
use reconcile::rollback::{Forecast, Proposal, forecast};
use review::Level;

use crate::cli::apply::asked_of;
use crate::cli::options::{cache_folder, variable};
use crate::cli::schema_repo::tell;
use crate::output::Failure;

/// What was found on the targets, in the order in which they go back.
pub(super) struct Looked {
    /// Those that are to go back.
    pub(super) meant: Vec<OnTarget>,
    /// Those that were not asked for, and would go back too because their desired schema does.
    pub(super) dragged: Vec<String>,
}

/// What was found on one target.
pub(super) struct OnTarget {
    pub(super) target: Target,
    pub(super) mode: Mode,
    /// What would happen; nothing where it cannot be told.
    pub(super) found: Option<Forecast>,
    /// Why it cannot be told.
    pub(super) trouble: Option<String>,
    /// The hazards that nobody consented to.
    pub(super) missing: Vec<NeedsConsent>,
    /// The rules that refuse it, as the review says it.
    pub(super) findings: Vec<String>,
    /// Whom the policy asks.
    pub(super) asked: Vec<String>,
}

impl Looked {
    /// The names of the targets where something is to be done.
    pub(super) fn affected(&self) -> impl Iterator<Item = &str> {
        let is_affected = |one: &&OnTarget| one.found.as_ref().is_none_or(|found| !found.is_empty());
        self.meant.iter().filter(is_affected).map(|one| one.target.name.as_str())
    }
}

/// Looks at every target, the last in the order of changes first.
pub(super) async fn look(
    proposal: &mut Proposal,
    only: &[String],
    overwrite: bool,
    is_carrier: &dyn Fn(&str) -> bool,
) -> Result<Looked, Failure> {
    let wrong = proposal.checkout.ask_members(&variable, None).await;
    wrong.iter().for_each(tell);
    for name in only {
        proposal.checkout.targets(Some(name))?;
    }
    let changelists = proposal.checkout.changelists()?;
    let governance = proposal.checkout.state.governance.clone();
    let mut looked = Looked { meant: Vec::new(), dragged: Vec::new() };
    let targets: Vec<Target> = proposal.checkout.targets(None)?.into_iter().rev().cloned().collect();
    for target in targets {
        let is_meant = only.is_empty() || only.iter().any(|name| target.name == name.as_str());
        if !is_meant && !is_changed(proposal, &target) {
            continue;
        }
        let assigned = proposal.checkout.assign(&target, &variable, cache_folder().as_deref());
        let one = match assigned {
            Ok(assignment) => on_target(proposal, &assignment, &changelists, &governance, overwrite, is_carrier).await,
            Err(error) => OnTarget::unknown(target, Mode::Manual, chain(&error)),
        };
        match is_meant {
            true => looked.meant.push(one),
            false if one.found.as_ref().is_some_and(|found| found.planned.plan.empty) => {}
            false => looked.dragged.push(one.target.name.to_string()),
        }
    }
    Ok(looked)
}

/// Whether the desired schema of a target goes back.
fn is_changed(proposal: &Proposal, target: &Target) -> bool {
    let folder = format!("schemas/{}/", target.kind.schema);
    proposal.paths.iter().any(|path| path.starts_with(&folder))
}

async fn on_target(
    proposal: &Proposal,
    assignment: &Assignment,
    changelists: &[Ready],
    governance: &Governance,
    overwrite: bool,
    is_carrier: &dyn Fn(&str) -> bool,
) -> OnTarget {
    let (target, state) = (&assignment.target, &proposal.checkout.state);
    let found = match forecast(proposal, assignment, changelists, overwrite, is_carrier).await {
        Ok(found) => found,
        Err(error) => return OnTarget::unknown(target.clone(), assignment.mode, chain(&error)),
    };
    let missing = missing_consent(state, target, &found.planned.plan, std::time::SystemTime::now());
    let findings = review_plan(&found.planned, &assignment.sources, &Standard::of(&state.review.policy, target));
    let mut asked = asked_of(governance, target, &found.planned, &findings);
    for undo in &found.undoes {
        asked.extend(asked_of(governance, target, &undo.planned, &[]));
    }
    asked.dedup();
    let errors = findings.iter().filter(|finding| finding.level >= Level::Error);
    let findings =
        errors.map(|one| format!("the rule `{}` refuses it at {}: {}", one.rule, one.where_it_is(), one.message));
    OnTarget {
        target: target.clone(),
        mode: assignment.mode,
        missing,
        findings: findings.collect(),
        found: Some(found),
        trouble: None,
        asked,
    }
}

impl OnTarget {
    fn unknown(target: Target, mode: Mode, why: String) -> Self {
        let (missing, findings, asked) = (Vec::new(), Vec::new(), Vec::new());
        Self { target, mode, found: None, trouble: Some(why), missing, findings, asked }
    }
}
