//! The plans of the targets that a change touches: against the live targets, or against what a daemon has recorded.
//!
//! Invariant: a target without a plan says why, and keeps the others from nothing.

use std::path::Path;
use std::time::SystemTime;

use reconcile::assignment::missing_consent;
use reconcile::checkout::Checkout;
use reconcile::desired::Target;
use reconcile::plan_review::{Standard, of_steps, places};
use reconcile::planning::Planned;
use reconcile::single;
use reconcile::sql_review::touches;
use review::{Made, Outcome, PlanFinding, Policy, Spot, TargetPlan};

use crate::cli::options::{cache_folder, url, variable};
use crate::cli::recorded_targets::RecordedTargets;
use crate::output::Failure;

/// What plans are made against.
pub(super) struct Against<'a> {
    /// The address of a daemon that publishes its state; none: the live targets.
    pub(super) from_status: Option<&'a str>,
    /// Where scratch databases are made.
    pub(super) scratch_url: Option<&'a str>,
}

/// Plans every target of the schema repo that the change of these paths touches, in the order in which a change reaches them.
pub(super) async fn plans(
    folder: &Path,
    paths: &[String],
    policy: &Policy,
    against: &Against<'_>,
) -> Result<Vec<TargetPlan>, Failure> {
    let mut checkout = Checkout::of_folder(folder)?;
    let recorded = match against.from_status {
        Some(address) => Some(RecordedTargets::ask(address).await?),
        None => None,
    };
    match &recorded {
        Some(recorded) => recorded.make_known(&mut checkout),
        None => drop(checkout.ask_members(&variable, None).await),
    }
    let targets = checkout.targets(None)?;
    let mut plans = Vec::new();
    for target in targets.into_iter().filter(|target| touches(paths, target)) {
        let planned = match &recorded {
            Some(recorded) => recorded.plan(&checkout, target, against.scratch_url).await.map(|(planned, _)| planned),
            None => live(&checkout, target, against.scratch_url).await,
        };
        plans.push(shown(&checkout, target, policy, planned));
    }
    Ok(plans)
}

async fn live(checkout: &Checkout, target: &Target, scratch_url: Option<&str>) -> Result<Planned, Failure> {
    let mut assignment = checkout.assign(target, &variable, cache_folder().as_deref())?;
    if let Some(scratch) = scratch_url.map(url).transpose()? {
        assignment.planning.scratch_url = Some(scratch);
    }
    Ok(single::plan_assignment(&assignment).await?)
}

fn shown(checkout: &Checkout, target: &Target, policy: &Policy, planned: Result<Planned, Failure>) -> TargetPlan {
    let outcome = match planned {
        Ok(planned) if planned.is_refused() => {
            let named = planned.plan.unsupported.iter().map(|one| format!("{} ({})", one.object, one.reason));
            let named: Vec<_> = named.collect();
            Outcome::Missing { reason: format!("not understood: {}", named.join(", ")) }
        }
        Ok(planned) => Outcome::Made(Box::new(made(checkout, target, policy, planned))),
        Err(failure) => Outcome::Missing { reason: failure.messages.join("; ") },
    };
    TargetPlan { target: target.name.to_string(), environment: target.kind.environment.to_string(), outcome }
}

fn made(checkout: &Checkout, target: &Target, policy: &Policy, planned: Planned) -> Made {
    // What nothing in the desired SQL makes any more is told where the target is written.
    let origin = Spot { file: target.origin.file.clone(), line: target.origin.line, column: target.origin.column };
    let found = places(&planned);
    let place = |step: u32| found.get(&step).cloned().unwrap_or_else(|| origin.clone());
    let findings = if planned.plan.empty { Vec::new() } else { of_steps(&planned, &Standard::of(policy, target)) };
    let placed =
        |finding: PlanFinding| PlanFinding { place: finding.place.or_else(|| Some(origin.clone())), ..finding };
    Made {
        places: planned.plan.steps.iter().map(|step| (step.id, place(step.id))).collect(),
        findings: findings.into_iter().map(placed).collect(),
        needs_consent: missing_consent(&checkout.state, target, &planned.plan, SystemTime::now()),
        plan: planned.plan,
    }
}
