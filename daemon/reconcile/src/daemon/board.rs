//! The board: the status and the memory of every target, and how a visit changes them.
//!
//! Not the visiting, and not the store. Invariant: one task owns it; every change of a status goes through a happening.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::RunState;
use tokio::time::Instant;

use super::accepted::{Accepted, Assigned};
use super::decide::{Decision, Said, said_of_wave};
use super::goal::Goal;
use super::recorder::{Report, Told};
use super::settings::Backoff;
use super::trouble::{Again, Trouble};
use super::visit::{Compared, Ran, Visited};
use crate::chain;
use crate::desired::DriftMode;
use crate::status::{
    DriftSummary, Happening, Health, Next, Operation, Reason, RepoDiagnostic, RunSummary, Sync, TargetStatus,
    Timestamp, WaveStatus,
};
use crate::store::{Barred, EventKind, Memory, NewEvent, TargetRecord};

/// How often a target is looked at that waits for a person, who may act on it at any time.
const PERSON: Duration = Duration::from_secs(15);

/// One target on the board.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) record: TargetRecord,
    /// Whether this process has compared it.
    pub(super) is_known: bool,
    /// The commit that it was last compared with by this process.
    pub(super) seen: Option<String>,
    /// What is wrong in its desired SQL.
    pub(super) sql: Vec<RepoDiagnostic>,
    /// Whether the store has it as it is.
    pub(super) is_kept: bool,
    /// When the run began that is under way, or was last.
    run_started: Option<Timestamp>,
}

/// What is to be done after a visit.
#[derive(Debug, Default)]
pub(super) struct After {
    /// When to visit again; nothing: not by itself.
    pub(super) again: Option<Instant>,
    /// What to record.
    pub(super) events: Vec<NewEvent>,
    /// Why nothing may be applied any more.
    pub(super) halt: Option<String>,
}

/// Every target by name.
#[derive(Debug, Default)]
pub(super) struct Board {
    pub(super) entries: BTreeMap<String, Entry>,
}

impl Board {
    /// The board as the store remembers it; a run that was under way then was interrupted.
    pub(super) fn restored(records: Vec<TargetRecord>) -> Self {
        let entry = |mut record: TargetRecord| {
            if record.status.operation.is_running() {
                record.status.happen(Happening::RunStopped);
                record.status.reason = Reason::Interrupted;
                record.status.progress = None;
            }
            (
                record.status.name.clone(),
                Entry { record, is_known: false, seen: None, sql: Vec::new(), is_kept: true, run_started: None },
            )
        };
        Self { entries: records.into_iter().map(entry).collect() }
    }

    /// Takes over a commit: new targets, changed ones, those that cannot be worked on, and those that are gone.
    pub(super) fn adopt(&mut self, accepted: &Accepted, now: Timestamp) -> Vec<NewEvent> {
        for (name, assigned) in &accepted.targets {
            let target = match assigned {
                Assigned::Ready(goal) => &goal.target,
                Assigned::Not { target, .. } => target,
            };
            let url = match assigned {
                Assigned::Ready(goal) => goal.site.url.to_string(),
                Assigned::Not { target, .. } => target.url.to_string(),
            };
            let (environment, engine) = (target.kind.environment.as_str(), target.kind.engine);
            let entry = self.entries.entry(name.clone()).or_insert_with(|| Entry::new(name, environment, engine, now));
            entry.is_kept = false;
            let status = &mut entry.record.status;
            (status.environment, status.engine, status.url) = (environment.to_owned(), engine, url);
            status.revision.desired = Some(accepted.revision.clone());
            if std::mem::take(&mut status.orphaned) {
                entry.say(
                    Reason::NotLookedAt,
                    "it is in Git again",
                    Some(Next::by_daemon("it is looked at in a moment")),
                    now,
                );
            }
            if let Assigned::Not { error, .. } = assigned {
                entry.cannot_be_worked_on(&chain(&**error), now);
            }
        }
        let gone = |(name, entry): &(&String, &mut Entry)| {
            !accepted.targets.contains_key(*name) && !entry.record.status.orphaned
        };
        let orphan = |(name, entry): (&String, &mut Entry)| entry.orphan(accepted.could_find(name), now);
        self.entries.iter_mut().filter(gone).map(orphan).collect()
    }

