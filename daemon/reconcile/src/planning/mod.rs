//! One target: from desired and observed to a plan that is proven.
//!
//! Nothing of the target is changed here, and nothing is decided: who may run the plan is another's question.

mod facts;
mod proof;
mod renames;

use std::path::PathBuf;

use engine::{Cache, Elaborated, Live, Provenance, Scope, Source, Url};
use plan::{Plan, Refusal, Rename, RenameError, Sealing, Situation, Timeouts};
use schema::{Database, ObjectId};

use crate::changelist::ChangelistFault;

pub use facts::Facts;

/// How planning is done for one target.
#[derive(Clone, Debug)]
pub struct Planning {
    /// Which objects are looked at.
    pub scope: Scope,
    /// Where scratch databases are made; none: beside the target.
    pub scratch_url: Option<Url>,
    /// The timeouts of steps.
    pub timeouts: Timeouts,
    /// Whether every table counts as big, so that what can be done online is.
    pub all_big: bool,
    /// Where elaborations are cached, and the name that tells schemas apart there; none: nowhere.
    pub cache: Option<(PathBuf, String)>,
}

/// A plan and the two sides it was made from.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The plan; with `unsupported` objects it has no steps and must be refused.
    pub plan: Plan,
    /// The live database.
    pub observed: Database,
    /// The desired database.
    pub desired: Database,
    /// Where in the desired SQL objects are made, as far as it can be told.
    pub provenance: Vec<(ObjectId, Provenance)>,
    /// What was asked of the target beside its schema; nothing where there was no need.
    pub facts: Option<Facts>,
}

impl Planned {
    /// Whether something is not understood, so that nothing may be planned.
    pub fn is_refused(&self) -> bool {
        !self.plan.unsupported.is_empty()
    }

    /// The difference as a unified diff.
    pub fn unified_diff(&self) -> String {
        plan::show::unified_diff(&self.observed, &self.desired)
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The database door failed.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// The planner refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A declared rename cannot be done.
    #[error(transparent)]
    Rename(#[from] RenameError),
    /// A changelist cannot be run as it asks for.
    #[error("the changelist `{id}` cannot be run: {}", .faults.first().map(ToString::to_string).unwrap_or_default())]
    Changelist {
        /// The changelist.
        id: String,
        /// Everything that is wrong, with places.
        faults: Vec<ChangelistFault>,
    },
    /// The plan was tried on a scratch copy and a statement failed.
    #[error("the plan failed on a scratch copy of the live schema at step {step} ({summary})")]
    ProofFailed {
        /// The step.
        step: u32,
        /// What it does.
        summary: String,
        /// What the scratch database said.
        source: engine::Error,
    },
    /// The plan was tried on a scratch copy and did not give what it must.
    #[error("the plan was run on a scratch copy of the live schema and {what} differs: {}", .objects.join(", "))]
    NotProven {
        /// `the result` or `what its undo left`.
        what: &'static str,
        /// The objects that differ, with their kinds.
        objects: Vec<String>,
        /// The difference as a unified diff.
        diff: String,
    },
}

impl PlanError {
    /// Whether it is a refusal (exit 3) rather than a failure (exit 1).
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Engine(error) => error.is_refusal(),
            _ => true,
        }
    }
}

/// The desired side of a plan: what is left of an elaboration when the files need not be told apart any more.
struct Desired {
    database: Database,
    renames: Vec<Rename>,
    provenance: Vec<(ObjectId, Provenance)>,
}

impl Desired {
    fn of(elaborated: Elaborated) -> Self {
        let Elaborated { database, renames, provenance, .. } = elaborated;
        Self { database, renames, provenance }
    }
}

/// Elaborates desired SQL for a target, from the cache where nothing changed.
///
/// # Errors
/// What the database door answers; desired SQL that does not load names every place.
pub async fn elaborate(live: &mut Live, sources: &[Source], planning: &Planning) -> engine::Result<Elaborated> {
    let version = live.version().await?;
    let cache = planning
        .cache
        .as_ref()
        .map(|(folder, name)| Cache::new(folder, name, live.dialect(), &version, &planning.scope));
    let previous = match cache.as_ref().and_then(Cache::load) {
        Some(elaborated) if elaborated.is_of(sources) => return Ok(elaborated),
        previous => previous,
    };
    let scratch_url = planning.scratch_url.as_ref();
    let elaborated = engine::elaborate(live, scratch_url, &planning.scope, sources, previous.as_ref()).await?;
    if let Some(cache) = &cache {
        cache.store(&elaborated);
    }
    Ok(elaborated)
}

/// Plans the way of a live target to what is desired, and proves it on a scratch copy.
///
/// # Errors
/// A refusal says what is not done and why; a plan that cannot be proven is refused with the difference.
pub async fn plan_target(
    live: &mut Live,
    target: &str,
    elaborated: Elaborated,
    planning: &Planning,
) -> Result<Planned, PlanError> {
    // What tells files apart is let go before the live side comes in: both sides of a big schema take memory enough.
    let desired = Desired::of(elaborated);
    let observed = live.inspect(&planning.scope).await?;
    planned(live, target, desired, observed, None, planning).await
}

/// The same for a target that somebody else looked at; `bench` is a session beside which scratch databases can be made.
///
/// # Errors
/// As `plan_target`.
pub async fn plan_recorded(
    bench: &mut Live,
    target: &str,
    elaborated: Elaborated,
    recorded: (Database, Facts),
    planning: &Planning,
) -> Result<Planned, PlanError> {
    let (observed, facts) = recorded;
    planned(bench, target, Desired::of(elaborated), observed, Some(facts), planning).await
}

async fn planned(
    bench: &mut Live,
    target: &str,
    desired: Desired,
    mut observed: Database,
    mut facts: Option<Facts>,
    planning: &Planning,
) -> Result<Planned, PlanError> {
    let Desired { database: desired, renames, provenance } = desired;
    observed.narrow_grants(&desired);
    let unsupported = observed.unsupported.union(&desired.unsupported).cloned().collect();
    let mut draft = plan::Draft::default();
    if unsupported_is_empty(&observed, &desired) && !schema::diff(&observed, &desired).is_empty() {
        let known = match facts.take() {
            Some(known) => known,
            None => Facts::of(bench, planning).await?,
        };
        draft = drafted(bench, &observed, &desired, &renames, &known, planning).await?;
        facts = Some(known);
    }
    let mut plan = Plan::seal(Sealing { target, before: &observed, desired: &desired, unsupported, draft });
    if plan.unsupported.is_empty() {
        if !plan.empty {
            proof::prove(bench, &plan, &observed, &desired, planning).await?;
        }
        plan.proven = true;
    }
    Ok(Planned { plan, observed, desired, provenance, facts })
}

fn unsupported_is_empty(observed: &Database, desired: &Database) -> bool {
    observed.unsupported.is_empty() && desired.unsupported.is_empty()
}

async fn drafted(
    live: &mut Live,
    observed: &Database,
    desired: &Database,
    renames: &[Rename],
    facts: &Facts,
    planning: &Planning,
) -> Result<plan::Draft, PlanError> {
    let renamed = renames::apply(live, observed, renames, facts.version.number, planning).await?;
    let situation = Situation {
        observed: renamed.database.as_ref().unwrap_or(observed),
        desired,
        kept: &facts.kept,
        sizes: &facts.sizes,
        server_version: facts.version.number,
        online: facts.online,
        timeouts: planning.timeouts,
    };
    let mut draft = plan::draft(&situation)?;
    draft.footprint.extend(renamed.footprint);
    draft.steps.splice(0..0, renamed.steps);
    Ok(draft)
}
