//! Floor 2: the loop.
//!
//! Desired and observed become a plan, the plan a run, the run an entry of the ledger and the journal; and what is known of
//! it all a status. No HTTP, no terminal, no environment variables.

pub mod approval;
pub mod assignment;
pub mod bridge;
mod chain;
pub mod changelist;
pub mod checkout;
pub mod daemon;
pub mod desired;
pub mod found;
pub mod from_status;
pub mod members;
pub mod new_token;
pub mod plan_review;
pub mod planning;
pub mod recorded;
pub mod review_repo;
pub mod rollback;
pub mod rollout;
pub mod single;
pub mod sql_review;
pub mod status;
pub mod store;
pub mod window;

pub use chain::chain;
