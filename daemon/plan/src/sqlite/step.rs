//! Steps of SQLite: each is one transaction under the lock of the whole file.

use std::collections::BTreeSet;

use schema::ObjectId;

use crate::hazard::Hazard;
use crate::lock::Lock;
use crate::snapshot::Keep;
use crate::step::{Guard, Mode, Step, Timeouts, Undo};

/// A step without dangers, guards and snapshots.
pub(super) fn plain(
    summary: String,
    object: &ObjectId,
    statements: Vec<String>,
    undo: Vec<String>,
    timeouts: Timeouts,
) -> Step {
    Step {
        id: 0,
        summary,
        object: object.clone(),
        mode: Mode::Transaction,
        statements,
        online: None,
        lock: Lock::DatabaseWrite,
        rewrite: false,
        rewrites: BTreeSet::new(),
        timeouts,
        hazards: Vec::new(),
        guards: Vec::new(),
        keeps: Vec::new(),
        restores: Vec::new(),
        undo: Undo::Statements { statements: undo },
    }
}

/// The same step with more to say.
pub(super) trait With: Sized {
    fn hazards(self, hazards: impl IntoIterator<Item = Hazard>) -> Self;
    fn guards(self, guards: Vec<Guard>) -> Self;
    fn keeps(self, keeps: Vec<Keep>) -> Self;
    fn restores(self, restores: Vec<Keep>) -> Self;
    fn rewrites(self) -> Self;
}

impl With for Step {
    fn hazards(mut self, hazards: impl IntoIterator<Item = Hazard>) -> Self {
        self.hazards.extend(hazards);
        self
    }

    fn guards(mut self, guards: Vec<Guard>) -> Self {
        self.guards.extend(guards);
        self
    }

    /// What it saves; its undo is from a snapshot then.
    fn keeps(mut self, keeps: Vec<Keep>) -> Self {
        if !keeps.is_empty()
            && let Undo::Statements { statements } = self.undo
        {
            self.undo = Undo::Snapshot { statements };
        }
        self.keeps.extend(keeps);
        self
    }

    fn restores(mut self, restores: Vec<Keep>) -> Self {
        self.restores.extend(restores);
        self
    }

    fn rewrites(mut self) -> Self {
        self.rewrite = true;
        self.rewrites.insert(self.object.dotted());
        self
    }
}
