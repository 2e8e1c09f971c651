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
    /// A statement of a changelist, in pieces: each changes the rows of `table` in a range of its key, in a transaction of its own. The
    /// statement of a piece is `before`, the condition of the range, and `after`.
    Pieces {
        /// The table whose rows are walked over, in the order of the key.
        table: ObjectId,
        /// The columns of the key, as they are written in the statement and in a query of the table; unique together, never NULL.
        key: Vec<KeyColumn>,
        /// What stands before the condition.
        before: String,
        /// What stands after it.
        after: String,
        /// How many rows of the table a piece walks over.
        size: u64,
        /// How long to pause after each piece, in milliseconds.
        pause_ms: u64,
    },
}

/// A column of the key by which a table is walked over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyColumn {
    /// Its name as SQL.
    pub name: String,
    /// How the statement writes it, with the name by which it calls the table.
    pub written: String,
    /// What its values are, for their literals.
    pub values: KeyValues,
}

/// What the values of a column of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyValues {
    /// Exact numbers.
    Numbers,
    /// Texts, and what is written like one: dates, uuids.
    Texts,
    /// Bytes.
    Bytes,
}
