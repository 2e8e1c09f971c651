//! Approval: how risky a plan is, whose approvals it needs, and whether they are there.
//!
//! Pure: statements come in as values, with who signed them; no file, no signature, no clock. A `statement` says one thing about one plan;
//! the `policy` says from `risk` and `rules` who must agree; `quorum` counts people, never keys; `judge` brings them together.
//!
//! Invariant: rules only add. No statement makes another count for more, and whatever is not plainly in order does not count.

mod judge;
mod policy;
mod quorum;
mod risk;
mod stamp;
mod statement;
#[cfg(test)]
mod tests;
mod text;
mod variables;
mod verdict;

pub use judge::{Candidate, Case, REVOKED, judge};
pub use policy::{ApprovalPolicy, BreakGlass, Bridge, Demand, From, Part, RiskRule, Rule};
pub use quorum::Roster;
pub use risk::Risk;
pub use stamp::Stamp;
pub use statement::{Action, LONGEST, NAMESPACE, Statement, StatementError, TAG_NAMESPACE};
pub use text::printable;
pub use variables::{Features, OF_RISK, OF_RULES};
pub use verdict::{Assurance, Counted, Ignored, Lack, Standing, Verdict};
