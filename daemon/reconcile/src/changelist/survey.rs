//! Which changelists of a target are through, which is next, and what is in the way.
//!
//! The ledger in the target is the only witness. Invariant: what is not plainly pending is not run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use engine::{ChangelistRun, Live, RunState, Source};
use serde::{Deserialize, Serialize};

use super::fault::ChangelistFault;
use super::resolve::{Resolved, resolve};
use super::{Ready, of_target};
use crate::desired::{Target, Turn};

/// Where a changelist stands on a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has not run, and may.
    Pending,
    /// It ran.
    Applied,
    /// It ran and was undone on purpose: it does not run again until its text changes.
    Undone,
    /// It failed and was undone; it may run again.
    Failed,
    /// It failed, and some of it could not be undone: it does not run again until its text changes.
    Partly,
    /// Git says something else than what ran.
    Edited,
    /// Its SQL cannot be run here.
    Broken,
    /// Something before it is not through.
    Waits,
    /// A run of it is open.
    Running,
    /// It ran, and a rollback takes it back.
    ToUndo,
    /// It did not run, and does not: a rollback takes it back.
    Withdrawn,
    /// It did not run, and somebody decided that it is left out.
    Skipped,
}

impl State {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Applied => "applied",
            Self::Undone => "undone",
            Self::Failed => "failed",
            Self::Partly => "partly applied",
            Self::Edited => "edited",
            Self::Broken => "broken",
            Self::Waits => "waits",
            Self::Running => "running",
            Self::ToUndo => "to be undone",
            Self::Withdrawn => "withdrawn",
            Self::Skipped => "skipped",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A changelist on a target.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The changelist, with its values; nothing where it is broken.
    pub resolved: Option<Resolved>,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which schema it runs on.
    pub turn: Turn,
    /// Where it stands.
    pub state: State,
    /// The last run of it.
    pub run: Option<ChangelistRun>,
    /// What it waits for, by ids.
    pub waits_for: Vec<String>,
    /// The desired SQL of the target at the commit that brought it, where it runs on that and Git says something else by now.
    pub own_schema: Option<Arc<[Source]>>,
    /// The decision that takes it back.
    pub rollback: Option<TakenBack>,
}

/// What a decision to take a changelist back asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// Whether rows that were changed since are overwritten.
    pub overwrite: bool,
    /// Why.
    pub reason: String,
}

/// Why nothing may run on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A changelist was edited after it ran.
    Edited {
        /// The changelist.
        id: String,
        /// The run.
        run: i64,
        /// From what ran to what Git says.
        diff: String,
    },
    /// The SQL of a changelist cannot be run here.
    Broken {
        /// The changelist.
        id: String,
        /// Everything that is wrong.
        faults: Vec<ChangelistFault>,
    },
    /// A changelist failed, and some of it could not be undone.
    Partly {
        /// The changelist.
        id: String,
        /// The run.
        run: i64,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { id, run, .. } => {
                write!(f, "the changelist `{id}` was edited after it was applied in run {run}")
            }
            Self::Broken { id, faults } => {
                let more = if faults.len() > 1 { format!(" (and {} more)", faults.len() - 1) } else { String::new() };
                match faults.first() {
                    Some(first) => write!(f, "the changelist `{id}` cannot be run: {first}{more}"),
                    None => write!(f, "the changelist `{id}` cannot be run"),
                }
            }
            Self::Partly { id, run } => {
                write!(f, "the changelist `{id}` failed in run {run}, and some of it could not be undone")
            }
        }
    }
}

impl Problem {
    /// What to do.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Edited { .. } => {
                "bring its text back as it ran, and write what is to be done now into a new changelist"
            }
            Self::Broken { .. } => "mend it and commit",
            Self::Partly { .. } => {
                "look at what is there; then edit the changelist so that it says only what is still to be done, or undo the rest by hand"
            }
        }
    }
}

/// The changelists of a target.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Each, in the order in which they run.
    pub standings: Vec<Standing>,
    /// Why nothing may run.
    pub problem: Option<Problem>,
}

impl Survey {
    /// The one that runs next; none where something is in the way.
    pub fn next(&self) -> Option<&Standing> {
        if self.problem.is_some() {
            return None;
        }
        self.standings.iter().find(|standing| matches!(standing.state, State::Pending | State::Failed))
    }

    /// The schema that the target is to have first: that of the commit that brought the next changelist; later changes wait.
    pub fn held_schema(&self) -> Option<Arc<[Source]>> {
        self.next()?.own_schema.clone()
    }

    /// The one that is taken back next: the last of them first.
    pub fn to_undo(&self) -> Option<&Standing> {
        self.standings.iter().rev().find(|standing| standing.state == State::ToUndo)
    }

    /// Those that are not through.
    pub fn open(&self) -> impl Iterator<Item = &Standing> {
        let is_through = |state| matches!(state, State::Applied | State::Undone | State::Withdrawn | State::Skipped);
        self.standings.iter().filter(move |standing| !is_through(standing.state))
    }

