//! `groundline rollout`: decisions about rollouts that are under way, as commits.

mod decision;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::options::Format;
use crate::output::{Exit, Failure};
use decision::Decision;

/// Steers rollouts that are under way: leaves targets or changelists out, cancels, tries again. Each is a commit that says why.
///
/// A decision is a file in `rollouts/`, which the daemon follows as everything in the schema repo; `groundline audit` shows who decided
/// what and when. It ends when the file is taken out again, a cancel also with the next commit that changes a schema or a changelist.
///
/// Example: groundline rollout skip --target shop-prod-eu --reason "the disk is full until Monday"
///
/// Example: groundline rollout cancel --reason "orders are slow since the first wave"
#[derive(Args)]
pub(crate) struct RolloutCommand {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Skip(Skip),
    Cancel(Cancel),
    Retry(Retry),
    List(List),
}

/// Leaves targets as they are, or changelists out on them: nothing is applied there, and no wave waits for them.
///
/// Example: groundline rollout skip --target shop-prod-eu --changelist 2026-11-22-close-stale-orders --reason "closed by hand"
#[derive(Args)]
struct Skip {
    /// The target, or a glob (again for more)
    #[arg(long, value_name = "NAME", required = true)]
    target: Vec<String>,
    /// Only this changelist (again for more); the whole target where none is named
    #[arg(long, value_name = "ID")]
    changelist: Vec<String>,
    /// The last day of it, as in 2026-12-31; without it, until the file is taken out
    #[arg(long, value_name = "DATE", conflicts_with = "changelist")]
    until: Option<String>,
    #[command(flatten)]
    why: Why,
}

/// Lets nothing more begin of what Git says now, and calls off what runs: it is undone after the step under way.
///
/// Targets that are through stay as they are; `groundline rollback` takes them back.
///
/// Example: groundline rollout cancel --reason "orders are slow since the first wave"
#[derive(Args)]
struct Cancel {
    /// Only this target, or a glob (again for more); all where none is named
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
    #[command(flatten)]
    why: Why,
}

/// Has a plan tried once more that failed: the same plan is not run again at the same commit, and this makes another one.
///
/// Example: groundline rollout retry --target shop-prod-eu --reason "the disk is bigger now"
#[derive(Args)]
struct Retry {
    /// The target, or a glob (again for more)
    #[arg(long, value_name = "NAME", required = true)]
    target: Vec<String>,
    #[command(flatten)]
    why: Why,
}

/// Lists the decisions in `rollouts/`, and which are in force.
///
/// Example: groundline rollout list --repo shop-schemas
#[derive(Args)]
struct List {
    /// The schema repo's folder; its work tree is read as it is
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Where it is decided, and why.
#[derive(Args)]
struct Why {
    /// Why; shown in status, and kept in the commit and in the audit
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The schema repo's folder; the commit is made on its current branch
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
    /// Make the commit on a new branch of this name instead, to be merged
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl RolloutCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Verb::Skip(Skip { target, changelist, until, why }) => {
                Decision { verb: "skip", targets: target, changelists: changelist, until, why }.commit()
            }
            Verb::Cancel(Cancel { target, why }) => {
                Decision { verb: "cancel", targets: target, changelists: Vec::new(), until: None, why }.commit()
            }
            Verb::Retry(Retry { target, why }) => {
                Decision { verb: "retry", targets: target, changelists: Vec::new(), until: None, why }.commit()
            }
            Verb::List(list) => decision::list(&list.repo, list.format),
        }
    }
}
