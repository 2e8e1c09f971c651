//! The door to a SQLite file: what it opens, what it answers, and what a step leaves behind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use engine::{Class, Error, Live, LockState, Options, RunId, RunState, Scope, StepState, Url};
use plan::{Draft, Guard, Plan, Sealing, Situation, Step, Timeouts, Undo};
use schema::Database;
use sqlx::Connection;

use crate::check::{connect, elaborated, folder};
use crate::observer;

const TIMEOUTS: Timeouts = Timeouts { lock_ms: 50, statement_ms: 0 };

async fn opened(path: &str) -> Result<Live, Error> {
    let url = Url::parse(&format!("sqlite:{path}"), |_| None).expect("a URL");
    Live::connect(&url, &Options::default()).await
}

async fn refusal(path: &str) -> String {
    match opened(path).await {
        Ok(_) => "opened".to_owned(),
        Err(error) => error.to_string(),
    }
}

async fn filled(path: &Path, sql: &str) -> Live {
    observer::run(path, sql).await.expect("it is filled");
    connect(path).await
}

async fn inspected(live: &mut Live) -> Database {
    live.inspect(&Scope::default()).await.expect("it is inspected")
}

/// The plan from what is there to the desired SQL.
async fn planned(live: &mut Live, desired: &str) -> Plan {
    let desired = elaborated(desired).await.expect("it loads");
    let observed = inspected(live).await;
    let kept = live.kept().await.expect("the ledger is read");
    let situation = Situation {
        observed: &observed,
        desired: &desired,
        kept: &kept,
        sizes: &BTreeMap::new(),
        server_version: 3_051_000,
        online: false,
        timeouts: TIMEOUTS,
    };
    sealed(&observed, &desired, plan::draft(&situation).expect("it is planned"))
}

fn sealed(observed: &Database, desired: &Database, draft: Draft) -> Plan {
    Plan::seal(Sealing { target: "t", before: observed, desired, unsupported: BTreeSet::new(), draft })
}

async fn begun(live: &mut Live, plan: &Plan) -> RunId {
    live.begin_run(plan, Some("abc"), Some(Duration::from_secs(60))).await.expect("a run begins")
}

async fn applied(live: &mut Live, plan: &Plan) -> RunId {
    let run = begun(live, plan).await;
    for step in &plan.steps {
        live.run_step(run, step).await.expect("the step runs");
    }
    live.set_run_state(run, RunState::Succeeded).await.expect("it is recorded");
    run
}

#[tokio::test]
async fn what_is_no_database_is_said_clearly() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("text.db"), "this is no database, but it is long enough to look like one".repeat(20))
        .expect("written");
    assert!(refusal(&at("text.db")).await.contains("not a SQLite database"));
    assert!(refusal(&at("")).await.contains("it is a folder"));
    assert!(refusal("").await.contains("names no file"));
    assert!(refusal(&at("no/such/folder/x.db")).await.contains("its folder does not exist"));
    std::fs::write(at("empty.db"), "").expect("written");
    assert_eq!(refusal(&at("empty.db")).await, "opened");
}

#[tokio::test]
async fn a_missing_file_is_empty_until_a_run_makes_it() {
    let folder = folder();
    let path = folder.path().join("new.db");
    let mut live = connect(&path).await;
    let plan = planned(&mut live, "CREATE TABLE t (a INT);").await;
    assert!(!path.exists() && !plan.empty);
    let absent = live.token().await.expect("a token");
    applied(&mut live, &plan).await;
    assert!(path.exists() && inspected(&mut live).await.objects.len() == 1);
    assert_ne!(live.token().await.expect("a token"), absent);
}

#[tokio::test]
async fn the_token_changes_with_the_schema_and_only_with_it() {
    let folder = folder();
    let path = folder.path().join("t.db");
    let mut live = filled(&path, "CREATE TABLE t (a INT)").await;
    let first = live.token().await.expect("a token");
    observer::run(&path, "INSERT INTO t VALUES (1)").await.expect("it runs");
    assert_eq!(live.token().await.expect("a token"), first);
    observer::run(&path, "CREATE INDEX i ON t (a)").await.expect("it runs");
    assert_ne!(live.token().await.expect("a token"), first);
}

#[tokio::test]
async fn a_read_only_session_changes_nothing() {
    let folder = folder();
    let path = folder.path().join("t.db");
    filled(&path, "CREATE TABLE t (a INT)").await;
    let url = Url::parse(&format!("sqlite:{}", path.display()), |_| None).expect("a URL");
    let options = Options { read_only: true, ..Options::default() };
    let mut live = Live::connect(&url, &options).await.expect("it opens");
    let plan = planned(&mut live, "").await;
    let answer = live.begin_run(&plan, None, None).await;
    assert!(matches!(answer, Err(Error::ReadOnly { .. })), "{answer:?}");
}

