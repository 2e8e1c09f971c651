//! Approval of the plans of a schema repo: statements are found, signers are known by their keys, and a plan is judged.
//!
//! The way in: `evidence` (files and tags) → `identity` (whose key signed) → `hearing` (candidates with what is remembered of them) →
//! `review::approval::judge`. What a plan is to conditions is in `features`, who wrote it in `authors`. The daemon and the commands share
//! all of it. No clock, no Git: moments, files and commits are arguments.

mod authors;
mod evidence;
mod features;
mod hearing;
mod identity;

use schema::Digest;

pub use authors::{authors, contributing_paths};
pub use evidence::{Evidence, FOLDER, Gathered, TAGS, gather, of_tags};
pub use features::features;
pub use hearing::{Hearing, Memory, Question, Remembered, stamp};
pub use identity::{Identity, identify};

/// What a change of the policy and of people is called where a target stands in a statement; no target can be called so.
pub const POLICY_TARGET: &str = "groundline:policy";
/// The files whose change must be approved before it comes into force.
pub const GOVERNED: [&str; 3] = ["access/people.toml", "access/allowed_signers", "policies/approval.toml"];

/// The digest of a change from one policy, with its people, to another: what is approved.
pub fn policy_change(from: Digest, to: Digest) -> Digest {
    Digest::of_parts([b"policy change".as_slice(), from.hex().as_bytes(), to.hex().as_bytes()])
}
