//! PostgreSQL: how to get from one database to another, and how objects are written.
//!
//! Pure: it reads two databases of the model and writes statements; the engine runs them.
//!
//! Invariant: after the steps of a draft, the target is inspected as the desired database; after their undo, as before.

mod build;
mod needs;
mod render;
mod settings;
mod sql;

use schema::Database;

use crate::draft::{Draft, Refusal, Situation};
use crate::rename::{Rename, RenameError};
use crate::step::{Step, Timeouts};

pub(crate) use build::build;
pub(crate) use render::create;

pub(crate) fn draft(_situation: &Situation<'_>) -> Result<Draft, Refusal> {
    Ok(Draft::default())
}

pub(crate) fn rename_steps(_: &Database, _: &[Rename], _: Timeouts) -> Result<Vec<Step>, RenameError> {
    Ok(Vec::new())
}

/// The statements that make, in a scratch copy without snapshots, an empty table of the form that `keep` has in the target
/// (for `Table`: with exactly the constraints, indexes and sequences that moving aside leaves on it), so that a plan which
/// restores from it can be proven there. See `crate::stand_in`.
pub(crate) fn stand_in(_keep: &crate::Keep, _observed: &Database, _desired: &Database) -> Vec<String> {
    Vec::new()
}
