//! A process that saves or restores rows is killed in the middle: then nothing has happened, and the next process does it.

use std::process::{Child, Command, Stdio};

use engine::{Live, Options, RunId, Url};
use schema::Dialect;
use sqlx::{AssertSqlSafe, Executor as _};

use crate::check::{plan_of, ran};
use crate::postgres::{Place, server};
use crate::sqlite::File;
use crate::world::World;

const URL: &str = "GROUNDLINE_ROWS_URL";
const STEP: &str = "GROUNDLINE_ROWS_STEP";
const BACK: &str = "GROUNDLINE_ROWS_BACK";

/// What the process that is killed does: it runs a step, or undoes it. Without being told where, it does both.
#[tokio::test]
async fn a_process_of_its_own_runs_a_step_and_undoes_it() {
    let (folder, told) = (tempfile::tempdir().expect("a folder"), std::env::var(URL).ok());
    let file = File(folder.path().join("own.db"));
    file.run("CREATE TABLE t (v); INSERT INTO t VALUES (1)").await.expect("filled");
    let url = told.clone().unwrap_or_else(|| format!("sqlite:{}", file.0.display()));
    let url = Url::parse(&url, |_| None).expect("a URL");
    let step = std::env::var(STEP).unwrap_or_else(|_| "UPDATE t SET v = 2".to_owned());
    let plan = plan_of(url.dialect(), &[step.split(';').map(str::to_owned).collect()]);
    let mut live = Live::connect(&url, &Options::default()).await.expect("a session");
    let run = match std::env::var(BACK).ok().and_then(|run| run.parse().ok()) {
        Some(run) => RunId(run),
        None => ran(&mut live, &plan).await.expect("it runs"),
    };
    if told.is_none() || std::env::var_os(BACK).is_some() {
        live.undo_step(run, &plan.steps[0]).await.expect("undone");
    }
    assert!(told.is_some() || file.rows().await["t"][0].starts_with("1|"));
}

fn process(url: &str, step: &str, back: Option<RunId>) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command.args(["--exact", "crash::a_process_of_its_own_runs_a_step_and_undoes_it"]).env(URL, url).env(STEP, step);
    if let Some(run) = back {
        command.env(BACK, run.to_string());
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
}

fn killed(mut child: Child) {
    child.kill().expect("killed");
    assert!(!child.wait().expect("ended").success());
}

#[tokio::test]
async fn killed_while_it_saves_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = File(folder.path().join("t.db"));
    file.run("CREATE TABLE t (v INTEGER); INSERT INTO t VALUES (1), (2)").await.expect("filled");
    let (rows, shape) = (file.rows().await, file.shape().await);
    let endless = "UPDATE t SET v = v + 1;WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
         INSERT INTO t SELECT i FROM n WHERE i < 0";
    let child = process(&format!("sqlite:{}", file.0.display()), endless, None);
    // The run is in the ledger, and the step has begun to write: both are seen in the files.
    let journal = folder.path().join("t.db-journal");
    while !file.shape_with_ledger().await.iter().any(|line| line.contains("groundline_run")) || !journal.exists() {
        tokio::task::yield_now().await;
    }
    killed(child);
    assert_eq!(file.rows().await, rows);
    assert_eq!(file.shape().await, shape, "nothing of what was saved is left");
    let plan = plan_of(Dialect::Sqlite, &[vec!["UPDATE t SET v = v + 1".to_owned()]]);
    let mut live = file.live(&Options::default()).await;
    let run = ran(&mut live, &plan).await.expect("it runs");
    live.undo_step(run, &plan.steps[0]).await.expect("undone");
    assert_eq!(file.rows().await, rows);
}

/// Waits until the program waits for a lock in the database.
async fn until_it_waits(place: &Place) {
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while place.strings(waits).await == ["0"] {
        tokio::task::yield_now().await;
    }
}

/// Waits until the killed process's session is gone.
async fn until_it_is_gone(place: &Place) {
    let left =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'groundline'";
    while place.strings(left).await != ["0"] {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn killed_while_it_saves_and_while_it_restores_on_postgres() {
    let Some(server) = server("killed_while_it_saves_and_while_it_restores_on_postgres") else { return };
    let place = Place::new(&server, true).await;
    place
        .run("CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)")
        .await
        .expect("filled");
    let (rows, shape) = (place.rows().await, place.shape().await);
    let statements =
        ["UPDATE t SET v = 10 WHERE id = 1", "DELETE FROM t WHERE id = 3", "UPDATE t SET v = 20 WHERE id = 2"];
    let plan = plan_of(Dialect::Postgres, &[statements.map(str::to_owned).to_vec()]);

    let mut other = place.connection().await;
    let hold = |id| format!("BEGIN; SELECT FROM t WHERE id = {id} FOR UPDATE");
    other.execute(sqlx::raw_sql(AssertSqlSafe(hold(2)))).await.expect("held");
    let child = process(&place.url, &statements.join(";"), None);
    until_it_waits(&place).await;
    killed(child);
    other.execute("ROLLBACK").await.expect("let go");
    until_it_is_gone(&place).await;
    assert_eq!((place.rows().await, place.shape().await), (rows.clone(), shape.clone()), "nothing of the step is left");

    let mut live = place.live(&Options::default()).await;
    let run = ran(&mut live, &plan).await.expect("it runs");
    live.close().await.expect("closed");
    let after = place.rows().await;
    other.execute(sqlx::raw_sql(AssertSqlSafe(hold(2)))).await.expect("held");
    let child = process(&place.url, &statements.join(";"), Some(run));
    until_it_waits(&place).await;
    killed(child);
    other.execute("ROLLBACK").await.expect("let go");
    until_it_is_gone(&place).await;
    assert_eq!(place.rows().await, after, "nothing of the undo is left");
    let mut live = place.live(&Options::default()).await;
    live.undo_step(run, &plan.steps[0]).await.expect("undone");
    assert_eq!((place.rows().await, place.shape().await), (rows, shape));
    live.close().await.expect("closed");
    place.drop().await;
}
