//! What is wrong with a changelist on a target, where it stands.

use std::fmt;

use crate::desired::{Code, Origin};
use crate::status::RepoDiagnostic;

/// What is wrong with a changelist on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangelistFault {
    /// Where: file, line, column.
    pub origin: Origin,
    /// What, and why.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl ChangelistFault {
    pub(super) fn new(origin: Origin, message: impl Into<String>) -> Self {
        Self { origin, message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// As the status shows it.
    pub fn shown(&self) -> RepoDiagnostic {
        RepoDiagnostic {
            severity: "error".to_owned(),
            code: Some(Code::BadChangelist.to_string()),
            location: self.origin.to_string(),
            message: self.message.clone(),
            hint: self.hint.clone(),
        }
    }
}

impl fmt::Display for ChangelistFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}
