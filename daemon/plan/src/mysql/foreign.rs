//! Foreign keys: dropped before what they stand in the way of, added after.
//!
//! On a table that is not small a foreign key is added without a look at the rows, which takes an instant; a guard looks before,
//! and a step of its own looks again when every new row is checked already. So writers never wait.

use std::collections::BTreeSet;

use schema::object::{Constraint, TableClause};
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::alter::{Pairs, find};
use super::draft::{Scene, owner};
use super::keep::table_id;
use super::key::{self, ClauseKind};
use super::operation::{Ground, Operation, way};
use super::render;
use super::sql::{closing, folded, ident, split_list};
use super::step::Piece;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::step::Guard;

fn constraint(object: &Object) -> Option<&Constraint> {
    match &object.facts {
        Facts::Constraint(constraint) => Some(constraint),
        _ => None,
    }
}

/// Foreign keys that stay the same, but must be away while a column of theirs changes.
pub(super) fn around<'a>(scene: &Scene<'a>) -> Vec<&'a Object> {
    let desired = scene.situation.desired;
    let same = |object: &&Object| {
        object.id.kind == Kind::Constraint
            && desired.get(&object.id).is_some()
            && !scene.changed.contains_key(&object.id)
    };
    let live = scene.situation.observed.objects.values().filter(same);
    live.filter(|object| constraint(object).is_some_and(|facts| is_in_the_way(scene, object, facts))).collect()
}

fn is_in_the_way(scene: &Scene<'_>, object: &Object, facts: &Constraint) -> bool {
    let child = object.id.of.clone().map(|name| table_id(&name));
    let here = child.is_some_and(|table| changes_columns(scene, &table, &facts.columns));
    here || facts.references.as_ref().is_some_and(|table| changes_columns(scene, table, &referenced(facts)))
}

/// Whether the type of one of the columns changes, or whether it takes NULL.
fn changes_columns(scene: &Scene<'_>, table: &ObjectId, columns: &[Ident]) -> bool {
    let Some((old, new)) = scene.changed.get(table) else { return false };
    let (Some(from), Some(to)) = (old.table(), new.table()) else { return false };
    let pairs = Pairs::of(from, to);
    columns.iter().any(|name| {
        let pair = find(to, name).and_then(|after| Some((pairs.changed_from(after)?, after)));
        pair.is_none_or(|(before, after)| {
            let operations = pairs.operations(before, after);
            let is_harmless = |operation: &Operation| {
                matches!(operation, Operation::ColumnFacts | Operation::EndCounting | Operation::RenameColumn)
            };
            !operations.iter().all(is_harmless)
        })
    })
}

/// The columns that a foreign key points to.
fn referenced(facts: &Constraint) -> Vec<Ident> {
    let definition = &*facts.definition;
    let Some(at) = definition.find(" REFERENCES ") else { return Vec::new() };
    let Some(open) = definition[at..].find('(').map(|open| at + open) else { return Vec::new() };
    let inner = definition.get(open + 1..closing(definition, open)).unwrap_or_default();
    split_list(inner).into_iter().map(|name| Ident::parse(schema::Dialect::MySql, name)).collect()
}

/// Those that go, for good or for a while.
pub(super) fn drops(scene: &Scene<'_>) -> Vec<Piece> {
    let mut gone: Vec<&Object> =
        scene.removed.values().copied().filter(|object| object.id.kind == Kind::Constraint).collect();
    gone.extend(scene.changed.values().map(|(old, _)| *old).filter(|object| object.id.kind == Kind::Constraint));
    let for_good: BTreeSet<&ObjectId> = scene.removed.keys().copied().collect();
    let around = around(scene);
    let drop = |object: &&Object| {
        let statement = format!("{}, {}", render::drop(&object.id), spelled(scene, object, Operation::DropForeign));
        let piece = Piece::new(
            &object.id,
            format!("drop foreign key {}", object.id.dotted()),
            vec![statement],
            add(scene, scene.situation.observed, object),
        );
        let is_gone = for_good.contains(&object.id);
        let message = format!("rows of {} may point to nothing", owner(&object.id));
        piece.lock(Lock::Metadata).hazard_if(is_gone, HazardCode::Correctness, message)
    };
    gone.iter().chain(&around).map(drop).collect()
}

/// The way of an operation on the table of a foreign key.
fn spelled(scene: &Scene<'_>, object: &Object, operation: Operation) -> String {
    let table = object.id.of.clone().map(|of| ObjectId::new(Kind::Table, None, of));
    let sides = [scene.situation.observed, scene.situation.desired];
    let mut forms = sides.into_iter().filter_map(|side| side.get(table.as_ref()?)?.table());
    let ground = Ground { is_innodb: true, has_overlaps: forms.any(key::has_overlaps), ..Ground::default() };
    let way = way(operation, ground, scene.server);
    debug_assert!(object.id.of.is_some(), "a foreign key is part of a table");
    way.spelled(scene.server)
}

