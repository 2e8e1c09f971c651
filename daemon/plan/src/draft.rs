//! From a situation to ordered steps: the one door to the planners of the dialects.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Database, Dialect, ObjectId};

use crate::snapshot::Kept;
use crate::step::{Step, Timeouts};

/// Everything a planner may look at.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The live database, after the declared renames where there are any.
    pub observed: &'a Database,
    /// What Git says, elaborated.
    pub desired: &'a Database,
    /// The snapshots that the target's ledger knows, newest first.
    pub kept: &'a [Kept],
    /// How big the live tables are; a table that is missing here has an unknown size and counts as big.
    pub sizes: &'a BTreeMap<ObjectId, TableSize>,
    /// The version of the server as a number: PostgreSQL `server_version_num`, SQLite `3051003`, MySQL `80036`, MariaDB `101119`.
    pub server_version: u32,
    /// Whether the server keeps what it takes to change a table online, such as a log of rows.
    pub online: bool,
    /// The timeouts of steps.
    pub timeouts: Timeouts,
}

/// How big a live table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableSize {
    /// Its rows, as the server estimates or counts them.
    pub rows: u64,
    /// Its bytes on disk.
    pub bytes: u64,
    /// How often its columns changed in an instant since its rows were last written (`TOTAL_ROW_VERSIONS` of MySQL, which allows a number
    /// of such changes); 0 where that is not counted or not told.
    pub instant_changes: u32,
}

/// Steps in order, and the live objects they rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The steps in order; their ids are set when the plan is sealed.
    pub steps: Vec<Step>,
    /// Every live object that a step changes, or that a changed object depends on or is needed by. What is absent
    /// before belongs to it too: it must still be absent.
    pub footprint: BTreeSet<ObjectId>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A change that this program does not know how to make safely.
    #[error("{object}: {reason}")]
    Unsupported {
        /// The object, with its kind.
        object: String,
        /// Why, and what to do.
        reason: String,
    },
    /// Objects that need each other in a circle that cannot be split.
    #[error("{} need each other in a circle", .objects.join(", "))]
    Circle {
        /// The objects, with their kinds.
        objects: Vec<String>,
    },
}

/// Drafts the steps from observed to desired; no steps means in sync.
///
/// # Errors
/// A refusal names the object and says why; nothing is planned then.
pub fn draft(situation: &Situation<'_>) -> Result<Draft, Refusal> {
    match situation.desired.dialect {
        Dialect::Sqlite => crate::sqlite::draft(situation),
        Dialect::Postgres => crate::postgres::draft(situation),
        Dialect::MySql => crate::mysql::draft(situation),
    }
}
