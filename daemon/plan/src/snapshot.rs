//! What a step saves before it destroys: so that it can be undone, or the commit reverted.

use schema::{Digest, Ident, ObjectId};
use serde::{Deserialize, Serialize};

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepKind {
    /// A dropped table, moved aside whole.
    Table,
    /// The values of a dropped column, with their key.
    Column,
    /// The values of a column before its type changed, with their key.
    Values,
    /// A column as it was before its type changed online: still in its table, under the name `in_table`, and fed with later writes.
    Fed,
    /// A dropped sequence with its position, moved aside whole; with a column: the position of a column that was an
    /// identity column.
    Sequence,
    /// The rows that the statements of a step changed, of all tables, before and after; `in_table` lists them.
    Rows,
}

/// One thing that a step saves; it says where, so that a later plan finds it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keep {
    /// What kind of thing is saved.
    pub kind: KeepKind,
    /// The table or sequence it was, or whose column it was; for `rows` the object that the step is about.
    pub table: ObjectId,
    /// The column, for `column` and `values`, and for the position of an identity column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Ident>,
    /// The schema it is kept in (PostgreSQL: one per kept thing, `groundline_…`); none on SQLite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_schema: Option<Ident>,
    /// The name of the table it is kept in, or of the sequence.
    pub in_table: Ident,
    /// The key columns by which values find their rows again; empty for tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<Ident>,
    /// The digest of what was dropped (the table or sequence object, or the column): what is desired again must equal it.
    pub definition: Digest,
}

impl Keep {
    /// What it was, by names with points between them, for people.
    pub fn dotted(&self) -> String {
        let column = self.column.as_ref().map(|column| format!(".{}", column.as_str())).unwrap_or_default();
        format!("{}{column}", self.table.dotted())
    }
}

/// A snapshot that is present in a target, as its ledger tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What and where.
    pub keep: Keep,
    /// The number of the run that saved it; the highest is the newest.
    pub run: i64,
    /// When it was saved, in seconds since 1970-01-01 UTC.
    pub saved_at: i64,
    /// When it may be purged, in seconds since 1970-01-01 UTC; none: never.
    pub expires_at: Option<i64>,
}
