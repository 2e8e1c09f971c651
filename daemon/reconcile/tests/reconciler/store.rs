//! The store: what is written is there after a restart, and beside a living daemon.

use engine::{Run, RunId, RunState, Token};
use plan::{Draft, Plan, Sealing};
use reconcile::rollout::{Claim, Entry, Journal};
use reconcile::status::{ChangeWord, DriftedObject, Inventory, TargetStatus, Timestamp};
use reconcile::store::{
    Barred, EventKind, HistoryFilter, Memory, NewEvent, RunJournal, SourceRecord, Store, StoreReader, TargetRecord,
};
use schema::{Database, Dialect, Digest};
use serde_json::json;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn plan(target: &str, desired: &str) -> Plan {
    let before = Database::empty(Dialect::Sqlite);
    let mut after = before.clone();
    let id = schema::ObjectId::new(schema::Kind::Trigger, None, schema::Ident::new(desired));
    after.insert(schema::Object::new(id, schema::Facts::Defined { definition: desired.into() }));
    let unsupported = Default::default();
    Plan::seal(Sealing { target, before: &before, desired: &after, unsupported, draft: Draft::default() })
}

fn status(name: &str) -> TargetStatus {
    TargetStatus::unseen(name, "dev", Dialect::Sqlite, format!("sqlite:{name}.db"), at(1))
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let source = SourceRecord {
        location: "/srv/shop".to_owned(),
        reference: "refs/heads/main".to_owned(),
        good_revision: Some("a".repeat(40)),
        good_at: Some(at(5)),
        ..SourceRecord::default()
    };
    store.keep_source(&source).await.unwrap();
    let memory = Memory {
        applied_tree: Some(Digest::of_parts([b"tree".as_slice()])),
        token: Some(Token("7".to_owned())),
        barred: Some(Barred { plan: Digest::of_parts([]), revision: "b".repeat(40) }),
        failures: 3,
        next_attempt: Some(at(9)),
        ..Memory::default()
    };
    let record = TargetRecord { memory, status: status("shop") };
    store.keep_targets(std::slice::from_ref(&record), at(6)).await.unwrap();
    let inventory = Inventory::of(&Database::empty(Dialect::Sqlite));
    store.keep_inventory("shop", &inventory, at(6)).await.unwrap();
    store.close().await;

    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(store.reader().sources().await.unwrap(), [source]);
    assert_eq!(store.reader().targets().await.unwrap(), [record]);
    assert_eq!(store.reader().inventory("shop").await.unwrap(), Some(inventory));
    assert_eq!(store.reader().inventory("other").await.unwrap(), None);
}

#[tokio::test]
async fn a_reader_beside_a_living_daemon_sees_what_it_wrote_and_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let reader = StoreReader::open(folder.path()).await.unwrap();
    assert_eq!(reader.targets().await.unwrap(), []);
    let record = TargetRecord { memory: Memory::default(), status: status("shop") };
    store.keep_targets(std::slice::from_ref(&record), at(6)).await.unwrap();
    assert_eq!(reader.targets().await.unwrap(), [record]);
}

#[tokio::test]
async fn a_reader_reads_the_store_of_a_daemon_that_ended() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    store.keep_targets(&[TargetRecord { memory: Memory::default(), status: status("shop") }], at(6)).await.unwrap();
    store.close().await;
    let reader = StoreReader::open(folder.path()).await.unwrap();
    assert_eq!(reader.targets().await.unwrap().len(), 1);
}

#[tokio::test]
async fn one_plan_is_ready_for_a_target_and_the_one_before_is_superseded() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let (first, second) = (plan("shop", "a"), plan("shop", "b"));
    assert!(store.keep_plan(&first, Some("r1"), at(1)).await.unwrap(), "it is new");
    assert!(!store.keep_plan(&first, Some("r1"), at(2)).await.unwrap(), "it is the same");
    assert!(store.keep_plan(&second, Some("r2"), at(3)).await.unwrap());
    let ready = store.reader().ready_plan("shop").await.unwrap().expect("a plan is ready");
    assert_eq!((ready.plan, ready.revision.as_deref(), ready.created), (second.clone(), Some("r2"), at(3)));
    let old = store.reader().plan(&first.digest).await.unwrap().expect("it is kept");
    assert_eq!(old.superseded, Some(at(3)));
    assert!(store.keep_plan(&first, Some("r3"), at(4)).await.unwrap(), "it is ready again");
    store.supersede_plans("shop", at(5)).await.unwrap();
    assert_eq!(store.reader().ready_plan("shop").await.unwrap(), None);
}

