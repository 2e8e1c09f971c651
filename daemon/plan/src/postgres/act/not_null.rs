//! NOT NULL on columns of existing tables.
//!
//! On a table that is not small a check is added without a look at the rows, then validated under a weak lock; with it the
//! server sets NOT NULL at once. What PostgreSQL 18 has beside that (NOT VALID, NO INHERIT) is changed as it is said.

use schema::object::Column;
use schema::{Digest, ObjectId};

use super::column::alter;
use super::table::dotted;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::ground::Ground;
use crate::postgres::not_null::{NotNull, statement};
use crate::postgres::piece::Piece;
use crate::postgres::sql::{ident, name};

/// From one form to another; nothing where they are the same.
pub(super) fn change(ground: &Ground<'_>, id: &ObjectId, from: &Column, to: &Column, fused: bool) -> Vec<Piece> {
    let forms = (NotNull::of(from), NotNull::of(to));
    let Some(forth) = statement(id, to, forms.0, forms.1) else { return Vec::new() };
    if forms == (None, Some(NotNull::USUAL)) {
        return set(ground, id, to, fused);
    }
    let words = format!("column {} of {id}", to.name.as_str());
    let summary = match forms.1 {
        None => format!("allow NULL in {words}"),
        Some(form) => format!("refuse NULL in {words}, as NOT NULL{}", form.suffix()),
    };
    let piece = Piece::new(id, summary).run([forth], statement(id, from, forms.1, forms.0)).lock(Lock::AccessExclusive);
    let is_looked_at = forms.1.is_some_and(|form| form.is_valid);
    vec![if is_looked_at { looked_through(ground, piece, id, to) } else { piece }]
}

/// The rows are looked at under the lock of the piece.
fn looked_through(ground: &Ground<'_>, piece: Piece, id: &ObjectId, column: &Column) -> Piece {
    let scan = format!("readers and writers of {id} wait while its rows are looked at");
    let (query, message) = guard(id, column);
    piece
        .hazard(HazardCode::DataDependent, format!("it fails if {} has NULLs", dotted(id, &column.name)))
        .guard(query, message)
        .hazard_if(ground.is_busy(id), HazardCode::BlockingLock, scan)
}

/// The query that finds a NULL, and what to do then.
fn guard(id: &ObjectId, column: &Column) -> (String, String) {
    let words = format!("column {} of {id}", column.name.as_str());
    let query = format!("SELECT 1 FROM {} WHERE {} IS NULL LIMIT 1", name(id), ident(&column.name));
    (query, format!("{words} has NULLs and is to be NOT NULL: fill them first, for example with a changelist"))
}

/// `SET NOT NULL`.
fn set(ground: &Ground<'_>, id: &ObjectId, column: &Column, fused: bool) -> Vec<Piece> {
    let words = format!("column {} of {id}", column.name.as_str());
    let set = format!("{} SET NOT NULL", alter(id, &column.name, false));
    let unset = format!("{} DROP NOT NULL", alter(id, &column.name, false));
    if fused || !ground.is_busy(id) {
        let piece = Piece::new(id, format!("refuse NULL in {words}")).one(set, unset).lock(Lock::AccessExclusive);
        return vec![looked_through(ground, piece, id, column)];
    }
    let hazard = format!("it fails if {} has NULLs", dotted(id, &column.name));
    let (query, message) = guard(id, column);
    let check = format!("groundline_not_null_{}", Digest::of_parts([dotted(id, &column.name).as_bytes()]).short());
    let table = format!("ALTER TABLE {}", name(id));
    let add = format!("{table} ADD CONSTRAINT {check} CHECK ({} IS NOT NULL) NOT VALID", ident(&column.name));
    let drop = format!("{table} DROP CONSTRAINT {check}");
    let first = Piece::new(id, format!("refuse new NULLs in {words}"))
        .one(add.clone(), drop.clone())
        .lock(Lock::AccessExclusive);
    let second = Piece::new(id, format!("look for old NULLs in {words}"));
    let second = second.run([format!("{table} VALIDATE CONSTRAINT {check}")], []).lock(Lock::ShareUpdateExclusive);
    let third =
        Piece::new(id, format!("refuse NULL in {words}")).run([set, drop], [unset, add]).lock(Lock::AccessExclusive);
    vec![first.hazard(HazardCode::DataDependent, hazard).guard(query, message), second.apart(), third.apart()]
}
