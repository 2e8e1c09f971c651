//! Privileges: what is to be given and taken, and in which order.
//!
//! The server keeps privileges on tables by name: dropping, replacing and renaming leave them where they are; a routine takes its own
//! with it. What is taken from an object or a column that goes is taken first, so that the undo finds it again; everything else
//! comes last, and is given before something is taken. To take a privilege from a table takes it from its columns too.

use schema::object::{Grant, mysql};
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::alter::find;
use super::draft::Scene;
use super::render;
use super::server::Server;
use super::sql::{ident, idents, literal};
use super::step::Piece;
use crate::hazard::HazardCode;

const OPTION: &str = "GRANT OPTION";

/// The steps at the beginning of a plan, and those at its end.
#[derive(Default)]
pub(super) struct Pieces {
    pub(super) early: Vec<Piece>,
    pub(super) late: Vec<Piece>,
}

/// What becomes of all privileges.
pub(super) fn pieces(scene: &Scene<'_>) -> Pieces {
    let mut pieces = Pieces::default();
    for (old, new) in differing(scene) {
        let nothing = Grant::default();
        let (Some(id), from, to) = (
            new.or(old).map(|object| &object.id),
            old.and_then(facts).unwrap_or(&nothing),
            new.and_then(facts).unwrap_or(&nothing),
        ) else {
            continue;
        };
        let spelled = old.map(spelled).unwrap_or_default();
        let writing = Writing { id, place: old.and_then(place), spelled, server: scene.server };
        let taken = taken(from, to);
        let left = from.clone().revoked(&taken);
        if goes(scene, id, &taken) {
            pieces.early.extend(writing.revoke(from, &left));
            pieces.late.extend(writing.grant(&left, to));
        } else if to.clone().without(&left) != to.clone().without(from) {
            pieces.late.extend(writing.revoke(from, &left));
            pieces.late.extend(writing.grant(&left, to));
        } else {
            let both = from.clone().with(to);
            pieces.late.extend(writing.grant(from, &both));
            pieces.late.extend(writing.revoke(&both, to));
        }
    }
    pieces
}

type Pair<'a> = (Option<&'a Object>, Option<&'a Object>);

fn differing<'a>(scene: &'a Scene<'_>) -> Vec<Pair<'a>> {
    let is_grant = |object: &&Object| object.id.kind == Kind::Grant;
    let removed = scene.removed.values().copied().filter(is_grant).map(|old| (Some(old), None));
    let changed =
        scene.changed.values().filter(|(old, _)| old.id.kind == Kind::Grant).map(|(old, new)| (Some(*old), Some(*new)));
    let added = scene.added.values().copied().filter(is_grant).map(|new| (None, Some(new)));
    let mut pairs: Vec<Pair<'a>> = removed.chain(changed).chain(added).collect();
    pairs.sort_by_key(|(old, new)| old.or(*new).map(|object| &object.id));
    pairs
}

const fn facts(object: &Object) -> Option<&Grant> {
    match &object.facts {
        Facts::Grant(grant) => Some(grant),
        _ => None,
    }
}

/// The name under which the server keeps those on the whole database, where it is not the plain one.
fn place(object: &Object) -> Option<&str> {
    object.grants.iter().find_map(|kept| kept.strip_prefix("ON "))
}

/// The columns whose names the server keeps in another letter case than the table.
fn spelled(object: &Object) -> Vec<&str> {
    object.grants.iter().filter_map(|kept| kept.strip_prefix("SPELLED ")).collect()
}

/// What a `REVOKE` has to name so that only `to` is left, or less.
fn taken(from: &Grant, to: &Grant) -> Grant {
    let mut lost = from.clone().without(to);
    let whole = lost.privileges.clone();
    lost.columns.retain(|privilege, _| !whole.contains(privilege));
    lost
}

/// Whether what it is on goes, or a column of it.
fn goes(scene: &Scene<'_>, id: &ObjectId, taken: &Grant) -> bool {
    let Some(of) = &id.of else { return false };
    let is_gone = |gone: &ObjectId| {
        gone.kind != Kind::Grant && gone.of.is_none() && ObjectId::grant(Some(gone), id.name.clone()) == *id
    };
    let table = scene.situation.desired.get(&table(of)).and_then(Object::table);
    let is_left = |column: &Ident| table.is_none_or(|table| find(table, column).is_some());
    !taken.is_empty() && (scene.removed.keys().copied().any(is_gone) || !taken.columns.values().flatten().all(is_left))
}

