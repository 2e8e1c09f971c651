//! Steps on a live database: run once, undone, settled after a death, kept, purged.

use std::time::Duration;

use engine::{Class, Error, Live, LockState, RunId, RunState, StepState};
use plan::{Draft, Guard, Keep, KeepKind, Lock, Mode, Plan, Sealing, Step, Timeouts, Undo};
use schema::{Database, Dialect, Digest, Kind, ObjectId};
use sqlx::Executor as _;

use crate::place::*;

/// A step of statements and what undoes them.
pub(crate) fn step(mode: Mode, statements: &[&str], undo: &[&str]) -> Step {
    let strings = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    Step {
        id: 0,
        summary: statements.join("; "),
        object: ObjectId::new(Kind::Table, None, "t".into()),
        mode,
        statements: strings(statements),
        online: None,
        lock: Lock::None,
        rewrite: false,
        rewrites: std::collections::BTreeSet::new(),
        timeouts: Timeouts { lock_ms: 1000, statement_ms: 60_000 },
        hazards: Vec::new(),
        guards: Vec::new(),
        keeps: Vec::new(),
        restores: Vec::new(),
        undo: Undo::Statements { statements: strings(undo) },
    }
}

pub(crate) async fn begin(live: &mut Live, steps: Vec<Step>) -> (RunId, Plan) {
    let before = Database::empty(Dialect::MySql);
    let draft = Draft { steps, ..Draft::default() };
    let sealing = Sealing { target: "test", before: &before, desired: &before, unsupported: Default::default(), draft };
    let plan = Plan::seal(sealing);
    let run = live.begin_run(&plan, Some("abc"), Some(Duration::ZERO)).await.expect("a run");
    (run, plan)
}

pub(crate) async fn states(live: &mut Live, run: RunId) -> Vec<StepState> {
    let run = live.run(run).await.expect("asked").expect("there");
    live.settle(&run).await.expect("settled").into_values().collect()
}

