//! The difference of two schema sources, as objects, as a unified diff and as statements.

use std::collections::BTreeMap;

use engine::{Live, Options, Url, UrlError};
use plan::{Plan, Sealing, Situation, TableSize};
use schema::{Change, Database, Dialect, Facts, ObjectId};

use super::{SchemaSource, SingleError, desired, goal};
use crate::planning::{PlanError, Planning};

/// What differs between two sources.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The objects that differ, and how: `added`, `removed`, `changed`.
    pub objects: Vec<(ObjectId, &'static str)>,
    /// The unified diff.
    pub text: String,
    /// The statements that lead from the one to the other, as a plan for empty tables. Not proven: nothing is run by it.
    pub plan: Plan,
}

/// Compares two sources. `engine` names the dialect where neither side is a database; `planning.scratch_url` the server
/// where SQL of PostgreSQL is elaborated then.
///
/// # Errors
/// SQL that does not elaborate, an unreachable database, two dialects, or a change that the planner refuses.
pub async fn difference(
    from: &SchemaSource,
    to: &SchemaSource,
    engine: Option<Dialect>,
    planning: &Planning,
) -> Result<Difference, SingleError> {
    let mut bench = bench(from, to, engine, planning).await?;
    let mut old = desired(&mut bench, from, planning).await?.database;
    let new = goal(&mut bench, to, planning).await?;
    old.narrow_grants(&new.database);
    let version = bench.version().await?;
    bench.close().await?;
    let sizes = no_rows(&old);
    let situation = Situation {
        observed: &old,
        desired: &new.database,
        kept: &[],
        sizes: &sizes,
        server_version: version.number,
        online: false,
        timeouts: planning.timeouts,
    };
    let draft = plan::draft(&situation).map_err(PlanError::from)?;
    let objects = schema::diff(&old, &new.database).into_iter().map(named).collect();
    let unsupported = old.unsupported.union(&new.database.unsupported).cloned().collect();
    let text = plan::show::unified_diff(&old, &new.database);
    let plan = Plan::seal(Sealing { target: "diff", before: &old, desired: &new.database, unsupported, draft });
    Ok(Difference { objects, text, plan })
}

fn named(change: Change<'_>) -> (ObjectId, &'static str) {
    (change.object().id.clone(), change.word())
}

/// A session beside which scratch databases can be made: one of the two sides, the scratch server, or SQLite in memory.
async fn bench(
    from: &SchemaSource,
    to: &SchemaSource,
    engine: Option<Dialect>,
    planning: &Planning,
) -> Result<Live, SingleError> {
    let side = [from, to].into_iter().find_map(|source| match source {
        SchemaSource::Database(url) => Some(url.clone()),
        SchemaSource::Files(_) => None,
    });
    let url = match (side, engine.or(planning.scratch_url.as_ref().map(Url::dialect)), &planning.scratch_url) {
        (Some(url), ..) => url,
        (None, Some(Dialect::Sqlite), _) => memory().map_err(|_| SingleError::NoEngine)?,
        (None, Some(_), Some(url)) => url.clone(),
        (None, Some(_), None) => return Err(SingleError::NoServer),
        (None, None, _) => return Err(SingleError::NoEngine),
    };
    Ok(Live::connect(&url, &Options::default()).await?)
}

/// SQLite in memory.
pub(crate) fn memory() -> Result<Url, UrlError> {
    Url::parse("sqlite::memory:", |_| None)
}

/// Every table as an empty one: a difference of schemas knows no rows.
fn no_rows(database: &Database) -> BTreeMap<ObjectId, TableSize> {
    let is_table = |facts: &Facts| matches!(facts, Facts::Table(_) | Facts::MaterializedView(_));
    let tables = database.objects.values().filter(|object| is_table(&object.facts));
    tables.map(|object| (object.id.clone(), TableSize::default())).collect()
}
