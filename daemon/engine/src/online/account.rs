//! What an online change took: how long each phase was, how many rows it moved, how long the table was locked.
//!
//! Kept by the steering from what is reported, so that every engine is measured in the same way.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::{Phase, Progress};

/// What one table's online change took in this process; what another process did before is not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Each phase that was come to.
    pub phases: BTreeMap<Phase, Spent>,
    /// Rows that were replayed from the log of changes, in all.
    pub replayed: u64,
    /// How long nobody else could use the table while the names were exchanged.
    pub locked: Option<Duration>,
}

/// What one phase took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// How long it was, all its stretches together.
    pub time: Duration,
    /// Rows done in it.
    pub rows: u64,
}

/// The accounts of all tables, and what is going on just now.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    pub(super) tables: BTreeMap<String, Account>,
    now: Option<(String, Phase, Instant)>,
}

impl Accounts {
    /// Takes note of a report.
    pub(super) fn reported(&mut self, progress: &Progress, at: Instant) {
        self.ended(at);
        let account = self.tables.entry(progress.table.clone()).or_default();
        account.replayed = account.replayed.max(progress.replayed);
        let spent = account.phases.entry(progress.phase).or_default();
        spent.rows = spent.rows.max(progress.rows);
        self.now = Some((progress.table.clone(), progress.phase, at));
    }

    /// The time since the last report belongs to its phase; nothing goes on any more.
    pub(super) fn ended(&mut self, at: Instant) {
        let Some((table, phase, since)) = self.now.take() else { return };
        let spent = self.tables.entry(table).or_default().phases.entry(phase).or_default();
        spent.time += at.saturating_duration_since(since);
    }

    /// The table was locked for so long.
    pub(super) fn locked(&mut self, table: &str, time: Duration) {
        self.tables.entry(table.to_owned()).or_default().locked = Some(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_two_reports_belongs_to_the_phase_of_the_first() {
        let (begin, second) = (Instant::now(), Duration::from_secs(1));
        let at = |phase, rows, replayed| Progress { phase, rows, replayed, ..Progress::of_table("t") };
        let mut accounts = Accounts::default();
        accounts.reported(&at(Phase::Copying, 0, 0), begin);
        accounts.reported(&at(Phase::Copying, 70, 0), begin + second);
        accounts.reported(&at(Phase::Verifying, 0, 5), begin + 3 * second);
        accounts.ended(begin + 7 * second);
        accounts.ended(begin + 9 * second);
        accounts.locked("t", Duration::from_millis(9));
        let account = &accounts.tables["t"];
        assert_eq!(account.phases[&Phase::Copying], Spent { time: 3 * second, rows: 70 });
        assert_eq!(account.phases[&Phase::Verifying], Spent { time: 4 * second, rows: 0 });
        assert_eq!((account.replayed, account.locked), (5, Some(Duration::from_millis(9))));
    }
}
