//! How far an online change is, in one line.

use std::time::{Duration, Instant};

use engine::{Phase, Progress};

/// How often a line is written where there is no terminal, while only numbers change.
const EVERY: Duration = Duration::from_secs(5);

/// Decides when a line is worth writing.
#[derive(Debug, Default)]
pub(super) struct OnlineTeller {
    last: Option<(Phase, Option<String>, Instant)>,
}

impl OnlineTeller {
    /// The line, when the phase or the reason for waiting is another, or enough time went by.
    pub(super) fn line(&mut self, progress: &Progress, now: Instant) -> Option<String> {
        let is_news = self.last.as_ref().is_none_or(|(phase, throttled, at)| {
            *phase != progress.phase || *throttled != progress.throttled || now.duration_since(*at) >= EVERY
        });
        is_news.then(|| {
            self.last = Some((progress.phase, progress.throttled.clone(), now));
            in_words(progress)
        })
    }
}

/// `copying, 61 %, 1830000 of 3000000 rows, 95000 rows/s, 12 s left, 340 to replay`.
pub(super) fn in_words(progress: &Progress) -> String {
    let mut words = vec![progress.phase.to_string()];
    if progress.of > 0 && matches!(progress.phase, Phase::Copying | Phase::Verifying) {
        words.push(format!("{:.0} %", progress.share() * 100.0));
        words.push(format!("{} of {} rows", progress.rows, progress.of.max(progress.rows)));
        words.push(format!("{:.0} rows/s", progress.rate));
        words.extend(progress.left.map(|left| format!("{} s left", left.as_secs())));
    }
    if progress.waiting > 0 {
        words.push(format!("{} to replay", progress.waiting));
    }
    if progress.lag > Duration::from_secs(1) {
        words.push(format!("{} s behind", progress.lag.as_secs()));
    }
    words.extend(progress.throttled.as_ref().map(|reason| format!("waits: {reason}")));
    words.join(", ")
}
