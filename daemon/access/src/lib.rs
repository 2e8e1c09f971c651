//! Floor 0: who may see what.
//!
//! Who somebody is: people, groups, service accounts, their tokens, and the issuers whose word is taken. What is presented is
//! judged here; the keys of issuers and the time are arguments. No I/O, no clock, no randomness, no async.
//!
//! Grants, masking, and the analysis of queries will live here; nothing of them does yet.

pub mod jwt;
mod moment;
mod pattern;
mod people;
mod refusal;
mod scope;
mod signing_key;
pub mod ssh;
mod token;
mod trust;
mod web_address;

pub use moment::Moment;
pub use pattern::Pattern;
pub use people::{Account, Caller, Group, IssuedToken, People, Person};
pub use refusal::{Refusal, Unwelcome};
pub use scope::Scope;
pub use signing_key::{SigningKey, SigningKeyError};
pub use token::{HashError, Token, TokenHash};
pub use trust::{SKEW, Trust};
pub use web_address::{AddressError, Issuer, WebAddress};
