//! `groundline rollback`.

mod follow;
mod look;
mod refusals;
mod show;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use plan::HazardCode;
use reconcile::rollback::{Proposal, RollbackError, Rollout, Wishes, find, propose};
use repo::{Reference, Repository, Revision};

use super::apply::consent;
use super::options::{Format, duration};
use super::state::StateArgs;
use crate::output::{Exit, Failure, failures};
use look::{Looked, look};

/// Takes a rollout back: shows what comes back on each target, and with `--yes` makes the commit that does it.
///
/// A rollout is what came into force at once, and is named by its commit, as `groundline history` shows it; the first digits are enough.
/// The commit brings the desired schemas and the targets back to what they were before it, and writes a `[[rollback]]` into `rollouts/`,
/// by which its changelists are undone from the rows that they saved. From that commit the daemon takes back one target after the other,
/// in reverse order of the waves, under the same approvals and windows as every plan; in mode `manual`, `groundline apply` does.
///
/// Refused (exit 3), with nothing committed: a step that nothing can bring back, rows that were changed since, a hazard of the way back that
/// nobody consented to. Each is named; `--partial`, `--overwrite` and `--allow` say that it may be. People, approvals and policies stay as
/// they are.
///
/// Example: groundline rollback 3f9a2c81d0 --repo shop-schemas
///
/// Example: groundline rollback 3f9a2c81d0 --repo shop-schemas --reason "orders were closed that are open" --yes --wait 10m
#[derive(Args)]
pub(crate) struct Rollback {
    /// The rollout: its commit, or the first digits of it
    rollout: String,
    /// The schema repo's folder; the commit is made on its current branch
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
    /// The daemon's state folder, where it is not the usual one
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Only this target (again for more); refused where another target has the same desired schema and would go back with it
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
    /// Why; kept in the commit, in `rollouts/` and in the audit
    #[arg(long, value_name = "TEXT", default_value = "taken back with `groundline rollback`")]
    reason: String,
    /// Make the commit on a new branch of this name instead, to be merged
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// Only show what would come back; the same as without `--yes`
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Really make the commit
    #[arg(long)]
    yes: bool,
    /// Overwrite rows that were changed since with what they were; what they are now is lost
    #[arg(long)]
    overwrite: bool,
    /// Hazards of the way back consented to, by code and separated by commas; `all` for every one
    #[arg(long, value_name = "HAZARD,…", default_value = "")]
    allow: String,
    /// Take back what can be taken back, and leave what cannot, and targets that cannot be looked at, as they are
    #[arg(long)]
    partial: bool,
    /// Wait so long until the daemon has taken every target back; exit 1 where one was not
    #[arg(long, value_name = "DURATION", value_parser = duration, requires = "yes", conflicts_with = "branch")]
    wait: Option<Duration>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Rollback {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let repository = Repository::open(&self.repo).map_err(failures)?;
        let accepted = self.accepted().await?;
        let rollout = find(&repository, &self.rollout, &accepted)?;
        if !rollout.commit.revision.to_string().starts_with(&self.rollout.to_ascii_lowercase()) {
            eprintln!("note: {} was rolled out with {}", self.rollout, rollout.commit.revision);
        }
        let mut wishes = self.wishes()?;
        let mut proposal = propose(&self.repo, &repository, &rollout, &wishes)?;
        if proposal.paths.is_empty() {
            show::nothing(&rollout, self.format)?;
            return Ok(Exit::Done);
        }
        let looked = look(&mut proposal, &self.target, self.overwrite, &carrier(&repository, &rollout)).await?;
        wishes.left = left(&looked);
        if !wishes.left.is_empty() {
            proposal = propose(&self.repo, &repository, &rollout, &wishes)?;
        }
        let refusals = refusals::of(&proposal, &looked, &self);
        if !refusals.is_empty() || !self.yes {
            show::shown(&proposal, &looked, &refusals, None, self.format)?;
            return match refusals.into_failure() {
                Some(failure) => Err(failure),
                None => {
                    eprintln!("nothing was committed: `--yes` commits it");
                    Ok(Exit::Done)
                }
            };
        }
        let commit = self.commit(&repository, &proposal)?;
        show::shown(&proposal, &looked, &refusals, Some(&commit.to_string()), self.format)?;
        self.say_committed(commit);
        match self.wait {
            Some(patience) => {
                let names: BTreeSet<String> = looked.affected().map(str::to_owned).collect();
                follow::follow(&self.state_args(), &names, &commit.to_string(), patience).await
            }
            None => Ok(Exit::Done),
        }
    }

