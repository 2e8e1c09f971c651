//! A piece of a plan: statements with their undo and dangers, before they are made a step.
//!
//! Invariant: the undo of a piece, run in the state that its statements leave, gives the state before them.

use std::collections::BTreeSet;

use schema::ObjectId;

use super::arrays;
use crate::hazard::{Hazard, HazardCode};
use crate::lock::Lock;
use crate::online::Online;
use crate::snapshot::Keep;
use crate::step::{Guard, Mode, Step, Timeouts, Undo};

/// How long a statement outside of transactions waits at least for the transactions that were there before it, in
/// milliseconds: nobody but other schema changes waits for it, and giving up throws its work away.
const PATIENCE: u64 = 60_000;

/// Statements with their undo and dangers.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    summary: String,
    object: ObjectId,
    mode: Mode,
    online: Option<Online>,
    statements: Vec<String>,
    /// In the order in which it is run.
    undo: Vec<String>,
    lock: Lock,
    rewrites: BTreeSet<ObjectId>,
    hazards: Vec<Hazard>,
    guards: Vec<Guard>,
    /// The guards that wait for the statements of the pieces before.
    asked_in_place: BTreeSet<usize>,
    keeps: Vec<Keep>,
    restores: Vec<Keep>,
    irreversible: Option<String>,
    /// It waits for a lock only as long as no server looks for deadlocks: who writes meanwhile must not be the victim.
    is_brief: bool,
    /// It never shares a step with what comes before it.
    is_apart: bool,
    /// It comes before everything that it stands in a group with.
    is_ahead: bool,
}