#[tokio::test]
async fn only_one_session_holds_the_lock_whatever_the_path() {
    let folder = folder();
    let path = folder.path().join("t.db");
    let mut first = filled(&path, "CREATE TABLE t (a INT)").await;
    let mut second = connect(&folder.path().join("./t.db")).await;
    assert_eq!(first.lock().await.expect("asked"), LockState::Held);
    let LockState::HeldByOther { who } = second.lock().await.expect("asked") else {
        assert!(path.as_os_str().is_empty(), "both hold the lock");
        return;
    };
    assert_eq!(who, format!("process {}", std::process::id()));
    first.unlock().await.expect("given back");
    assert_eq!(second.lock().await.expect("asked"), LockState::Held);
}

#[tokio::test]
async fn a_locked_database_is_a_lock_timeout_that_may_pass() {
    let folder = folder();
    let path = folder.path().join("t.db");
    let mut live = filled(&path, "CREATE TABLE t (a INT)").await;
    let plan = planned(&mut live, "CREATE TABLE t (a INT, b INT);").await;
    let run = begun(&mut live, &plan).await;
    let mut other = observer::open(&path).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("it is locked");
    let error = live.run_step(run, &plan.steps[0]).await.expect_err("it is locked");
    assert!(matches!(error, Error::LockTimeout { .. }) && error.class() == Class::Transient, "{error}");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("it is free");
    other.close().await.expect("closed");
    live.run_step(run, &plan.steps[0]).await.expect("now it runs");
}

#[tokio::test]
async fn a_step_runs_once_and_the_ledger_knows() {
    let folder = folder();
    let path = folder.path().join("t.db");
    let mut live = filled(&path, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)").await;
    let plan = planned(&mut live, "CREATE TABLE t (a INT, b INT DEFAULT 3);").await;
    let run = begun(&mut live, &plan).await;
    let open = live.open_run().await.expect("read").expect("it is open");
    assert_eq!(
        (open.id, open.state, &open.plan, open.revision.as_deref()),
        (run, RunState::Running, &plan, Some("abc"))
    );
    assert_eq!(live.settle(&open).await.expect("read")[&1], StepState::NotRun);
    for _ in 0..2 {
        live.run_step(run, &plan.steps[0]).await.expect("it runs");
    }
    assert_eq!(live.settle(&open).await.expect("read")[&1], StepState::Done);
    live.undo_step(run, &plan.steps[0]).await.expect("undone");
    live.undo_step(run, &plan.steps[0]).await.expect("undone before");
    assert_eq!(live.settle(&open).await.expect("read")[&1], StepState::Undone);
    live.set_run_state(run, RunState::Undone).await.expect("recorded");
    assert!(live.open_run().await.expect("read").is_none());
    assert_eq!(live.runs(10).await.expect("read").len(), 1);
}

/// A step of given statements, which no planner would make.
fn step(statements: &[&str], guards: Vec<Guard>) -> Step {
    let id = schema::ObjectId::new(schema::Kind::Table, None, "t".into());
    Step {
        id: 1,
        summary: "by hand".to_owned(),
        object: id,
        mode: plan::Mode::Transaction,
        statements: statements.iter().map(|&text| text.to_owned()).collect(),
        online: None,
        lock: plan::Lock::DatabaseWrite,
        rewrite: true,
        rewrites: ["t".to_owned()].into(),
        timeouts: TIMEOUTS,
        hazards: Vec::new(),
        guards,
        keeps: Vec::new(),
        restores: Vec::new(),
        undo: Undo::Statements { statements: Vec::new() },
    }
}

async fn by_hand(live: &mut Live, step: Step) -> Result<(), Error> {
    let observed = inspected(live).await;
    let plan = sealed(&observed, &observed, Draft { steps: vec![step], footprint: BTreeSet::new() });
    let run = begun(live, &plan).await;
    live.run_step(run, &plan.steps[0]).await
}

#[tokio::test]
async fn a_guard_says_how_many_and_nothing_is_changed() {
    let folder = folder();
    let mut live = filled(&folder.path().join("t.db"), "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)").await;
    let guard = Guard {
        query: "SELECT count(*) FROM t HAVING count(*) > 0".to_owned(),
        message: "rows are in the way".to_owned(),
        after: 0,
    };
    let error = by_hand(&mut live, step(&["DROP TABLE t"], vec![guard])).await.expect_err("guarded");
    assert_eq!(error.to_string(), "2 rows are in the way");
    assert_eq!(inspected(&mut live).await.objects.len(), 1);
}

