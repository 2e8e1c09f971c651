//! The rows that a step changes: saved while it runs, and brought back.
//!
//! PostgreSQL keeps the old version of every row while the transaction that changed it is open, and another session sees
//! it: so what a step changed is read from the table itself, whatever changed it. It is kept in a schema of Groundline, written in the
//! step's transaction. [Why so](../../../../docs/decisions/row-snapshots.md).

mod beside;
mod compare;
mod exchange;
mod keys;
mod restore;
mod save;
mod shape;
mod truncate;

use schema::Dialect;

use crate::ledger::RunId;

/// A name as SQL.
fn ident(name: &str) -> String {
    schema::Ident::from(name).display(Dialect::Postgres).to_string()
}

/// The schema that keeps what a step changed.
fn schema_name(run: RunId, step: u32) -> String {
    format!("groundline_rows_{run}_{step}")
}

/// Which rows of a table are kept: as they were before the step, or as it left them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The table that keeps the rows of one table, as SQL.
fn kept(schema: &str, number: usize, side: Side) -> String {
    let side = if side == Side::Before { "before" } else { "after" };
    format!("{schema}.{side}_{number}")
}

/// Every value is written and read in one form, whatever the role's settings are.
const FORMS: &str = "SET LOCAL row_security = off; SET LOCAL extra_float_digits = 1; SET LOCAL datestyle = 'ISO, YMD'; \
    SET LOCAL intervalstyle = 'postgres'; SET LOCAL bytea_output = 'hex'";
