//! One JSON object: the findings and their number, how many rows each statement changes, and the plans.
//!
//! Invariant: the keys are stable; new ones may come.

use crate::review::Review;

pub(super) fn value(review: &Review) -> serde_json::Value {
    let plans: Vec<_> = review.plans.iter().map(super::plans::json).collect();
    serde_json::json!({
        "version": 1,
        "findings": review.findings,
        "statements": review.statements,
        "server": review.server,
        "summary": review.summary,
        "plans": plans,
    })
}

pub(super) fn render(review: &Review) -> String {
    format!("{:#}\n", value(review))
}
