//! One JSON object: the findings and their number, and how many rows each statement changes.
//!
//! Invariant: the keys are stable; new ones may come.

use crate::review::Review;

pub(super) fn value(review: &Review) -> serde_json::Value {
    serde_json::json!({
        "version": 1,
        "findings": review.findings,
        "statements": review.statements,
        "server": review.server,
        "summary": review.summary,
    })
}

pub(super) fn render(review: &Review) -> String {
    format!("{:#}\n", value(review))
}
