//! Steps on a live PostgreSQL database: run once, undone, settled after a death, kept, purged.

use std::time::Duration;

use crate::place::Place;
use engine::{Class, Error, Live, LockState, RunId, RunState, StepState};
use plan::{Draft, Guard, Keep, KeepKind, Lock, Mode, Plan, Sealing, Step, Timeouts, Undo};
use schema::{Database, Dialect, Digest, Kind, ObjectId};

/// A step of statements and what undoes them.
fn step(mode: Mode, statements: &[&str], undo: &[&str]) -> Step {
    let strings = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    Step {
        id: 0,
        summary: statements.join("; "),
        object: ObjectId::new(Kind::Table, Some("public".into()), "t".into()),
        mode,
        statements: strings(statements),
        online: None,
        lock: Lock::None,
        rewrite: false,
        rewrites: Default::default(),
        timeouts: Timeouts { lock_ms: 300, statement_ms: 10_000 },
        hazards: Vec::new(),
        guards: Vec::new(),
        keeps: Vec::new(),
        restores: Vec::new(),
        undo: Undo::Statements { statements: strings(undo) },
    }
}

fn sealed(steps: Vec<Step>) -> Plan {
    let before = Database::empty(Dialect::Postgres);
    let draft = Draft { steps, ..Draft::default() };
    Plan::seal(Sealing { target: "test", before: &before, desired: &before, unsupported: Default::default(), draft })
}

async fn begin(live: &mut Live, steps: Vec<Step>) -> (RunId, Plan) {
    let plan = sealed(steps);
    let run = live.begin_run(&plan, Some("abc"), Some(Duration::ZERO)).await.expect("a run");
    (run, plan)
}

/// Moves `public.t` aside, as a planner does.
fn dropping() -> Step {
    let mut dropping = step(
        Mode::Transaction,
        &["CREATE SCHEMA groundline_keep", "ALTER TABLE public.t SET SCHEMA groundline_keep"],
        &["ALTER TABLE groundline_keep.t SET SCHEMA public", "DROP SCHEMA groundline_keep"],
    );
    dropping.keeps.push(Keep {
        kind: KeepKind::Table,
        table: ObjectId::new(Kind::Table, Some("public".into()), "t".into()),
        column: None,
        in_schema: Some("groundline_keep".into()),
        in_table: "t".into(),
        key: Vec::new(),
        definition: Digest::of_parts([]),
    });
    dropping
}

