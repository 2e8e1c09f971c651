//! Waves: in which order the targets of an environment are changed, and what holds the later ones.
//!
//! Computed from the board as it is, again and again: there is no progress to remember but that of the targets. Invariant: a target of a
//! later wave begins only when those of the earlier ones are what the commit in force says, and have been for the bake time. A rollback
//! goes the other way round, from the last wave to the first.

use std::collections::{BTreeMap, BTreeSet};

use super::accepted::{Accepted, Assigned};
use super::board::{Board, Entry};
use super::checks::{Checks, Place, Wanted};
use crate::desired::{Target, WavePolicy};
use crate::status::{Operation, Sync, Timestamp, WaveStatus};

/// The waves of every environment that has some, as they stand.
#[derive(Debug, Default)]
pub(super) struct Stages {
    environments: BTreeMap<String, Vec<Wave>>,
    /// The environment and the wave of each target.
    places: BTreeMap<String, Place>,
    /// The environments between whose waves something is checked.
    checked: BTreeSet<String>,
    revision: String,
}

/// One wave as it stands.
#[derive(Debug, Default)]
struct Wave {
    /// The targets of it.
    members: BTreeSet<String>,
    /// Those that are not what the commit says yet.
    open: BTreeSet<String>,
    failed: BTreeSet<String>,
    /// When the last run of any of them ended.
    last_run: Option<Timestamp>,
}

/// How a target stands to the commit in force.
pub(super) enum Standing {
    Done,
    Failed,
    /// It must not go on before somebody acts.
    Blocked,
    Open,
}

impl Stages {
    /// The waves of a commit as they stand.
    pub(super) fn of(accepted: &Accepted, board: &Board, now: Timestamp) -> Self {
        let mut stages = Self::default();
        let is_back = accepted.state.rollback().is_some();
        for (environment, targets) in by_environment(accepted) {
            let Some(first) = targets.first() else { continue };
            let policy = &accepted.state.settings_of(first).waves;
            let mut waves = Vec::new();
            for (target, at) in targets.iter().zip(wave_numbers(policy, &targets, is_back)) {
                let name = target.name.as_str();
                waves.resize_with(waves.len().max(at + 1), Wave::default);
                waves[at].take_over(name, accepted, board, now);
                stages.places.insert(name.to_owned(), (environment.clone(), at));
            }
            // On the way back nobody is held up.
            let is_checked = !is_back && accepted.state.rollout.checks.iter().any(|check| check.is_of(&environment));
            stages.checked.extend(is_checked.then(|| environment.clone()));
            stages.environments.insert(environment, waves);
        }
        stages.revision.clone_from(&accepted.revision);
        stages
    }

    /// Takes over how one target stands now.
    pub(super) fn changed(&mut self, name: &str, accepted: &Accepted, board: &Board, now: Timestamp) {
        let Some((environment, at)) = self.places.get(name) else { return };
        if let Some(wave) = self.environments.get_mut(environment).and_then(|waves| waves.get_mut(*at)) {
            wave.take_over(name, accepted, board, now);
        }
    }

    /// What holds a target; nothing where it may begin.
    pub(super) fn held(
        &self,
        target: &str,
        policy: &WavePolicy,
        checks: &Checks,
        now: Timestamp,
    ) -> Option<WaveStatus> {
        let (environment, at) = self.places.get(target)?;
        let waves = self.environments.get(environment)?;
        let status = |failed: &BTreeSet<String>, open: &BTreeSet<String>, opens| WaveStatus {
            wave: at + 1,
            of: waves.len(),
            failed: failed.iter().cloned().collect(),
            open: open.len(),
            first_open: open.first().cloned(),
            opens,
            limit: None,
            check: None,
            depends_on: None,
            is_back: false,
        };
        let none = BTreeSet::new();
        let before = waves.get(..*at)?;
        // Its own wave stops too where a share is said: what failed next to it is a reason not to begin.
        let own = waves.get(*at).filter(|_| policy.max_failures.is_some());
        if let Some(wave) = before.iter().chain(own).find(|wave| wave.is_failed(policy, target)) {
            return Some(status(&wave.failed, &none, None));
        }
        if let Some(wave) = before.iter().find(|wave| !wave.open.is_empty()) {
            return Some(status(&none, &wave.open, None));
        }
        let opens = before.iter().filter_map(|wave| wave.last_run).max().map(|last| last.after(policy.bake));
        if let Some(opens) = opens.filter(|opens| *opens > now) {
            return Some(status(&none, &none, Some(opens)));
        }
        let check = checks.held(&self.checked_before(environment, *at)?, &self.revision)?;
        Some(WaveStatus { check: Some(check), ..status(&none, &none, None) })
    }

    /// The wave before one, where something is checked between them.
    fn checked_before(&self, environment: &str, at: usize) -> Option<Place> {
        let before = at.checked_sub(1).filter(|_| self.checked.contains(environment))?;
        Some((environment.to_owned(), before))
    }

