//! A piece of a plan: statements with their undo and dangers, before they are made a step.
//!
//! DDL commits by itself, so that every step stands alone. Invariant: exactly one statement of a step, and of its undo,
//! changes what inspection sees; what stands before it can be repeated, and what stands after it too.

use schema::ObjectId;

use crate::hazard::{Hazard, HazardCode};
use crate::lock::Lock;
use crate::online::Online;
use crate::snapshot::Keep;
use crate::step::{Guard, Mode, Step, Timeouts, Undo};

/// Statements with their undo and dangers.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    summary: String,
    object: ObjectId,
    mode: Mode,
    statements: Vec<String>,
    online: Option<Online>,
    undo: Vec<String>,
    lock: Lock,
    rewrite: bool,
    hazards: Vec<Hazard>,
    guards: Vec<Guard>,
    keeps: Vec<Keep>,
    restores: Vec<Keep>,
    irreversible: Option<String>,
}

impl Piece {
    /// A piece of these statements, and of those that undo it.
    pub(super) fn new(
        object: &ObjectId,
        summary: impl Into<String>,
        statements: Vec<String>,
        undo: Vec<String>,
    ) -> Self {
        Self {
            summary: summary.into(),
            object: object.clone(),
            mode: Mode::Alone,
            statements,
            online: None,
            undo,
            lock: Lock::None,
            rewrite: false,
            hazards: Vec::new(),
            guards: Vec::new(),
            keeps: Vec::new(),
            restores: Vec::new(),
            irreversible: None,
        }
    }

    /// Made online: the statements say the same as one change.
    pub(super) fn online(mut self, online: Online) -> Self {
        (self.mode, self.online) = (Mode::Online, Some(online));
        self
    }

    pub(super) fn lock(mut self, lock: Lock) -> Self {
        self.lock = self.lock.max(lock);
        self
    }

    pub(super) fn rewriting(mut self, is_rewritten: bool) -> Self {
        self.rewrite |= is_rewritten;
        self
    }

    pub(super) fn hazard(mut self, code: HazardCode, message: impl Into<String>) -> Self {
        self.hazards.push(Hazard::new(code, message));
        self
    }

    pub(super) fn hazard_if(self, holds: bool, code: HazardCode, message: impl Into<String>) -> Self {
        if holds { self.hazard(code, message) } else { self }
    }

    pub(super) fn hazards(mut self, hazards: impl IntoIterator<Item = Hazard>) -> Self {
        self.hazards.extend(hazards);
        self
    }

    pub(super) fn guards(mut self, guards: impl IntoIterator<Item = Guard>) -> Self {
        self.guards.extend(guards);
        self
    }

    pub(super) fn keep(mut self, keep: Keep) -> Self {
        self.keeps.push(keep);
        self
    }

    pub(super) fn restore(mut self, keep: Keep) -> Self {
        self.restores.push(keep);
        self
    }

    /// Nothing brings back the state before; the step needs consent for it.
    pub(super) fn irreversible(mut self, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        self.irreversible = Some(reason.clone());
        self.hazard(HazardCode::Irreversible, reason)
    }

    /// The step that this piece is; its number comes when the plan is sealed.
    pub(super) fn into_step(self, timeouts: Timeouts) -> Step {
        let saves = !self.keeps.is_empty() || !self.restores.is_empty() || self.online.is_some();
        let undo = match self.irreversible {
            Some(reason) => Undo::Irreversible { reason },
            None if saves => Undo::Snapshot { statements: self.undo },
            None => Undo::Statements { statements: self.undo },
        };
        let (mut hazards, mut guards) = (self.hazards, self.guards);
        hazards.sort();
        hazards.dedup();
        guards.dedup();
        let rewrites = self.rewrite.then(|| self.object.dotted()).into_iter().collect();
        Step {
            id: 0,
            summary: self.summary,
            object: self.object,
            mode: self.mode,
            statements: self.statements,
            online: self.online,
            lock: self.lock,
            rewrite: self.rewrite,
            rewrites,
            timeouts,
            hazards,
            guards,
            keeps: self.keeps,
            restores: self.restores,
            undo,
        }
    }
}
