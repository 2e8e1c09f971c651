//! Which statements change rows, and how.
//!
//! Invariant: a query counts as soon as a part of it, in WITH, changes rows.

use serde::Serialize;

use crate::read::form::Name;
use crate::read::statement::Form;
use crate::unit::Unit;

/// What a statement does to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DmlKind {
    /// INSERT.
    Insert,
    /// REPLACE, or INSERT OR REPLACE.
    Replace,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
    /// MERGE.
    Merge,
    /// A query that changes rows in its WITH.
    With,
    /// COPY, LOAD DATA.
    Load,
}

impl DmlKind {
    /// What a statement does to rows; `None` where it does nothing to them.
    pub(crate) fn of(unit: &Unit) -> Option<Self> {
        Some(match &unit.form {
            Form::Insert(insert) if insert.is_replace => Self::Replace,
            Form::Insert(_) => Self::Insert,
            Form::Update(_) => Self::Update,
            Form::Delete(_) => Self::Delete,
            Form::Merge => Self::Merge,
            Form::Query if changes_in_with(unit) => Self::With,
            Form::Copy if loads(unit) => Self::Load,
            _ => return None,
        })
    }

    /// The word used in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Replace => "REPLACE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Merge => "MERGE",
            Self::With => "WITH",
            Self::Load => "LOAD",
        }
    }
}

/// The table whose rows are changed.
pub(crate) fn table<'u>(unit: &'u Unit) -> Option<&'u Name> {
    match &unit.form {
        Form::Insert(insert) => Some(&insert.table),
        Form::Update(change) | Form::Delete(change) => Some(&change.table),
        _ => None,
    }
}

/// Whether a part in parentheses changes rows: `WITH gone AS (DELETE …) SELECT …`.
pub(crate) fn changes_in_with(unit: &Unit) -> bool {
    const WORDS: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "MERGE"];
    unit.is(0, "WITH") && unit.places(&unit.all(), "(").any(|at| WORDS.iter().any(|word| unit.is(at + 1, word)))
}

/// COPY … TO and SELECT … INTO OUTFILE bring nothing in.
fn loads(unit: &Unit) -> bool {
    unit.is(0, "LOAD") || unit.places(&unit.all(), "FROM").next().is_some()
}
