//! Held, paused, aborted, killed, disturbed: what people and accidents do to a change that goes on.

use engine::{Phase, StepState};

use super::*;
use crate::steps::states;

const TABLE: &str =
    "(id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(40), UNIQUE KEY by_b (b)) ENGINE = InnoDB";

async fn place(test: &str) -> Option<Place> {
    let place = Place::new(test).await?;
    place
        .sql(&format!(
            "CREATE TABLE t {TABLE}; CREATE TABLE twin {TABLE}; INSERT INTO t SELECT n, n, CONCAT('row ', n) FROM {}; \
             INSERT INTO twin SELECT * FROM t",
            numbers(8000)
        ))
        .await;
    Some(place)
}

/// Rows exchange unique values among each other, come and go.
fn writes(dice: &mut Dice) -> Vec<String> {
    let (id, other) = (dice.below(8_000), dice.below(8_000));
    let sql = match dice.below(4) {
        0 => vec![format!("DELETE FROM %t WHERE id = {id}")],
        1 => vec![format!("REPLACE INTO %t (id, a, b) VALUES ({id}, {other}, 'row {other}')")],
        2 => vec![
            format!("UPDATE %t SET b = 'moving {id}' WHERE id = {id}"),
            format!("UPDATE %t SET b = 'row {id}' WHERE id = {other}"),
            format!("UPDATE %t SET b = 'row {other}' WHERE id = {id}"),
        ],
        _ => vec![format!("UPDATE %t SET a = a + 1 WHERE id BETWEEN {id} AND {id} + 5")],
    };
    ["t", "twin"].iter().flat_map(|table| sql.iter().map(move |sql| sql.replace("%t", table))).collect()
}

const CLAUSES: &str = "MODIFY a BIGINT, ADD c INT NOT NULL DEFAULT 3";

async fn assert_same(place: &Place) {
    place.sql(&format!("ALTER TABLE twin {CLAUSES}")).await;
    assert_eq!(basic::difference(place).await, "0");
}

