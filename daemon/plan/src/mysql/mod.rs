//! The planner of MySQL and MariaDB.
//!
//! Pure: it reads two databases of the model and writes statements; the engine runs them. DDL commits by itself, so that
//! every step stands alone and has one statement that changes what is inspected. Each ALTER TABLE says the algorithm and lock
//! that it is to run with: a server that cannot do it so refuses instead of blocking.
//!
//! Sessions are in strict mode, take zero dates, and keep the history of versioned tables. How a database is modelled:
//! `schema::object::mysql`. Tested on MariaDB 10.11; written for MySQL 5.7 to 9 and MariaDB 10.6 to 11.

mod alter;
mod column;
mod defaults;
mod draft;
mod follow;
mod foreign;
mod grant;
mod guard;
mod keep;
mod key;
mod online;
mod operation;
mod options;
mod partition;
mod program;
mod rename;
mod render;
mod server;
mod sql;
mod stages;
mod step;
mod table;
mod trigger;
mod types;

use schema::Database;

use crate::draft::{Draft, Refusal, Situation};
use crate::rename::{Rename, RenameError};
use crate::step::{Step, Timeouts};

pub(crate) use keep::stand_in;
pub(crate) use render::{build, create};

/// Drafts the steps from observed to desired.
pub(crate) fn draft(situation: &Situation<'_>) -> Result<Draft, Refusal> {
    draft::draft(situation)
}

/// The steps of the declared renames that are still to be done.
pub(crate) fn rename_steps(
    observed: &Database,
    renames: &[Rename],
    server_version: u32,
    timeouts: Timeouts,
) -> Result<Vec<Step>, RenameError> {
    rename::steps(observed, renames, server::Server::new(server_version), timeouts)
}
