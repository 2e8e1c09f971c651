//! One database, no schema repo: the same engine and the same guarantees for scripts and for people who try it.

mod changelists;
mod difference;
mod import;
mod online;
mod source;
mod undoing;

use std::time::{Duration, Instant};

use engine::{Elaborated, Finding, Live, Restore, RunId, RunState};
use plan::Plan;
use schema::{Dialect, Kind};

pub use changelists::{plan_assigned_changelist, survey_assignment};
pub(crate) use difference::memory;
pub use difference::{Difference, difference};
pub(crate) use import::files as described;
pub use import::{ImportedFile, import};
pub use online::{TableChange, plan_online};
pub(crate) use source::text_source;
pub use source::{FILE_LIMIT, SchemaSource, SourceError};
pub use undoing::{plan_undo, take_back};

use crate::assignment::Assignment;
use crate::planning::{PlanError, Planned, Planning, elaborate, plan_target};
use crate::rollout::{self, Ended, Journal, RolloutError, Site};

/// Why a command on one database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SingleError {
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The run did not begin, or could not be brought to an end.
    #[error(transparent)]
    Rollout(#[from] RolloutError),
    /// The schema comes from a database of another kind.
    #[error("the schema is of `{desired}` and the database of `{live}`; both must be of one kind")]
    OtherDialect {
        /// The dialect of the database.
        live: Dialect,
        /// The dialect of the schema.
        desired: Dialect,
    },
    /// No side says which engine it is for.
    #[error("neither side is a database, so nothing says which engine the SQL is for; name it with `--engine`")]
    NoEngine,
    /// SQLite changes tables offline.
    #[error("SQLite tables are not changed online: the whole database has one writer; use `groundline apply`")]
    NotOnline,
    /// There is no such table.
    #[error("there is no table `{table}`{}", .nearest.as_ref().map(|name| format!("; the nearest name is `{name}`")).unwrap_or_default())]
    NoTable {
        /// The name that was given.
        table: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// There are several.
    #[error("there are several tables `{table}`; name one with its schema: `schema.{table}`")]
    ManyTables {
        /// The name that was given.
        table: String,
    },
    /// The clauses were tried on a scratch copy of the table.
    #[error("the server does not take these clauses")]
    Alter(#[source] engine::Error),
    /// The server where SQL is judged is not like the target's.
    #[error(
        "the target `{target}` runs on `{theirs}` and the scratch server is `{ours}`; give one of the same version with `--scratch-url`"
    )]
    OtherVersion {
        /// The target.
        target: String,
        /// Its server.
        theirs: String,
        /// The scratch server.
        ours: String,
    },
    /// A server is needed to elaborate SQL.
    #[error("elaborating PostgreSQL or MySQL needs a server; name one with `--scratch-url`")]
    NoServer,
}

impl From<engine::Error> for SingleError {
    fn from(error: engine::Error) -> Self {
        Self::Plan(PlanError::Engine(error))
    }
}

impl SingleError {
    /// Whether it is a refusal (exit 3) rather than a failure (exit 1).
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Plan(error) => error.is_refusal(),
            Self::Rollout(error) => error.is_refusal(),
            Self::NotOnline => true,
            Self::OtherDialect { .. }
            | Self::NoEngine
            | Self::NoServer
            | Self::OtherVersion { .. }
            | Self::NoTable { .. }
            | Self::ManyTables { .. }
            | Self::Alter(_) => false,
        }
    }
}

/// Plans the way of the database at `site` to the schema.
///
/// # Errors
/// As planning; a schema of another dialect.
pub async fn plan(site: &Site, schema: &SchemaSource, planning: &Planning) -> Result<Planned, SingleError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    let elaborated = goal(&mut live, schema, planning).await?;
    let planned = plan_target(&mut live, &site.url.to_string(), elaborated, planning).await?;
    live.close().await?;
    Ok(planned)
}

