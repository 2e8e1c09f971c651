//! The folders of changelists: `new`, `import` and `export`.

use std::path::{Path, PathBuf};

use clap::Args;
use reconcile::changelist::{NewChangelist, exported, imported, resolve};

use crate::cli::schema_repo::{RepoArgs, open};
use crate::output::{Exit, Failure, failures, print};

/// Writes the folder of a new changelist, ready to be filled; commit it.
///
/// Example: groundline changelist new 2026-11-22-close-stale-orders --title "Close orders idle for a year" --targets shop-prod
#[derive(Args)]
pub(super) struct New {
    /// Its id; changelists run in the order of their ids, so that a date is a good beginning
    id: String,
    /// What it does, in a few words; made of the id where none is given
    #[arg(long)]
    title: Option<String>,
    /// Where it runs: names of targets, separated by commas, or a condition; all targets where nothing is said
    #[arg(long, value_name = "NAMES|CONDITION", default_value = "true")]
    targets: String,
    /// The schema repo's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
}

/// Takes SQL files over as changelists: one for each file, each after the one before.
///
/// A folder may be that of a migration tool: what goes forward is taken (`V1__x.sql`, `0001_x.up.sql`), what undoes it is left away.
///
/// Example: groundline changelist import migrations --targets 'schema == "shop"'
#[derive(Args)]
pub(super) struct Import {
    /// A `.sql` file, or a folder of them
    from: PathBuf,
    /// Where they run: names of targets, separated by commas, or a condition; all targets where nothing is said
    #[arg(long, value_name = "NAMES|CONDITION", default_value = "true")]
    targets: String,
    /// The schema repo's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
}

/// Writes what a changelist runs on a target as one file of SQL, with the values of its variables. Nothing is run.
///
/// Example: groundline changelist export 2026-11-22-close-stale-orders --target shop-prod --out close.sql
#[derive(Args)]
pub(super) struct Export {
    /// The changelist
    id: String,
    /// The file; standard output where none is given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    repo: RepoArgs,
}

/// Targets as they are given: names, or one condition.
fn targets(text: &str) -> Vec<String> {
    let is_condition = text == "true" || text.contains(['=', '<', '>', '!', '"', '\'', '(']) || text.contains(" in ");
    match is_condition {
        true => vec![text.to_owned()],
        false => text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
    }
}

impl New {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        must_be_repo(&self.repo)?;
        let made = NewChangelist::empty(&self.id, self.title.as_deref(), &targets(&self.targets));
        let folder = made.write(&self.repo).map_err(failures)?;
        print(&format!("{}\n", folder.display()))?;
        eprintln!("write its SQL into {}, then commit the folder", folder.join("01.sql").display());
        Ok(Exit::Done)
    }
}

impl Import {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        must_be_repo(&self.repo)?;
        let made = imported(&self.from, &targets(&self.targets)).map_err(failures)?;
        // All of it is looked at before any of it is written.
        if let Some(there) =
            made.iter().map(|one| self.repo.join("changelists").join(&one.id)).find(|folder| folder.exists())
        {
            return Err(Failure::error(format!("`{}` is there already; nothing was written", there.display())));
        }
        for one in &made {
            let folder = one.write(&self.repo).map_err(failures)?;
            print(&format!("{}\n", folder.display()))?;
        }
        eprintln!("{} changelist(s); look them through, then commit", made.len());
        Ok(Exit::Done)
    }
}

/// A folder that is no schema repo gets no changelists.
fn must_be_repo(folder: &Path) -> Result<(), Failure> {
    if folder.join("groundline.toml").is_file() {
        return Ok(());
    }
    Err(Failure::error(format!("`{}` is no schema repo: there is no `groundline.toml`", folder.display()))
        .hint("give its folder with `--repo`, or make one with `groundline init DIR`"))
}

impl Export {
    pub(super) async fn run(self) -> Result<Exit, Failure> {
        let checkout = open(&self.repo.repo)?;
        let all = checkout.changelists()?;
        let known = || all.iter().map(|ready| format!("`{}`", ready.changelist.id)).collect::<Vec<_>>().join(", ");
        let Some(ready) = all.iter().find(|ready| ready.changelist.id.as_str() == self.id) else {
            return Err(Failure::error(format!("there is no changelist `{}`; there are {}", self.id, known())));
        };
        let targets = checkout.targets(self.repo.target.as_deref())?;
        let meant: Vec<_> = targets.into_iter().filter(|target| ready.changelist.is_for(target)).collect();
        let target = match meant.as_slice() {
            [] => return Err(Failure::error(format!("the changelist `{}` is not for that target", self.id))),
            [one] => one,
            [..] if ready.changelist.variables.is_empty() => meant[0],
            [..] => {
                let hint = "its variables have other values on each: name one target with `--target`";
                return Err(Failure::error("the changelist is for several targets").hint(hint));
            }
        };
        let resolved = resolve(ready, target).map_err(|faults| of_faults(&faults))?;
        let text = exported(&resolved, target.name.as_str());
        match &self.out {
            None => print(&text)?,
            Some(file) => std::fs::write(file, text)
                .map_err(|error| Failure::error(format!("cannot write `{}`: {error}", file.display())))?,
        }
        Ok(Exit::Done)
    }
}

fn of_faults(faults: &[reconcile::changelist::ChangelistFault]) -> Failure {
    let messages = faults.iter().map(ToString::to_string).collect();
    let hints = faults.iter().filter_map(|fault| fault.hint.clone()).collect();
    Failure { exit: Exit::Error, messages, hints }
}