#[tokio::test]
async fn a_step_runs_once_and_is_undone_once() {
    let Some(place) = Place::new("a_step_runs_once_and_is_undone_once").await else { return };
    let mut live = place.live().await;
    assert!(live.runs(5).await.expect("runs").is_empty());
    let steps = vec![step(Mode::Transaction, &["CREATE TABLE public.t (id int)"], &["DROP TABLE public.t"])];
    let (run, plan) = begin(&mut live, steps).await;
    for _ in 0..2 {
        live.run_step(run, &plan.steps[0]).await.expect("runs once");
    }
    let open = live.open_run().await.expect("asked").expect("open");
    assert_eq!((open.id, &open.plan, open.revision.as_deref()), (run, &plan, Some("abc")));
    assert_eq!(live.settle(&open).await.expect("settled")[&1], StepState::Done);
    for _ in 0..2 {
        live.undo_step(run, &plan.steps[0]).await.expect("undone once");
    }
    assert_eq!(live.settle(&open).await.expect("settled")[&1], StepState::Undone);
    live.set_run_state(run, RunState::Undone).await.expect("recorded");
    assert!(live.open_run().await.expect("asked").is_none());
    assert!(live.run(run).await.expect("asked").expect("there").finished_at.is_some());
    let seen = live.inspect(&engine::Scope::default()).await.expect("inspected");
    assert_eq!(seen.objects.len(), 1, "the ledger is not seen: {:?}", seen.objects.keys());
    live.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn a_failed_step_leaves_nothing() {
    let Some(place) = Place::new("a_failed_step_leaves_nothing").await else { return };
    let mut live = place.live().await;
    let mut guarded = step(Mode::Transaction, &["CREATE TABLE public.t (id int)"], &[]);
    guarded.guards.push(Guard { query: "SELECT 1".to_owned(), message: "there are rows".to_owned(), after: 0 });
    let steps = vec![step(Mode::Transaction, &["CREATE TABLE public.t (id int)", "SELECT 1/0"], &[]), guarded];
    let (run, plan) = begin(&mut live, steps).await;
    match live.run_step(run, &plan.steps[0]).await {
        Err(Error::Statement { code, statement, .. }) => {
            assert_eq!((code.as_deref(), statement.as_str()), (Some("22012"), "SELECT 1/0"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(live.run_step(run, &plan.steps[1]).await, Err(Error::Guard { .. })));
    assert_eq!(place.ask("SELECT to_regclass('public.t')").await, "");
    let open = live.open_run().await.expect("asked").expect("open");
    assert_eq!(live.settle(&open).await.expect("settled")[&1], StepState::NotRun);
    place.drop().await;
}

#[tokio::test]
async fn a_lock_timeout_is_transient_and_names_who_holds_the_lock() {
    let Some(place) = Place::new("a_lock_timeout_is_transient_and_names_who_holds_the_lock").await else { return };
    use sqlx::Executor as _;
    place.sql("CREATE TABLE public.t (id int)").await;
    let mut holder = place.connection().await;
    holder.execute("BEGIN; SET application_name = 'blocker'; LOCK TABLE public.t").await.expect("locked");
    let mut live = place.live().await;
    let (run, plan) = begin(&mut live, vec![step(Mode::Transaction, &["ALTER TABLE public.t ADD x int"], &[])]).await;
    let error = live.run_step(run, &plan.steps[0]).await.expect_err("blocked");
    assert_eq!(error.class(), Class::Transient);
    let text = error.to_string();
    assert!(
        text.contains("application blocker") && text.contains("public.t") || text.contains(" on t since"),
        "{text}"
    );
    holder.execute("COMMIT").await.expect("released");
    live.run_step(run, &plan.steps[0]).await.expect("runs now");
    place.drop().await;
}

#[tokio::test]
async fn a_concurrent_build_that_failed_is_cleared_away() {
    let Some(place) = Place::new("a_concurrent_build_that_failed_is_cleared_away").await else { return };
    place.sql("CREATE TABLE public.t (id int); INSERT INTO public.t VALUES (1), (1)").await;
    let mut live = place.live().await;
    let build = "CREATE UNIQUE INDEX CONCURRENTLY i ON public.t (id)";
    let steps = vec![step(Mode::Alone, &[build], &["DROP INDEX CONCURRENTLY public.i"])];
    let (run, plan) = begin(&mut live, steps).await;
    live.run_step(run, &plan.steps[0]).await.expect_err("not unique");
    assert_eq!(place.ask("SELECT to_regclass('public.i')").await, "");
    place.sql("DELETE FROM public.t").await;
    live.run_step(run, &plan.steps[0]).await.expect("builds");
    live.undo_step(run, &plan.steps[0]).await.expect("drops");
    assert_eq!(place.ask("SELECT to_regclass('public.i')").await, "");
    place.drop().await;
}

#[tokio::test]
async fn an_interrupted_build_is_looked_at() {
    let Some(place) = Place::new("an_interrupted_build_is_looked_at").await else { return };
    place.sql("CREATE TABLE public.t (id int)").await;
    let mut live = place.live().await;
    let build = |name: &str| {
        let create = format!("CREATE INDEX CONCURRENTLY {name} ON public.t (id)");
        let drop = format!("DROP INDEX CONCURRENTLY public.{name}");
        step(Mode::Alone, &[&create], &[&drop])
    };
    let (run, _) = begin(&mut live, vec![build("built"), build("half"), build("absent"), build("undoing")]).await;
    place.sql("CREATE INDEX built ON public.t (id); CREATE INDEX half ON public.t (id)").await;
    place.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.half'::regclass").await;
    place.sql("INSERT INTO groundline.step (run, step, state) SELECT 1, n, 'begun' FROM generate_series(1, 3) n").await;
    place.sql("INSERT INTO groundline.step (run, step, state, is_undoing) VALUES (1, 4, 'done', true)").await;
    let open = live.run(run).await.expect("asked").expect("there");
    let states = live.settle(&open).await.expect("settled");
    let expected = [StepState::Done, StepState::NotRun, StepState::NotRun, StepState::Undone];
    assert_eq!(states.into_values().collect::<Vec<_>>(), expected);
    assert_eq!(place.ask("SELECT to_regclass('public.half')").await, "");
    assert_eq!(place.ask("SELECT string_agg(state, ',' ORDER BY step) FROM groundline.step").await, "done,undone");
    place.drop().await;
}

#[tokio::test]
async fn a_snapshot_is_kept_restored_moved_and_purged() {
    let Some(place) = Place::new("a_snapshot_is_kept_restored_moved_and_purged").await else { return };
    let mut live = place.live().await;
    place.sql("CREATE TABLE public.t AS SELECT 1 AS id").await;
    let (run, plan) = begin(&mut live, vec![dropping()]).await;
    live.run_step(run, &plan.steps[0]).await.expect("moved aside");
    let kept = live.kept().await.expect("kept");
    assert_eq!((kept.len(), &kept[0].keep), (1, &plan.steps[0].keeps[0]));
    assert_eq!(kept[0].expires_at.expect("expires"), kept[0].saved_at);

    live.undo_step(run, &plan.steps[0]).await.expect("brought back");
    assert!(live.kept().await.expect("kept").is_empty());
    assert_eq!(place.ask("SELECT count(*) FROM public.t").await, "1");

    let (second, plan) = begin(&mut live, vec![dropping()]).await;
    live.run_step(second, &plan.steps[0]).await.expect("moved aside");
    place.sql("CREATE TABLE public.t AS SELECT 2 AS id").await;
    let (third, plan) = begin(&mut live, vec![dropping()]).await;
    live.run_step(third, &plan.steps[0]).await.expect("the older one makes room");
    let kept = live.kept().await.expect("kept");
    let schemas: Vec<_> =
        kept.iter().filter_map(|kept| kept.keep.in_schema.as_ref()).map(|name| name.as_str()).collect();
    assert_eq!(schemas, ["groundline_keep".to_owned(), format!("groundline_keep_r{second}")]);

    let mut restoring = step(
        Mode::Transaction,
        &["ALTER TABLE groundline_keep.t SET SCHEMA public", "DROP SCHEMA groundline_keep"],
        &["CREATE SCHEMA groundline_keep", "ALTER TABLE public.t SET SCHEMA groundline_keep"],
    );
    restoring.restores.push(plan.steps[0].keeps[0].clone());
    let (fourth, plan) = begin(&mut live, vec![restoring]).await;
    live.run_step(fourth, &plan.steps[0]).await.expect("restored");
    assert_eq!(live.kept().await.expect("kept").len(), 1);
    live.undo_step(fourth, &plan.steps[0]).await.expect("aside again");
    assert_eq!(live.kept().await.expect("kept").len(), 2);

    assert!(live.purge(0).await.expect("purged").is_empty());
    assert_eq!(live.purge(i64::from(i32::MAX)).await.expect("purged").len(), 2);
    assert!(live.kept().await.expect("kept").is_empty());
    assert_eq!(place.ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'groundline\\_%'").await, "0");
    place.drop().await;
}

#[tokio::test]
async fn the_lock_is_one_sessions_and_ends_with_it() {
    let Some(place) = Place::new("the_lock_is_one_sessions_and_ends_with_it").await else { return };
    let (mut one, mut other) = (place.live().await, place.live().await);
    assert_eq!(one.lock().await.expect("asked"), LockState::Held);
    assert_eq!(one.lock().await.expect("asked"), LockState::Held);
    match other.lock().await.expect("asked") {
        LockState::HeldByOther { who } => assert!(who.contains("application groundline"), "{who}"),
        LockState::Held => panic!("held twice"),
    }
    one.unlock().await.expect("given back");
    assert_eq!(other.lock().await.expect("asked"), LockState::Held);
    place.drop().await;
}
