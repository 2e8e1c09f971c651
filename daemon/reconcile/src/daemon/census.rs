//! The census: which members the target sets have whose ids a query finds, and when each query is asked again.
//!
//! Not the asking: that is in `members`. Invariant: a query that fails changes no membership; the last answer stays in
//! force and the failure is shown until the query answers again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::settings::Settings;
use crate::chain;
use crate::desired::{DesiredState, Target, TargetSet};
use crate::members::{self, Answer, AskError};
use crate::status::RepoDiagnostic;
use crate::store::{EventKind, Members, NewEvent};

/// Every target set that a query fills, by name.
pub(super) struct Census {
    settings: Arc<Settings>,
    rolls: BTreeMap<String, Roll>,
    /// The last answers, also of sets that no commit named yet since the start.
    answers: BTreeMap<String, Answer>,
    /// What is wrong with single ids.
    wrong: Vec<RepoDiagnostic>,
    asking: JoinSet<(TargetSet, Result<Answer, AskError>)>,
}

/// One target set.
struct Roll {
    set: TargetSet,
    /// How long an answer is taken for the truth.
    interval: Duration,
    due: Instant,
    is_asked: bool,
    /// What the last asking failed with, and how many in a row.
    failure: Option<(RepoDiagnostic, u32)>,
}

/// What an answer changed.
#[derive(Default)]
pub(super) struct News {
    /// Whether members came or went.
    pub(super) is_changed: bool,
    /// What to remember.
    pub(super) kept: Option<Members>,
    /// What to record.
    pub(super) event: Option<NewEvent>,
}

impl Census {
    /// The census as the store remembers it; every set is asked when a commit names it.
    pub(super) fn restored(settings: Arc<Settings>, kept: Vec<Members>) -> Self {
        let answers = kept.into_iter().map(|members| (members.set, members.ids)).collect();
        Self { settings, rolls: BTreeMap::new(), answers, wrong: Vec::new(), asking: JoinSet::new() }
    }

    /// Takes over a commit: new sets and changed ones are asked at once, those that are gone are forgotten.
    pub(super) fn adopt(&mut self, state: &DesiredState, now: Instant) {
        let mut before = std::mem::take(&mut self.rolls);
        for set in &state.queried_sets {
            let interval = state.rollout.of(&set.kind.environment).drift_interval;
            let fresh = |set: &TargetSet| Roll { set: set.clone(), interval, due: now, is_asked: false, failure: None };
            let roll = match before.remove(&set.name) {
                Some(roll) if roll.set == *set => Roll { interval, due: roll.due.min(now + interval), ..roll },
                _ => fresh(set),
            };
            self.rolls.insert(set.name.clone(), roll);
        }
    }

    /// The targets that the last answers make beside those that are listed.
    pub(super) fn members(&mut self, state: &DesiredState) -> Vec<Target> {
        let sets = self.rolls.values().filter_map(|roll| Some((&roll.set, self.answers.get(&roll.set.name)?)));
        let (targets, wrong) = members::join(&state.targets, sets);
        self.wrong = wrong;
        targets
    }

    /// What is to be shown: queries that fail, and ids that cannot be targets.
    pub(super) fn diagnostics(&self) -> Vec<RepoDiagnostic> {
        let failed = self.rolls.values().filter_map(|roll| roll.failure.as_ref().map(|(shown, _)| shown.clone()));
        failed.chain(self.wrong.iter().cloned()).collect()
    }

    /// Asks for every set.
    pub(super) fn ask_all(&mut self, now: Instant) {
        for roll in self.rolls.values_mut() {
            roll.due = roll.due.min(now);
        }
    }

    /// Sends the queries that are due.
    pub(super) fn start(&mut self, now: Instant) {
        for roll in self.rolls.values_mut().filter(|roll| roll.due <= now && !roll.is_asked) {
            roll.is_asked = true;
            let (set, settings) = (roll.set.clone(), self.settings.clone());
            self.asking.spawn(async move {
                let answer = members::ask(&set, &*settings.variables, settings.base()).await;
                (set, answer)
            });
        }
    }

    /// When the next query is due.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.rolls.values().filter(|roll| !roll.is_asked).map(|roll| roll.due).min()
    }

    /// Waits for the next answer; never where none is awaited.
    pub(super) async fn answered(&mut self) -> News {
        match self.asking.join_next().await {
            Some(Ok((set, answer))) => self.take(&set, answer),
            Some(Err(error)) => {
                tracing::error!(%error, "the query of a target set did not end in order");
                News::default()
            }
            None => std::future::pending().await,
        }
    }

    fn take(&mut self, set: &TargetSet, answer: Result<Answer, AskError>) -> News {
        // The answer to a query that Git does not have any more is nobody's.
        let Some(roll) = self.rolls.get_mut(&set.name).filter(|roll| roll.set == *set) else { return News::default() };
        roll.is_asked = false;
        match answer {
            Ok(answer) => self.take_members(set, answer),
            Err(error) => self.take_failure(set, &error),
        }
    }

    fn take_members(&mut self, set: &TargetSet, mut answer: Answer) -> News {
        let Some(roll) = self.rolls.get_mut(&set.name) else { return News::default() };
        (roll.failure, roll.due) = (None, Instant::now() + roll.interval);
        answer.sort();
        answer.dedup();
        let before = self.answers.get(&set.name);
        if before == Some(&answer) {
            return News::default();
        }
        let known = before.map(Vec::as_slice).unwrap_or_default();
        let only = |these: &[Option<String>], those: &[Option<String>]| -> Vec<Option<String>> {
            these.iter().filter(|id| those.binary_search(id).is_err()).cloned().collect()
        };
        let detail = json!({ "set": set.name, "came": only(&answer, known), "went": only(known, &answer) });
        tracing::info!(set = %set.name, members = answer.len(), "members of a target set changed");
        self.answers.insert(set.name.clone(), answer.clone());
        News {
            is_changed: true,
            kept: Some(Members { set: set.name.clone(), ids: answer, answered: self.settings.clock.now() }),
            event: Some(NewEvent::by_daemon(EventKind::MembersChanged, None, detail)),
        }
    }

    fn take_failure(&mut self, set: &TargetSet, error: &AskError) -> News {
        let Some(roll) = self.rolls.get_mut(&set.name) else { return News::default() };
        let failures = roll.failure.as_ref().map_or(0, |(_, failures)| *failures).saturating_add(1);
        let pause = self.settings.backoff.pause(failures).max(self.settings.backoff.limit(failures) / 2);
        roll.due = Instant::now() + pause;
        let mut shown = error.diagnostic(set);
        shown.message.push_str(&match self.answers.get(&set.name) {
            Some(known) => format!("; its {} known member(s) stay", known.len()),
            None => "; no member of it is known yet".to_owned(),
        });
        let is_told = roll.failure.replace((shown.clone(), failures)).is_some_and(|(before, _)| before == shown);
        if is_told {
            return News::default();
        }
        tracing::warn!(set = %set.name, error = %chain(error), "the query of a target set failed, its members stay");
        let detail = json!({ "set": set.name, "error": chain(error) });
        News { event: Some(NewEvent::by_daemon(EventKind::MembersUnknown, None, detail)), ..News::default() }
    }
}
