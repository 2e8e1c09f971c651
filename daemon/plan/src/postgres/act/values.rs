//! Values of columns: saved before they are dropped or converted, and brought back.
//!
//! Invariant: the copy is made in the transaction that destroys, after the lock that keeps writers out.

use std::collections::BTreeSet;

use schema::object::{Column, Table};
use schema::{Ident, ObjectId};

use super::column::{after_add, alter, calls_volatile};
use super::position::{position_stand_in, restore_position, save_position};
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::access;
use crate::postgres::columns::key_of;
use crate::postgres::ground::Ground;
use crate::postgres::keep::{BY_KEY, BY_ROW, kept_column, of_column, typed_column_definition};
use crate::postgres::piece::Piece;
use crate::postgres::render::{column_clause, identity_clause};
use crate::postgres::sql::{ident, idents, name, within};
use crate::postgres::written::{is_strict_domain, with_children};
use crate::snapshot::{Keep, KeepKind, Kept};

/// The column that holds saved values, and the one that numbers rows that are alike.
const VALUE: &str = "groundline_value";
const NUMBER: &str = "groundline_number";

/// A column is dropped; its values are copied first, unless they are computed.
pub(super) fn drop_column(
    ground: &Ground<'_>,
    id: &ObjectId,
    before: &Table,
    column: &Column,
    going: &BTreeSet<Ident>,
) -> Vec<Piece> {
    let stays = ground.wanted(id).and_then(|new| new.table()).is_some_and(|table| table.column(&column.name).is_some());
    let piece = Piece::new(id, format!("drop column {} of {id}", column.name.as_str())).lock(Lock::AccessExclusive);
    let drop = format!("ALTER TABLE {} DROP COLUMN {}", name(id), ident(&column.name));
    if column.generated.is_some() {
        let mut undo = vec![format!("ALTER TABLE {} ADD COLUMN {}", name(id), column_clause(column, true))];
        undo.extend(after_add(id, column));
        undo.extend(privileges(ground, id, column));
        let breaks = format!("what reads column {} of {id} stops working", column.name.as_str());
        return vec![piece.run([drop], undo).hazard_if(!stays, HazardCode::BackwardIncompatible, breaks)];
    }
    let keep = chosen(ground, KeepKind::Column, id, before, column, going);
    let mut statements = save_column(ground, id, &keep, column);
    statements.push(drop);
    let undo = bring_back(ground, id, column, &keep);
    let piece = piece.run(statements, undo).keep(keep);
    let what = format!("column {} of {id} and its values disappear; they are saved first", column.name.as_str());
    let breaks = format!("what uses column {} of {id} stops working", column.name.as_str());
    vec![piece.hazard(HazardCode::DataLoss, what).hazard(HazardCode::BackwardIncompatible, breaks)]
}

/// The values of a column are copied before its type changes.
pub(super) fn keep_values(ground: &Ground<'_>, piece: Piece, id: &ObjectId, before: &Table, column: &Column) -> Piece {
    let keep = chosen(ground, KeepKind::Values, id, before, column, &BTreeSet::from([column.name.clone()]));
    saved_in(ground, piece, id, column, keep)
}

/// The same where the type keeps its name and is another one afterwards: the copy is known by the old types too.
pub(super) fn keep_typed_values(
    ground: &Ground<'_>,
    piece: Piece,
    id: &ObjectId,
    before: &Table,
    column: &Column,
    types: &[&schema::Object],
) -> Piece {
    let keep = chosen(ground, KeepKind::Values, id, before, column, &BTreeSet::from([column.name.clone()]));
    saved_in(ground, piece, id, column, Keep { definition: typed_column_definition(column, types), ..keep })
}

fn saved_in(ground: &Ground<'_>, piece: Piece, id: &ObjectId, column: &Column, keep: Keep) -> Piece {
    let mut undo = vec![fill(ground, id, &keep, &column.name, &column.data_type)];
    undo.push(discard(&keep));
    piece.run(save(ground, id, &keep, &column.name), undo).keep(keep)
}

fn chosen(
    ground: &Ground<'_>,
    kind: KeepKind,
    id: &ObjectId,
    before: &Table,
    column: &Column,
    going: &BTreeSet<Ident>,
) -> Keep {
    let mut without = going.clone();
    without.insert(column.name.clone());
    match key_of(ground, id, before, &without) {
        Some(key) => of_column(ground, kind, id, column, key, true),
        None => {
            let gone = |other: &Column| without.contains(&other.name) || is_going(ground, id, &other.name);
            let rest = before.columns.iter().filter(|other| !gone(other) && other.generated.is_none());
            let rest = rest.map(|other| other.name.clone()).collect();
            of_column(ground, kind, id, column, rest, false)
        }
    }
}

/// Whether another column changes too, so that it cannot tell rows.
fn is_going(ground: &Ground<'_>, id: &ObjectId, column: &Ident) -> bool {
    ground.reshapes.get(id).is_some_and(|reshape| reshape.covers(column))
}

