//! One case, through everything: run, compared with what the statements do by hand, looked at, undone, refused, overwritten, purged.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use engine::{Conflicts, Live, Options, RunId, RunState};
use plan::{Draft, Lock, Mode, Plan, Sealing, Step, Timeouts, Undo};
use schema::{Database, Dialect, Kind, ObjectId};

use crate::case::Case;
use crate::world::{Rows, World};

fn ensure(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn step(statements: &[String]) -> Step {
    Step {
        id: 0,
        summary: "rows".to_owned(),
        object: ObjectId::new(Kind::Table, None, "t".into()),
        mode: Mode::Transaction,
        statements: statements.to_vec(),
        online: None,
        lock: Lock::None,
        rewrite: false,
        rewrites: BTreeSet::new(),
        timeouts: Timeouts { lock_ms: 3_000, statement_ms: 20_000 },
        hazards: Vec::new(),
        guards: Vec::new(),
        keeps: Vec::new(),
        restores: Vec::new(),
        undo: Undo::Rows,
    }
}

/// The plan of a case.
pub(crate) fn plan_of(dialect: Dialect, steps: &[Vec<String>]) -> Plan {
    let database = Database::empty(dialect);
    let draft = Draft { steps: steps.iter().map(|statements| step(statements)).collect(), footprint: BTreeSet::new() };
    let unsupported = BTreeSet::new();
    Plan::seal(Sealing { target: "t", before: &database, desired: &database, unsupported, draft })
}

/// Begins a run, and runs its steps.
pub(crate) async fn ran(live: &mut Live, plan: &Plan) -> Result<RunId, String> {
    let run = live.begin_run(plan, None, Some(Duration::ZERO)).await.map_err(told)?;
    for step in &plan.steps {
        if let Err(error) = live.run_step(run, step).await {
            live.set_run_state(run, RunState::Failed).await.map_err(told)?;
            return Err(error.to_string());
        }
    }
    live.set_run_state(run, RunState::Succeeded).await.map_err(told)?;
    Ok(run)
}

async fn undone(live: &mut Live, run: RunId, plan: &Plan) -> Result<(), String> {
    for step in plan.steps.iter().rev() {
        live.undo_step(run, step).await.map_err(told)?;
    }
    Ok(())
}

/// The conflicts of all steps, as an undo of the run would meet them.
async fn conflicts(live: &mut Live, run: RunId, plan: &Plan) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for step in &plan.steps {
        let later: Vec<u32> = plan.steps.iter().map(|other| other.id).filter(|other| *other > step.id).collect();
        for restore in live.preview_undo(run, step, &later).await.map_err(told)? {
            ensure(restore.conflicting >= restore.conflicts.len() as u64, || "too few are counted".to_owned())?;
            let name = restore.table.name.as_str().to_owned();
            found.extend(restore.conflicts.iter().map(|one| format!("{name} ({}) {}", one.key, one.what.words())));
        }
    }
    found.sort();
    Ok(found)
}

fn same(what: &str, found: &Rows, wanted: &Rows) -> Result<(), String> {
    ensure(found == wanted, || {
        let tables: BTreeSet<&String> = found.keys().chain(wanted.keys()).collect();
        let differ = tables.into_iter().filter(|table| found.get(*table) != wanted.get(*table));
        let show =
            |table: &String| format!("{table}\n  is     {:?}\n  should {:?}", found.get(table), wanted.get(table));
        format!("{what}: {}", differ.map(show).collect::<Vec<_>>().join("\n"))
    })
}