    /// Shows what a running target tells.
    pub(super) fn show(&mut self, report: Report, now: Timestamp) {
        let Some(entry) = self.entries.get_mut(&report.target) else { return };
        let status = &mut entry.record.status;
        let (happening, progress) = match report.told {
            Told::Happened(happening, progress) => (happening, progress),
            Told::GotOn(online) => {
                if let Some(progress) = &mut status.progress {
                    progress.online = Some(online);
                }
                return;
            }
        };
        if happening == Happening::RunBegins && !status.operation.is_running() {
            status.revision.attempted.clone_from(&status.revision.desired);
            entry.run_started = Some(now);
        }
        status.happen(happening);
        status.progress = progress;
        match happening {
            Happening::LookBegins => entry.say(Reason::Looking, "being compared with Git", None, now),
            Happening::RunSucceeded | Happening::RunFailed => {}
            _ => {
                let message = match &status.progress {
                    Some(progress) => format!("step {} of {}: {}", progress.step, progress.of, progress.summary),
                    None => status.operation.words().to_owned(),
                };
                entry.say(Reason::Running, message, None, now);
            }
        }
    }

    /// The statuses by name.
    pub(super) fn statuses(&self) -> Vec<TargetStatus> {
        self.entries.values().map(|entry| entry.record.status.clone()).collect()
    }

    /// What is wrong in desired SQL, each once.
    pub(super) fn sql_diagnostics(&self) -> Vec<RepoDiagnostic> {
        let mut all: Vec<RepoDiagnostic> = self.entries.values().flat_map(|entry| entry.sql.clone()).collect();
        all.sort();
        all.dedup();
        all
    }
}

impl Entry {
    fn new(name: &str, environment: &str, engine: schema::Dialect, now: Timestamp) -> Self {
        let status = TargetStatus::unseen(name, environment, engine, String::new(), now);
        let record = TargetRecord { memory: Memory::default(), status };
        Self { record, is_known: false, seen: None, sql: Vec::new(), is_kept: false, run_started: None }
    }

    /// Changes what is said; since when is kept where the same is said again.
    fn say(&mut self, reason: Reason, message: impl Into<String>, next: Option<Next>, now: Timestamp) {
        let before = (self.record.status.reason, std::mem::take(&mut self.record.status.message));
        let status = &mut self.record.status;
        (status.reason, status.message, status.next) = (reason, message.into(), next);
        if before != (status.reason, status.message.clone()) {
            status.since = now;
        }
        self.is_kept = false;
    }

    fn cannot_be_worked_on(&mut self, message: &str, now: Timestamp) {
        self.enter_look();
        self.record.status.happen(Happening::MayNotRun);
        (self.record.status.sync, self.record.status.health) = (Sync::Unknown, Health::Unknown);
        self.record.memory.token = None;
        (self.record.status.window, self.record.status.wave) = (None, None);
        let next = Next::by_operator("set the variable for the daemon and start it again, or mend the target in Git");
        self.say(Reason::BadSettings, message, Some(next), now);
    }

