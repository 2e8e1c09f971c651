//! `groundline token`.

use std::path::PathBuf;
use std::time::Duration;

use access::Scope;
use clap::{Args, Subcommand, ValueEnum};
use reconcile::checkout::{Checkout, CheckoutError};
use reconcile::new_token::{NewToken, PEOPLE};

use super::options::duration;
use crate::output::{Exit, Failure, failures, print};

/// Makes tokens for the accounts of a schema repo.
///
/// A token lets a program in to the daemon's HTTP API. Only its hash is committed: whoever reads the schema repo cannot use it, and
/// a commit that takes the hash out revokes it.
///
/// Example: groundline token new ci-shop --write
#[derive(Args)]
pub(crate) struct TokenCommand {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    New(New),
}

/// Makes a token: prints it once to standard output, and the lines to commit to standard error.
///
/// An account may have several tokens, so that a new one is in use before the old one goes. An account that the schema repo does not
/// have becomes a service account.
///
/// Example: groundline token new ci-shop --expires 90d --write > token
#[derive(Args)]
struct New {
    /// The person or service account whose token it is
    name: String,
    /// What it may be used for (again for more)
    #[arg(long, value_enum, default_values_t = [ScopeArg::Review], value_name = "SCOPE")]
    scope: Vec<ScopeArg>,
    /// How long it lasts
    #[arg(long, value_name = "DURATION", default_value = "90d", value_parser = duration)]
    expires: Duration,
    /// Adds the lines to `access/people.toml` of the schema repo; commit them
    #[arg(long)]
    write: bool,
    /// The schema repo's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum ScopeArg {
    /// SQL reviews: `POST /v1/review`.
    Review,
    /// Reviews that ask the live database of a target: how many rows match a condition is an answer about its data.
    ReviewLive,
}

impl From<ScopeArg> for Scope {
    fn from(scope: ScopeArg) -> Self {
        match scope {
            ScopeArg::Review => Self::Review,
            ScopeArg::ReviewLive => Self::ReviewLive,
        }
    }
}

impl TokenCommand {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Verb::New(command) => command.run(),
        }
    }
}

impl New {
    fn run(mut self) -> Result<Exit, Failure> {
        if self.expires < Duration::from_secs(60) {
            return Err(Failure::error("a token lasts a minute at least").hint("the usual is `--expires 90d`"));
        }
        self.scope.sort();
        self.scope.dedup();
        let scopes: Vec<Scope> = self.scope.iter().copied().map(Into::into).collect();
        let checkout = self.checkout()?;
        let made = NewToken::make(&self.name, &scopes, self.expires, checkout.as_ref()).map_err(failures)?;
        let file = self.repo.join(PEOPLE);
        if self.write {
            made.write(&self.repo).map_err(failures)?;
        }
        print(&format!("{}\n", made.token.expose()))?;
        match self.write {
            true => eprintln!("added to {}; commit it:\n\n{}", file.display(), made.lines),
            false => eprintln!("add to {} and commit:\n\n{}", file.display(), made.lines),
        }
        if made.is_new_account && checkout.is_some() {
            eprintln!("note: the schema repo has no account `{}`: the lines make a service account", self.name);
        }
        eprintln!("the token is shown this once; it lets in when the commit is in force");
        Ok(Exit::Done)
    }

    /// The schema repo; it must be right where it is written to, and may be absent where it is not.
    fn checkout(&self) -> Result<Option<Checkout>, Failure> {
        match Checkout::of_folder(&self.repo) {
            Ok(checkout) => Ok(Some(checkout)),
            Err(CheckoutError::Absent(_) | CheckoutError::Broken { .. }) if !self.write => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
