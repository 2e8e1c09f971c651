//! The checks between waves: asked when a target waits for them, and again until they hold.
//!
//! Not the order of waves, which is in `stages`. Invariant: what held at a commit counts for that commit alone, and nothing is remembered
//! over a restart: it is asked anew.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use engine::{Live, Options};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::accepted::Accepted;
use super::gate::GateCall;
use super::goal::Goal;
use super::settings::Settings;
use super::stages::Stages;
use crate::chain;
use crate::changelist::expectation;
use crate::desired::{Asks, Check, WaveCheck};
use crate::status::CheckStatus;

/// A wave of an environment.
pub(super) type Place = (String, usize);

/// The checks of a wave that somebody waits for.
pub(super) struct Wanted {
    pub(super) place: Place,
    /// How many waves there are.
    pub(super) of: usize,
    pub(super) revision: String,
    pub(super) checks: Vec<Arc<WaveCheck>>,
    /// The targets of the wave.
    pub(super) targets: Vec<Arc<Goal>>,
}

/// What did not hold.
struct Failed {
    check: String,
    why: String,
    interval: Duration,
}

/// How the checks of a wave stand.
struct Asked {
    revision: String,
    is_running: bool,
    has_passed: bool,
    failed: Option<Failed>,
    tries: u32,
    due: Instant,
}

/// The checks of all waves.
pub(super) struct Checks {
    settings: Arc<Settings>,
    asked: BTreeMap<Place, Asked>,
    running: JoinSet<(Place, String, Result<(), Failed>)>,
}

impl Checks {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, asked: BTreeMap::new(), running: JoinSet::new() }
    }

    /// What of a wave holds up the next one; nothing where its checks held at this commit.
    pub(super) fn held(&self, place: &Place, revision: &str) -> Option<CheckStatus> {
        let Some(asked) = self.asked.get(place).filter(|asked| asked.revision == revision) else {
            return Some(CheckStatus::default());
        };
        if asked.has_passed {
            return None;
        }
        let failed = asked.failed.as_ref();
        Some(CheckStatus {
            name: failed.map(|failed| failed.check.clone()),
            failure: failed.map(|failed| failed.why.clone()),
            tries: asked.tries,
        })
    }

    /// Asks the checks of a wave that somebody waits for, if it is time; gives when they are asked again, where they did not hold.
    pub(super) fn want(&mut self, place: Place, stages: &Stages, accepted: &Accepted, now: Instant) -> Option<Instant> {
        let asked = self.asked.get(&place).filter(|asked| asked.revision == accepted.revision);
        match asked {
            Some(asked) if asked.is_running || asked.has_passed => return None,
            Some(asked) if asked.due > now => return Some(asked.due),
            Some(_) | None => {}
        }
        let wanted = stages.wanted(place, accepted)?;
        let revision = wanted.revision.clone();
        let fresh = Asked { revision, is_running: false, has_passed: false, failed: None, tries: 0, due: now };
        let asked = match self.asked.remove(&wanted.place) {
            Some(asked) if asked.revision == fresh.revision => asked,
            Some(_) | None => fresh,
        };
        self.asked.insert(wanted.place.clone(), Asked { is_running: true, ..asked });
        let settings = self.settings.clone();
        self.running.spawn(async move {
            let answer = ask(&wanted, &settings).await;
            (wanted.place, wanted.revision, answer)
        });
        None
    }

    /// Waits until checks were asked; never where none are.
    pub(super) async fn finished(&mut self) {
        let (place, revision, answer) = match self.running.join_next().await {
            Some(Ok(finished)) => finished,
            Some(Err(error)) => return tracing::error!(%error, "a check did not end in order"),
            None => return std::future::pending().await,
        };
        let Some(asked) = self.asked.get_mut(&place).filter(|asked| asked.revision == revision) else { return };
        asked.is_running = false;
        asked.tries = asked.tries.saturating_add(1);
        match answer {
            Ok(()) => (asked.has_passed, asked.failed) = (true, None),
            Err(failed) => {
                asked.due = Instant::now() + failed.interval;
                tracing::warn!(check = failed.check, why = failed.why, "a check between waves does not hold");
                asked.failed = Some(failed);
            }
        }
    }

    /// Forgets what is of no commit in force: nobody waits for it any more.
    pub(super) fn adopt(&mut self, revision: &str) {
        self.asked.retain(|_, asked| asked.revision == revision);
    }
}

async fn ask(wanted: &Wanted, settings: &Settings) -> Result<(), Failed> {
    for check in &wanted.checks {
        let failed = |why| Failed { check: check.name.to_string(), why, interval: check.interval };
        match &check.asks {
            Asks::Query(query) => {
                for goal in wanted.targets.iter().filter(|goal| check.is_for(&goal.target)) {
                    let answered = timeout(check.timeout, ask_target(goal, query)).await;
                    let answered = answered.unwrap_or_else(|_| Err(late(check.timeout)));
                    answered.map_err(|why| failed(format!("`{}`: {why}", goal.name())))?;
                }
            }
            Asks::Gate { url, is_post } => {
                ask_gate(wanted, check, url, *is_post, settings).await.map_err(failed)?;
            }
        }
    }
    Ok(())
}

async fn ask_target(goal: &Goal, check: &Check) -> Result<(), String> {
    let options = Options { read_only: true, ..goal.site.options.clone() };
    let (query, expected) = expectation(goal.target.kind.engine, check);
    let asked = async {
        let mut live = Live::connect(&goal.site.url, &options).await?;
        let rows = live.first_column(&query).await?;
        live.close().await?;
        Ok::<_, engine::Error>(rows.is_empty())
    };
    match asked.await {
        Ok(true) => Ok(()),
        Ok(false) => Err(expected),
        Err(error) => Err(chain(&error)),
    }
}

async fn ask_gate(
    wanted: &Wanted,
    check: &WaveCheck,
    url: &str,
    is_post: bool,
    settings: &Settings,
) -> Result<(), String> {
    let address = match url.strip_prefix("env:") {
        Some(name) => (settings.variables)(name).ok_or_else(|| format!("the variable `{name}` is not set"))?,
        None => url.to_owned(),
    };
    let Some(door) = &settings.gate else { return Err("this program asks no gates".to_owned()) };
    let (environment, at) = &wanted.place;
    let body = is_post.then(|| {
        json!({
            "check": check.name.to_string(),
            "project": wanted.targets.first().map(|goal| goal.project.clone()),
            "environment": environment,
            "revision": wanted.revision,
            "wave": at + 1,
            "of": wanted.of,
            "targets": wanted.targets.iter().map(|goal| goal.name()).collect::<Vec<_>>(),
        })
    });
    match door(GateCall { address, body, timeout: check.timeout }).await? {
        200..=299 => Ok(()),
        code => Err(format!("the gate answers {code}")),
    }
}

fn late(limit: Duration) -> String {
    format!("no answer within {} s", limit.as_secs())
}