    /// Leaves the target alone. `of_query`: a query did not find it, and may find it again.
    fn orphan(&mut self, of_query: bool, now: Timestamp) -> NewEvent {
        self.enter_look();
        self.record.status.happen(Happening::NothingToDo);
        self.record.status.orphaned = true;
        (self.record.status.window, self.record.status.wave) = (None, None);
        self.record.status.next_reconcile = None;
        let (message, next) = match of_query {
            true => (
                "no longer found by the query of its target set: left as it is and not looked at",
                Next::by_operator("nothing is dropped; it is looked at again as soon as the query finds its id"),
            ),
            false => (
                "no longer in Git: left as it is and not looked at",
                Next::by_committer("nothing is dropped; write the target into Git again to have it looked at"),
            ),
        };
        self.say(Reason::Orphaned, message, Some(next), now);
        NewEvent::by_daemon(EventKind::TargetOrphaned, Some(&self.record.status.name), serde_json::json!({}))
    }

    /// A visit that found no need to look still ends in a state that a look ends in.
    fn enter_look(&mut self) {
        let operation = self.record.status.operation;
        if operation.is_running() {
            self.record.status.happen(Happening::RunStopped);
        }
        if operation != Operation::Planning {
            self.record.status.happen(Happening::LookBegins);
        }
    }

    /// Changes the entry by what a visit found.
    pub(super) fn visited(&mut self, visited: Visited, of: &Goal, backoff: &Backoff, now: Timestamp) -> After {
        let mut after = After::default();
        let rest = Instant::now() + of.settings.drift_interval;
        match visited {
            Visited::Unchanged => {
                self.unchanged(of, now);
                after.again = Some(rest);
            }
            Visited::Again => after.again = Some(Instant::now()),
            Visited::Stopped => self.stopped(now),
            Visited::Compared(compared) => {
                self.compared(*compared, of, now);
                after.again = Some(rest);
            }
            Visited::Ran(ran) => self.ran(*ran, of, backoff, now, &mut after),
            Visited::Troubled(trouble) => self.troubled(*trouble, of, backoff, now, &mut after),
        }
        if matches!(self.record.status.operation, Operation::AwaitingApproval | Operation::Blocked) {
            let soon = Instant::now() + PERSON;
            after.again = after.again.map(|at| at.min(soon));
        }
        let status = &self.record.status;
        let opens = match status.operation {
            Operation::AwaitingWindow => status.window.as_ref().and_then(|window| window.opens),
            Operation::AwaitingWave => status.wave.as_ref().and_then(|wave| wave.opens),
            _ => None,
        };
        if let Some(opens) = opens {
            // A moment after it, because a timer may be a little early.
            let pause = opens.since(now).min(of.settings.drift_interval);
            let open = Instant::now() + pause + Duration::from_millis(1);
            after.again = after.again.map(|at| at.min(open));
        }
        let wait = after.again.map(|at| at.saturating_duration_since(Instant::now()));
        self.record.status.next_reconcile = wait.map(|wait| now.after(wait));
        self.record.status.consecutive_failures = self.record.memory.failures;
        after
    }

    /// Changes what is said of its waiting, while it goes on waiting.
    pub(super) fn waits_on(&mut self, wave: WaveStatus, now: Timestamp) {
        let said = said_of_wave(&wave);
        self.record.status.wave = Some(wave);
        self.say(said.reason, said.message, Some(said.next), now);
    }

    fn unchanged(&mut self, of: &Goal, now: Timestamp) {
        self.seen = Some(of.revision.clone());
        let status = &mut self.record.status;
        status.health = if status.health == Health::Degraded { status.health } else { Health::Reachable };
        status.last_verified = Some(now);
        if self.record.memory.applied_tree == Some(of.tree) && status.sync == Sync::InSync {
            self.applied(of);
        }
        self.is_kept = false;
    }

    fn applied(&mut self, of: &Goal) {
        let memory = &mut self.record.memory;
        (memory.applied_tree, memory.applied_revision) = (Some(of.tree), Some(of.revision.clone()));
        self.record.status.revision.applied = Some(of.revision.clone());
    }

