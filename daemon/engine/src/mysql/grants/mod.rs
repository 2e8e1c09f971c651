//! Privileges on the database and what is in it: read from the server, read from SQL, and kept for a scratch database.
//!
//! A `GRANT` in a scratch database would be a real privilege of a real account. So no such statement is ever run there: it is read
//! here, checked against what the server says of its accounts and levels, and kept beside the database.

mod access;
mod held;
mod read;
mod resolve;
mod statement;

pub(super) use self::access::Access;
pub(super) use self::held::Held;
pub(super) use self::resolve::{Known, resolve};
pub(super) use self::statement::{Fault, Statement, is_grant};
