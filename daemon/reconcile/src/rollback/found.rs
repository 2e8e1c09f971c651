//! Which commits a rollout was: from the one that was in force before to the one that came into force.
//!
//! Invariant: what several commits brought together is taken back together; what came into force without changing anything of a target,
//! such as an approval, is no rollout of its own.

use std::collections::BTreeSet;

use repo::{Commit, Repository, Revision};

use super::RollbackError;

/// How far a rollout is looked for behind commits that change nothing of a target.
const FARTHEST: usize = 1_000;

/// A rollout: what came into force at once.
#[derive(Clone, Debug)]
pub struct Rollout {
    /// The commit that came into force; its name.
    pub commit: Commit,
    /// The commit that was in force before.
    pub from: Revision,
    /// What it changed of schemas, changelists and targets.
    pub paths: BTreeSet<String>,
}

/// Finds a rollout by a commit: the one that came into force, one of those that came with it, or one that came into force after it
/// without changing anything of a target. `accepted` are the commits that came into force, in their order; where nobody knows them each
/// commit counts as a rollout.
///
/// # Errors
/// No such commit, one of another history, or nothing to take back.
pub fn find(repository: &Repository, name: &str, accepted: &[Revision]) -> Result<Rollout, RollbackError> {
    let named = repository.commit_beginning(name)?;
    let head = repository.head()?.revision;
    if !repository.descends(head, named.revision)? {
        return Err(RollbackError::NotInHistory { commit: named.revision.to_string() });
    }
    let mut known = Vec::new();
    for revision in accepted {
        if repository.descends(head, *revision)? {
            known.push(*revision);
        }
    }
    let mut to = named.revision;
    for revision in &known {
        if repository.descends(*revision, named.revision)? {
            to = *revision;
            break;
        }
    }
    for _ in 0..FARTHEST {
        let commit = repository.commit_at(to)?;
        let Some(from) = before(repository, &commit, &known)? else {
            return Err(match to == named.revision {
                true => RollbackError::First { commit: to.to_string() },
                false => RollbackError::Nothing { commit: named.revision.to_string() },
            });
        };
        let paths: BTreeSet<String> =
            repository.changed_paths(Some(from), to)?.into_iter().filter(|path| is_content(path)).collect();
        if !paths.is_empty() {
            return Ok(Rollout { commit, from, paths });
        }
        to = from;
    }
    Err(RollbackError::Nothing { commit: named.revision.to_string() })
}

/// What was in force before a commit: the one that came into force before it, or its first parent.
fn before(repository: &Repository, commit: &Commit, known: &[Revision]) -> Result<Option<Revision>, RollbackError> {
    let at = known.iter().position(|revision| *revision == commit.revision);
    if let Some(earlier) = at.and_then(|at| known.get(at.checked_sub(1)?))
        && repository.descends(commit.revision, *earlier)?
    {
        return Ok(Some(*earlier));
    }
    Ok(commit.parents.first().copied())
}

/// Whether a path says what targets are to be, or what is done on them.
fn is_content(path: &str) -> bool {
    ["schemas/", "changelists/", "targets/"].iter().any(|folder| path.starts_with(folder))
}
