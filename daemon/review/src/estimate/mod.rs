//! How many rows a statement changes: counted in its text, told by a database, or not known and why.
//!
//! Invariant: every statement that changes rows gets an estimate or a reason, never neither.

mod bounded;
mod kind;
mod rows;
mod select;
mod touched;

use serde::Serialize;

pub use kind::DmlKind;
pub(crate) use rows::{Dml, estimate};
pub(crate) use touched::Touched;

/// How an estimate was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The rows stand in the statement.
    Values,
    /// The database planned it.
    Explain,
    /// The database counted the rows that match.
    Count,
    /// As many as the table has: more it cannot be.
    Table,
}

/// How many rows a statement changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AffectedRows {
    /// About how many.
    pub estimate: Option<u64>,
    /// Whether there are more: counting stopped there.
    pub at_least: bool,
    /// How that is known.
    pub method: Option<Method>,
    /// Why it is not known, or not better.
    pub reason: Option<String>,
}

/// A statement that changes rows, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The file.
    pub file: String,
    /// The line on which it begins.
    pub line: usize,
    /// What it does.
    pub kind: DmlKind,
    /// The table whose rows it changes, where it could be read.
    pub table: Option<String>,
    /// How many rows it changes.
    pub affected_rows: AffectedRows,
    /// What to ask a database about it; `None` where there is nothing to ask.
    #[serde(skip)]
    pub ask: Option<Ask>,
}

/// A statement to be explained by a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Its text.
    pub statement: String,
    /// A SELECT of the rows that it changes, where one can be made of it.
    pub select: Option<String>,
}

impl AffectedRows {
    fn known(estimate: u64, method: Method) -> Self {
        Self { estimate: Some(estimate), at_least: false, method: Some(method), reason: None }
    }

    fn unknown(reason: impl Into<String>) -> Self {
        Self { estimate: None, at_least: false, method: None, reason: Some(reason.into()) }
    }

    /// In words: `about 1200 rows`, `unknown: …`.
    pub fn shown(&self) -> String {
        let reason = self.reason.as_deref().unwrap_or_default();
        let Some(rows) = self.estimate else { return format!("unknown: {reason}") };
        let noun = if rows == 1 { "row" } else { "rows" };
        match self.method {
            Some(Method::Values) => format!("{rows} {noun}"),
            Some(Method::Count) if self.at_least => format!("more than {rows} {noun}"),
            Some(Method::Count) => format!("{rows} {noun}, counted"),
            Some(Method::Table) => format!("at most about {rows} {noun}, all of the table: {reason}"),
            Some(Method::Explain) | None => format!("about {rows} {noun}"),
        }
    }
}