#[tokio::test]
async fn a_step_that_orphans_rows_is_rolled_back() {
    let folder = folder();
    let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE c (t INT REFERENCES t (id)); \
         INSERT INTO t VALUES (1), (2); INSERT INTO c VALUES (1), (2), (99)";
    let path = folder.path().join("t.db");
    let mut live = filled(&path, sql).await;
    let error = by_hand(&mut live, step(&["DELETE FROM t WHERE id = 2"], Vec::new())).await.expect_err("refused");
    assert!(error.to_string().contains("FOREIGN KEY constraint failed"), "{error}");
    assert_eq!(observer::rows(&path).await["t"].len(), 2);
    let fine = step(&["UPDATE c SET t = 1 WHERE t = 2"], Vec::new());
    by_hand(&mut live, fine).await.expect("the row that was orphaned before is not its fault");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_stopped() {
    let folder = folder();
    let mut live = filled(&folder.path().join("t.db"), "CREATE TABLE t (a INT)").await;
    let endless =
        "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";
    let mut slow = step(&[endless], Vec::new());
    slow.timeouts.statement_ms = 30;
    let error = by_hand(&mut live, slow).await.expect_err("stopped");
    assert!(matches!(error, Error::StatementTimeout { .. }), "{error}");
    by_hand(&mut live, step(&["INSERT INTO t VALUES (1)"], Vec::new())).await.expect("the session goes on");
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_changed() {
    let folder = folder();
    let mut live = filled(&folder.path().join("t.db"), "CREATE TABLE t (a BLOB)").await;
    let big = "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 99) SELECT zeroblob(9999) FROM n";
    let error = by_hand(&mut live, step(&["CREATE TABLE u (a)", "PRAGMA max_page_count = 20", big], Vec::new())).await;
    assert!(matches!(error, Err(Error::DiskFull { .. })), "{error:?}");
    assert_eq!(inspected(&mut live).await.objects.len(), 1);
}

#[tokio::test]
async fn snapshots_expire_and_an_undo_without_them_says_so() {
    let folder = folder();
    let path = folder.path().join("t.db");
    let mut live = filled(&path, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)").await;
    let plan = planned(&mut live, "").await;
    let run = applied(&mut live, &plan).await;
    let kept = live.kept().await.expect("read");
    let expires = kept[0].expires_at.expect("it expires");
    assert!(live.purge(expires - 1).await.expect("purged").is_empty());
    assert_eq!(live.purge(expires).await.expect("purged"), kept);
    assert!(live.kept().await.expect("read").is_empty());
    let error = live.undo_step(run, &plan.steps[0]).await.expect_err("it is gone");
    assert!(error.to_string().contains("its snapshot of `t` is no longer there"), "{error}");
}

#[tokio::test]
async fn a_snapshot_in_the_way_is_kept_under_another_name() {
    let folder = folder();
    let path = folder.path().join("t.db");
    let mut live = filled(&path, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)").await;
    let plan = planned(&mut live, "").await;
    let first = applied(&mut live, &plan).await;
    observer::run(&path, "CREATE TABLE t (a INT); INSERT INTO t VALUES (2)").await.expect("made again by hand");
    let second = applied(&mut live, &plan).await;
    assert_eq!(live.kept().await.expect("read").len(), 2);
    live.undo_step(second, &plan.steps[0]).await.expect("undone");
    assert_eq!(observer::rows(&path).await["t"][0]["a"], "2");
    observer::run(&path, "DROP TABLE t").await.expect("dropped by hand");
    live.undo_step(first, &plan.steps[0]).await.expect("undone");
    assert_eq!(observer::rows(&path).await["t"][0]["a"], "1");
}

#[tokio::test]
async fn what_is_not_understood_is_reported_by_name_and_left_alone() {
    let folder = folder();
    let path = folder.path().join("t.db");
    let sql = "CREATE TABLE t (a INT); CREATE TABLE geo_parts (a INT); PRAGMA writable_schema = ON; \
         INSERT INTO sqlite_schema VALUES ('table', 'geo', 'geo', 0, 'CREATE VIRTUAL TABLE geo USING spatial(x)')";
    let mut live = filled(&path, sql).await;
    let database = inspected(&mut live).await;
    let reported: Vec<&str> = database.unsupported.iter().map(|one| one.object.as_str()).collect();
    assert_eq!(reported, ["table geo"]);
    assert_eq!(database.objects.len(), 1, "what bears its name is taken for its inside");
    let findings = live.examine().await.expect("examined");
    assert!(findings.iter().any(|finding| !finding.good && finding.detail.contains("spatial")), "{findings:?}");
}

#[tokio::test]
async fn a_sound_database_has_good_findings_only() {
    let folder = folder();
    let mut live = filled(&folder.path().join("t.db"), "CREATE TABLE t (a INT)").await;
    let findings = live.examine().await.expect("examined");
    assert!(findings.len() >= 6 && findings.iter().all(|finding| finding.good), "{findings:?}");
    assert_eq!(live.sizes().await.expect("counted").len(), 1);
}
