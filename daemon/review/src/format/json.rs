//! One JSON object: the findings, their number, and the plans.
//!
//! Invariant: the keys are stable; new ones may come.

use crate::review::Review;

pub(super) fn render(review: &Review) -> String {
    let plans: Vec<_> = review.plans.iter().map(super::plans::json).collect();
    let (findings, summary) = (&review.findings, &review.summary);
    let value = serde_json::json!({ "version": 1, "findings": findings, "summary": summary, "plans": plans });
    format!("{value:#}\n")
}
