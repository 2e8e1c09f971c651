//! The rows that a step changes: saved while it runs, and brought back.
//!
//! While the transaction of a step is open another session sees every table as it was. Both views of the tables that the statements can
//! reach are compared, row by row, as digests: what differs is what the step changed, whatever changed it. The rows are kept in
//! tables of Groundline beside those of the target. [Why so](../../../../docs/decisions/row-snapshots.md).

mod compare;
mod digest;
mod reach;
mod restore;
mod save;
mod shape;

use schema::Dialect;

pub(super) use reach::unsaved;

use crate::ledger::RunId;

/// A name as SQL; always quoted.
fn ident(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text as SQL.
fn literal(text: &str) -> String {
    schema::sql::literal(Dialect::MySql, text).to_string()
}

/// The table that lists the tables whose rows a step saved.
pub(super) fn list_name(run: RunId, step: u32) -> String {
    format!("groundline_kept_rows_{run}_{step}")
}

/// How both sessions see values while they are compared and copied.
const FORMS: &str = "SET SESSION time_zone = '+00:00'";

/// Which rows of a table are kept: as they were before the step, or as it left them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The table that keeps the rows of one table, as SQL.
fn kept(list: &str, number: usize, side: Side) -> String {
    let side = if side == Side::Before { "before" } else { "after" };
    ident(&format!("{list}_{number}_{side}"))
}
