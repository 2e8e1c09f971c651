//! One case, through everything: plan, proof, apply, second opinion, undo, apply again, revert.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use engine::{Error, Live, LockState, Options, RunId, RunState, Scope, Scratch, Source, Url};
use plan::{Kept, Plan, Sealing, Situation, Timeouts};
use schema::{Database, Dialect, diff};

use crate::case::Case;
use crate::observer::{self, Rows};

const TIMEOUTS: Timeouts = Timeouts { lock_ms: 3000, statement_ms: 0 };

/// Checks a case; the error says what is wrong with it.
pub(crate) async fn check(case: &Case) -> Result<(), String> {
    if case.is_about_consent {
        return Ok(());
    }
    let folder = folder();
    let path = folder.path().join("live.db");
    observer::run(&path, &format!("{}\n{}", case.live, case.rows)).await.map_err(|error| format!("live: {error}"))?;
    let outcome = walk(case, &path, folder.path()).await;
    match (&case.refused, outcome) {
        (None, outcome) => outcome,
        (Some(text), Err(reason)) if reason.contains(text.as_str()) => Ok(()),
        (Some(text), outcome) => Err(format!("not refused with `{text}`: {outcome:?}")),
    }
}

/// A temporary folder, in memory where the system has such a place.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder")
}

async fn walk(case: &Case, path: &Path, folder: &Path) -> Result<(), String> {
    let (dump_before, rows_before) = (observer::dump(path).await, observer::rows(path).await);
    let mut live = connect(path).await;
    let observed = inspected(&mut live).await?;
    let desired = elaborated(&case.desired).await?;
    let plan = planned(&mut live, case, &observed, &desired).await?;
    expected(case, &plan)?;
    let (run, done) = apply(&mut live, &plan).await?;
    done?;
    let found = inspected(&mut live).await?;
    same("applied", &found, &desired)?;
    let again = planned(&mut live, case, &found, &desired).await?;
    ensure(again.empty, || format!("a plan after apply is not empty:\n{}", plan::show::plan_text(&again)))?;

    let direct = folder.join("direct.db");
    observer::run(&direct, &case.desired).await.map_err(|error| format!("desired: {error}"))?;
    let (made, wanted) = (observer::dump(path).await, observer::dump(&direct).await);
    ensure(made == wanted, || format!("the second opinion differs:\n{made:#?}\n{wanted:#?}"))?;
    let rows_after = observer::rows(path).await;
    survived(case, &rows_before, &rows_after)?;

    if !plan.is_reversible() {
        return Ok(());
    }
    undo(&mut live, run, &plan).await?;
    same("undone", &inspected(&mut live).await?, &observed)?;
    ensure(observer::dump(path).await == dump_before, || "undo left another dump".to_owned())?;
    unchanged("undo", &rows_before, &observer::rows(path).await)?;
    ensure(live.kept().await.map_err(told)?.is_empty(), || "undo left a snapshot".to_owned())?;

    let plan = planned(&mut live, case, &observed, &desired).await?;
    apply(&mut live, &plan).await?.1?;
    let (after, rows_again) = (inspected(&mut live).await?, observer::rows(path).await);
    unchanged("the second apply", &rows_after, &rows_again)?;
    if !case.renamed.is_empty() || !case.renames().is_empty() {
        return Ok(());
    }
    let back = planned(&mut live, &Case::default(), &after, &observed).await?;
    let (run, done) = apply(&mut live, &back).await?;
    done.map_err(|error| format!("revert: {error}"))?;
    same("reverted", &inspected(&mut live).await?, &observed)?;
    unchanged("the revert", &rows_before, &observer::rows(path).await)?;
    undo(&mut live, run, &back).await.map_err(|error| format!("undo of the revert: {error}"))?;
    same("revert undone", &inspected(&mut live).await?, &desired)?;
    unchanged("the undo of the revert", &rows_after, &observer::rows(path).await)?;
    live.close().await.map_err(told)
}

fn told(error: Error) -> String {
    match &error {
        Error::Desired(faults) => faults.iter().map(|fault| format!("{fault}\n")).collect(),
        _ => error.to_string(),
    }
}