fn table(name: &Ident) -> ObjectId {
    ObjectId::new(Kind::Table, None, name.clone())
}

/// The statement that gives all of it.
pub(super) fn create(object: &Object, grant: &Grant) -> Vec<String> {
    let writing = Writing { id: &object.id, place: place(object), spelled: Vec::new(), server: Server::new(u32::MAX) };
    writing.in_mode(vec![writing.give(grant)])
}

/// The statements that move the privileges on a table, or on a column of it, to another name, there and back; run when it has
/// that name.
pub(super) fn moved(
    database: &Database,
    table: &ObjectId,
    to: &ObjectId,
    columns: Option<(&Ident, &Ident)>,
) -> (Vec<String>, Vec<String>) {
    let mut both = (Vec::new(), Vec::new());
    for object in database.objects.values().filter(|object| object.depends_on.contains(table)) {
        let Some(old) = facts(object) else { continue };
        let new = columns.map_or_else(|| old.clone(), |(before, after)| renamed(old, before, after));
        let id = ObjectId { of: Some(to.name.clone()), ..object.id.clone() };
        // A column is renamed when its table already has its new name.
        let before = if columns.is_some() { &id } else { &object.id };
        both.0.extend(moves((before, old, spelled(object)), (&id, &new)));
        both.1.extend(moves((&id, &new, Vec::new()), (before, old)));
    }
    both
}

fn moves((before, old, spelled): (&ObjectId, &Grant, Vec<&str>), (after, new): (&ObjectId, &Grant)) -> Vec<String> {
    let server = Server::new(u32::MAX);
    let giving = Writing { id: after, place: None, spelled: Vec::new(), server };
    let taking = Writing { id: before, place: None, spelled, server };
    let (gone, come) = if before == after {
        (old.clone().without(new), new.clone().without(old))
    } else {
        (taken(old, &Grant::default()), new.clone())
    };
    if come.is_empty() { Vec::new() } else { vec![giving.give(&come), taking.take(&taking.kept(&gone))] }
}

fn renamed(grant: &Grant, before: &Ident, after: &Ident) -> Grant {
    let mut grant = grant.clone();
    for columns in grant.columns.values_mut() {
        if columns.remove(before) {
            columns.insert(after.clone());
        }
    }
    grant
}

/// Statements about one grantee and one object.
struct Writing<'a> {
    id: &'a ObjectId,
    place: Option<&'a str>,
    spelled: Vec<&'a str>,
    server: Server,
}

