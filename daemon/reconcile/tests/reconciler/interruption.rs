//! A daemon that dies or is told to end in the middle of a run: the next one finishes it, and nothing runs twice.

use std::sync::{Arc, Mutex};

use reconcile::daemon::Checkpoint;
use reconcile::status::{Operation, Reason};

use crate::world::{Running, World};

/// Steps that would fail if they ran twice.
const SCHEMA: &str = "CREATE TABLE one (id INTEGER PRIMARY KEY);\nCREATE TABLE two (id INTEGER PRIMARY KEY);\n\
                      CREATE INDEX three ON two (id);\nCREATE VIEW four AS SELECT id FROM one;\n";

/// Stops the run where the journal has this point, as the death of the process would.
fn dies_at(point: &'static str) -> Checkpoint {
    Arc::new(move |_, at| if at == point { Err("the process died here".to_owned()) } else { Ok(()) })
}

/// Ends the daemon once a point is written.
fn tells(points: &Arc<Mutex<Vec<String>>>) -> Checkpoint {
    let points = points.clone();
    Arc::new(move |_, at| {
        points.lock().expect("nobody panics").push(at.to_owned());
        Ok(())
    })
}

#[tokio::test]
async fn a_run_that_stopped_at_any_point_is_finished_by_the_next_daemon() {
    for point in ["run-begins", "step-begins:1", "step-done:1", "step-begins:2", "step-done:2", "verifying", "run-ends"]
    {
        let world = World::of(&["a"]).await;
        let revision = world.commit_schema(SCHEMA);
        let mut settings = world.settings();
        settings.checkpoint = Some(dies_at(point));
        let mut daemon = Running::start(settings).await;
        let stopped = daemon.until("it stopped", |status| status.halted.is_some()).await;
        assert!(stopped.halted.as_deref().is_some_and(|why| why.contains("the process died here")), "{point}");
        daemon.end().await;

        let points = Arc::new(Mutex::new(Vec::new()));
        let mut settings = world.settings();
        settings.checkpoint = Some(tells(&points));
        let mut daemon = Running::start(settings).await;
        daemon.in_sync("a", &revision).await;
        daemon.end().await;
        let points = points.lock().unwrap().clone();
        let resumed = points.first().is_none_or(|first| first == "run-resumes");
        assert!(resumed, "{point}: {points:?}");
        assert!(!points.contains(&"run-begins".to_owned()), "{point}: it began anew: {points:?}");
        let is_after_first = ["step-done:1", "step-begins:2", "step-done:2", "verifying", "run-ends"].contains(&point);
        assert!(!(is_after_first && points.contains(&"step-begins:1".to_owned())), "{point}: twice: {points:?}");
    }
}

#[tokio::test]
async fn a_daemon_that_is_told_to_end_stops_between_steps_and_the_next_one_goes_on() {
    let world = World::of(&["a"]).await;
    let revision = world.commit_schema(SCHEMA);
    let points = Arc::new(Mutex::new(Vec::new()));
    let cancel = Arc::new(Mutex::new(None::<tokio_util::sync::CancellationToken>));
    let mut settings = world.settings();
    let (seen, token) = (tells(&points), cancel.clone());
    settings.checkpoint = Some(Arc::new(move |target, at| {
        if at == "step-done:1"
            && let Some(token) = token.lock().expect("nobody panics").as_ref()
        {
            token.cancel();
        }
        seen(target, at)
    }));
    let daemon = reconcile::daemon::Daemon::open(settings).await.unwrap();
    let status = daemon.status();
    let ends = tokio_util::sync::CancellationToken::new();
    *cancel.lock().unwrap() = Some(ends.clone());
    daemon.run(ends).await.unwrap();
    let last = status.borrow().clone();
    let target = last.target("a").unwrap();
    assert_eq!((target.operation, target.reason), (Operation::Aborted, Reason::Interrupted), "{target:#?}");
    assert!(!points.lock().unwrap().contains(&"step-begins:2".to_owned()));

    let mut daemon = world.daemon().await;
    daemon.in_sync("a", &revision).await;
    let journal = daemon.store.journal("a", 1).await.unwrap();
    let begun = journal.iter().filter(|line| line.point == "step-begins:1").count();
    assert_eq!(begun, 1, "nothing ran twice: {journal:#?}");
    daemon.end().await;
}

#[tokio::test]
async fn what_an_interrupted_run_did_is_no_drift_when_git_moved_on_meanwhile() {
    for point in ["run-begins", "step-done:1", "verifying", "run-ends"] {
        let world = World::of(&["a"]).await;
        let first = world.commit_schema("CREATE TABLE zero (id INTEGER PRIMARY KEY);\n");
        let mut daemon = world.daemon().await;
        daemon.in_sync("a", &first).await;
        daemon.end().await;

        world.commit_schema(&format!("CREATE TABLE zero (id INTEGER PRIMARY KEY);\n{SCHEMA}"));
        let mut settings = world.settings();
        settings.checkpoint = Some(dies_at(point));
        let mut daemon = Running::start(settings).await;
        daemon.until("it stopped", |status| status.halted.is_some()).await;
        daemon.end().await;

        let more =
            format!("CREATE TABLE zero (id INTEGER PRIMARY KEY, a TEXT);\n{SCHEMA}CREATE TABLE five (id INTEGER);\n");
        let third = world.commit_schema(&more);
        let mut daemon = world.daemon().await;
        daemon.in_sync("a", &third).await;
        assert!(daemon.store.drifts(None).await.unwrap().is_empty(), "{point}");
        daemon.end().await;
    }
}
