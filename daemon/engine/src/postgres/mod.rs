//! The PostgreSQL engine: 14 and later.
//!
//! Everything that is said to a PostgreSQL server is said in this folder. How it is used: `daemon/docs/postgresql.md`.

mod alone;
mod approvals;
mod batch;
mod borrowed;
mod changelists;
mod examine;
mod facts;
mod fault;
mod inspect;
mod ledger;
mod load;
mod lock;
mod online;
mod purge;
mod rows;
mod scratch;
mod session;
mod settle;
mod sizes;
mod steps;
mod token;
mod trace;
mod undo;

pub(crate) use self::scratch::Scratch;
pub(crate) use self::session::Session;