/// Waits until the change is in that phase.
async fn until(going: &Going, phase: Phase) {
    let mut progress = going.steering.progress();
    let is_there = progress.wait_for(|now| now.as_ref().is_some_and(|now| now.phase == phase));
    tokio::time::timeout(Duration::from_secs(30), is_there).await.expect("in time").expect("told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_is_killed_at_any_moment_goes_on_where_it_was() {
    let Some(place) = place("a_change_that_is_killed_at_any_moment_goes_on_where_it_was").await else { return };
    let settings = OnlineSettings { range_time: Duration::from_millis(1), ..quick() };
    let going = Arc::new(Going::begin(&place, online(CLAUSES, &[]), settings).await);
    let load = Load::begin(&place, 3, writes);
    let place = Arc::new(place);
    let mut kills = 0;
    let mut patience = 20;
    loop {
        let task = {
            let (going, place) = (going.clone(), place.clone());
            tokio::spawn(async move { going.run(&place).await })
        };
        let abort = task.abort_handle();
        match tokio::time::timeout(Duration::from_millis(patience), task).await {
            Ok(ended) => break ended.expect("not aborted").expect("changed"),
            Err(_) => abort.abort(),
        }
        kills += 1;
        patience += patience / 3;
        let mut live = place.live().await;
        assert!(matches!(states(&mut live, going.run).await.as_slice(), [StepState::NotRun | StepState::Done]));
    }
    load.end().await;
    assert!(kills > 0);
    let place = Arc::into_inner(place).expect("nobody else has it");
    assert_same(&place).await;
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_are_killed_are_opened_again() {
    let Some(place) = place("sessions_that_are_killed_are_opened_again").await else { return };
    let settings = OnlineSettings { range_time: Duration::from_millis(1), ..quick() };
    let going = Going::begin(&place, online(CLAUSES, &[]), settings).await;
    let load = Load::begin(&place, 2, writes);
    let killing = async {
        let mut progress = going.steering.progress();
        for _ in 0..4 {
            progress.changed().await.expect("told");
            let sessions = place
                .ask("SELECT IFNULL(GROUP_CONCAT(sessions), '') FROM groundline.online WHERE target = DATABASE()")
                .await;
            for session in sessions.split(',').filter(|session| !session.is_empty()) {
                place.kill(session).await;
            }
        }
        std::future::pending::<()>().await;
    };
    let ran = tokio::select! {
        ran = going.run(&place) => ran,
        () = killing => Ok(()),
    };
    ran.expect("changed");
    load.end().await;
    assert_same(&place).await;
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exchange_waits_while_it_is_held() {
    let Some(place) = place("the_exchange_waits_while_it_is_held").await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hold");
    std::fs::write(&file, "").expect("written");
    let going =
        Going::begin(&place, online(CLAUSES, &[]), OnlineSettings { hold: Some(file.clone()), ..quick() }).await;
    let load = Load::begin(&place, 2, writes);
    let releasing = async {
        until(&going, Phase::Holding).await;
        assert_eq!(place.ask("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 't'").await, "3");
        std::fs::remove_file(&file).expect("removed");
    };
    let (ran, ()) = tokio::join!(going.run(&place), releasing);
    ran.expect("changed");
    load.end().await;
    assert_same(&place).await;
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_change_that_is_abandoned_leaves_nothing() {
    let Some(place) = place("a_paused_change_that_is_abandoned_leaves_nothing").await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("pause");
    std::fs::write(&file, "").expect("written");
    let going = Going::begin(&place, online(CLAUSES, &[]), OnlineSettings { pause: Some(file), ..quick() }).await;
    let paused = async {
        let mut progress = going.steering.progress();
        let waits =
            |now: &Option<engine::Progress>| now.as_ref().is_some_and(|now| now.throttled.is_some() && now.rows == 0);
        tokio::time::timeout(Duration::from_secs(30), progress.wait_for(waits)).await.expect("in time").expect("told");
    };
    tokio::select! {
        ran = going.run(&place) => assert!(ran.is_err(), "it did not wait"),
        () = paused => {}
    }
    let mut live = place.live().await;
    assert!(live.online_jobs().await.expect("jobs").pop().expect("one").is_open);
    for _ in 0..2 {
        live.abandon_step(going.run, &going.plan.steps[0]).await.expect("abandoned");
    }
    assert!(place.live().await.online_jobs().await.expect("jobs").is_empty());
    assert_eq!(place.ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()").await, "2");
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_alter_stops_it() {
    let Some(place) = place("somebody_elses_alter_stops_it").await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hold");
    std::fs::write(&file, "").expect("written");
    let going = Going::begin(&place, online(CLAUSES, &[]), OnlineSettings { hold: Some(file), ..quick() }).await;
    let altering = async {
        until(&going, Phase::Holding).await;
        place.sql("ALTER TABLE t ADD mine INT").await;
    };
    let (ran, ()) = tokio::join!(going.run(&place), altering);
    let error = ran.expect_err("stopped").to_string();
    assert!(error.contains("somebody altered the table") && error.contains("ADD mine INT"), "{error}");
    assert_eq!(place.ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()").await, "2");
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_while_somebody_else_has_a_lock_on_the_filled_table() {
    let Some(place) = place("nothing_is_lost_while_somebody_else_has_a_lock_on_the_filled_table").await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hold");
    std::fs::write(&file, "").expect("written");
    let going =
        Going::begin(&place, online(CLAUSES, &[]), OnlineSettings { hold: Some(file.clone()), ..quick() }).await;
    let load = Load::begin(&place, 4, writes);
    let disturbing = async {
        until(&going, Phase::Holding).await;
        let shadow = place.ask("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE '%\\_new'").await;
        let mut holder = place.connection().await;
        transact_open(&mut holder, &format!("SELECT * FROM {shadow} LIMIT 1")).await;
        std::fs::remove_file(&file).expect("removed");
        // It gives up at first, and says who is in the way.
        let mut progress = going.steering.progress();
        let waits = |now: &Option<engine::Progress>| {
            now.as_ref()
                .and_then(|now| now.throttled.as_ref())
                .is_some_and(|why| why.contains("timed out waiting for a lock"))
        };
        tokio::time::timeout(Duration::from_secs(30), progress.wait_for(waits)).await.expect("in time").expect("told");
        drop(holder);
    };
    let (ran, ()) = tokio::join!(going.run(&place), disturbing);
    ran.expect("changed");
    load.end().await;
    assert_same(&place).await;
    place.drop().await;
}
