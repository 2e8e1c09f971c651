//! How far an online change is, and what it took, in one line.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::{Account, Phase, Progress, Spent};
use serde_json::{Value, json};

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

/// `orders: copying 1000000 rows in 6.20 s, verifying in 0.90 s, 340 rows replayed, locked for 42 ms`.
pub(crate) fn took_in_words(accounts: &BTreeMap<String, Account>) -> Vec<String> {
    accounts.iter().map(|(table, account)| format!("{table}: {}", of_account(account))).collect()
}

fn of_account(account: &Account) -> String {
    let phase = |(phase, spent): (&Phase, &Spent)| {
        let rows = if spent.rows > 0 { format!(" {} rows", spent.rows) } else { String::new() };
        format!("{phase}{rows} in {:.2} s", spent.time.as_secs_f64())
    };
    let replayed = (account.replayed > 0).then(|| format!("{} rows replayed", account.replayed));
    let locked = account.locked.map(|locked| format!("locked for {} ms", locked.as_millis()));
    account.phases.iter().map(phase).chain(replayed).chain(locked).collect::<Vec<_>>().join(", ")
}

/// `{"orders":{"phases":{"copying":{"seconds":6.2,"rows":1000000}},"replayed":340,"locked_ms":42}}`.
pub(crate) fn took_as_json(accounts: &BTreeMap<String, Account>) -> Value {
    let of = |account: &Account| {
        let phases: serde_json::Map<String, Value> =
            account.phases.iter().filter_map(|(phase, spent)| Some((name(*phase)?, of_spent(spent)))).collect();
        json!({
            "phases": phases,
            "replayed": account.replayed,
            "locked_ms": account.locked.map(|locked| locked.as_secs_f64() * 1000.0),
        })
    };
    Value::Object(accounts.iter().map(|(table, account)| (table.clone(), of(account))).collect())
}

fn of_spent(spent: &Spent) -> Value {
    json!({ "seconds": spent.time.as_secs_f64(), "rows": spent.rows })
}

fn name(phase: Phase) -> Option<String> {
    match serde_json::to_value(phase) {
        Ok(Value::String(name)) => Some(name),
        _ => None,
    }
}
