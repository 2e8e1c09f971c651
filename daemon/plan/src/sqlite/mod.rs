//! The planner of SQLite.
//!
//! The cheapest safe way for each object: `ADD COLUMN`, `DROP COLUMN`, or the rebuild of a table; dropping and creating
//! for indexes, views and triggers. Steps are run with foreign keys off and `legacy_alter_table` on.

mod aside;
mod change;
mod copy;
mod draft;
mod guard;
mod keep;
mod parts;
mod rebuild;
mod rename;
mod render;
mod shape;
mod step;
mod tables;
mod tokens;
mod virtual_table;

use schema::{Database, Object};

use crate::draft::{Draft, Refusal, Situation};
use crate::rename::{Rename, RenameError};
use crate::step::{Step, Timeouts};

pub(crate) fn draft(situation: &Situation<'_>) -> Result<Draft, Refusal> {
    draft::draft(situation)
}

pub(crate) fn rename_steps(
    observed: &Database,
    renames: &[Rename],
    timeouts: Timeouts,
) -> Result<Vec<Step>, RenameError> {
    rename::steps(observed, renames, timeouts)
}

pub(crate) fn create(object: &Object) -> Vec<String> {
    render::create(object)
}

pub(crate) fn build(database: &Database) -> Vec<String> {
    let mut objects: Vec<&Object> = database.objects.values().collect();
    objects.sort_by_key(|object| render::rank(object.id.kind));
    objects.into_iter().flat_map(create).collect()
}

/// The statements that make, in a scratch copy without snapshots, an empty table of the form that `keep` has in the target
/// (for `Table`: with exactly the constraints, indexes and sequences that moving aside leaves on it), so that a plan which
/// restores from it can be proven there. See `crate::stand_in`.
pub(crate) fn stand_in(keep: &crate::Keep, observed: &Database, desired: &Database) -> Vec<String> {
    tables::stand_in(keep, observed, desired)
}