impl Writing<'_> {
    fn grant(&self, from: &Grant, to: &Grant) -> Option<Piece> {
        let given = to.clone().without(from);
        if given.is_empty() {
            return None;
        }
        let (on, who) = (self.said(), self.id.name.as_str());
        let mut undo = vec![self.take(&given)];
        let missing = from.clone().without(&from.clone().with(&given).revoked(&given));
        if !missing.is_empty() {
            undo.push(self.give(&missing));
        }
        let words = words(&given);
        let (statements, undo) = (self.in_mode(vec![self.give(&given)]), self.in_mode(undo));
        let piece = Piece::new(self.id, format!("grant {words} on {on} to {who}"), statements, undo);
        Some(piece.hazard(HazardCode::AccessGranted, format!("{who} may {words} on {on}")))
    }

    fn revoke(&self, from: &Grant, to: &Grant) -> Option<Piece> {
        let taken = self.kept(&taken(from, to));
        if taken.is_empty() {
            return None;
        }
        let (on, who, words) = (self.said(), self.id.name.as_str(), words(&taken));
        let undo = self.in_mode(vec![self.give(&self.kept(&from.clone().without(to)))]);
        let summary = format!("revoke {words} on {on} from {who}");
        let piece = Piece::new(self.id, summary, self.in_mode(vec![self.take(&taken)]), undo);
        let message = format!("{who} may no longer {words} on {on}");
        Some(piece.hazard(HazardCode::BackwardIncompatible, message))
    }

    fn give(&self, grant: &Grant) -> String {
        let listed = listed(grant, false);
        let listed = if listed.is_empty() { "USAGE".to_owned() } else { listed };
        let option = if grant.privileges.contains(OPTION) { " WITH GRANT OPTION" } else { "" };
        format!("GRANT {listed} ON {} TO {}{option}", self.on(), grantee(&self.id.name))
    }

    fn take(&self, grant: &Grant) -> String {
        format!("REVOKE {} ON {} FROM {}", listed(grant, true), self.on(), grantee(&self.id.name))
    }

    /// What was there before, with its columns as the server spells them.
    fn kept(&self, grant: &Grant) -> Grant {
        let mut grant = grant.clone();
        let as_kept = |column: &Ident| {
            let found = self.spelled.iter().find(|kept| kept.to_lowercase() == column.as_str().to_lowercase());
            found.map_or_else(|| column.clone(), |kept| Ident::from(*kept))
        };
        for columns in grant.columns.values_mut() {
            *columns = columns.iter().map(as_kept).collect();
        }
        grant
    }

    /// What stands after `ON`.
    fn on(&self) -> String {
        let Some(of) = &self.id.of else { return self.place.unwrap_or("*").to_owned() };
        let is_keyword = |word: &&str| of.as_str().eq_ignore_ascii_case(word);
        match &self.id.arguments {
            Some(kind) => format!("{} {}", kind.to_ascii_uppercase(), ident(of)),
            None if ["function", "procedure", "package", "table"].iter().any(is_keyword) => {
                format!("TABLE {}", ident(of))
            }
            None => ident(of),
        }
    }

    /// The same for people.
    fn said(&self) -> String {
        if self.id.of.is_none() { "the database".to_owned() } else { self.on() }
    }

    /// In the mode in which packages are read, and in which an old MySQL does not make an account that is not there.
    fn in_mode(&self, statements: Vec<String>) -> Vec<String> {
        let is_package = self.id.arguments.as_deref().is_some_and(|kind| kind.starts_with("package"));
        let mode = if is_package {
            "'ORACLE'"
        } else if self.server.makes_accounts() {
            "CONCAT(@@SESSION.sql_mode, ',NO_AUTO_CREATE_USER')"
        } else {
            return statements;
        };
        render::between(vec![format!("SET SESSION sql_mode = {mode}")], statements)
    }
}

fn words(grant: &Grant) -> String {
    listed(grant, true)
}

/// The privileges with their columns.
fn listed(grant: &Grant, with_option: bool) -> String {
    let whole = grant.privileges.iter().filter(|privilege| with_option || &***privilege != OPTION);
    let whole = whole.map(|privilege| privilege.to_string());
    let columns = grant.columns.iter().map(|(privilege, columns)| format!("{privilege} ({})", idents(columns)));
    whole.chain(columns).collect::<Vec<_>>().join(", ")
}

/// An account as `'app'@'%'`, a role by its name.
fn grantee(name: &Ident) -> String {
    match name.as_str().rsplit_once('@') {
        Some((user, host)) => format!("{}@{}", literal(user), literal(host)),
        None if name.as_str() == mysql::PUBLIC => mysql::PUBLIC.to_owned(),
        None => ident(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(privileges: &[&str], columns: &[(&str, &[&str])]) -> Grant {
        let set = |names: &[&str]| names.iter().map(|name| Ident::from(*name)).collect();
        Grant {
            privileges: privileges.iter().map(|name| (*name).into()).collect(),
            columns: columns.iter().map(|(name, columns)| ((*name).into(), set(columns))).collect(),
        }
    }

    #[test]
    fn what_is_taken_from_a_table_is_taken_from_its_columns() {
        let held = grant(&["SELECT", "INSERT"], &[("SELECT", &["a"]), ("UPDATE", &["b"])]);
        let taken = taken(&held, &grant(&[], &[("UPDATE", &["b"])]));
        assert_eq!(listed(&taken, true), "INSERT, SELECT");
        assert_eq!(held.revoked(&taken), grant(&[], &[("UPDATE", &["b"])]));
    }

    #[test]
    fn grantees_are_accounts_roles_or_everybody() {
        let shown = |name: &str| grantee(&Ident::from(name));
        assert_eq!(
            [shown("a'b@10.0.%"), shown("reader"), shown("PUBLIC"), shown("@localhost")],
            ["'a''b'@'10.0.%'", "reader", "PUBLIC", "''@'localhost'"]
        );
    }
}
