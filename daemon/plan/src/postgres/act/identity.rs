//! Identity columns: added, dropped, changed, and made from serial columns and back with their position kept.

use schema::object::{Column, Identity, Sequence};
use schema::{Digest, Facts, Ident, Object, ObjectId};

use super::column::{alter, set_default};
use super::position::{self, restore_position, save_position};
use super::sequence::{moved_within, owned_by};
use super::table::owned_sequence;
use super::values::discard;
use crate::lock::Lock;
use crate::postgres::ground::{Fate, Ground};
use crate::postgres::keep;
use crate::postgres::piece::Piece;
use crate::postgres::render::{comment_statement, create, identity_clause, serial_sequence};
use crate::postgres::sql::{ident, literal, name};
use crate::snapshot::Keep;

/// The identity clause from one state to another, and the default that goes or comes with it.
pub(super) fn change(ground: &Ground<'_>, id: &ObjectId, from: &Column, to: &Column) -> Vec<Piece> {
    match (&from.identity, &to.identity) {
        (None, Some(identity)) => add(ground, id, from, to, identity),
        (Some(identity), None) => remove(ground, id, from, to, identity),
        (Some(old), Some(new)) if old != new => vec![options(id, &to.name, old, new)],
        _ => Vec::new(),
    }
}

fn add(ground: &Ground<'_>, id: &ObjectId, from: &Column, to: &Column, identity: &Identity) -> Vec<Piece> {
    let alter = alter(id, &to.name, true);
    let mut pieces = Vec::new();
    if let Some(sequence) = owned_sequence(ground, id, &to.name).filter(|_| from.default.is_some()) {
        let piece = Piece::new(id, format!("make serial column {} of {id} an identity column", to.name.as_str()));
        let undo = serial_from_identity(id, from, sequence, true);
        return vec![piece.run(identity_from_serial(id, to, identity, sequence), undo).lock(Lock::AccessExclusive)];
    }
    if from.default.is_some() {
        let without = Column { default: None, ..from.clone() };
        pieces.push(set_default(id, from, &without));
    }
    let piece = Piece::new(id, format!("make column {} of {id} an identity column", to.name.as_str()));
    let made = format!("{alter} ADD {}", identity_clause(identity));
    if let Some(kept) = keep::kept_position(ground, id, to) {
        let keep = &kept.keep;
        let mut statements = vec![made, restore_position(id, &to.name, keep)];
        statements.extend(past_newer_rows(id, &to.name, identity, keep));
        statements.push(discard(keep));
        let undo = dropped(id, &to.name, keep);
        pieces.push(piece.run(statements, undo).restore(keep.clone()).lock(Lock::AccessExclusive));
        return pieces;
    }
    let forward = format!(
        "SELECT pg_catalog.setval({}, pg_catalog.max({})) FROM {}",
        serial_sequence(id, &to.name),
        ident(&to.name),
        name(id)
    );
    pieces.push(piece.run([made, forward], [format!("{alter} DROP IDENTITY")]).lock(Lock::AccessExclusive));
    pieces
}

fn remove(ground: &Ground<'_>, id: &ObjectId, from: &Column, to: &Column, identity: &Identity) -> Vec<Piece> {
    let alter = alter(id, &to.name, true);
    if let Some(sequence) = created_sequence(ground, id, &to.name).filter(|_| to.default.is_some()) {
        let piece = Piece::new(id, format!("make identity column {} of {id} a serial column", to.name.as_str()));
        let statements = serial_from_identity(id, to, sequence, false);
        return vec![
            piece.run(statements, identity_from_serial(id, from, identity, sequence)).lock(Lock::AccessExclusive),
        ];
    }
    let piece = Piece::new(id, format!("make column {} of {id} no identity column", to.name.as_str()));
    let keep = keep::of_position(ground, id, from);
    let again =
        [format!("{alter} ADD {}", identity_clause(identity)), restore_position(id, &to.name, &keep), discard(&keep)];
    let dropped = dropped(id, &to.name, &keep);
    let mut pieces = vec![piece.run(dropped, again).keep(keep).lock(Lock::AccessExclusive)];
    if to.default.is_some() {
        let without = Column { default: None, ..to.clone() };
        pieces.push(set_default(id, &without, to));
    }
    pieces
}

/// The identity goes, and where its sequence stands is kept.
fn dropped(id: &ObjectId, column: &Ident, keep: &Keep) -> Vec<String> {
    let schema = keep.in_schema.as_ref().map(ident).unwrap_or_default();
    vec![
        format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", name(id)),
        format!("CREATE SCHEMA {schema}"),
        save_position(id, column, keep),
        format!("{} DROP IDENTITY", alter(id, column, true)),
    ]
}

/// Rows that came while the column was no identity may have numbers that are still to be given.
fn past_newer_rows(id: &ObjectId, column: &Ident, identity: &Identity, keep: &Keep) -> Option<String> {
    let counts_up = !split(&identity.options).iter().any(|option| option.starts_with("INCREMENT BY -"));
    let (sequence, column) = (serial_sequence(id, column), ident(column));
    counts_up.then(|| {
        format!(
            "SELECT pg_catalog.setval({sequence}, pg_catalog.max({column})) FROM {} \
             HAVING pg_catalog.max({column}) > (SELECT last_value FROM {})",
            name(id),
            position::place(keep)
        )
    })
}

