//! `groundline init`.

use std::path::PathBuf;

use clap::Args;
use reconcile::found::{Founding, found};

use super::options::Engine;
use crate::output::{Exit, Failure, failures, print};

/// Makes a schema repo from the template, and commits it.
///
/// Example: groundline init shop-schemas --engine postgres
#[derive(Args)]
pub(crate) struct Init {
    /// The folder; it must be empty, absent, or a Git repository without a schema repo in it
    dir: PathBuf,
    /// The engine of the sample target
    #[arg(long, value_enum, default_value_t = Engine::Postgres, value_name = "E")]
    engine: Engine,
}

impl Init {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let Founding { revision, files } = found(&self.dir, self.engine.into()).map_err(failures)?;
        let short: String = revision.chars().take(10).collect();
        print(&format!("{}: {files} files, committed as {short}\n", self.dir.display()))?;
        eprintln!("next: edit targets/ and schemas/, then `groundline plan --repo {}`", self.dir.display());
        Ok(Exit::Done)
    }
}
