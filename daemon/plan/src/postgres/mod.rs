//! The planner of postgres.

use schema::{Database, Object};

use crate::draft::{Draft, Refusal, Situation};
use crate::rename::{Rename, RenameError};
use crate::step::{Step, Timeouts};

pub(crate) fn draft(_situation: &Situation<'_>) -> Result<Draft, Refusal> {
    Ok(Draft::default())
}

pub(crate) fn rename_steps(_: &Database, _: &[Rename], _: Timeouts) -> Result<Vec<Step>, RenameError> {
    Ok(Vec::new())
}

pub(crate) fn create(_object: &Object) -> Vec<String> {
    Vec::new()
}

pub(crate) fn build(_database: &Database) -> Vec<String> {
    Vec::new()
}

/// The statements that make, in a scratch copy without snapshots, an empty table of the form that `keep` has in the target
/// (for `Table`: with exactly the constraints, indexes and sequences that moving aside leaves on it), so that a plan which
/// restores from it can be proven there. See `crate::stand_in`.
pub(crate) fn stand_in(_keep: &crate::Keep, _observed: &Database, _desired: &Database) -> Vec<String> {
    Vec::new()
}
