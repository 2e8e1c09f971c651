//! `groundline approve`, `reject` and `revoke`: one statement about one plan, signed.

mod bridge;
mod key;
mod named_plan;
mod own_key;
mod place;
mod sign;
mod wording;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use repo::Repository;
use review::approval::{Action, Risk, printable};

use self::key::Key;
use self::named_plan::{NamedPlan, Shown};
use self::wording::Wording;
use super::options::duration;
use crate::output::{Exit, Failure, failures, print};

pub(super) use self::bridge::BridgeCommand;
pub(super) use self::named_plan::policy_and_people;
pub(super) use self::own_key::own_key;

/// Approves a plan: shows it, signs a statement about it with your SSH key, and commits the statement.
///
/// PLAN is the digest of a plan, or its first digits, as `plan`, `status` and the pages show it; or a file of `plan --save`. It is looked up
/// in the daemon's store, or made anew from the work tree. The signature is made by `ssh-keygen -Y sign`, so that agents and hardware keys
/// work; without a key the command writes the statement and prints the lines to sign it by hand. The daemon runs the plan by itself as
/// soon as everybody agrees who must.
///
/// Example: groundline approve sha256:6f1c2b7a90de --repo shop-schemas --reason "adds an index, looked at the lock"
///
/// Example: groundline approve plan.json --tag --push
#[derive(Args)]
pub(crate) struct Approve {
    #[command(flatten)]
    say: Say,
    /// Let the plan run at once, alone, because it must; whoever is on call may, and it is to be approved afterwards
    #[arg(long, requires = "reason")]
    break_glass: bool,
}

/// Rejects a plan: it does not run, whoever approves it, until you revoke that.
///
/// Example: groundline reject sha256:6f1c2b7a90de --repo shop-schemas --reason "the column is still read"
#[derive(Args)]
pub(crate) struct Reject {
    #[command(flatten)]
    say: Say,
}

/// Takes back what you said of a plan before: an approval that was not used yet, or a rejection.
///
/// Example: groundline revoke sha256:6f1c2b7a90de --repo shop-schemas
#[derive(Args)]
pub(crate) struct Revoke {
    #[command(flatten)]
    say: Say,
}

#[derive(Args)]
struct Say {
    /// The plan: its digest, the first digits of it, or a file of `groundline plan --save`
    plan: String,
    /// The schema repo's folder: your clone, where the statement is committed
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
    /// The daemon's state folder, where it is not the usual one
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Look for the plan among those of the state that a daemon publishes at this address; no target is reached
    #[arg(long, value_name = "URL")]
    from_status: Option<String>,
    /// The key to sign with, private or public (`.pub`, through the agent) [default: that of Git's `user.signingKey`, or of ~/.ssh]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Your address in `access/people.toml` [default: the person whose key it is, or Git's `user.email`]
    #[arg(long = "as", value_name = "ADDRESS")]
    address: Option<String>,
    /// How long the statement counts
    #[arg(long, value_name = "DURATION", default_value = "7d", value_parser = duration)]
    expires: Duration,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The risk that you agree to, where the daemon's store does not say it
    #[arg(long, value_enum, value_name = "RISK")]
    risk: Option<RiskArg>,
    /// Sign a tag `approve/…` instead of committing files
    #[arg(long)]
    tag: bool,
    /// Push the commit, or the tag, with `git push`
    #[arg(long)]
    push: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RiskArg {
    Low,
    Moderate,
    High,
    Critical,
}

impl RiskArg {
    const fn risk(self) -> Risk {
        match self {
            Self::Low => Risk::Low,
            Self::Moderate => Risk::Moderate,
            Self::High => Risk::High,
            Self::Critical => Risk::Critical,
        }
    }
}

impl Approve {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let action = if self.break_glass { Action::BreakGlass } else { Action::Approve };
        self.say.run(action).await
    }
}

impl Reject {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        self.say.run(Action::Reject).await
    }
}

impl Revoke {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        self.say.run(Action::Revoke).await
    }
}

impl Say {
    async fn run(self, action: Action) -> Result<Exit, Failure> {
        let plan = NamedPlan::find(&self.plan, &self.repo, self.state.as_deref(), self.from_status.as_deref()).await?;
        show(&plan)?;
        let repository = Repository::open(&self.repo).map_err(failures)?;
        let key = Key::choose(self.key.as_deref(), &repository, &plan.governance)?;
        let approver = self.approver(&repository, &plan, key.as_ref())?;
        let wording = Wording {
            action,
            approver,
            via: None,
            risk: self.risk.map_or(plan.risk, RiskArg::risk),
            expires: self.expires,
            reason: self.reason.as_deref(),
        };
        let statement = wording.statement(&plan, &repository)?;
        match (key, self.tag) {
            (Some(key), true) => place::tag(&repository, &statement, &key)?,
            (Some(key), false) => place::commit(&repository, &self.repo, &statement, &key)?,
            (None, _) => return Err(place::by_hand(&self.repo, &statement)),
        }
        if self.push {
            place::push(&self.repo, self.tag.then_some(&statement))?;
        }
        Ok(Exit::Done)
    }

    /// The address to sign by: as given, or that of the person whose key it is, or Git's own.
    fn approver(&self, repository: &Repository, plan: &NamedPlan, key: Option<&Key>) -> Result<String, Failure> {
        let people = &plan.governance;
        let of_key = key.and_then(|key| key.address(people));
        let address = self.address.clone().or(of_key).or_else(|| repository.own_address());
        let Some(address) = address else {
            let failure = Failure::error("it is not known who you are");
            return Err(
                failure.hint("give your address in `access/people.toml` with `--as`, or set Git's `user.email`")
            );
        };
        match people.person_of(&address) {
            Some(_) => Ok(address),
            None => Err(Failure::error(format!("nobody in `access/people.toml` in force has the address `{address}`"))
                .hint("add yourself in a commit of its own; it counts when it was approved")),
        }
    }
}

/// The longest plan that a person can be asked to read, in bytes.
const LONGEST_PLAN: usize = 1 << 20;

/// Shows what is to be signed; what nobody could read is refused.
fn show(plan: &NamedPlan) -> Result<(), Failure> {
    let text = match &plan.shown {
        Shown::Plan(plan) => plan::show::plan_text(plan),
        Shown::Policy(text) => text.clone(),
    };
    if text.len() > LONGEST_PLAN {
        let message = format!("the plan has {} bytes of text: nobody can have read that", text.len());
        return Err(Failure::refused(message).hint("split the change into several commits"));
    }
    print(&format!("{}risk    {}\n\n", printable(&text), plan.risk))
}