#[tokio::test]
async fn the_journal_of_a_run_tells_every_point_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut journal = RunJournal::new(store.clone(), "shop", reconcile::status::Clock::default());
    let (run, plan) = (RunId(4), plan("shop", "a"));
    journal
        .record(Entry::RunBegins { run, plan: &plan, revision: Some("r1"), claim: &Claim::default() })
        .await
        .unwrap();
    journal.record(Entry::StepBegins { run, step: 1, attempt: 1 }).await.unwrap();
    journal.record(Entry::StepFailed { run, step: 1, error: "locked", again: true }).await.unwrap();
    let running = store.reader().history(&HistoryFilter::default()).await.unwrap();
    assert_eq!((running[0].state, running[0].ended), (RunState::Running, None));
    journal.record(Entry::StepDone { run, step: 1 }).await.unwrap();
    journal.record(Entry::RunEnds { run, state: RunState::Succeeded }).await.unwrap();

    let lines = store.reader().journal("shop", 4).await.unwrap();
    let points: Vec<&str> = lines.iter().map(|line| line.point.as_str()).collect();
    assert_eq!(points, ["run-begins", "step-begins:1", "step-failed:1", "step-done:1", "run-ends"]);
    assert_eq!(lines[2].detail.as_deref(), Some("locked"));
    let history = store.reader().history(&HistoryFilter::default()).await.unwrap();
    assert_eq!((history[0].run, history[0].state, &history[0].plan), (4, RunState::Succeeded, &plan.digest));
    assert_eq!(history[0].revision.as_deref(), Some("r1"));
    assert!(history[0].ended.is_some());
}

#[tokio::test]
async fn runs_that_others_made_are_taken_over_from_the_ledger_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut run = Run {
        id: RunId(1),
        plan: plan("shop", "a"),
        revision: None,
        state: RunState::Running,
        started_at: 100,
        finished_at: None,
        program: "0.1.0".to_owned(),
    };
    assert_eq!(store.keep_runs("shop", std::slice::from_ref(&run)).await.unwrap(), 1);
    assert_eq!(store.keep_runs("shop", std::slice::from_ref(&run)).await.unwrap(), 0);
    (run.state, run.finished_at) = (RunState::Succeeded, Some(101));
    assert_eq!(store.keep_runs("shop", std::slice::from_ref(&run)).await.unwrap(), 1);
    let other = HistoryFilter { target: Some("other".to_owned()), limit: None };
    assert_eq!(store.reader().history(&other).await.unwrap(), []);
    let all = store.reader().history(&HistoryFilter { target: None, limit: Some(5) }).await.unwrap();
    assert_eq!((all.len(), all[0].state, all[0].ended), (1, RunState::Succeeded, Some(at(101))));
}

#[tokio::test]
async fn a_drift_is_remembered_from_when_to_when() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let objects = [DriftedObject { object: "table a".to_owned(), change: ChangeWord::Changed }];
    assert!(store.keep_drift("shop", &objects, "-a\n+b\n", at(1)).await.unwrap());
    assert!(!store.keep_drift("shop", &objects, "-a\n+b\n", at(2)).await.unwrap(), "it is the same drift");
    assert!(store.keep_drift("shop", &objects, "-a\n+c\n", at(3)).await.unwrap(), "it is another");
    assert_eq!(store.reader().open_drift("shop").await.unwrap().expect("it is there").found, at(3));
    assert!(store.end_drift("shop", at(4)).await.unwrap());
    assert!(!store.end_drift("shop", at(5)).await.unwrap());
    let all = store.reader().drifts(None).await.unwrap();
    assert_eq!(all.iter().map(|drift| drift.ended).collect::<Vec<_>>(), [Some(at(4)), Some(at(3))]);
}

