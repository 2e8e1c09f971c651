//! What an online change says of itself while it goes on, a few times a second.

use std::time::{Duration, Instant, SystemTime};

use super::pending::Pending;
use crate::{Phase, Progress, Steering};

/// How often it is said.
const EVERY: Duration = Duration::from_millis(200);

/// The teller of progress.
pub(super) struct Report {
    steering: Steering,
    progress: Progress,
    /// When the phase, or its last stretch, began, and with how many rows.
    since: (Instant, u64),
    told: Option<Instant>,
}

impl Report {
    pub(super) fn new(steering: &Steering, table: &str) -> Self {
        let progress = Progress::of_table(table);
        Self { steering: steering.clone(), progress, since: (Instant::now(), 0), told: None }
    }

    /// A phase begins.
    pub(super) fn phase(&mut self, phase: Phase, rows: u64, of: u64) {
        self.progress.phase = phase;
        self.progress.rows = rows;
        self.progress.of = of;
        self.progress.rate = 0.0;
        self.progress.left = None;
        self.progress.throttled = None;
        self.since = (Instant::now(), rows);
        self.tell();
    }

    /// So many rows of the phase are done in all.
    #[expect(clippy::cast_precision_loss, reason = "a rate is shown with a few digits")]
    pub(super) fn done(&mut self, rows: u64) {
        const STRETCH: Duration = Duration::from_secs(10);
        self.progress.rows = rows;
        let (since, before) = self.since;
        let time = since.elapsed();
        self.progress.rate = rows.saturating_sub(before) as f64 / time.as_secs_f64().max(0.001);
        if self.progress.rate >= 1.0 {
            let left = self.progress.of.saturating_sub(rows) as f64 / self.progress.rate;
            self.progress.left = Duration::try_from_secs_f64(left).ok();
        }
        if time > STRETCH {
            self.since = (Instant::now(), rows);
        }
    }

    /// Why it waits; none when it does not.
    pub(super) fn waits(&mut self, why: Option<String>) {
        if self.progress.throttled != why {
            self.progress.throttled = why;
            self.tell();
        }
    }

    /// How far reading and replaying are.
    pub(super) fn followed(&mut self, pending: &Pending, replayed: u64) {
        self.progress.replayed = replayed;
        self.progress.waiting = u64::try_from(pending.len()).unwrap_or(u64::MAX);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let written = Duration::from_secs(u64::from(pending.written_at));
        let is_known = pending.written_at > 0 && pending.len() > 0;
        self.progress.lag = if is_known { now.saturating_sub(written) } else { Duration::ZERO };
        if self.told.is_none_or(|told| told.elapsed() >= EVERY) {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.steering.report(self.progress.clone());
        self.told = Some(Instant::now());
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        self.steering.ended();
    }
}
