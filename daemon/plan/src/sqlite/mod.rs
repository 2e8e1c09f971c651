//! The planner of sqlite.

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
