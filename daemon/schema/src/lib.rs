//! Floor 0: what a database is.
//!
//! The model of objects, their identities, normal form and digests, the difference between two databases, and what is
//! known of SQL text (lexing, splitting, quoting). No I/O, no clock, no randomness, no async.

mod canonical;
mod database;
mod dialect;
mod diff;
mod digest;
pub mod object;
mod sharing;
pub mod sql;

pub use database::{Database, Unsupported};
pub use dialect::Dialect;
pub use diff::{Change, diff};
pub use digest::{Digest, DigestBuilder, ENCODING};
pub use object::{Facts, Kind, Object, ObjectId};
pub use sql::Ident;