/// Whether a serial column's sequence becomes an identity's or the other way round: its column's piece makes or drops it.
pub(in crate::postgres) fn is_converted(ground: &Ground<'_>, sequence: &ObjectId) -> bool {
    let side = if ground.fate(sequence) == Some(Fate::Drop) { ground.live(sequence) } else { ground.wanted(sequence) };
    let Some(Facts::Sequence(Sequence { owned_by: Some((table, column)), .. })) = side.map(|object| &object.facts)
    else {
        return false;
    };
    let before = ground.seen(table).and_then(|table| table.column(column));
    let after = ground.wanted(table).and_then(Object::table).and_then(|table| table.column(column));
    let (Some(before), Some(after)) = (before, after) else { return false };
    match ground.fate(sequence) {
        Some(Fate::Drop) => before.identity.is_none() && before.default.is_some() && after.identity.is_some(),
        Some(Fate::Create) => before.identity.is_some() && after.default.is_some() && after.identity.is_none(),
        _ => false,
    }
}

/// The sequence that this plan creates for the column.
fn created_sequence<'a>(ground: &Ground<'a>, table: &ObjectId, column: &Ident) -> Option<&'a Object> {
    let mut created =
        ground.fates.iter().filter(|(id, fate)| id.kind == schema::Kind::Sequence && **fate == Fate::Create);
    created.find_map(|(id, _)| {
        let object = ground.wanted(id)?;
        let Facts::Sequence(facts) = &object.facts else { return None };
        facts.owned_by.as_ref().is_some_and(|(owner, owned)| owner == table && owned == column).then_some(object)
    })
}

/// A name for a sequence that is on its way out, so that its own is free.
fn aside(sequence: &ObjectId) -> ObjectId {
    let digest = Digest::of_parts([name(sequence).as_bytes()]).short();
    ObjectId { name: Ident::new(format!("groundline_old_{digest}")), ..sequence.clone() }
}

/// The old sequence steps aside, because its name is the one that the server gives to an identity's.
fn identity_from_serial(id: &ObjectId, column: &Column, identity: &Identity, sequence: &Object) -> Vec<String> {
    let (alter, aside) = (alter(id, &column.name, true), aside(&sequence.id));
    vec![
        format!("{alter} DROP DEFAULT"),
        format!("ALTER SEQUENCE {} RENAME TO {}", name(&sequence.id), ident(&aside.name)),
        // The column is asked for its sequence below: it must have one only.
        owned_by(&aside, None),
        format!("{alter} ADD {}", identity_clause(identity)),
        format!(
            "SELECT pg_catalog.setval({}, last_value, is_called) FROM {}",
            serial_sequence(id, &column.name),
            name(&aside)
        ),
        format!("DROP SEQUENCE {}", name(&aside)),
    ]
}

/// The position of the identity's sequence is carried over; that one's name is known to the server only.
fn serial_from_identity(id: &ObjectId, column: &Column, sequence: &Object, is_owned: bool) -> Vec<String> {
    let (alter, aside) = (alter(id, &column.name, true), aside(&sequence.id));
    let renamed = Object { id: aside.clone(), facts: unowned(&sequence.facts), comment: None, ..sequence.clone() };
    let mut statements = create(&renamed);
    statements.push(format!(
        "SELECT pg_catalog.setval({}, coalesce(last, pg_catalog.nextval(s)), last IS NOT NULL) FROM (SELECT s, \
         pg_catalog.pg_sequence_last_value(s) AS last FROM (SELECT {}::regclass AS s) AS one) AS position",
        literal(&name(&aside)),
        serial_sequence(id, &column.name)
    ));
    statements.push(format!("{alter} DROP IDENTITY"));
    statements.push(format!("ALTER SEQUENCE {} RENAME TO {}", name(&aside), ident(&sequence.id.name)));
    statements.extend(column.default.as_ref().map(|default| format!("{alter} SET DEFAULT {default}")));
    if let Facts::Sequence(facts) = &sequence.facts
        && is_owned
    {
        statements.push(owned_by(&sequence.id, facts.owned_by.as_ref()));
    }
    statements.extend(comment_statement(sequence));
    statements.extend(sequence.grants.iter().map(ToString::to_string));
    statements
}

fn unowned(facts: &Facts) -> Facts {
    match facts {
        Facts::Sequence(sequence) => Facts::Sequence(Sequence { owned_by: None, ..sequence.clone() }),
        other => other.clone(),
    }
}

/// Changes of an identity's options in place.
fn options(id: &ObjectId, column: &Ident, old: &Identity, new: &Identity) -> Piece {
    let piece = Piece::new(id, format!("change the identity of column {} of {id}", column.as_str()));
    let set =
        |from: &Identity, to: &Identity| format!("{} {}", alter(id, column, true), set_clauses(from, to).join(" "));
    let both = |from: &Identity, to: &Identity| {
        let moved = moved_within(&serial_sequence(id, column), &from.options, &to.options);
        moved.into_iter().chain([set(from, to)]).collect::<Vec<_>>()
    };
    piece.run(both(old, new), both(new, old)).lock(Lock::AccessExclusive)
}

fn set_clauses(from: &Identity, to: &Identity) -> Vec<String> {
    let mut clauses = Vec::new();
    if from.always != to.always {
        clauses.push(format!("SET GENERATED {}", if to.always { "ALWAYS" } else { "BY DEFAULT" }));
    }
    let before = split(&from.options);
    clauses.extend(
        split(&to.options).into_iter().filter(|option| !before.contains(option)).map(|option| format!("SET {option}")),
    );
    clauses
}

/// The options one by one: `START WITH 1`, `INCREMENT BY 1`, `NO CYCLE` …
pub(super) fn split(options: &str) -> Vec<String> {
    const FIRST: &[&str] = &["AS", "START", "INCREMENT", "MINVALUE", "MAXVALUE", "CACHE", "CYCLE", "NO"];
    let mut list: Vec<String> = Vec::new();
    let mut after_no = false;
    for word in options.split_whitespace() {
        match list.last_mut() {
            Some(last) if after_no || !FIRST.contains(&word) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => list.push(word.to_owned()),
        }
        after_no = word == "NO";
    }
    list
}
