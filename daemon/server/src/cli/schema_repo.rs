//! The schema repo that a command works on: where it is, its targets, and its errors with their places.

use std::path::{Path, PathBuf};

use clap::Args;
use reconcile::assignment::{AssignError, Assignment};
use reconcile::checkout::{Checkout, CheckoutError};
use reconcile::desired::Diagnostics;
use reconcile::status::RepoDiagnostic;

use super::options::{cache_folder, variable};
use crate::output::{Exit, Failure};

/// Which targets of which schema repo.
#[derive(Args, Clone, Debug)]
pub(crate) struct RepoArgs {
    /// The schema repo's folder; its work tree is read as it is, uncommitted edits included
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) repo: PathBuf,
    /// Only this target; all where none is named
    #[arg(long, value_name = "NAME")]
    pub(crate) target: Option<String>,
}

/// The schema repo and the chosen targets.
pub(crate) struct Chosen {
    pub(crate) checkout: Checkout,
    pub(crate) assignments: Vec<Assignment>,
    /// Whether a query of a target set failed or found an id that is none: some targets may be missing here.
    pub(crate) is_incomplete: bool,
}

impl RepoArgs {
    /// Reads the schema repo, asks the queries of target sets, and resolves the chosen targets.
    pub(crate) async fn choose(&self) -> Result<Chosen, Failure> {
        let mut checkout = open(&self.repo)?;
        let wrong = checkout.ask_members(&variable, self.target.as_deref()).await;
        wrong.iter().for_each(tell);
        let cache = cache_folder();
        let assignments = checkout
            .targets(self.target.as_deref())?
            .into_iter()
            .map(|target| checkout.assign(target, &variable, cache.as_deref()))
            .collect::<Result<Vec<_>, _>>()?;
        // What is wrong with other members is told, and is no fault of the one that was asked for.
        let is_incomplete = !wrong.is_empty() && (self.target.is_none() || assignments.is_empty());
        if assignments.is_empty() && is_incomplete {
            return Err(Failure::error("no target is known: see what is wrong with the target sets"));
        }
        if assignments.is_empty() {
            return Err(Failure::error(format!("the schema repo at `{}` has no targets", self.repo.display()))
                .hint("add one in `targets/*.toml`; see `groundline explain targets`"));
        }
        Ok(Chosen { checkout, assignments, is_incomplete })
    }
}

/// Tells what is wrong with a target set.
pub(super) fn tell(wrong: &RepoDiagnostic) {
    eprintln!("error: {}: {}", wrong.location, wrong.message);
    if let Some(hint) = &wrong.hint {
        eprintln!("hint: {hint}");
    }
}

/// Reads the schema repo in a folder, and tells its notes.
pub(crate) fn open(folder: &Path) -> Result<Checkout, Failure> {
    let checkout = Checkout::of_folder(folder)?;
    for note in checkout.state.notes.as_slice() {
        eprintln!("{note}");
    }
    Ok(checkout)
}

impl From<CheckoutError> for Failure {
    fn from(error: CheckoutError) -> Self {
        match &error {
            CheckoutError::Broken { diagnostics, .. } => of_diagnostics(diagnostics),
            CheckoutError::Assign(AssignError::Sql { diagnostics, .. }) => of_diagnostics(diagnostics),
            other => Self::of(other),
        }
    }
}

/// The diagnostics say `error:` and `hint:` themselves.
fn of_diagnostics(diagnostics: &Diagnostics) -> Failure {
    eprint!("{}", diagnostics.frames());
    let count = diagnostics.errors().count();
    let message = format!("the schema repo has {count} error(s); nothing was done");
    Failure { exit: Exit::Error, messages: vec![message], hints: Vec::new() }
}