    fn stopped(&mut self, now: Timestamp) {
        if self.record.status.operation.is_running() {
            self.record.status.happen(Happening::RunStopped);
            let next = Next::by_daemon("the run is finished when the daemon starts again");
            self.say(Reason::Interrupted, "the daemon ended in the middle of a run", Some(next), now);
        } else if self.record.status.operation == Operation::Planning {
            self.record.status.happen(Happening::NothingToDo);
            self.say(Reason::NotLookedAt, "the daemon ended before the look did", None, now);
        }
        self.record.memory.token = None;
    }

    fn compared(&mut self, compared: Compared, of: &Goal, now: Timestamp) {
        let Compared { token, sync, decision, plan, glass, drifted, last_run, changelists, is_schema_in_sync } =
            compared;
        self.enter_look();
        (self.is_known, self.seen, self.sql) = (true, Some(of.revision.clone()), Vec::new());
        let memory = &mut self.record.memory;
        (memory.token, memory.inputs, memory.next_attempt) = (Some(token), Some(of.inputs()), None);
        if decision != Decision::Barred {
            memory.failures = 0;
        }
        if is_schema_in_sync {
            memory.applied_tree = Some(of.tree);
        }
        let status = &mut self.record.status;
        status.changelists = changelists;
        (status.sync, status.plan, status.last_verified, status.progress) = (sync, plan, Some(now), None);
        (status.glass, status.window, status.wave) = (glass, None, None);
        status.health = match (drifted.is_empty(), of.settings.drift) {
            (false, DriftMode::Alert) => Health::Degraded,
            _ => Health::Reachable,
        };
        let is_told = |told: &RunSummary, found: &RunSummary| (told.run, &told.state) == (found.run, &found.state);
        if let Some(found) = last_run
            && !status.last_run.as_ref().is_some_and(|told| is_told(told, &found))
        {
            status.last_run = Some(found);
        }
        let since = status.drift.as_ref().map_or(now, |drift| drift.since);
        status.drift = (!drifted.is_empty()).then_some(DriftSummary { since, objects: drifted });
        match decision {
            Decision::InSync => self.in_sync(of, now),
            Decision::ShowDrift(said) => self.rest(Happening::NothingToDo, said, now),
            Decision::Block(said) => self.rest(Happening::MayNotRun, said, now),
            Decision::Wait(said) => self.rest(Happening::WaitsForPerson, said, now),
            Decision::InTurn(said, wave) => {
                self.record.status.wave = Some(wave);
                self.rest(Happening::WaitsForWave, said, now);
            }
            Decision::Later(said, window) => {
                self.record.status.window = Some(window);
                self.rest(Happening::WaitsForWindow, said, now);
            }
            Decision::Barred | Decision::Run => self.still_failed(now),
        }
    }

    fn in_sync(&mut self, of: &Goal, now: Timestamp) {
        self.applied(of);
        self.record.memory.barred = None;
        self.record.status.sync = Sync::InSync;
        self.record.status.happen(Happening::NothingToDo);
        self.say(Reason::InSync, "the database is what Git says", None, now);
    }

    fn rest(&mut self, happening: Happening, said: Said, now: Timestamp) {
        self.record.status.happen(happening);
        self.say(said.reason, said.message, Some(said.next), now);
    }

    /// The plan that failed is still the plan.
    fn still_failed(&mut self, now: Timestamp) {
        self.record.status.happen(Happening::RunFailed);
        let failure = self.record.status.last_run.as_ref().and_then(|run| run.failure.clone());
        let message = failure.unwrap_or_else(|| "the plan failed and is not tried again".to_owned());
        self.say(Reason::StepFailed, message, Some(mend()), now);
    }