impl Piece {
    /// A piece that does nothing yet.
    pub(super) fn new(object: &ObjectId, summary: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            object: object.clone(),
            mode: Mode::Transaction,
            online: None,
            statements: Vec::new(),
            undo: Vec::new(),
            lock: Lock::None,
            rewrites: BTreeSet::new(),
            hazards: Vec::new(),
            guards: Vec::new(),
            asked_in_place: BTreeSet::new(),
            keeps: Vec::new(),
            restores: Vec::new(),
            irreversible: None,
            is_brief: false,
            is_apart: false,
            is_ahead: false,
        }
    }

    /// Adds statements and what undoes them; the undo is run before the undo of what was added earlier.
    pub(super) fn run(
        mut self,
        statements: impl IntoIterator<Item = String>,
        undo: impl IntoIterator<Item = String>,
    ) -> Self {
        self.statements.extend(statements);
        self.undo = undo.into_iter().chain(std::mem::take(&mut self.undo)).collect();
        self
    }

    /// Adds one statement and the one that undoes it.
    pub(super) fn one(self, statement: String, undo: String) -> Self {
        self.run([statement], [undo])
    }

    pub(super) fn lock(mut self, lock: Lock) -> Self {
        self.lock = self.lock.max(lock);
        self
    }

    /// Outside of transactions; it has one statement.
    pub(super) fn alone(mut self) -> Self {
        self.mode = Mode::Alone;
        self.is_apart = true;
        self
    }

    /// It gives up waiting for a lock before a server would look for a deadlock, and is tried again.
    pub(super) fn brief(mut self) -> Self {
        self.is_brief = true;
        self
    }

    /// In many short transactions, while everybody goes on.
    pub(super) fn online(mut self, online: Online) -> Self {
        self.mode = Mode::Online;
        self.online = Some(online);
        self.ahead()
    }

    /// Before the step of the group that it stands in, as a step of its own.
    pub(super) fn ahead(mut self) -> Self {
        self.is_ahead = true;
        self
    }

    pub(super) fn is_ahead(&self) -> bool {
        self.is_ahead
    }

    pub(super) fn apart(mut self) -> Self {
        self.is_apart = true;
        self
    }

    /// Every row of these tables is written again.
    pub(super) fn rewriting(mut self, tables: impl IntoIterator<Item = ObjectId>) -> Self {
        self.rewrites.extend(tables);
        self
    }

    pub(super) fn hazard(mut self, code: HazardCode, message: impl Into<String>) -> Self {
        self.hazards.push(Hazard::new(code, message));
        self
    }

    pub(super) fn hazard_if(self, holds: bool, code: HazardCode, message: impl Into<String>) -> Self {
        if holds { self.hazard(code, message) } else { self }
    }

    pub(super) fn guard(mut self, query: impl Into<String>, message: impl Into<String>) -> Self {
        self.guards.push(Guard { query: query.into(), message: message.into(), after: 0 });
        self
    }

    /// A guard about what earlier pieces of the same step make: it is asked after their statements.
    pub(super) fn guard_in_place(mut self, query: impl Into<String>, message: impl Into<String>) -> Self {
        self.asked_in_place.insert(self.guards.len());
        self.guard(query, message)
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
    pub(super) fn irreversible(mut self, reason: &str) -> Self {
        self.irreversible = Some(reason.to_owned());
        self.hazard(HazardCode::Irreversible, reason)
    }

    pub(super) fn is_apart(&self) -> bool {
        self.is_apart
    }

    pub(super) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Adds a later piece, so that both succeed or fail together.
    pub(super) fn and(mut self, later: Self) -> Self {
        self.summary = format!("{}; {}", self.summary, later.summary);
        // The step is about what is written again, if anything is.
        if !later.rewrites.is_empty() && self.rewrites.is_empty() {
            self.object = later.object;
        }
        self.lock = self.lock.max(later.lock);
        self.rewrites.extend(later.rewrites);
        self.hazards.extend(later.hazards);
        for (at, guard) in later.guards.into_iter().enumerate() {
            let is_in_place = later.asked_in_place.contains(&at);
            self.asked_in_place.extend(is_in_place.then_some(self.guards.len()));
            let before = if is_in_place { self.statements.len() } else { 0 };
            self.guards.push(Guard { after: guard.after + before, ..guard });
        }
        self.is_brief |= later.is_brief;
        self.keeps.extend(later.keeps);
        self.restores.extend(later.restores);
        self.irreversible = self.irreversible.take().or(later.irreversible);
        let (statements, undo) = (later.statements, later.undo);
        self.run(statements, undo)
    }

    /// The step that this piece is; its number comes when the plan is sealed.
    pub(super) fn into_step(self, timeouts: Timeouts) -> Step {
        let spell = |statements: Vec<String>| statements.into_iter().map(arrays::kept_apart).collect::<Vec<_>>();
        let (statements, back) = (spell(self.statements), spell(self.undo));
        let saves = !self.keeps.is_empty() || !self.restores.is_empty();
        let undo = match self.irreversible {
            Some(reason) => Undo::Irreversible { reason },
            None if saves => Undo::Snapshot { statements: back },
            None => Undo::Statements { statements: back },
        };
        let (mut hazards, mut guards) = (self.hazards, self.guards);
        hazards.sort();
        hazards.dedup();
        guards.dedup();
        let timeouts = match self.mode {
            Mode::Alone => patient(timeouts),
            _ if self.is_brief => brief(timeouts),
            _ => timeouts,
        };
        Step {
            id: 0,
            summary: self.summary,
            object: self.object,
            mode: self.mode,
            statements,
            online: self.online,
            lock: self.lock,
            rewrite: !self.rewrites.is_empty(),
            rewrites: self.rewrites.iter().map(ObjectId::dotted).collect(),
            timeouts,
            hazards,
            guards,
            keeps: self.keeps,
            restores: self.restores,
            undo,
        }
    }
}

/// Half of what servers wait before they look for a deadlock, unless told otherwise.
fn brief(timeouts: Timeouts) -> Timeouts {
    const BRIEF: u64 = 500;
    let lock_ms = if timeouts.lock_ms == 0 { BRIEF } else { timeouts.lock_ms.min(BRIEF) };
    Timeouts { lock_ms, ..timeouts }
}

/// A bound of 0 is none.
fn patient(timeouts: Timeouts) -> Timeouts {
    let lock_ms = if timeouts.lock_ms == 0 { 0 } else { timeouts.lock_ms.max(PATIENCE) };
    Timeouts { lock_ms, ..timeouts }
}