/// The statements that add it without a look at the rows, to the table as it is in that database.
fn add(scene: &Scene<'_>, database: &Database, object: &Object) -> Vec<String> {
    let definition = constraint(object).map_or("", |facts| &facts.definition);
    let statement = render::add_foreign_key(&object.id, definition);
    let way = spelled(scene, object, Operation::AddForeignUnchecked);
    let mut statements = vec!["SET SESSION foreign_key_checks = 0".to_owned(), format!("{statement}, {way}")];
    statements.push("SET SESSION foreign_key_checks = 1".to_owned());
    let Some((key, is_named_alike)) = own_key(database, object) else { return statements };
    let table = object.id.of.as_ref().unwrap_or(&object.id.name);
    let way = spelled(scene, object, Operation::RenameKey);
    let rename = |before: &str, from: &Ident| {
        format!("ALTER TABLE {} RENAME KEY {before}{} TO {}, {way}", ident(table), ident(from), ident(key))
    };
    if scene.server.is_mariadb() {
        // It gives the key its name back.
        statements.extend((!is_named_alike).then(|| rename("IF EXISTS ", &object.id.name)));
    } else if scene.situation.observed.get(&table_id(table)).is_some() {
        // A key that was given a name, its own too, is nobody's but the table's from then on (measured on 9.7).
        statements.insert(0, rename("", key));
    }
    statements
}

/// The key over the columns of the foreign key, and whether a key is called like that. One that the server made for a foreign key takes the
/// name of the next one; nothing tells such a key from others.
fn own_key<'a>(database: &'a Database, object: &Object) -> Option<(&'a Ident, bool)> {
    let table = object.id.of.as_ref()?;
    let facts = constraint(object)?;
    let clauses = &database.get(&table_id(table))?.table()?.clauses;
    let is_named_alike =
        |clause: &TableClause| clause.name.as_ref().is_some_and(|name| folded(name) == folded(&object.id.name));
    let own = clauses
        .iter()
        .find(|clause| key::kind(clause) == ClauseKind::Plain && key::columns(clause) == facts.columns)?;
    Some((own.name.as_ref()?, clauses.iter().any(is_named_alike)))
}

/// Those that come, or come again.
pub(super) fn additions(scene: &Scene<'_>) -> Vec<Piece> {
    let mut come: Vec<&Object> =
        scene.added.values().copied().filter(|object| object.id.kind == Kind::Constraint).collect();
    come.extend(scene.changed.values().map(|(_, new)| *new).filter(|object| object.id.kind == Kind::Constraint));
    come.extend(around(scene));
    come.into_iter().flat_map(|object| addition(scene, object)).collect()
}

fn addition(scene: &Scene<'_>, object: &Object) -> Vec<Piece> {
    let Some(facts) = constraint(object) else { return Vec::new() };
    let table = table_id(object.id.of.as_ref().unwrap_or(&object.id.name));
    let statement = format!("{}, {}", render::drop(&object.id), spelled(scene, object, Operation::DropForeign));
    let guard = orphans(scene, object, facts);
    let name = object.id.dotted();
    let is_new = scene.added.contains_key(&table);
    let message = format!("it fails if rows of `{}` point to nothing; a guard looks first", table.name.as_str());
    let piece = Piece::new(
        &object.id,
        format!("add foreign key {name}"),
        add(scene, scene.situation.desired, object),
        vec![statement],
    )
    .lock(Lock::Metadata)
    .guards(guard.clone())
    .hazard_if(guard.is_some(), HazardCode::DataDependent, message);
    let look = guard.filter(|_| !is_new).map(|guard| {
        Piece::new(
            &object.id,
            format!("look for rows that break foreign key {name}"),
            vec!["DO 0".to_owned()],
            Vec::new(),
        )
        .guards([guard])
    });
    std::iter::once(piece).chain(look).collect()
}

/// Rows that point to nothing.
fn orphans(scene: &Scene<'_>, object: &Object, facts: &Constraint) -> Option<Guard> {
    let parent = facts.references.as_ref()?;
    let child = object.id.of.as_ref()?;
    let to = referenced(facts);
    if to.len() != facts.columns.len()
        || facts.columns.is_empty()
        || scene.situation.desired.get(parent).and_then(Object::table).is_none()
    {
        return None;
    }
    let matches: Vec<String> = facts
        .columns
        .iter()
        .zip(&to)
        .map(|(child, parent)| format!("p.{} = c.{}", ident(parent), ident(child)))
        .collect();
    let present: Vec<String> = facts.columns.iter().map(|name| format!("c.{} IS NOT NULL", ident(name))).collect();
    let query = format!(
        "SELECT 1 FROM {} AS c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {}) LIMIT 1",
        ident(child),
        present.join(" AND "),
        ident(&parent.name),
        matches.join(" AND ")
    );
    let message = format!(
        "rows of `{}` point to no row of `{}` and would break the foreign key `{}`; mend them with a changelist",
        child.as_str(),
        parent.name.as_str(),
        object.id.name.as_str()
    );
    Some(Guard { query, message, after: 0 })
}
