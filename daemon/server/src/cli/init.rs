//! `groundline init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use reconcile::desired::Kit;
use reconcile::found::{Founding, found};

use super::options::Engine;
use crate::output::{Exit, Failure, failures, print};

/// Makes a schema repo from the template, and commits it.
///
/// With `--ci` it also has what reviews each change where it is made; a schema repo that is there already gets that alone.
///
/// Example: groundline init shop-schemas --engine postgres --ci github
#[derive(Args)]
pub(crate) struct Init {
    /// The folder; it must be empty, absent, or a Git repository without a schema repo in it
    dir: PathBuf,
    /// The engine of the sample target
    #[arg(long, value_enum, default_value_t = Engine::Postgres, value_name = "E")]
    engine: Engine,
    /// Reviews of changes by a forge, or by a hook of Git (again for more)
    #[arg(long, value_enum, value_name = "KIT")]
    ci: Vec<CiKit>,
}

/// What reviews changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiKit {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
    /// Actions of Gitea and Forgejo
    #[value(alias = "forgejo")]
    Gitea,
    /// A pre-commit hook
    Hook,
    /// None of them
    None,
}

impl CiKit {
    const fn kit(self) -> Option<Kit> {
        match self {
            Self::Github => Some(Kit::GitHub),
            Self::Gitlab => Some(Kit::GitLab),
            Self::Gitea => Some(Kit::Gitea),
            Self::Hook => Some(Kit::Hook),
            Self::None => None,
        }
    }
}

impl Init {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let kits: Vec<Kit> = self.ci.iter().filter_map(|kit| kit.kit()).collect();
        let Founding { revision, files } = found(&self.dir, self.engine.into(), &kits).map_err(failures)?;
        let short: String = revision.chars().take(10).collect();
        print(&format!("{}: {files} files, committed as {short}\n", self.dir.display()))?;
        eprintln!("next: edit targets/ and schemas/, then `groundline plan --repo {}`", self.dir.display());
        Ok(Exit::Done)
    }
}