/// Plans a target of a schema repo.
///
/// # Errors
/// As planning.
pub async fn plan_assignment(assignment: &Assignment) -> Result<Planned, SingleError> {
    let mut live = Live::connect(&assignment.site.url, &assignment.site.options).await?;
    let elaborated = elaborate(&mut live, &assignment.sources, &assignment.planning).await?;
    let name = assignment.target.name.to_string();
    let planned = plan_target(&mut live, &name, elaborated, &assignment.planning).await?;
    live.close().await?;
    Ok(planned)
}

/// Brings a run whose process died to its end: before planning, so that the plan rests on what is there then.
///
/// # Errors
/// As the rollout.
pub async fn recover(site: &Site, journal: &mut impl Journal) -> Result<Option<Ended>, SingleError> {
    Ok(rollout::recover(site, journal).await?)
}

/// Runs a plan; an interrupted run is brought to its end first, and the plan is then superseded if that changed anything.
///
/// # Errors
/// As the rollout.
pub async fn apply(
    site: &Site,
    plan: &Plan,
    revision: Option<&str>,
    journal: &mut impl Journal,
) -> Result<Ended, SingleError> {
    rollout::recover(site, journal).await?;
    Ok(rollout::apply(site, plan, revision, &mut rollout::Open, journal).await?)
}

/// Undoes the last run, or that one; when it was being undone as its process died, the rest of it is, and no other run.
///
/// # Errors
/// As the rollout.
pub async fn undo(site: &Site, run: Option<RunId>, journal: &mut impl Journal) -> Result<Ended, SingleError> {
    let recovered = rollout::recover(site, journal).await?;
    let is_meant = |ended: &Ended| run.is_none_or(|run| run == ended.run) && ended.state != RunState::Succeeded;
    match recovered.filter(is_meant) {
        Some(undone) => Ok(undone),
        None => Ok(rollout::undo(site, run, journal).await?),
    }
}

/// What undoing the last run, or that one, would do to rows; nothing is changed.
///
/// # Errors
/// As the rollout.
pub async fn preview_undo(site: &Site, run: Option<RunId>) -> Result<(RunId, Vec<Restore>), SingleError> {
    Ok(rollout::preview_undo(site, run).await?)
}

/// Calls the open run off: what it did is taken back, by the process that works on it where there is one (`None` then).
///
/// # Errors
/// As the rollout.
pub async fn abort(site: &Site, journal: &mut impl Journal) -> Result<Option<Ended>, SingleError> {
    Ok(rollout::abort(site, journal).await?)
}

/// Feeds the tables as they were before online changes with what is written since, for so long.
///
/// # Errors
/// The door fails, or rows do not fit there any more.
pub async fn feed(site: &Site, time: Duration) -> Result<(), SingleError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    live.feed(&site.options.steering, Instant::now() + time).await?;
    live.close().await?;
    Ok(())
}

/// Looks at what a plan would need of the database.
///
/// # Errors
/// Unreachable, or refused.
pub async fn examine(site: &Site) -> Result<Vec<Finding>, SingleError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    let findings = live.examine().await?;
    live.close().await?;
    Ok(findings)
}

/// As `desired`, for the side that is led to: one database does not say who may do what with another.
async fn goal(live: &mut Live, schema: &SchemaSource, planning: &Planning) -> Result<Elaborated, SingleError> {
    let mut elaborated = desired(live, schema, planning).await?;
    if matches!(schema, SchemaSource::Database(_)) {
        let access = [Kind::DefaultPrivileges, Kind::ExtensionVersion, Kind::Owner, Kind::Grant];
        elaborated.database.objects.retain(|id, _| !access.contains(&id.kind));
    }
    Ok(elaborated)
}

/// The desired side: elaborated from files, or read from another database.
async fn desired(live: &mut Live, schema: &SchemaSource, planning: &Planning) -> Result<Elaborated, SingleError> {
    match schema {
        SchemaSource::Files(sources) => Ok(elaborate(live, sources, planning).await?),
        SchemaSource::Database(url) if url.dialect() == live.dialect() => {
            let mut other = Live::connect(url, &engine::Options::default()).await?;
            let database = other.inspect(&planning.scope).await?;
            other.close().await?;
            Ok(Elaborated::of_database(database))
        }
        SchemaSource::Database(url) => Err(SingleError::OtherDialect { live: live.dialect(), desired: url.dialect() }),
    }
}
