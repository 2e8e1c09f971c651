//! Where the sequence of an identity column stands: saved before it goes, so that it goes on there when it comes back.
//!
//! The sequence's name is the server's choice, and may be another one in a scratch copy: it is asked for where it is needed.

use schema::{Ident, ObjectId};

use crate::postgres::render::serial_sequence;
use crate::postgres::sql::{ident, literal};
use crate::snapshot::Keep;

/// The table that holds the position, beside the saved values.
pub(super) fn place(keep: &Keep) -> String {
    format!("{}.position", keep.in_schema.as_ref().map(ident).unwrap_or_default())
}

/// Copies the position exactly, whether or not a value was ever taken: a function that only tells the last value would not.
pub(super) fn save_position(table: &ObjectId, column: &Ident, keep: &Keep) -> String {
    let copy = format!("CREATE TABLE {} AS SELECT last_value, is_called FROM ", place(keep));
    let body = format!("BEGIN EXECUTE {} || {}; END", literal(&copy), serial_sequence(table, column));
    format!("DO {}", literal(&body))
}

/// Sets the sequence of the column to what was saved.
pub(super) fn restore_position(table: &ObjectId, column: &Ident, keep: &Keep) -> String {
    let sequence = serial_sequence(table, column);
    format!("SELECT pg_catalog.setval({sequence}, last_value, is_called) FROM {}", place(keep))
}

/// An empty table of that form, for a scratch copy of the target.
pub(in crate::postgres) fn position_stand_in(keep: &Keep) -> String {
    format!("CREATE TABLE {} (last_value bigint, is_called boolean)", place(keep))
}
