//! The commit that takes a rollout back, before it is made: desired schemas and targets as they were before, and a decision in `rollouts/`
//! that undoes the changelists.
//!
//! Not the commit itself. Invariant: changelists stay in Git, because what ran stays true; people, approvals and policies stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use plan::HazardCode;
use repo::{Draft, Files, Repository, Revision};

use super::RollbackError;
use super::decision::{free_path, text};
use super::found::Rollout;
use crate::checkout::Checkout;
use crate::desired::{Name, Rollback};

/// What is wanted of a way back.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Only these targets; none is all.
    pub targets: Vec<String>,
    /// Whether rows that were changed since are overwritten.
    pub overwrite: bool,
    /// The hazards that are consented to.
    pub allow: Vec<HazardCode>,
    /// Why.
    pub reason: String,
    /// The changelists that stay as they ran on some targets, because they cannot be undone there.
    pub left: BTreeMap<String, BTreeSet<String>>,
}

/// The commit that takes a rollout back, before it is made.
pub struct Proposal {
    /// The rollout.
    pub rollout: Rollout,
    /// The files that the commit would have.
    pub draft: Draft,
    /// What they say.
    pub checkout: Checkout,
    /// The changelists that it undoes.
    pub undone: Vec<Name>,
    /// The paths that the commit would change.
    pub paths: Vec<String>,
    /// The decision that it writes.
    pub file: String,
}

/// Makes the files of the commit that takes a rollout back.
///
/// # Errors
/// Later commits changed the same places, or the schema repo would be broken.
pub fn propose(
    folder: &Path,
    repository: &Repository,
    rollout: &Rollout,
    wishes: &Wishes,
) -> Result<Proposal, RollbackError> {
    let head = repository.head()?.revision;
    let (to, now) = (rollout.commit.revision, repository.files_at(head)?);
    let ran = of_changelists(rollout, &repository.files_at(to)?)?;
    let is_meant = |path: &str| match of_changelist(path) {
        Some(id) => !ran.contains(id),
        None => path.starts_with("schemas/") || path.starts_with("targets/"),
    };
    let draft = repository.take_back((rollout.from, to), head, is_meant)?;
    let mut gone = Vec::new();
    for id in &ran {
        if is_absent(&now, head, id)? {
            gone.push(format!("changelists/{id}"));
        }
    }
    let draft = repository.with_folders_of(draft, to, &gone)?;
    let reverted = Checkout::of_files(repository.files_of(draft)?, folder)?;
    let decided = &reverted.state.decisions.rollbacks;
    let is_undone = |id: &Name| {
        let enough = |one: &Rollback| one.targets.is_empty() && (one.overwrite || !wishes.overwrite);
        decided.iter().any(|one| one.changelists.contains(id) && enough(one))
    };
    let meant = |name: &&Name| ran.contains(name.as_str()) && !is_undone(name);
    let ids = reverted.state.changelists.iter().map(|changelist| &changelist.id);
    let undone: Vec<Name> = ids.filter(meant).cloned().collect();
    let file = free_path(&now, rollout);
    let said = text(rollout, &undone, wishes, &reverted.state);
    let changes = !repository.changed_by(draft)?.is_empty() || !undone.is_empty();
    let draft = if changes { repository.with_file(draft, &file, said.as_bytes())? } else { draft };
    let checkout = Checkout::of_files(repository.files_of(draft)?, folder)?;
    let paths = repository.changed_by(draft)?.into_iter().collect();
    Ok(Proposal { rollout: rollout.clone(), draft, checkout, undone, paths, file })
}

/// The changelists that came or changed with a rollout, and were there with it.
fn of_changelists(rollout: &Rollout, then: &Files) -> Result<BTreeSet<String>, RollbackError> {
    let named: BTreeSet<&str> = rollout.paths.iter().filter_map(|path| of_changelist(path)).collect();
    let mut there = BTreeSet::new();
    for id in named {
        if !is_absent(then, rollout.commit.revision, id)? {
            there.insert(id.to_owned());
        }
    }
    Ok(there)
}

/// The id of the changelist that a path belongs to.
fn of_changelist(path: &str) -> Option<&str> {
    path.strip_prefix("changelists/")?.split_once('/').map(|(id, _)| id)
}

fn is_absent(files: &Files, revision: Revision, id: &str) -> Result<bool, RollbackError> {
    let listed = files.list(&format!("changelists/{id}"));
    let entries =
        listed.map_err(|error| RollbackError::Files { revision: revision.to_string(), reason: error.to_string() })?;
    Ok(entries.is_empty())
}