/// Where the values are.
fn place(keep: &Keep) -> String {
    within(keep.in_schema.as_ref(), &keep.in_table)
}

pub(super) fn discard(keep: &Keep) -> String {
    let schema = keep.in_schema.as_ref().map(ident).unwrap_or_default();
    format!("DROP SCHEMA {schema} CASCADE")
}

/// Locks the table, and copies the values with their key.
fn save(ground: &Ground<'_>, id: &ObjectId, keep: &Keep, column: &Ident) -> Vec<String> {
    let schema = keep.in_schema.as_ref().map(ident).unwrap_or_default();
    let shown_as =
        |column: &Ident| if is_ours(ground, id, column) { format!("{}::text", ident(column)) } else { ident(column) };
    let mut shown: Vec<String> = keep.key.iter().map(|key| format!("{} AS {}", shown_as(key), ident(key))).collect();
    if keep.in_table == BY_ROW {
        shown.push(format!("pg_catalog.row_number() OVER (PARTITION BY {}) AS {NUMBER}", row_text(&keep.key)));
    }
    shown.push(format!("{} AS {VALUE}", shown_as(column)));
    vec![
        format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", name(id)),
        format!("CREATE SCHEMA {schema}"),
        format!("CREATE TABLE {} AS SELECT {} FROM {}", place(keep), shown.join(", "), name(id)),
    ]
}

/// The same for a column that disappears: an identity column's position too.
fn save_column(ground: &Ground<'_>, id: &ObjectId, keep: &Keep, column: &Column) -> Vec<String> {
    let mut statements = save(ground, id, keep, &column.name);
    statements.extend(column.identity.is_some().then(|| save_position(id, &column.name, keep)));
    statements
}

/// Whether the column's type may be dropped or changed by a plan: its values are kept as text.
fn is_ours(ground: &Ground<'_>, id: &ObjectId, column: &Ident) -> bool {
    let find = |object: Option<&schema::Object>| {
        object
            .and_then(|object| object.table())
            .and_then(|table| table.column(column))
            .map(|column| column.data_type.contains('.'))
    };
    find(ground.live(id)).or_else(|| find(ground.wanted(id))).unwrap_or(false)
}

/// All columns of the key as one text, by which rows are compared.
fn row_text(key: &[Ident]) -> String {
    if key.is_empty() { "''::text".to_owned() } else { format!("(ROW({})::text)", idents(key)) }
}

/// Puts saved values back into their rows.
fn fill(ground: &Ground<'_>, id: &ObjectId, keep: &Keep, column: &Ident, data_type: &str) -> String {
    let set = format!("UPDATE {} AS live SET {} = kept.{VALUE}::{data_type}", name(id), ident(column));
    if keep.in_table == BY_KEY {
        let same: Vec<_> = keep
            .key
            .iter()
            .map(|key| {
                let cast = if is_ours(ground, id, key) { "::text" } else { "" };
                format!("live.{0}{cast} = kept.{0}", ident(key))
            })
            .collect();
        return format!("{set} FROM {} AS kept WHERE {}", place(keep), same.join(" AND "));
    }
    let row = row_text(&keep.key);
    format!(
        "{set} FROM (SELECT ctid AS at, tableoid AS part, {row} AS line, pg_catalog.row_number() OVER (PARTITION BY {row}) AS number \
         FROM {}) AS rows JOIN (SELECT {row} AS line, {NUMBER}, {VALUE} FROM {}) AS kept \
         ON kept.line = rows.line AND kept.{NUMBER} = rows.number \
         WHERE live.ctid = rows.at AND live.tableoid = rows.part",
        name(id),
        place(keep)
    )
}

/// As `fill`; rows that came since the values were saved get what the expression gives for each.
fn fill_or(ground: &Ground<'_>, id: &ObjectId, keep: &Keep, column: &Column, otherwise: &str) -> String {
    let (table, place) = (name(id), place(keep));
    let is_by_key = keep.in_table == BY_KEY;
    let (rows, kept, same, is_new) = if is_by_key {
        let shown = |key: &Ident| if is_ours(ground, id, key) { format!("{}::text", ident(key)) } else { ident(key) };
        let keys: Vec<_> = keep.key.iter().map(|key| format!("{} AS {}", shown(key), ident(key))).collect();
        let same: Vec<_> = keep.key.iter().map(|key| format!("kept.{0} = rows.{0}", ident(key))).collect();
        let first = keep.key.first().map(ident).unwrap_or_default();
        (keys.join(", "), place, same.join(" AND "), format!("kept.{first} IS NULL"))
    } else {
        let row = row_text(&keep.key);
        let numbered = format!("{row} AS line, pg_catalog.row_number() OVER (PARTITION BY {row}) AS number");
        let same = format!("kept.line = rows.line AND kept.{NUMBER} = rows.number");
        (numbered, format!("(SELECT {row} AS line, {NUMBER}, {VALUE} FROM {place})"), same, "kept.line IS NULL".into())
    };
    format!(
        "UPDATE {table} AS live SET {} = CASE WHEN {is_new} THEN {otherwise} ELSE kept.{VALUE}::{} END \
         FROM (SELECT ctid AS at, tableoid AS part, {rows} FROM {table}) AS rows LEFT JOIN {kept} AS kept ON {same} \
         WHERE live.ctid = rows.at AND live.tableoid = rows.part",
        ident(&column.name),
        column.data_type
    )
}