    /// The wave whose checks a target waits for.
    pub(super) fn checked_for(&self, target: &str) -> Option<Place> {
        let (environment, at) = self.places.get(target)?;
        self.checked_before(environment, *at)
    }

    /// The checks of a wave, with the targets that they are asked of.
    pub(super) fn wanted(&self, place: Place, accepted: &Accepted) -> Option<Wanted> {
        let waves = self.environments.get(&place.0)?;
        let goal = |name: &String| match accepted.targets.get(name) {
            Some(Assigned::Ready(goal)) => Some(goal.clone()),
            Some(Assigned::Not { .. }) | None => None,
        };
        let targets = waves.get(place.1)?.members.iter().filter_map(goal).collect();
        let checks = accepted.state.rollout.checks.iter().filter(|check| check.is_of(&place.0)).cloned().collect();
        Some(Wanted { of: waves.len(), revision: self.revision.clone(), place, checks, targets })
    }
}

impl Wave {
    /// Takes over how a target of it stands now; one that somebody left out is none of it.
    fn take_over(&mut self, name: &str, accepted: &Accepted, board: &Board, now: Timestamp) {
        for names in [&mut self.members, &mut self.open, &mut self.failed] {
            names.remove(name);
        }
        if !is_skipped(accepted, name, now) {
            self.add(name, board.entries.get(name), &accepted.revision, accepted.state.rollback().is_some());
        }
    }

    /// On the way back nothing bakes, and a target that cannot go on holds up nobody: it is told, and the others are brought back.
    fn add(&mut self, name: &str, entry: Option<&Entry>, revision: &str, is_back: bool) {
        self.members.insert(name.to_owned());
        match entry.map_or(Standing::Open, |entry| standing(entry, revision)) {
            Standing::Done => {}
            Standing::Failed | Standing::Blocked if is_back => {}
            Standing::Failed => drop(self.failed.insert(name.to_owned())),
            Standing::Open | Standing::Blocked => drop(self.open.insert(name.to_owned())),
        }
        if is_back {
            return;
        }
        let ended = entry.and_then(|entry| entry.record.status.last_run.as_ref()?.ended);
        self.last_run = self.last_run.max(ended);
    }

    /// Whether too many of the others failed.
    fn is_failed(&self, policy: &WavePolicy, target: &str) -> bool {
        let failed = self.failed.iter().filter(|name| *name != target).count();
        failed * 100 > self.members.len() * usize::from(policy.max_failures.unwrap_or(0))
    }
}

/// Whether somebody decided that a target is left as it is: no wave waits for it.
pub(super) fn is_skipped(accepted: &Accepted, name: &str, now: Timestamp) -> bool {
    match accepted.targets.get(name) {
        Some(Assigned::Ready(goal)) => goal.skip(now.system()).is_some(),
        Some(Assigned::Not { .. }) | None => false,
    }
}

pub(super) fn standing(entry: &Entry, revision: &str) -> Standing {
    let status = &entry.record.status;
    let is_seen = entry.seen.as_deref() == Some(revision);
    match (status.operation, status.sync) {
        (Operation::Stalled, _) => Standing::Failed,
        (Operation::Failed, _) if is_seen => Standing::Failed,
        // What drifted has nothing to come from this commit.
        (_, Sync::InSync | Sync::Drifted) if is_seen => Standing::Done,
        (Operation::Blocked, _) if is_seen => Standing::Blocked,
        _ => Standing::Open,
    }
}

/// The targets of environments that have waves, in the order of their names. One that cannot be worked on is among them, and holds up the
/// waves after its own.
fn by_environment(accepted: &Accepted) -> BTreeMap<String, Vec<&Target>> {
    let mut all: BTreeMap<String, Vec<&Target>> = BTreeMap::new();
    for assigned in accepted.targets.values() {
        let target = match assigned {
            Assigned::Ready(goal) => &goal.target,
            Assigned::Not { target, .. } => target,
        };
        if accepted.state.settings_of(target).waves.has_waves() {
            all.entry(target.kind.environment.to_string()).or_default().push(target);
        }
    }
    all
}

/// The number of the wave of each target: the canaries are the first, then come the others, so many at a time; the other way round where a
/// rollout is taken back.
fn wave_numbers(policy: &WavePolicy, targets: &[&Target], is_back: bool) -> Vec<usize> {
    let is_canary: Vec<bool> = targets.iter().map(|target| policy.is_canary(target)).collect();
    let first = usize::from(is_canary.contains(&true));
    let mut others = 0;
    let number = |is_canary: bool| {
        if is_canary {
            return 0;
        }
        others += 1;
        first + policy.wave.map_or(0, |size| (others - 1) / usize::from(size))
    };
    let mut numbers: Vec<usize> = is_canary.into_iter().map(number).collect();
    if is_back {
        let last = numbers.iter().copied().max().unwrap_or(0);
        numbers.iter_mut().for_each(|number| *number = last - *number);
    }
    numbers
}
