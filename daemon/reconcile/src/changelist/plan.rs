//! The plan that runs a changelist: its steps, and the objects that they rest on.
//!
//! Its base is the fingerprint of what its statements name, so that the schema it was reviewed for is the schema it meets. A changelist that
//! changes rows leaves the same behind; what its schema statements make of it is tried on a scratch copy.

use std::collections::BTreeSet;

use engine::{Live, Scratch};
use plan::{Draft, Plan, Sealing, Step};
use schema::sql::{mention_key, mentions};
use schema::{Database, Kind, ObjectId};

use super::resolve::Resolved;
use super::statement::{Nature, Part};
use super::steps::steps;
use crate::planning::{PlanError, Planned, Planning};

/// Plans the run of a changelist on a target that looks like `observed`.
///
/// # Errors
/// What cannot be run as the changelist asks for, with places; schema statements that fail on a scratch copy.
pub async fn plan_changelist(
    live: &mut Live,
    target: &str,
    resolved: &Resolved,
    observed: Database,
    planning: &Planning,
) -> Result<Planned, PlanError> {
    let steps = steps(resolved, &observed, planning.timeouts)
        .map_err(|faults| PlanError::Changelist { id: resolved.of.id.clone(), faults })?;
    let mut footprint = named(resolved, &observed);
    let desired = match schema_statements(resolved, &observed) {
        statements if statements.is_empty() => observed.clone(),
        statements => after(live, &statements, &steps, &observed, &mut footprint, planning).await?,
    };
    let unsupported = BTreeSet::new();
    let draft = Draft { steps, footprint };
    let plan = Plan::seal(Sealing { target, before: &observed, desired: &desired, unsupported, draft });
    let mut plan = plan.running(resolved.of.clone());
    plan.proven = true;
    Ok(Planned { plan, observed, desired, provenance: Vec::new(), facts: None })
}

/// The live objects that the statements name, and what belongs to them and has a say in changes of rows.
fn named(resolved: &Resolved, observed: &Database) -> BTreeSet<ObjectId> {
    let dialect = resolved.dialect;
    let texts = resolved.statements.iter().map(|statement| &statement.text);
    let queries = resolved.checks.iter().map(|check| &check.query);
    let names: BTreeSet<String> = texts.chain(queries).flat_map(|text| mentions(dialect, text)).collect();
    let is_named = |name: &schema::Ident| names.contains(mention_key(dialect, name.as_str()).as_ref());
    let counts = |id: &&ObjectId| match (id.kind, &id.of) {
        (Kind::Schema | Kind::Grant | Kind::Index | Kind::Event, _) => false,
        (Kind::Constraint | Kind::Trigger | Kind::Rule | Kind::Policy, Some(of)) => is_named(of),
        (_, Some(_)) => false,
        (_, None) => is_named(&id.name),
    };
    observed.objects.keys().filter(counts).cloned().collect()
}

/// The statements that change the schema, or may.
fn schema_statements(resolved: &Resolved, observed: &Database) -> Vec<String> {
    let is_schema = |text: &String| {
        let nature = Part::of(resolved.dialect, text, observed).nature;
        matches!(nature, Nature::Schema | Nature::Alone)
    };
    resolved.statements.iter().map(|statement| statement.text.clone()).filter(is_schema).collect()
}

/// What the database looks like when they ran: tried on a copy of what they name. What changes there is rested on too.
async fn after(
    live: &mut Live,
    statements: &[String],
    steps: &[Step],
    observed: &Database,
    footprint: &mut BTreeSet<ObjectId>,
    planning: &Planning,
) -> Result<Database, PlanError> {
    let seeds: BTreeSet<ObjectId> = footprint.iter().cloned().chain(parts(observed, footprint)).collect();
    let copied = observed.with_dependencies(&seeds);
    let before = observed.restricted_to(&copied);
    let mut scratch = Scratch::like(live, planning.scratch_url.as_ref()).await?;
    let tried = tried(&mut scratch, &before, statements, planning).await;
    scratch.discard().await?;
    let found = tried.map_err(|source| {
        let failed = steps.iter().find(|step| matches!(step.undo, plan::Undo::Irreversible { .. }));
        PlanError::ProofFailed {
            step: failed.map_or(1, |step| step.id.max(1)),
            summary: failed.map(|step| step.summary.clone()).unwrap_or_default(),
            source,
        }
    })?;
    let mut database = observed.clone();
    for change in schema::diff(&before, &found) {
        let id = change.object().id.clone();
        match found.get(&id) {
            Some(object) => database.insert(object.clone()),
            None => drop(database.objects.remove(&id)),
        }
        footprint.insert(id);
    }
    Ok(database)
}

/// What belongs to objects: their indexes, constraints, triggers.
fn parts(observed: &Database, of: &BTreeSet<ObjectId>) -> Vec<ObjectId> {
    let dependents = observed.dependents();
    of.iter().flat_map(|id| dependents.get(id).into_iter().flatten()).map(|id| (*id).clone()).collect()
}

async fn tried(
    scratch: &mut Scratch,
    before: &Database,
    statements: &[String],
    planning: &Planning,
) -> engine::Result<Database> {
    scratch.build(before).await?;
    scratch.run(statements).await?;
    scratch.inspect(&planning.scope).await
}
