//! Declared renames: `-- groundline: renamed-from=old`. They are never guessed.
//!
//! A rename is run before everything else, and what the database then says is planned from: views, indexes and
//! constraints that speak of the old name follow it by the engine's own rules.

use schema::{Database, Ident, ObjectId};

use crate::draft::Refusal;
use crate::step::{Step, Timeouts};

/// One declared rename of a table, view, column, index or other named object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Rename {
    /// The object as desired: for a column, its table.
    pub object: ObjectId,
    /// The column as desired, when a column was renamed.
    pub column: Option<Ident>,
    /// The name before.
    pub from: Ident,
}

/// Why a declared rename cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// Both names are live.
    #[error(
        "`{object}` is declared as renamed from `{from}`, but both are in the database; drop one of them or remove the declaration"
    )]
    BothExist {
        /// The object, with its kind.
        object: String,
        /// The name before.
        from: String,
    },
    /// The dialect cannot rename this kind.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// The steps of those declared renames that are still to be done: the old name is live and the new one is not. A rename
/// that was done before gives no step. The version of the server is a number as in [`crate::Situation`].
///
/// # Errors
/// Both names live, or a kind that the dialect cannot rename.
pub fn rename_steps(
    observed: &Database,
    renames: &[Rename],
    server_version: u32,
    timeouts: Timeouts,
) -> Result<Vec<Step>, RenameError> {
    match observed.dialect {
        schema::Dialect::Sqlite => crate::sqlite::rename_steps(observed, renames, timeouts),
        schema::Dialect::Postgres => crate::postgres::rename_steps(observed, renames, timeouts),
        schema::Dialect::MySql => crate::mysql::rename_steps(observed, renames, server_version, timeouts),
    }
}