/// Checks a case; the control is a database of the same kind, in which the statements run by hand.
pub(crate) async fn check<W: World>(case: &Case, dialect: Dialect, place: &W, control: &W) -> Result<(), String> {
    place.run(&case.live).await.map_err(|error| format!("live: {error}"))?;
    control.run(&case.live).await.map_err(|error| format!("live: {error}"))?;
    let (rows, shape) = (place.rows().await, place.shape().await);
    let plan = plan_of(dialect, &case.steps);
    let mut live = place.live(&Options::default()).await;
    if let Some(reason) = &case.refused {
        let error = ran(&mut live, &plan).await.err().unwrap_or_default();
        ensure(error.contains(reason.as_str()), || format!("not refused with `{reason}`: {error}"))?;
        same("after the refusal", &place.rows().await, &rows)?;
        return ensure(place.shape().await == shape, || "the refusal left something".to_owned());
    }
    // Run, undo, and run again: the second run finds nothing of the first in its way.
    let run = ran(&mut live, &plan).await.map_err(|error| format!("run: {error}"))?;
    let after = place.rows().await;
    for statements in &case.steps {
        control.run_by_hand(statements).await.map_err(|error| format!("by hand: {error}"))?;
    }
    same("run by the program instead of by hand", &after, &control.rows().await)?;
    ensure((after == rows) == case.changes_nothing, || "whether it changes anything is not as it says".to_owned())?;
    ensure(live.kept().await.map_err(told)?.len() == plan.steps.len(), || "not one snapshot a step".to_owned())?;
    ensure(conflicts(&mut live, run, &plan).await?.is_empty(), || {
        "a conflict where nobody changed anything".to_owned()
    })?;
    if case.not_undone.is_some() && case.since.trim().is_empty() {
        // The step's own work is what stands in the way.
        return meanwhile(case, &plan, run, &mut live, place, &rows).await;
    }
    undone(&mut live, run, &plan).await.map_err(|error| format!("undo: {error}"))?;
    same("after the undo", &place.rows().await, &rows)?;
    let left = place.shape().await;
    ensure(left == shape, || format!("the undo left {left:?}\nof {shape:?}"))?;
    ensure(live.kept().await.map_err(told)?.is_empty(), || "the undo left a snapshot".to_owned())?;
    let run = ran(&mut live, &plan).await.map_err(|error| format!("run again: {error}"))?;
    meanwhile(case, &plan, run, &mut live, place, &rows).await?;
    purged(&plan, &mut live, place, &shape).await
}

/// Somebody changes rows, and the run is undone after that.
async fn meanwhile<W: World>(
    case: &Case,
    plan: &Plan,
    run: RunId,
    live: &mut Live,
    place: &W,
    rows: &Rows,
) -> Result<(), String> {
    place.run(&case.since).await.map_err(|error| format!("since: {error}"))?;
    let changed = place.rows().await;
    if case.not_undone.is_none() {
        let found = conflicts(live, run, plan).await?;
        ensure(found == case.conflicts, || format!("conflicts: {found:?}"))?;
    }
    if case.conflicts.is_empty() && case.not_undone.is_none() {
        return undone(live, run, plan).await;
    }
    let error = undone(live, run, plan).await.err().unwrap_or_default();
    let expected = case.not_undone.as_deref().unwrap_or("are not as the run left them");
    ensure(error.contains(expected), || format!("the undo is not refused with `{expected}`: {error}"))?;
    if plan.steps.len() == 1 {
        same("after the refusal", &place.rows().await, &changed)?;
    }
    let mut overwriting = place.live(&Options { conflicts: Conflicts::Overwrite, ..Options::default() }).await;
    let overwritten = undone(&mut overwriting, run, plan).await;
    overwriting.close().await.map_err(told)?;
    if let Some(reason) = &case.not_undone {
        let error = overwritten.err().unwrap_or_default();
        return ensure(error.contains(reason.as_str()), || format!("overwriting is not refused: {error}"));
    }
    overwritten.map_err(|error| format!("overwriting: {error}"))?;
    let found = place.rows().await;
    for (table, rows) in rows {
        let there: HashSet<&String> = found[table].iter().collect();
        let missing: Vec<&String> = rows.iter().filter(|row| !there.contains(row)).collect();
        ensure(missing.is_empty(), || format!("{table}: not back after overwriting: {missing:?}"))?;
    }
    Ok(())
}

/// What is kept goes in time, and then no undo says that it did anything.
async fn purged<W: World>(plan: &Plan, live: &mut Live, place: &W, shape: &[String]) -> Result<(), String> {
    let before = live.kept().await.map_err(told)?.len();
    let Ok(run) = ran(live, plan).await else { return Ok(()) };
    let kept = live.kept().await.map_err(told)?;
    ensure(kept.len() == before + plan.steps.len(), || "a run kept nothing".to_owned())?;
    let end = kept.iter().filter_map(|kept| kept.expires_at).max().unwrap_or_default();
    while !live.kept().await.map_err(told)?.is_empty() {
        live.purge(end + 1).await.map_err(told)?;
    }
    let error = undone(live, run, plan).await.err().unwrap_or_default();
    ensure(error.contains("they were purged"), || format!("an undo without its rows: {error}"))?;
    let own = |line: &&String| line.contains("groundline_kept") || line.contains("groundline_rows");
    ensure(place.shape().await.iter().filter(own).count() == shape.iter().filter(own).count(), || {
        "purge left some".to_owned()
    })
}
