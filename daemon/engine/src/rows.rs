//! The saved rows of a step: what a restore would do, what stands in its way, and how a saved table is written down.
//!
//! Not how rows are saved: each engine does that in its own folder `rows`.

use schema::{Digest, Ident, ObjectId};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::ledger::RunId;

/// What happens to rows that were changed since a step saved what it changed, when the step is undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conflicts {
    /// Nothing: they are listed, and the undo is refused.
    #[default]
    Refuse,
    /// They are overwritten with the saved rows. What they were is lost.
    Overwrite,
}

/// What undoing a step would do to the rows of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restore {
    /// The table.
    pub table: ObjectId,
    /// How many rows get their former values back.
    pub changed_back: u64,
    /// How many deleted rows come back.
    pub brought_back: u64,
    /// How many new rows go.
    pub taken_away: u64,
    /// The rows that were changed since, sorted; no more than [`Restore::SHOWN`] of them.
    pub conflicts: Vec<Conflict>,
    /// How many rows were changed since.
    pub conflicting: u64,
}

impl Restore {
    /// How many conflicts are told one by one.
    pub const SHOWN: usize = 20;
}

/// A row that is not as the step left it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// Its key, as in `id = 7`.
    pub key: String,
    /// What became of it.
    pub what: Since,
}

/// What became of a row since a step left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Since {
    /// Its values were changed, or it is gone.
    Changed,
    /// The step deleted it, and a row with its key has come since.
    Taken,
}

impl Since {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Changed => "changed or deleted since",
            Self::Taken => "its key was taken since",
        }
    }
}

/// A table whose rows a step saved, as it is written beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedTable {
    /// The table.
    pub(crate) table: ObjectId,
    /// Its number among those of the step: part of the names that its rows are kept under.
    pub(crate) number: usize,
    /// The columns whose values are saved: all but those that are generated.
    pub(crate) columns: Vec<Ident>,
    /// The columns by which its rows are known; none where they are known otherwise.
    pub(crate) key: Vec<Ident>,
}

impl SavedTable {
    /// The digest of what is saved, for the ledger.
    pub(crate) fn digest(tables: &[Self]) -> Digest {
        let text = serde_json::to_vec(tables).expect("saved tables have string keys and no failing serializer");
        Digest::of_parts([text.as_slice()])
    }

    /// Refuses when the columns are not those of today: rows cannot come back into another form.
    pub(crate) fn must_have(&self, run: RunId, step: u32, today: Option<&[Ident]>) -> Result<(), Error> {
        let name = self.table.dotted();
        let Some(today) = today else {
            return Err(refused(run, step, format!("the table `{name}` is gone; bring it back first")));
        };
        let lacks = |of: &[Ident], what: &Ident| !of.contains(what);
        let gone = self.columns.iter().filter(|column| lacks(today, column)).map(|column| (column, "gone"));
        let new = today.iter().filter(|column| lacks(&self.columns, column)).map(|column| (column, "new"));
        let differ: Vec<String> =
            gone.chain(new).map(|(column, how)| format!("column `{}` is {how}", column.as_str())).collect();
        if differ.is_empty() {
            return Ok(());
        }
        let differ = differ.join(", ");
        Err(refused(run, step, format!("`{name}` has changed since: {differ}; undo that change first")))
    }
}

/// The refusal of an undo.
pub(crate) fn refused(run: RunId, step: u32, reason: String) -> Error {
    Error::Refused { what: format!("undoing step {step} of run {run}"), reason }
}

/// The refusal of an undo whose rows are gone.
pub(crate) fn gone(run: RunId, step: u32) -> Error {
    refused(run, step, "the rows that it saved are no longer there: they were purged; restore from a backup".to_owned())
}

/// The refusal of an undo because of rows that were changed since, where there are any.
pub(crate) fn must_not_conflict(run: RunId, step: u32, restores: &[Restore]) -> Result<(), Error> {
    let count: u64 = restores.iter().map(|restore| restore.conflicting).sum();
    if count == 0 {
        return Ok(());
    }
    Err(refused(run, step, conflicts_in_words(restores)))
}

/// The conflicts in one line: how many, and which.
pub fn conflicts_in_words(restores: &[Restore]) -> String {
    let count: u64 = restores.iter().map(|restore| restore.conflicting).sum();
    let mut told = Vec::new();
    for restore in restores {
        let name = restore.table.dotted();
        told.extend(restore.conflicts.iter().map(|one| format!("`{name}` ({}) {}", one.key, one.what.words())));
    }
    let more = count.saturating_sub(u64::try_from(told.len()).unwrap_or_default());
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    format!(
        "{count} row(s) are not as the run left them: {}; mend them, or give them up with `--overwrite`",
        told.join(", ")
    )
}
