//! A database of its own for one case, seen without the engine.

use std::collections::BTreeMap;

use engine::{Live, Options};

/// The rows of each table, as text, sorted.
pub(crate) type Rows = BTreeMap<String, Vec<String>>;

/// A database of its own for one case.
pub(crate) trait World {
    /// Runs SQL beside the program.
    async fn run(&self, sql: &str) -> Result<(), String>;

    /// Runs statements in one transaction, as a person would.
    async fn run_by_hand(&self, statements: &[String]) -> Result<(), String>;

    /// All rows that are not Groundline's.
    async fn rows(&self) -> Rows;

    /// What a restore must leave alone: tables, keys, triggers and whether they fire; and that nothing of a restore is left.
    async fn shape(&self) -> Vec<String>;

    /// A session of the program.
    async fn live(&self, options: &Options) -> Live;
}