/// The column as it was, with its values.
fn bring_back(ground: &Ground<'_>, id: &ObjectId, column: &Column, keep: &Keep) -> Vec<String> {
    let mut bare = Column { not_null: false, identity: None, ..column.clone() };
    let alter = alter(id, &column.name, false);
    // Asked for every row, it would move the sequence that it asks.
    let volatile = bare.default.take_if(|default| calls_volatile(default));
    let mut statements = vec![format!("ALTER TABLE {} ADD COLUMN {}", name(id), column_clause(&bare, true))];
    match volatile {
        Some(default) => {
            statements.push(fill_or(ground, id, keep, column, &default));
            statements.push(format!("{alter} SET DEFAULT {default}"));
        }
        None => statements.push(fill(ground, id, keep, &column.name, &column.data_type)),
    }
    if column.not_null {
        statements.push(format!("{alter} SET NOT NULL"));
    }
    if let Some(identity) = &column.identity {
        statements.push(format!("{alter} ADD {}", identity_clause(identity)));
        statements.push(restore_position(id, &column.name, keep));
    }
    statements.extend(after_add(id, column));
    statements.extend(privileges(ground, id, column));
    statements.push(discard(keep));
    statements
}

/// The privileges on the column alone, which go with it.
pub(super) fn privileges(ground: &Ground<'_>, id: &ObjectId, column: &Column) -> Vec<String> {
    ground.live(id).map(|table| access::of_column(table, &column.name)).unwrap_or_default()
}

/// Kept values of a column that is wanted again, when the key of their rows is still there.
pub(super) fn usable_kept<'a>(ground: &Ground<'a>, kind: KeepKind, id: &ObjectId, column: &Column) -> Option<&'a Kept> {
    let (live, wanted) = (ground.seen(id)?, ground.wanted(id)?.table()?);
    let has_all =
        |kept: &&Kept| kept.keep.key.iter().all(|key| live.column(key).is_some() && wanted.column(key).is_some());
    kept_column(ground, kind, id, column).filter(has_all)
}

/// A column comes back with the values that were kept of it.
pub(super) fn restore_column(ground: &Ground<'_>, id: &ObjectId, column: &Column, kept: &Kept) -> Piece {
    let keep = &kept.keep;
    let piece = Piece::new(id, format!("add column {} to {id} again with its values", column.name.as_str()));
    let mut undo = save_column(ground, id, keep, column);
    undo.push(format!("ALTER TABLE {} DROP COLUMN {}", name(id), ident(&column.name)));
    let piece = piece.run(bring_back(ground, id, column, keep), undo).lock(Lock::AccessExclusive).restore(keep.clone());
    let waits = format!("readers and writers of {id} wait while the values are put back");
    let written =
        if is_strict_domain(ground.desired, &column.data_type) { with_children(ground, id) } else { BTreeSet::new() };
    piece.rewriting(written).hazard_if(ground.is_busy(id), HazardCode::BlockingLock, waits)
}

/// A column that has its old type again gets the values that were kept of it.
pub(super) fn refill(ground: &Ground<'_>, piece: Piece, id: &ObjectId, column: &Column, kept: &Kept) -> Piece {
    let keep = &kept.keep;
    let statements = [fill(ground, id, keep, &column.name, &column.data_type), discard(keep)];
    let waits = format!("readers and writers of {id} wait while the values are put back");
    piece.run(statements, save(ground, id, keep, &column.name)).restore(keep.clone()).hazard_if(
        ground.is_busy(id),
        HazardCode::BlockingLock,
        waits,
    )
}

/// An empty copy of what is kept, for a scratch copy of the target.
pub(in crate::postgres) fn stand_in(keep: &Keep, key: &[Column], data_type: &str, counts: bool) -> Vec<String> {
    let schema = keep.in_schema.as_ref().map(ident).unwrap_or_default();
    let mut columns: Vec<_> =
        key.iter().map(|column| format!("{} {}", ident(&column.name), column.data_type)).collect();
    if keep.in_table == BY_ROW {
        columns.push(format!("{NUMBER} bigint"));
    }
    columns.push(format!("{VALUE} {data_type}"));
    let made = [format!("CREATE SCHEMA {schema}"), format!("CREATE TABLE {} ({})", place(keep), columns.join(", "))];
    made.into_iter().chain(counts.then(|| position_stand_in(keep))).collect()
}
