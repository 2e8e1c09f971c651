//! A changelist on a target: what it says there, whether it ran, and the plan that runs it.
//!
//! Not its settings, which `desired` reads, and not its running, which is that of every plan.
//!
//! The way: `resolve` (variables have their values, files are statements) → `survey` (the ledger says what ran) → `statement`,
//! `pieces`, `check` → `steps` → `plan` → `judge` (findings, and how many rows it changes).
//!
//! Invariant: what a changelist is on a target is one text with one digest; the ledger keeps it with the run, and what Git says later is
//! compared with it.

mod check;
mod fault;
mod folder;
mod judge;
mod key;
mod pieces;
mod plan;
mod resolve;
mod statement;
mod steps;
mod survey;
mod variables;

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::Source;

use crate::desired::{
    Changelist, DesiredState, Diagnostics, Files, Name, Rollback, Schema, Skip, SqlText, Target, Turn,
    unreadable_history,
};

pub(crate) use check::expectation;
pub use fault::ChangelistFault;
pub use folder::{FolderError, NewChangelist, exported, imported};
pub use judge::{Judged, judge};
pub use plan::plan_changelist;
pub use resolve::{Resolved, Written, resolve};
pub use survey::{Problem, Standing, State, Survey, TakenBack, survey};

/// A changelist with its files.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The changelist.
    pub changelist: Arc<Changelist>,
    /// Its SQL.
    pub sources: Arc<[Source]>,
    /// Of one that runs on the schema of its own commit: the schemas as they were there, where they are others by now.
    pub own: BTreeMap<Name, Arc<[Source]>>,
    /// The decisions that take it back, on the targets that they are for.
    pub rollbacks: Vec<Rollback>,
    /// The decisions that leave it out.
    pub skips: Vec<Skip>,
}

impl Ready {
    /// The decision that takes it back on a target; of several, one that gives up what rows are now.
    pub fn rollback(&self, target: &Target) -> Option<&Rollback> {
        let are_meant = self.rollbacks.iter().filter(|rollback| rollback.undoes(&self.changelist.id, target));
        are_meant.max_by_key(|rollback| rollback.overwrite)
    }

    /// Whether a decision leaves it out on a target.
    pub fn is_skipped(&self, target: &Target) -> bool {
        self.skips.iter().any(|skip| skip.leaves_out(&self.changelist.id, target))
    }
}

/// Reads the files of every changelist; those that are as `before` are taken over. The history says what came with which commit.
///
/// # Errors
/// Every file that cannot be read.
pub fn read_all(
    state: &DesiredState,
    files: &dyn Files,
    history: &dyn Files,
    before: &[Ready],
) -> Result<Arc<[Ready]>, Diagnostics> {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for changelist in &state.changelists {
        let known = before.iter().find(|ready| ready.changelist.files == changelist.files);
        let sources = match known {
            Some(ready) => Ok(ready.sources.clone()),
            None => changelist.read(files).map(sources),
        };
        match sources.and_then(|sources| Ok((sources, own_schemas(state, changelist, history)?))) {
            Ok((sources, own)) => all.push(decided(
                state,
                Ready { changelist: changelist.clone(), sources, own, rollbacks: Vec::new(), skips: Vec::new() },
            )),
            Err(diagnostics) => wrong.extend(diagnostics.as_slice().to_vec()),
        }
    }
    if wrong.is_empty() { Ok(all.into()) } else { Err(Diagnostics::new(wrong)) }
}

/// A changelist with what people decided about it.
fn decided(state: &DesiredState, ready: Ready) -> Ready {
    let id = &ready.changelist.id;
    let rollbacks = state.decisions.rollbacks.iter().filter(|one| one.changelists.contains(id)).cloned().collect();
    let skips = state.decisions.skips.iter().filter(|one| one.changelists.contains(id)).cloned().collect();
    Ready { rollbacks, skips, ..ready }
}

fn sources(texts: Vec<SqlText>) -> Arc<[Source]> {
    texts.into_iter().map(|text| Source { path: text.path, id: text.id, text: text.text.into() }).collect()
}

/// The schemas of the commit that brought a changelist, where they are others by now.
fn own_schemas(
    state: &DesiredState,
    changelist: &Changelist,
    history: &dyn Files,
) -> Result<BTreeMap<Name, Arc<[Source]>>, Diagnostics> {
    let mut own = BTreeMap::new();
    if changelist.turn != Turn::Same {
        return Ok(own);
    }
    let folder = format!("changelists/{}", changelist.id);
    let origin = history.origin_of(&folder).map_err(|error| unreadable_history(&folder, &error))?;
    let Some(files) = origin else { return Ok(own) };
    for (name, schema) in &state.schemas {
        match Schema::in_files(name, &*files)? {
            Some(before) if before.digest() != schema.digest() => {
                own.insert(name.clone(), sources(before.read(&*files)?));
            }
            _ => {}
        }
    }
    Ok(own)
}

/// Those for a target, in their order.
pub fn of_target(all: &[Ready], target: &Target) -> Vec<Ready> {
    all.iter().filter(|ready| ready.changelist.is_for(target)).cloned().collect()
}
