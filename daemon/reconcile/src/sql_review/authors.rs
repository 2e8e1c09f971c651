//! Who changed files since a commit, by Git: for the rule `change-not-authorized`.
//!
//! Names are what commits claim; nothing here is proof. Invariant: people come by the names of `access/people.toml`, and by their addresses
//! where it does not know them.

use std::collections::{BTreeMap, BTreeSet};

use repo::{Files, Person, Repository, Revision};
use review::Authors;

use super::ReviewSourceError;
use crate::desired::Governance;

/// Who changed these files since a commit: in commits up to the head, and in what is not committed yet.
pub(super) fn authors(
    repository: &Repository,
    since: Revision,
    now: &Files,
    paths: &[&str],
) -> Result<Authors, ReviewSourceError> {
    if paths.is_empty() {
        return Ok(Authors::default());
    }
    // A policy with errors in it names nobody, and says so where it is read for itself.
    let governance = Governance::load(now).unwrap_or_default();
    let head = repository.resolve("HEAD")?.revision;
    let mut of_files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for commit in repository.contributions(Some(since), head, paths)? {
        let people: BTreeSet<String> = commit.people.iter().map(|person| name(&governance, person)).collect();
        for path in commit.paths {
            of_files.entry(path).or_default().extend(people.iter().cloned());
        }
    }
    let (committed, user) = (repository.files_at(head)?, repository.user().map(|person| name(&governance, &person)));
    for path in paths {
        let id = |files: &Files| files.entry(path).map(|entry| entry.map(|entry| entry.id));
        if id(&committed)? != id(now)? {
            of_files.entry((*path).to_owned()).or_default().extend(user.clone());
        }
    }
    Ok(Authors { of_all: BTreeSet::new(), of_files })
}

fn name(governance: &Governance, person: &Person) -> String {
    governance.person_of(&person.email).map_or_else(|| person.email.clone(), |(name, _)| name.to_owned())
}
