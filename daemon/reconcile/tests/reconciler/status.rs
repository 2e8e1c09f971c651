//! The states and the form of a status.

use reconcile::status::{Happening, Health, Operation, Reason, Sync, TargetStatus, Timestamp};
use schema::Dialect;

/// Every pair of state and happening that leads somewhere.
fn table() -> String {
    let mut text = String::new();
    for operation in Operation::ALL {
        let ways: Vec<String> = Happening::ALL
            .into_iter()
            .filter_map(|happening| Some(format!("{happening:?}={:?}", operation.after(happening).ok()?)))
            .collect();
        text.push_str(&format!("{operation:?}: {}\n", ways.join(" ")));
    }
    text
}

#[test]
fn every_state_answers_to_everything_that_can_happen() {
    let running = "RunBegins=Applying SnapshotBegins=Snapshotting StepBegins=Applying VerifyBegins=Verifying \
                   UndoBegins=RollingBack RunSucceeded=Succeeded RunFailed=Failed RunStopped=Aborted";
    let resting = "LookBegins=Planning GaveUp=Stalled";
    let planning = "LookBegins=Planning NothingToDo=Idle MayNotRun=Blocked WaitsForPerson=AwaitingApproval \
                    WaitsForWindow=AwaitingWindow WaitsForWave=AwaitingWave RunBegins=Applying RunFailed=Failed GaveUp=Stalled";
    let expected = format!(
        "Idle: {resting}\nPlanning: {planning}\nAwaitingApproval: {resting}\nAwaitingWindow: {resting}\nAwaitingWave: {resting}\nBlocked: {resting}\n\
         Snapshotting: {running}\nApplying: {running}\nVerifying: {running}\nRollingBack: {running}\n\
         Succeeded: {resting}\nFailed: {resting}\nAborted: {resting}\nStalled: {resting}\n"
    );
    assert_eq!(table(), expected);
}

#[test]
fn a_refused_transition_says_what_and_where() {
    let error = Operation::Idle.after(Happening::StepBegins).expect_err("a step needs a run");
    assert_eq!(error.to_string(), "`StepBegins` cannot happen while a target is idle");
}

#[test]
fn every_state_can_be_looked_at_again_or_ends_by_itself() {
    for operation in Operation::ALL {
        let looks = operation.after(Happening::LookBegins).is_ok();
        assert_eq!(looks, !operation.is_running(), "{operation}");
    }
}

#[test]
fn the_json_of_a_status_is_stable() {
    let status = TargetStatus::unseen(
        "shop",
        "prod",
        Dialect::Postgres,
        "postgres://app:***@db/shop".to_owned(),
        Timestamp::from_seconds(1_795_378_101),
    );
    let json = serde_json::to_string_pretty(&status).expect("a status is JSON");
    let expected = r#"{
  "name": "shop",
  "environment": "prod",
  "engine": "postgres",
  "url": "postgres://app:***@db/shop",
  "sync": "unknown",
  "health": "unknown",
  "operation": "idle",
  "reason": "not-looked-at",
  "message": "not looked at yet",
  "since": "2026-11-22T20:08:21.000Z",
  "next": {
    "who": "daemon",
    "what": "it is looked at in a moment"
  },
  "revision": {
    "desired": null,
    "applied": null,
    "attempted": null
  },
  "plan": null,
  "drift": null,
  "last_run": null,
  "next_reconcile": null,
  "last_verified": null,
  "consecutive_failures": 0,
  "progress": null,
  "orphaned": false
}"#;
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<TargetStatus>(&json).expect("it reads back"), status);
}

#[test]
fn the_words_of_the_axes_are_those_of_the_json() {
    let json = |value: &dyn Fn() -> serde_json::Value| value().as_str().map(|word| word.replace('_', " "));
    for sync in Sync::ALL {
        assert_eq!(json(&|| serde_json::json!(sync)), Some(sync.to_string()));
    }
    for health in Health::ALL {
        assert_eq!(json(&|| serde_json::json!(health)), Some(health.to_string()));
    }
    for operation in Operation::ALL {
        assert_eq!(json(&|| serde_json::json!(operation)), Some(operation.to_string()));
    }
    for reason in Reason::ALL {
        assert_eq!(serde_json::json!(reason), serde_json::json!(reason.word()));
    }
}
