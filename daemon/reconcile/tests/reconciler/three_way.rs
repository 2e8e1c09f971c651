//! Last applied, live and desired: who changed what.

use reconcile::status::{ChangeWord, Inventory, Sync, ThreeWay};
use schema::{Database, Dialect, Facts, Ident, Kind, Object, ObjectId};

/// A database of triggers: `name=body`.
fn database(objects: &[&str]) -> Database {
    let mut database = Database::empty(Dialect::Sqlite);
    for text in objects {
        let (name, body) = text.split_once('=').expect("name=body");
        let id = ObjectId::new(Kind::Trigger, None, Ident::new(name));
        database.insert(Object::new(id, Facts::Defined { definition: body.into() }));
    }
    database
}

/// What a comparison comes to: the axis, what drifted, what is pending.
fn compared(last: Option<&[&str]>, live: &[&str], desired: &[&str]) -> (Sync, Vec<String>, Vec<String>) {
    let last = last.map(|last| Inventory::of(&database(last)));
    let found = ThreeWay::compare(last.as_ref(), &database(live), &database(desired));
    let drifted = found.drifted.iter().map(|(id, word)| format!("{} {}", id.dotted(), word.word())).collect();
    (found.sync(), drifted, found.pending.iter().map(ObjectId::dotted).collect())
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_target_that_is_what_git_says_is_in_sync_whatever_was_before() {
    for last in [None, Some(&["a=1"] as &[_]), Some(&["a=9", "b=1"])] {
        assert_eq!(compared(last, &["a=1"], &["a=1"]), (Sync::InSync, vec![], vec![]));
    }
}

#[test]
fn what_git_changed_is_pending() {
    let found = compared(Some(&["a=1", "b=1"]), &["a=1", "b=1"], &["a=2", "c=1"]);
    assert_eq!(found, (Sync::Pending, vec![], texts(&["a", "b", "c"])));
}

#[test]
fn what_the_target_changed_is_drift() {
    let found = compared(Some(&["a=1", "b=1"]), &["a=2", "c=1"], &["a=1", "b=1"]);
    assert_eq!(found, (Sync::Drifted, texts(&["a changed", "b removed", "c added"]), vec![]));
}

#[test]
fn both_at_once_diverge_and_are_told_apart() {
    let found = compared(Some(&["a=1", "b=1"]), &["a=2", "b=1"], &["a=1", "b=2"]);
    assert_eq!(found, (Sync::Diverged, texts(&["a changed"]), texts(&["b"])));
}

#[test]
fn the_same_object_changed_on_both_sides_is_in_both_lists() {
    let found = compared(Some(&["a=1"]), &["a=2"], &["a=3"]);
    assert_eq!(found, (Sync::Diverged, texts(&["a changed"]), texts(&["a"])));
}

#[test]
fn the_same_change_on_both_sides_is_no_difference() {
    let found = compared(Some(&["a=1", "b=1"]), &["a=2", "b=1"], &["a=2", "b=2"]);
    assert_eq!(found, (Sync::Pending, vec![], texts(&["b"])));
}

#[test]
fn a_target_that_never_was_what_git_said_has_no_drift() {
    let found = compared(None, &["a=1", "x=1"], &["a=2"]);
    assert_eq!(found, (Sync::Pending, vec![], texts(&["a", "x"])));
}

#[test]
fn an_inventory_with_digests_of_another_version_raises_no_alarm() {
    let json = serde_json::to_string(&Inventory::of(&database(&["a=1"]))).expect("an inventory is JSON");
    let other = json.replace(schema::ENCODING, "groundline-0");
    let last: Inventory = serde_json::from_str(&other).expect("it reads back");
    assert!(!last.is_comparable());
    assert_eq!(ThreeWay::compare(Some(&last), &database(&["a=2"]), &database(&["a=1"])).sync(), Sync::Pending);
    assert_eq!(ThreeWay::compare(Some(&last), &database(&["a=1"]), &database(&["a=1"])).sync(), Sync::InSync);
    assert_eq!(ChangeWord::Added.word(), "added");
}
