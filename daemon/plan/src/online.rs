//! How a step of mode `online` changes a table while everybody goes on reading and writing it.
//!
//! The plan says what is to be reached and by which SQL; where the work stands is kept by the engine, in the target.

use schema::{Ident, ObjectId};
use serde::{Deserialize, Serialize};

use crate::snapshot::Keep;

/// The work of one online step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum Online {
    /// MySQL: `clauses` change an empty table that is made like `table`; the rows are copied there by ranges of a key and kept up from
    /// the binlog, compared, and the two tables exchange their names in one moment. The table as it was is kept and fed.
    Copy {
        /// The table.
        table: Ident,
        /// What follows `ALTER TABLE …`, without algorithm and lock.
        clauses: String,
        /// Columns that `clauses` give another name: the old name, the new one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        renamed: Vec<(Ident, Ident)>,
    },
    /// PostgreSQL: rows of `table` that are `pending` are given new values, by ranges of where they are stored, each range in a
    /// transaction of its own. Whatever is written meanwhile is no longer pending: a trigger sees to that.
    Backfill {
        /// The table.
        table: ObjectId,
        /// What follows `SET`.
        set: String,
        /// The condition that holds for rows that still are to be changed, and for no others.
        pending: String,
        /// Columns that earlier changes left, from which values come; they stay as they are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        uses: Vec<Keep>,
    },
    /// PostgreSQL: every row of `table` is looked at, by the same ranges; none may be `wrong`.
    Verify {
        /// The table.
        table: ObjectId,
        /// The condition that no row may fulfil.
        wrong: String,
        /// What it means if one does: what, why, and what to do.
        message: String,
    },
}
