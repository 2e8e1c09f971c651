//! Online changes of tables, under the writes of others.

mod back;
mod basic;
mod refused;
mod steered;
mod types;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use engine::{Live, OnlineSettings, Options, Result, RunId, Steering};
use plan::{Mode, Online, Plan, Step};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::place::*;
use crate::steps::{begin, step};

/// An online step on `t`.
pub(super) fn online(clauses: &str, renamed: &[(&str, &str)]) -> Step {
    let mut online = step(Mode::Online, &[&format!("ALTER TABLE t {clauses}")], &[]);
    online.online = Some(Online::Copy {
        table: "t".into(),
        clauses: clauses.to_owned(),
        renamed: renamed.iter().map(|(old, new)| ((*old).into(), (*new).into())).collect(),
    });
    online
}

/// Settings that make small tables take many ranges.
pub(super) fn quick() -> OnlineSettings {
    OnlineSettings {
        range_time: Duration::from_millis(5),
        exchange_wait: Duration::from_secs(2),
        ..OnlineSettings::default()
    }
}

pub(super) fn steering(settings: OnlineSettings) -> Steering {
    Steering::new(settings, watch::channel(false).1)
}

/// A session of the program with these settings.
pub(super) async fn live_with(place: &Place, steering: &Steering) -> Live {
    let options = Options { steering: steering.clone(), ..Options::default() };
    Live::connect(&place.url, &options).await.expect("a session")
}

/// A change that goes on.
pub(super) struct Going {
    pub(super) run: RunId,
    pub(super) plan: Plan,
    pub(super) steering: Steering,
}

impl Going {
    pub(super) async fn begin(place: &Place, step: Step, settings: OnlineSettings) -> Self {
        let mut live = place.live().await;
        let (run, plan) = begin(&mut live, vec![step]).await;
        Self { run, plan, steering: steering(settings) }
    }

    pub(super) async fn run(&self, place: &Place) -> Result<()> {
        let mut live = live_with(place, &self.steering).await;
        live.run_step(self.run, &self.plan.steps[0]).await
    }

    pub(super) async fn undo(&self, place: &Place) -> Result<()> {
        let mut live = live_with(place, &self.steering).await;
        live.undo_step(self.run, &self.plan.steps[0]).await
    }
}

/// Sessions that write until they are told to end.
pub(super) struct Load {
    goes_on: Arc<AtomicBool>,
    writers: Vec<JoinHandle<u64>>,
}

impl Load {
    /// Each of the writers runs the transactions that it is given the statements of, by a random number.
    pub(super) fn begin(place: &Place, writers: u64, statements: fn(&mut Dice) -> Vec<String>) -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        let write = |writer: u64| {
            let (goes_on, url) = (goes_on.clone(), place.text().to_owned());
            tokio::spawn(async move {
                let mut connection = connect(&url).await;
                let mut dice = Dice(writer.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
                let mut transactions = 0;
                while goes_on.load(Ordering::Relaxed) {
                    transact(&mut connection, &statements(&mut dice)).await;
                    transactions += 1;
                }
                transactions
            })
        };
        Self { writers: (0..writers).map(write).collect(), goes_on }
    }

    /// Ends it and says how many transactions there were.
    pub(super) async fn end(self) -> u64 {
        self.goes_on.store(false, Ordering::Relaxed);
        let mut transactions = 0;
        for writer in self.writers {
            transactions += writer.await.expect("a writer ends");
        }
        transactions
    }
}

/// Numbers that look random and are the same each time.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }
}
