//! A bridge: what reviews on a forge say of the plans that wait here.
//!
//! The way: `facts` (what the forge knows of requests) → `judge` (whether a review counts for a plan, and why not) → `statements` (what is to be
//! signed beside what was signed before). No network, no Git, no clock: all of it is arguments. Invariant: what is not sure counts for nothing.

mod facts;
mod judge;
mod statements;

pub use facts::{Facts, FactsError, Post, Request, RequestState, Review, ReviewState};
pub use judge::{Judged, Person, Standard, Vouched, is_about, judge};
pub use statements::{Known, Outcome, Said, outcomes};

#[cfg(test)]
mod tests;