    /// Whether every changelist is through.
    pub fn is_through(&self) -> bool {
        self.problem.is_none() && self.open().next().is_none()
    }
}

/// Asks the ledger of a target about its changelists.
///
/// # Errors
/// The door fails.
pub async fn survey(live: &mut Live, target: &Target, all: &[Ready]) -> engine::Result<Survey> {
    let ready = of_target(all, target);
    if ready.is_empty() {
        return Ok(Survey::default());
    }
    let ran = live.changelists().await?;
    let mut surveying = Surveying { survey: Survey::default(), open: BTreeSet::new() };
    for one in &ready {
        surveying.look(one, target, &ran);
    }
    let mut survey = surveying.survey;
    if let Some(Problem::Edited { id, run, diff }) = &mut survey.problem {
        let resolved =
            survey.standings.iter().find(|standing| standing.id == *id).and_then(|one| one.resolved.as_ref());
        let before = live.run(engine::RunId(*run)).await?.and_then(|run| run.plan.changelist);
        if let (Some(before), Some(now)) = (before, resolved) {
            *diff = before.edits(&now.of);
        }
    }
    Ok(survey)
}

struct Surveying {
    survey: Survey,
    /// The ids that are not through so far.
    open: BTreeSet<String>,
}

impl Surveying {
    fn look(&mut self, ready: &Ready, target: &Target, ran: &BTreeMap<String, ChangelistRun>) {
        let changelist = &ready.changelist;
        let id = changelist.id.to_string();
        let run = ran.get(&id);
        let resolved = resolve(ready, target);
        let rollback =
            ready.rollback(target).map(|one| TakenBack { overwrite: one.overwrite, reason: one.reason.clone() });
        let (state, problem) = match rollback.as_ref().and_then(|_| taken_back(run)) {
            Some(state) => (state, None),
            None if ready.is_skipped(target) && taken_back(run) == Some(State::Withdrawn) => (State::Skipped, None),
            None => stands(&id, &resolved, run),
        };
        let waits_for: Vec<String> =
            changelist.after.iter().map(ToString::to_string).filter(|id| self.open.contains(id)).collect();
        let state = match state {
            State::Pending | State::Failed if !waits_for.is_empty() => State::Waits,
            state => state,
        };
        if state != State::Applied {
            self.open.insert(id.clone());
        }
        if self.survey.problem.is_none() {
            self.survey.problem = problem;
        }
        let (title, turn, resolved) = (changelist.title.clone(), changelist.turn, resolved.ok());
        let (run, own_schema) = (run.cloned(), ready.own.get(&target.kind.schema).cloned());
        self.survey.standings.push(Standing { resolved, id, title, turn, state, run, waits_for, own_schema, rollback });
    }
}

/// Where a changelist stands that a rollback takes back; nothing where its last run left something that must be looked at, or is open.
fn taken_back(run: Option<&ChangelistRun>) -> Option<State> {
    let Some(run) = run else { return Some(State::Withdrawn) };
    match run.state {
        RunState::Succeeded => Some(State::ToUndo),
        RunState::Undone => Some(State::Undone),
        RunState::Failed if !run.has_left => Some(State::Withdrawn),
        RunState::Failed | RunState::Running | RunState::GivingUp | RunState::Undoing => None,
    }
}

fn stands(
    id: &str,
    resolved: &Result<Resolved, Vec<ChangelistFault>>,
    run: Option<&ChangelistRun>,
) -> (State, Option<Problem>) {
    let broken = |faults: &Vec<ChangelistFault>| {
        (State::Broken, Some(Problem::Broken { id: id.to_owned(), faults: faults.clone() }))
    };
    let is_same = |run: &ChangelistRun| resolved.as_ref().is_ok_and(|resolved| resolved.of.digest == run.digest);
    match (run, resolved) {
        (Some(run), _) if !run.state.is_final() => (State::Running, None),
        (None, Err(faults)) => broken(faults),
        (None, Ok(_)) => (State::Pending, None),
        (Some(run), _) if run.state == RunState::Succeeded => match (is_same(run), resolved) {
            (true, _) => (State::Applied, None),
            (false, Err(faults)) => broken(faults),
            (false, Ok(_)) => {
                let problem = Problem::Edited { id: id.to_owned(), run: run.run.0, diff: String::new() };
                (State::Edited, Some(problem))
            }
        },
        (Some(_), Err(faults)) => broken(faults),
        (Some(run), Ok(_)) if run.state == RunState::Undone => match is_same(run) {
            true => (State::Undone, None),
            false => (State::Pending, None),
        },
        (Some(run), Ok(_)) => match (run.has_left, is_same(run)) {
            (true, true) => {
                let problem = Problem::Partly { id: id.to_owned(), run: run.run.0 };
                (State::Partly, Some(problem))
            }
            (true, false) => (State::Pending, None),
            (false, _) => (State::Failed, None),
        },
    }
}
