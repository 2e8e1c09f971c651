//! Stand-ins for kept things, so that a plan that restores can be proven on a scratch copy, which has no snapshots.

use schema::{Database, Dialect};

use crate::snapshot::Keep;

/// The statements that make, in a scratch copy, an empty table of the form that `keep` has in the target.
pub fn stand_in(keep: &Keep, observed: &Database, desired: &Database) -> Vec<String> {
    match observed.dialect {
        Dialect::Sqlite => crate::sqlite::stand_in(keep, observed, desired),
        Dialect::Postgres => crate::postgres::stand_in(keep, observed, desired),
        Dialect::MySql => crate::mysql::stand_in(keep, observed, desired),
    }
}
