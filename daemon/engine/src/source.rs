//! Desired SQL as it comes in, and what is wrong with it.

use std::fmt;
use std::sync::Arc;

/// One file of desired SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path as people know it.
    pub path: String,
    /// The hash of its content; equal ids have equal text.
    pub id: String,
    /// Its text.
    pub text: Arc<str>,
}

/// Something wrong in desired SQL, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SqlDiagnostic {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether a server would take it and this program does not, rather than being wrong in itself.
    pub is_refusal: bool,
}

impl fmt::Display for SqlDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)
    }
}
