//! The SQLite engine: one file, one connection, SQLite built in.
//!
//! Every step is one transaction, with its ledger row in it. Nothing of the target is changed outside of steps but the
//! ledger's own rows.

mod connect;
mod environment;
mod examine;
mod facts;
mod fault;
mod foreign;
mod inspect;
mod ledger;
mod lock;
mod own;
mod parse;
mod pieces;
mod purge;
mod rows;
mod run;
mod scratch;
mod session;
mod sizes;
mod snapshot;
mod statement;

pub(crate) use scratch::Scratch;
pub(crate) use session::Session;
