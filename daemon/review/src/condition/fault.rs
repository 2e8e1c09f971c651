//! What is wrong with a condition: where, what, and what to do.

use std::ops::Range;

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConditionFault {
    /// Where it is in the condition, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub message: String,
    /// What to do, where that can be told.
    pub hint: Option<String>,
}

impl ConditionFault {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(super) fn maybe_hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}