fn ensure(good: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(reason()) }
}

pub(crate) async fn connect(path: &Path) -> Live {
    let url = Url::parse(&format!("sqlite:{}", path.display()), |_| None).expect("a URL");
    Live::connect(&url, &Options::default()).await.expect("it opens")
}

async fn inspected(live: &mut Live) -> Result<Database, String> {
    let database = live.inspect(&Scope::default()).await.map_err(told)?;
    ensure(database.unsupported.is_empty(), || format!("not understood: {:?}", database.unsupported))?;
    Ok(database)
}

pub(crate) async fn elaborated(text: &str) -> Result<Database, String> {
    let mut scratch = Scratch::alone(Dialect::Sqlite, None).await.map_err(told)?;
    let source = Source { path: "desired.sql".to_owned(), id: String::new(), text: Arc::from(text) };
    scratch.load(&[source]).await.map_err(|faults| told(Error::Desired(faults)))?;
    let database = scratch.inspect(&Scope::default()).await.map_err(told)?;
    ensure(database.unsupported.is_empty(), || format!("not understood: {:?}", database.unsupported))?;
    Ok(database)
}

fn same(what: &str, found: &Database, expected: &Database) -> Result<(), String> {
    ensure(diff(found, expected).is_empty(), || format!("{what}:\n{}", plan::show::unified_diff(found, expected)))
}

async fn planned(live: &mut Live, case: &Case, observed: &Database, desired: &Database) -> Result<Plan, String> {
    let renames = plan::rename_steps(observed, &case.renames(), 0, TIMEOUTS).map_err(|error| error.to_string())?;
    let renamed = after_renames(observed, &renames).await?;
    let (kept, sizes) = (live.kept().await.map_err(told)?, live.sizes().await.map_err(told)?);
    let version = live.version().await.map_err(told)?.number;
    let situation = Situation {
        observed: &renamed,
        desired,
        kept: &kept,
        sizes: &sizes,
        server_version: version,
        online: false,
        timeouts: TIMEOUTS,
    };
    let mut draft = plan::draft(&situation).map_err(|error| error.to_string())?;
    draft.steps.splice(0..0, renames);
    let sealing = Sealing { target: "t", before: observed, desired, unsupported: Default::default(), draft };
    let plan = Plan::seal(sealing);
    prove(&plan, observed, desired, &kept).await?;
    Ok(plan)
}

async fn after_renames(observed: &Database, renames: &[plan::Step]) -> Result<Database, String> {
    let mut scratch = Scratch::alone(Dialect::Sqlite, None).await.map_err(told)?;
    scratch.build(observed).await.map_err(|error| format!("build: {error}"))?;
    for step in renames {
        scratch.run(&step.statements).await.map_err(told)?;
    }
    scratch.inspect(&Scope::default()).await.map_err(told)
}

async fn prove(plan: &Plan, observed: &Database, desired: &Database, _: &[Kept]) -> Result<(), String> {
    let mut scratch = Scratch::alone(Dialect::Sqlite, None).await.map_err(told)?;
    scratch.build(observed).await.map_err(|error| format!("build: {error}"))?;
    same("built", &scratch.inspect(&Scope::default()).await.map_err(told)?, observed)?;
    for keep in plan.steps.iter().flat_map(|step| &step.restores) {
        scratch.run(&plan::stand_in(keep, observed, desired)).await.map_err(|error| format!("stand-in: {error}"))?;
    }
    for step in &plan.steps {
        scratch.run(&step.statements).await.map_err(|error| format!("proof of `{}`: {error}", step.summary))?;
    }
    same("proof", &scratch.inspect(&Scope::default()).await.map_err(told)?, desired)?;
    if !plan.is_reversible() {
        return Ok(());
    }
    for step in plan.steps.iter().rev() {
        scratch
            .run(step.undo.statements())
            .await
            .map_err(|error| format!("proof of undo of `{}`: {error}", step.summary))?;
    }
    same("proof of undo", &scratch.inspect(&Scope::default()).await.map_err(told)?, observed)
}