/// Moves `t` aside, as a planner does.
fn dropping() -> Step {
    let mut dropping =
        step(Mode::Alone, &["RENAME TABLE t TO groundline_keep_t"], &["RENAME TABLE groundline_keep_t TO t"]);
    dropping.keeps.push(Keep {
        kind: KeepKind::Table,
        table: ObjectId::new(Kind::Table, None, "t".into()),
        column: None,
        in_schema: None,
        in_table: "groundline_keep_t".into(),
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
    let steps = vec![
        step(Mode::Alone, &["SET SESSION sql_mode = ''", "CREATE TABLE t (id int)"], &["DROP TABLE t"]),
        step(Mode::Transaction, &["INSERT INTO t VALUES (1)", "UPDATE t SET id = id + 1"], &["DELETE FROM t"]),
    ];
    let (run, plan) = begin(&mut live, steps).await;
    for step in plan.steps.iter().chain(&plan.steps) {
        live.run_step(run, step).await.expect("runs once");
    }
    assert_eq!(place.ask("SELECT SUM(id) FROM t").await, "2");
    let open = live.open_run().await.expect("asked").expect("open");
    assert_eq!((open.id, &open.plan, open.revision.as_deref()), (run, &plan, Some("abc")));
    assert_eq!(states(&mut live, run).await, [StepState::Done, StepState::Done]);
    for step in plan.steps.iter().rev().chain(plan.steps.iter().rev()) {
        live.undo_step(run, step).await.expect("undone once");
    }
    assert_eq!(states(&mut live, run).await, [StepState::Undone, StepState::Undone]);
    live.set_run_state(run, RunState::Undone).await.expect("recorded");
    assert!(live.open_run().await.expect("asked").is_none());
    assert!(live.run(run).await.expect("asked").expect("there").finished_at.is_some());
    assert!(place.inspected().await.objects.is_empty());
    place.drop().await;
}

#[tokio::test]
async fn a_failed_step_leaves_nothing() {
    let Some(place) = Place::new("a_failed_step_leaves_nothing").await else { return };
    place.sql("CREATE TABLE t (id int PRIMARY KEY)").await;
    let mut live = place.live().await;
    let mut guarded = step(Mode::Alone, &["DROP TABLE t"], &[]);
    guarded.guards.push(Guard { query: "SELECT 1".to_owned(), message: "there are rows".to_owned(), after: 0 });
    let steps = vec![
        step(Mode::Transaction, &["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)"], &[]),
        guarded,
        step(Mode::Alone, &["ALTER TABLE t ADD missing nonsense"], &[]),
    ];
    let (run, plan) = begin(&mut live, steps).await;
    match live.run_step(run, &plan.steps[0]).await {
        Err(Error::Statement { code, .. }) => assert_eq!(code.as_deref(), Some("1062")),
        other => panic!("{other:?}"),
    }
    assert!(matches!(live.run_step(run, &plan.steps[1]).await, Err(Error::Guard { .. })));
    assert!(matches!(live.run_step(run, &plan.steps[2]).await, Err(Error::Statement { .. })));
    assert_eq!(place.ask("SELECT COUNT(*) FROM t").await, "0");
    assert_eq!(states(&mut live, run).await, [StepState::NotRun; 3]);
    place.drop().await;
}

#[tokio::test]
async fn what_a_failed_step_made_room_for_is_gone() {
    let Some(place) = Place::new("what_a_failed_step_made_room_for_is_gone").await else { return };
    place.sql("CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t VALUES (1, 2)").await;
    let mut live = place.live().await;
    let saving = step(
        Mode::Alone,
        &[
            "DROP TABLE IF EXISTS groundline_k",
            "CREATE TABLE groundline_k (id int)",
            "LOCK TABLES t WRITE, groundline_k WRITE",
            "INSERT INTO groundline_k SELECT id FROM t",
            "ALTER TABLE t DROP a, DROP missing",
            "UNLOCK TABLES",
        ],
        &[],
    );
    let (run, plan) = begin(&mut live, vec![saving]).await;
    live.run_step(run, &plan.steps[0]).await.expect_err("nothing is called so");
    assert_eq!(states(&mut live, run).await, [StepState::NotRun]);
    let tables = "SELECT GROUP_CONCAT(TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()";
    assert_eq!(place.ask(tables).await, "t");
    place.drop().await;
}

#[tokio::test]
async fn a_lock_timeout_is_transient_and_names_who_holds_the_lock() {
    let Some(place) = Place::new("a_lock_timeout_is_transient_and_names_who_holds_the_lock").await else { return };
    place.sql("CREATE TABLE t (id int)").await;
    let mut holder = place.connection().await;
    holder.execute("START TRANSACTION").await.expect("begun");
    holder.execute("SELECT * FROM t").await.expect("read");
    let mut live = place.live().await;
    let (run, plan) = begin(&mut live, vec![step(Mode::Alone, &["ALTER TABLE t ADD x int"], &[])]).await;
    let error = live.run_step(run, &plan.steps[0]).await.expect_err("blocked");
    assert_eq!(error.class(), Class::Transient);
    let text = error.to_string();
    assert!(text.contains("of user root@") && text.contains("idle for"), "{text}");
    holder.execute("COMMIT").await.expect("released");
    live.run_step(run, &plan.steps[0]).await.expect("runs now");
    place.drop().await;
}

#[tokio::test]
async fn an_unknown_outcome_is_looked_at() {
    let Some(place) = Place::new("an_unknown_outcome_is_looked_at").await else { return };
    place.sql("CREATE TABLE t (id int)").await;
    let mut live = place.live().await;
    let add = |name: &str| {
        step(
            Mode::Alone,
            &["SET @x = 1", &format!("ALTER TABLE t ADD {name} int")],
            &[&format!("ALTER TABLE t DROP {name}")],
        )
    };
    let (run, plan) = begin(&mut live, vec![add("a"), add("b"), add("c")]).await;
    for step in &plan.steps {
        live.run_step(run, step).await.expect("runs");
    }
    // As if the process had died before the outcome was written: of the first after the statement, of the second before.
    let of = |step: u32| format!("WHERE target = DATABASE() AND run = {run} AND step = {step}");
    let begun = "UPDATE groundline.step SET state = 'begun', done = 1, session = NULL";
    place.sql(&format!("{begun}, mark = REPEAT('0', 64) {}; {begun}, mark = NULL {}", of(1), of(2))).await;
    place.sql("ALTER TABLE t DROP b").await;
    place.sql(&format!("UPDATE groundline.step SET is_undoing = 1, mark = REPEAT('0', 64) {}", of(3))).await;
    assert_eq!(states(&mut live, run).await, [StepState::Done, StepState::NotRun, StepState::Undone]);
    live.run_step(run, &plan.steps[1]).await.expect("runs again");
    let columns = "SELECT GROUP_CONCAT(COLUMN_NAME) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";
    assert_eq!(place.ask(columns).await, "id,a,c,b");
    place.drop().await;
}

#[tokio::test]
async fn a_statement_that_outlives_its_process_is_ended() {
    let Some(place) = Place::new("a_statement_that_outlives_its_process_is_ended").await else { return };
    place.sql("CREATE TABLE t (id int)").await;
    let mut holder = place.connection().await;
    holder.execute("START TRANSACTION").await.expect("begun");
    holder.execute("SELECT * FROM t").await.expect("read");
    let mut dying = place.live().await;
    let mut slow = step(Mode::Alone, &["ALTER TABLE t ADD a int"], &[]);
    slow.timeouts.lock_ms = 0;
    let (run, plan) = begin(&mut dying, vec![slow]).await;
    let running = tokio::spawn(async move { dying.run_step(run, &plan.steps[0]).await });
    let waiting = format!(
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = '{}' AND STATE LIKE 'Waiting for table metadata%' AND INFO LIKE 'ALTER%'",
        place.name
    );
    while place.ask(&waiting).await == "0" {
        tokio::task::yield_now().await;
    }
    running.abort();
    let _ = running.await;
    let mut live = place.live().await;
    assert_eq!(states(&mut live, run).await, [StepState::NotRun]);
    assert_eq!(place.ask(&waiting).await, "0");
    holder.execute("COMMIT").await.expect("released");
    place.drop().await;
}

#[tokio::test]
async fn a_snapshot_is_kept_restored_moved_and_purged() {
    let Some(place) = Place::new("a_snapshot_is_kept_restored_moved_and_purged").await else { return };
    let mut live = place.live().await;
    place.sql("CREATE TABLE t AS SELECT 1 AS id").await;
    let (run, plan) = begin(&mut live, vec![dropping()]).await;
    live.run_step(run, &plan.steps[0]).await.expect("moved aside");
    let kept = live.kept().await.expect("kept");
    assert_eq!((kept.len(), &kept[0].keep), (1, &plan.steps[0].keeps[0]));
    assert_eq!(kept[0].expires_at.expect("expires"), kept[0].saved_at);
    live.undo_step(run, &plan.steps[0]).await.expect("brought back");
    assert!(live.kept().await.expect("kept").is_empty());
    assert_eq!(place.ask("SELECT COUNT(*) FROM t").await, "1");

    let (second, plan) = begin(&mut live, vec![dropping()]).await;
    live.run_step(second, &plan.steps[0]).await.expect("moved aside");
    place.sql("CREATE TABLE t AS SELECT 2 AS id").await;
    let (third, plan) = begin(&mut live, vec![dropping()]).await;
    live.run_step(third, &plan.steps[0]).await.expect("the older one makes room");
    let names =
        |kept: &[plan::Kept]| kept.iter().map(|kept| kept.keep.in_table.as_str().to_owned()).collect::<Vec<_>>();
    let kept = live.kept().await.expect("kept");
    assert_eq!(names(&kept), ["groundline_keep_t".to_owned(), format!("groundline_keep_t_r{second}")]);

    let mut restoring =
        step(Mode::Alone, &["RENAME TABLE groundline_keep_t TO t"], &["RENAME TABLE t TO groundline_keep_t"]);
    restoring.restores.push(plan.steps[0].keeps[0].clone());
    let (fourth, plan) = begin(&mut live, vec![restoring]).await;
    live.run_step(fourth, &plan.steps[0]).await.expect("restored");
    assert_eq!(live.kept().await.expect("kept").len(), 1);
    live.undo_step(fourth, &plan.steps[0]).await.expect("aside again");
    assert_eq!(live.kept().await.expect("kept").len(), 2);
    assert!(place.inspected().await.objects.is_empty());

    assert!(live.purge(0).await.expect("purged").is_empty());
    assert_eq!(live.purge(i64::from(i32::MAX) * 2).await.expect("purged").len(), 2);
    assert!(live.kept().await.expect("kept").is_empty());
    assert_eq!(place.ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()").await, "0");
    place.drop().await;
}

#[tokio::test]
async fn targets_of_one_server_run_at_the_same_time() {
    let mut working = tokio::task::JoinSet::new();
    for _ in 0..8 {
        working.spawn(async {
            let Some(place) = Place::new("targets_of_one_server_run_at_the_same_time").await else { return };
            place.sql("CREATE TABLE t (id int)").await;
            let mut live = place.live().await;
            for number in 1..=20 {
                let add = format!("INSERT INTO t VALUES ({number})");
                let (run, plan) =
                    begin(&mut live, vec![step(Mode::Transaction, &[&add], &["DELETE FROM t LIMIT 1"])]).await;
                assert_eq!(run.0, number);
                live.run_step(run, &plan.steps[0]).await.expect("runs");
                live.undo_step(run, &plan.steps[0]).await.expect("undone");
                live.set_run_state(run, RunState::Undone).await.expect("ended");
            }
            place.drop().await;
        });
    }
    while let Some(ended) = working.join_next().await {
        ended.expect("all of them");
    }
}

#[tokio::test]
async fn the_lock_is_one_sessions_and_ends_with_it() {
    let Some(place) = Place::new("the_lock_is_one_sessions_and_ends_with_it").await else { return };
    let (mut one, mut other) = (place.live().await, place.live().await);
    assert_eq!(one.lock().await.expect("asked"), LockState::Held);
    assert_eq!(one.lock().await.expect("asked"), LockState::Held);
    match other.lock().await.expect("asked") {
        LockState::HeldByOther { who } => assert!(who.contains("of user root@"), "{who}"),
        LockState::Held => panic!("held twice"),
    }
    one.unlock().await.expect("given back");
    assert_eq!(other.lock().await.expect("asked"), LockState::Held);
    place.drop().await;
}
