//! The rows that a step changes: saved while it runs, and brought back.
//!
//! Temporary triggers on every table see each change, whatever made it, and keep the row as it was before its first one. When the
//! statements have run, what differs from now is kept in tables of Groundline, in the step's transaction.
//! [Why so](../../../../docs/decisions/row-snapshots.md).

mod compare;
mod keep;
mod restore;
mod shape;
mod watch;

pub(super) use keep::{drop_kept, keep};
pub(super) use restore::{preview, restore};
pub(super) use watch::watch;

use schema::Dialect;

use crate::ledger::RunId;

/// A name as SQL; always quoted, so that it may stand beside any word.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL.
fn literal(text: &str) -> String {
    schema::sql::literal(Dialect::Sqlite, text).to_string()
}

/// The table that lists the tables whose rows a step saved.
fn list_name(run: RunId, step: u32) -> String {
    format!("groundline_kept_rows_{run}_{step}")
}

/// Which rows of a table are kept: as they were before the step, or as it left them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The table that keeps the rows of one table.
fn kept_name(list: &str, number: usize, side: Side) -> String {
    let side = if side == Side::Before { "before" } else { "after" };
    format!("{list}_{number}_{side}")
}
