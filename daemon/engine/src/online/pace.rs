//! How many rows to take at a time, so that each range takes about as long as it should.

use std::time::Duration;

/// The number of rows of the next range. It grows by half at most, and shrinks as fast as it must.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    target: Duration,
    rows: u64,
}

impl Pace {
    const FEWEST: u64 = 10;
    const MOST: u64 = 100_000;

    /// Ranges of that time, begun with few rows.
    pub(crate) const fn new(target: Duration) -> Self {
        Self { target, rows: 1000 }
    }

    /// How many rows to take next.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Learns from a range of so many rows that took so long. A range that was cut short by the end of the table says nothing.
    pub(crate) fn took(&mut self, rows: u64, time: Duration) {
        if rows == 0 {
            return;
        }
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1);
        let target = u64::try_from(self.target.as_micros()).unwrap_or(u64::MAX);
        let fitting = rows.saturating_mul(target) / micros;
        if fitting > self.rows && rows < self.rows {
            return;
        }
        self.rows = fitting.min(self.rows + self.rows / 2).clamp(Self::FEWEST, Self::MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Duration = Duration::from_millis(150);

    #[test]
    fn ranges_grow_step_by_step_while_they_are_quick() {
        let mut pace = Pace::new(TARGET);
        pace.took(1000, Duration::from_millis(1));
        assert_eq!(pace.rows(), 1500);
        for _ in 0..50 {
            pace.took(pace.rows(), Duration::from_millis(1));
        }
        assert_eq!(pace.rows(), Pace::MOST);
    }

    #[test]
    fn a_slow_range_makes_the_next_one_fit_at_once() {
        let mut pace = Pace::new(TARGET);
        pace.took(1000, Duration::from_secs(3));
        assert_eq!(pace.rows(), 50);
        pace.took(50, Duration::from_secs(60));
        assert_eq!(pace.rows(), Pace::FEWEST);
    }

    #[test]
    fn the_last_range_of_a_table_says_nothing() {
        let mut pace = Pace::new(TARGET);
        pace.took(3, Duration::from_micros(10));
        pace.took(0, Duration::ZERO);
        assert_eq!(pace.rows(), 1000);
    }
}