    fn wishes(&self) -> Result<Wishes, Failure> {
        let consented = consent(&self.allow)?;
        let allow =
            HazardCode::ALL.into_iter().filter(|code| code.needs_consent() && consented.covers(*code)).collect();
        if self.reason.trim().is_empty() {
            return Err(Failure::error("`--reason` is empty").hint("say why; it is kept in the history"));
        }
        let (targets, overwrite, reason) = (self.target.clone(), self.overwrite, self.reason.trim().to_owned());
        Ok(Wishes { targets, overwrite, allow, reason, left: BTreeMap::new() })
    }

    fn state_args(&self) -> StateArgs {
        StateArgs::of(&self.repo, self.state.as_deref())
    }

    /// The commits that came into force, as the daemon's store tells; none where there is no store here.
    async fn accepted(&self) -> Result<Vec<Revision>, Failure> {
        let reader = match self.state_args().reader().await {
            Ok(reader) => reader,
            Err(failure) if self.state.is_some() => return Err(failure),
            Err(_) => {
                eprintln!(
                    "note: no daemon keeps its state here, so that each commit counts as a rollout; `--state` names another folder"
                );
                return Ok(Vec::new());
            }
        };
        let accepted = reader.accepted().await.map_err(failures);
        reader.close().await;
        accepted
    }

    fn commit(&self, repository: &Repository, proposal: &Proposal) -> Result<Revision, Failure> {
        let (of, reason) = (&proposal.rollout.commit, self.reason.trim());
        let message = format!("Roll back \"{}\"\n\n{reason}\n\nThis takes back rollout {}.\n", of.summary, of.revision);
        let branch: Option<Reference> = match &self.branch {
            Some(name) if name.starts_with("refs/") => Some(name.parse().map_err(failures)?),
            Some(name) => Some(format!("refs/heads/{name}").parse().map_err(failures)?),
            None => None,
        };
        let commit = repository.commit_draft(proposal.draft, branch.as_ref(), &message).map_err(failures)?;
        Ok(commit.revision)
    }

    fn say_committed(&self, commit: Revision) {
        let short: String = commit.to_string().chars().take(10).collect();
        match &self.branch {
            Some(branch) => {
                eprintln!("committed {short} on branch {branch}; merge it, and the daemon takes the targets back")
            }
            None => eprintln!("committed {short}; the daemon takes the targets back as soon as it follows that commit"),
        }
    }
}

/// Whether a run at a commit may have brought a rollout.
fn carrier<'a>(repository: &'a Repository, rollout: &'a Rollout) -> impl Fn(&str) -> bool + 'a {
    |revision| {
        let revision = revision.parse::<Revision>().ok();
        revision.is_some_and(|later| repository.descends(later, rollout.commit.revision).unwrap_or(false))
    }
}

/// The changelists that cannot be undone, each with the targets where they stay as they ran.
fn left(looked: &Looked) -> BTreeMap<String, BTreeSet<String>> {
    let mut left: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in &looked.meant {
        for loss in one.found.iter().flat_map(|found| &found.losses) {
            if let Some(id) = &loss.changelist {
                left.entry(id.clone()).or_default().insert(one.target.name.to_string());
            }
        }
    }
    left
}

impl From<RollbackError> for Failure {
    fn from(error: RollbackError) -> Self {
        let hint = match &error {
            RollbackError::Checkout(_) => None,
            RollbackError::Git(repo::RepositoryError::Conflict { .. }) => {
                Some("take the later rollouts back first, the newest first; or write what is wanted by hand and commit")
            }
            RollbackError::Git(_) | RollbackError::Nothing { .. } => {
                Some("`groundline history` shows the commit of every run")
            }
            RollbackError::NotInHistory { .. } => Some("check out the branch that the daemon follows"),
            RollbackError::Files { .. } | RollbackError::First { .. } => None,
        };
        let failure = match error {
            RollbackError::Checkout(error) => error.into(),
            other => Self::of(&other),
        };
        hint.into_iter().fold(failure, Failure::hint)
    }
}