    fn ran(&mut self, ran: Ran, of: &Goal, backoff: &Backoff, now: Timestamp, after: &mut After) {
        let Ran { ended, plan, recovered, tired } = ran;
        self.record.memory.token = None;
        (self.record.status.progress, self.record.status.window, self.record.status.wave) = (None, None, None);
        let started = self.run_started.unwrap_or(now);
        self.record.status.last_run = plan.map(|plan| RunSummary {
            run: ended.run.0,
            plan,
            state: ended.state.word().to_owned(),
            started,
            ended: Some(now),
            failure: ended.failure.clone(),
        });
        after.again = Some(Instant::now());
        if ended.state != RunState::Failed {
            self.record.memory.failures = 0;
            let message = match (recovered, ended.state) {
                (true, _) => "an interrupted run was brought to its end",
                (false, RunState::Undone) => "the run was taken back",
                (false, _) => "the plan was applied",
            };
            return self.say(Reason::Applied, message, Some(Next::by_daemon("it is compared once more")), now);
        }
        self.failed(&ended.failure.unwrap_or_default(), &ended.left, now);
        if tired {
            self.count(of, backoff, now, after);
        } else {
            self.record.memory.failures += 1;
            self.record.memory.barred = plan.map(|plan| Barred { plan, revision: of.revision.clone() });
        }
    }

    fn failed(&mut self, failure: &str, left: &[u32], now: Timestamp) {
        if left.is_empty() {
            return self.say(Reason::StepFailed, failure, Some(mend()), now);
        }
        let steps = left.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let next = Next::by_operator("look at the target: these steps stand; the next plan starts from what is there");
        self.say(Reason::UndoIncomplete, format!("{failure}; could not be undone: step {steps}"), Some(next), now);
    }

    /// Counts a failure that may pass, and says when it is tried again; after too many, gives up.
    fn count(&mut self, of: &Goal, backoff: &Backoff, now: Timestamp, after: &mut After) {
        let memory = &mut self.record.memory;
        memory.failures += 1;
        let (failures, name) = (memory.failures, of.name());
        if !backoff.gives_up(failures) {
            let pause = backoff.pause(failures);
            memory.next_attempt = Some(now.after(pause));
            after.again = Some(Instant::now() + pause);
            return;
        }
        memory.next_attempt = Some(now.after(backoff.longest));
        after.again = Some(Instant::now() + backoff.longest);
        let status = &mut self.record.status;
        let first = failures == backoff.give_up_after;
        if first {
            let detail = serde_json::json!({ "failures": failures, "message": status.message });
            after.events.push(NewEvent::by_daemon(EventKind::TargetStalled, Some(name), detail));
        }
        if !status.operation.is_running() {
            status.happen(Happening::GaveUp);
        }
        if let Some(plan) = status.plan.as_ref().map(|plan| plan.digest) {
            memory.barred = Some(Barred { plan, revision: of.revision.clone() });
        }
    }

    fn troubled(&mut self, trouble: Trouble, of: &Goal, backoff: &Backoff, now: Timestamp, after: &mut After) {
        let was_running = self.record.status.operation.is_running();
        self.enter_look();
        let memory = &mut self.record.memory;
        memory.token.clone_from(&trouble.token);
        memory.inputs = trouble.token.is_some().then(|| of.inputs());
        self.is_known = trouble.token.is_some();
        self.sql = trouble.sql;
        let status = &mut self.record.status;
        (status.health, status.progress, status.plan) = (trouble.health, None, None);
        (status.window, status.wave) = (None, None);
        if !was_running {
            status.sync = Sync::Unknown;
        }
        match trouble.again {
            Again::OnChange => {
                status.happen(Happening::MayNotRun);
                after.again = Some(Instant::now() + of.settings.drift_interval);
            }
            Again::Soon | Again::WithStore => {
                status.happen(if was_running { Happening::RunFailed } else { Happening::NothingToDo })
            }
        }
        self.say(trouble.reason, trouble.message.clone(), Some(trouble.next), now);
        match trouble.again {
            Again::OnChange => {}
            Again::Soon => self.count(of, backoff, now, after),
            Again::WithStore => after.halt = Some(trouble.message),
        }
    }
}

fn mend() -> Next {
    Next::by_committer(
        "everything was undone; mend what is desired, or the rows, and commit: the same plan is not run again at this commit",
    )
}
