//! Where a daemon keeps its state, and the store there as the reading commands see it.

use std::path::{Path, PathBuf};

use clap::Args;
use reconcile::store::StoreReader;
use schema::Digest;

use crate::output::{Failure, failures};

/// Which daemon's state is read.
#[derive(Args, Clone, Debug)]
pub(crate) struct StateArgs {
    /// The schema repo that the daemon follows: a folder or a URL
    #[arg(long, value_name = "PATH_OR_URL", default_value = ".")]
    repo: String,
    /// The daemon's state folder, where it is not the usual one
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

impl StateArgs {
    /// The state of the daemon that follows a schema repo.
    pub(crate) fn of(repo: &Path, state: Option<&Path>) -> Self {
        Self { repo: repo.display().to_string(), state: state.map(Path::to_owned) }
    }

    /// Opens the store for reading, whether or not the daemon runs.
    pub(crate) async fn reader(&self) -> Result<StoreReader, Failure> {
        let folder = self.state.clone().map_or_else(|| state_folder(&self.repo), Ok)?;
        StoreReader::open(&folder).await.map_err(failures)
    }
}

/// The usual state folder: `.groundline` in a work tree, which ignores it; else below the user's state folder.
pub(crate) fn state_folder(repo: &str) -> Result<PathBuf, Failure> {
    let path = Path::new(repo);
    if path.is_dir() && !path.join("HEAD").is_file() {
        return Ok(path.join(".groundline"));
    }
    let base = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| std::env::home_dir().map(|home| home.join(".local/state")));
    // A location prints without its secret: a new token keeps the state where it is.
    let named = || repo.parse::<repo::Location>().map_or_else(|_| repo::redact(repo), |location| location.to_string());
    let name = std::fs::canonicalize(path).map_or_else(|_| named(), |path| path.display().to_string());
    base.map(|base| base.join("groundline").join(Digest::of_parts([name.as_bytes()]).short()))
        .ok_or_else(|| Failure::error("no home folder is known; name the state folder with `--state`"))
}
