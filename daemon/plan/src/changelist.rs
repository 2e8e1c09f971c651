//! The changelist that a plan runs: what it is called, and what it says for this target.

use schema::Digest;
use serde::{Deserialize, Serialize};

/// The changelist that a plan runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfChangelist {
    /// Its id: the name of its folder.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The digest of the text: what is run exactly once.
    pub digest: Digest,
    /// All that it does on this target, with the values of its variables: statements and checks.
    pub text: String,
}

impl OfChangelist {
    /// A changelist that says this for a target.
    pub fn new(id: impl Into<String>, title: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { id: id.into(), title: title.into(), digest: Digest::of_parts([text.as_bytes()]), text }
    }

    /// What was edited, as a unified diff from what ran to what Git says now; empty where nothing was.
    pub fn edits(&self, now: &Self) -> String {
        let comparison = similar::TextDiff::from_lines(&self.text, &now.text);
        let mut hunks = comparison.unified_diff();
        hunks.context_radius(3).header(&format!("applied/{}", self.id), &format!("git/{}", now.id));
        hunks.to_string()
    }
}
