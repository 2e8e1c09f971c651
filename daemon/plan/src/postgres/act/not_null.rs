//! NOT NULL on columns of existing tables.
//!
//! On a table that is not small a check is added without a look at the rows, then validated under a weak lock; with it the
//! server sets NOT NULL at once.

use schema::object::Column;
use schema::{Digest, ObjectId};

use super::column::alter;
use super::table::dotted;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::sql::{ident, name};

/// `SET NOT NULL`.
pub(super) fn set(ground: &Ground<'_>, id: &ObjectId, column: &Column, fused: bool) -> Vec<Piece> {
    let words = format!("column {} of {id}", column.name.as_str());
    let query = format!("SELECT 1 FROM {} WHERE {} IS NULL LIMIT 1", name(id), ident(&column.name));
    let message = format!("{words} has NULLs and is to be NOT NULL: fill them first, for example with a changelist");
    let set = format!("{} SET NOT NULL", alter(id, &column.name, false));
    let unset = format!("{} DROP NOT NULL", alter(id, &column.name, false));
    let hazard = format!("it fails if {} has NULLs", dotted(id, &column.name));
    if fused || !ground.is_busy(id) {
        let piece = Piece::new(id, format!("refuse NULL in {words}")).one(set, unset).lock(Lock::AccessExclusive);
        let piece = piece.hazard(HazardCode::DataDependent, hazard).guard(query, message);
        let scan = format!("readers and writers of {id} wait while its rows are looked at");
        return vec![piece.hazard_if(ground.is_busy(id), HazardCode::BlockingLock, scan)];
    }
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

/// `DROP NOT NULL`.
pub(super) fn unset(id: &ObjectId, column: &Column) -> Piece {
    let alter = alter(id, &column.name, false);
    let piece = Piece::new(id, format!("allow NULL in column {} of {id}", column.name.as_str()));
    piece.one(format!("{alter} DROP NOT NULL"), format!("{alter} SET NOT NULL")).lock(Lock::AccessExclusive)
}