#[tokio::test]
async fn events_are_chained_and_a_changed_one_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    for number in 1..=3 {
        let event = NewEvent::by_daemon(EventKind::PlanReady, Some("shop"), json!({ "number": number }));
        store.append(&event, at(number)).await.unwrap();
    }
    let whole = store.reader().verify_events(&[]).await.unwrap().expect("nothing was changed");
    assert_eq!((whole.events, whole.last.as_ref().map(|last| last.id)), (3, Some(3)));
    let newest = &store.reader().events(Some("shop"), 1).await.unwrap()[0];
    assert_eq!((newest.id, newest.kind.as_str(), newest.at), (3, "plan-ready", at(3)));
    assert_eq!(store.reader().events(Some("other"), 9).await.unwrap(), []);
    store.close().await;

    tampered(folder.path(), "UPDATE events SET detail = '{\"number\":9}' WHERE id = 2").await;
    let store = Store::open(folder.path()).await.unwrap();
    let broken = store.reader().verify_events(&[]).await.unwrap().expect_err("it was changed");
    assert_eq!(broken.to_string(), "event 2 is not as it was written: its hash is not that of its content");
    store.close().await;

    tampered(folder.path(), "DELETE FROM events WHERE id = 2").await;
    let reader = StoreReader::open(folder.path()).await.unwrap();
    let broken = reader.verify_events(&[]).await.unwrap().expect_err("it was removed");
    assert_eq!(broken.to_string(), "event 3 is not as it was written: it does not follow from the event before");
}

#[tokio::test]
async fn only_the_policy_forgets_the_beginning_of_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    for number in 1..=4 {
        let event = NewEvent::by_daemon(EventKind::PlanReady, Some("shop"), json!({ "number": number }));
        store.append(&event, at(number)).await.unwrap();
    }
    let whole = store.reader().verify_events(&[]).await.unwrap().expect("nothing was changed");
    assert!(store.forget_before(at(3), at(9)).await.unwrap());
    assert!(!store.forget_before(at(3), at(10)).await.unwrap(), "there is nothing more to forget");
    let rest = store.reader().verify_events(&[]).await.unwrap().expect("the rest is whole");
    assert_eq!((rest.events, rest.forgotten.as_ref().map(|last| last.id)), (3, Some(2)));
    assert_eq!(store.reader().events(None, 9).await.unwrap()[0].kind, "history-forgotten");
    let anchors = [whole.last.expect("there are events")];
    assert!(store.reader().verify_events(&anchors).await.unwrap().is_ok(), "what an anchor knows is still there");
    assert!(store.forget_before(at(20), at(21)).await.unwrap());
    let rest = store.reader().verify_events(&[]).await.unwrap().expect("the newest event stays");
    assert_eq!((rest.events, rest.forgotten.as_ref().map(|last| last.id)), (2, Some(4)));
    store.close().await;

    tampered(folder.path(), "DELETE FROM events WHERE id = 5; UPDATE forgotten SET last = 5").await;
    let reader = StoreReader::open(folder.path()).await.unwrap();
    let broken = reader.verify_events(&[]).await.unwrap().expect_err("it was removed");
    assert!(broken.to_string().contains("event 6"), "{broken}");
    drop(reader);

    let forged = "UPDATE forgotten SET last = 5, hash = (SELECT previous FROM events WHERE id = 6)";
    tampered(folder.path(), forged).await;
    let reader = StoreReader::open(folder.path()).await.unwrap();
    let broken = reader.verify_events(&[]).await.unwrap().expect_err("no event says so");
    assert!(broken.to_string().contains("no event says that the policy let it be forgotten"), "{broken}");
}

/// Changes events behind the back of the store: first as anybody would, which is refused, then without its guards.
async fn tampered(folder: &std::path::Path, sql: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("groundline.db"));
    let mut connection = sqlx::ConnectOptions::connect(&options).await.expect("the file is a store");
    let refused = sqlx::raw_sql(sql).execute(&mut connection).await;
    let has_guards = refused.is_err_and(|error| error.to_string().contains("append-only"));
    if has_guards {
        let drop_guards = "DROP TRIGGER events_are_not_changed; DROP TRIGGER events_are_not_removed";
        sqlx::raw_sql(drop_guards).execute(&mut connection).await.expect("the file is a store");
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("the file is a store");
    }
    sqlx::Connection::close(connection).await.expect("the file is a store");
}
