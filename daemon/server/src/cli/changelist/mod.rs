//! `groundline changelist`: changes that run exactly once on each of their targets.

mod folder;
mod standing;
mod undoing;
mod waiting;

use clap::{Args, Subcommand};

use crate::output::{Exit, Failure};

pub(crate) use undoing::{next_undo, refuse_conflicts};
pub(crate) use waiting::{Reached, Waiting, held, next, waiting};

/// Writes changelists, and tells where they stand.
///
/// A changelist is a folder `changelists/<id>` with a `changelist.toml` and `.sql` files, which run exactly once on each of its targets.
///
/// Example: groundline changelist new 2026-11-22-close-stale-orders --targets 'environment == "prod"'
///
/// Example: groundline changelist status --repo shop-schemas
#[derive(Args)]
pub(crate) struct ChangelistCommand {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    New(folder::New),
    Import(folder::Import),
    Export(folder::Export),
    Status(standing::Status),
}

impl ChangelistCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Verb::New(command) => command.run(),
            Verb::Import(command) => command.run(),
            Verb::Export(command) => command.run().await,
            Verb::Status(command) => command.run().await,
        }
    }
}