fn expected(case: &Case, plan: &Plan) -> Result<(), String> {
    let text: String = plan.steps.iter().flat_map(|step| &step.statements).map(|line| format!("{line};\n")).collect();
    let mut rest = text.as_str();
    for wanted in &case.plan {
        let Some(at) = rest.find(wanted.as_str()) else {
            return Err(format!("`{wanted}` is not in the plan:\n{text}"));
        };
        rest = &rest[at + wanted.len()..];
    }
    let hazards: Vec<String> =
        plan.steps.iter().flat_map(|step| &step.hazards).map(|hazard| hazard.code.name().to_owned()).collect();
    match &case.hazards {
        Some(wanted) => ensure(*wanted == hazards, || format!("the hazards are {hazards:?}")),
        None => Ok(()),
    }
}

async fn apply(live: &mut Live, plan: &Plan) -> Result<(RunId, Result<(), String>), String> {
    let held = live.lock().await.map_err(told)?;
    ensure(held == LockState::Held, || "the lock is not held".to_owned())?;
    let run = live.begin_run(plan, None, Some(Duration::from_secs(3600))).await.map_err(told)?;
    for step in &plan.steps {
        if let Err(error) = live.run_step(run, step).await {
            return Ok((run, Err(format!("step `{}`: {}", step.summary, told(error)))));
        }
    }
    live.set_run_state(run, RunState::Succeeded).await.map_err(told)?;
    live.unlock().await.map_err(told)?;
    Ok((run, Ok(())))
}

async fn undo(live: &mut Live, run: RunId, plan: &Plan) -> Result<(), String> {
    for step in plan.steps.iter().rev() {
        live.undo_step(run, step).await.map_err(|error| format!("undo of `{}`: {}", step.summary, told(error)))?;
    }
    live.set_run_state(run, RunState::Undone).await.map_err(told)
}

fn unchanged(what: &str, before: &Rows, after: &Rows) -> Result<(), String> {
    ensure(before == after, || format!("after {what} the rows were {before:#?}\nand are {after:#?}"))
}

/// Values that the case does not name as lost or converted are all there.
fn survived(case: &Case, before: &Rows, after: &Rows) -> Result<(), String> {
    for (table, rows) in before {
        if case.lost.iter().any(|lost| lost.eq_ignore_ascii_case(table))
            || table == "sqlite_sequence"
            || rows.is_empty()
        {
            continue;
        }
        let renamed = case.renamed.iter().find(|(old, _)| old.eq_ignore_ascii_case(table));
        let now = renamed.map_or_else(|| table.clone(), |(_, new)| new.to_ascii_lowercase());
        let Some(found) = after.get(&now) else { return Err(format!("the rows of `{table}` are gone")) };
        let gone = |column: &str| {
            let name = format!("{table}.{column}");
            let listed = case.lost.iter().chain(&case.converted).any(|lost| lost.eq_ignore_ascii_case(&name));
            listed || (column == "rowid" && !found.first().is_some_and(|row| row.contains_key("rowid")))
        };
        let narrowed = |row: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            row.iter()
                .filter(|(column, _)| !gone(column))
                .map(|(column, value)| {
                    let name = format!("{table}.{column}");
                    let new = case.renamed.iter().find(|(old, _)| old.eq_ignore_ascii_case(&name));
                    (new.map_or_else(|| column.clone(), |(_, new)| new.to_ascii_lowercase()), value.clone())
                })
                .collect()
        };
        let mut wanted: Vec<BTreeMap<String, String>> = rows.iter().map(narrowed).collect();
        let names: Vec<String> = wanted.first().map(|row| row.keys().cloned().collect()).unwrap_or_default();
        let mut have: Vec<BTreeMap<String, String>> = found
            .iter()
            .map(|row| {
                row.iter().filter(|(name, _)| names.contains(name)).map(|(k, v)| (k.clone(), v.clone())).collect()
            })
            .collect();
        wanted.sort();
        have.sort();
        ensure(wanted == have, || format!("the rows of `{table}` were {wanted:#?}\nand are {have:#?}"))?;
    }
    Ok(())
}
