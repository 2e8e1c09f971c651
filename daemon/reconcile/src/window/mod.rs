//! Windows and freezes: whether a target's plan may begin at a moment, and if not, when.
//!
//! A target that windows are for is changed only inside one of them, in that part of it in which something may begin; a freeze that is for it
//! beats them. Pure: moments are arguments.
//! Invariant: where the next moment is told, the plan may begin then by what is known now.

mod period;
mod schedule;
mod zone;

use std::sync::Arc;
use std::time::Duration;

pub use period::{Beginning, Limits, Pattern, Period, Times};
pub use schedule::{Schedule, ScheduleError};
pub use zone::{UnknownZone, Zone};

use crate::desired::Target;
use crate::status::{Timestamp, WindowStatus};

/// How many edges of windows and freezes are followed for the next moment, and how far.
const MOST_EDGES: usize = 1_000;
const FARTHEST: Duration = Duration::from_secs(10 * 366 * 86_400);

/// The windows and freezes of one target.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    windows: Vec<Arc<Period>>,
    freezes: Vec<Arc<Period>>,
}

impl Calendar {
    /// Those windows and freezes that are for a target.
    pub fn of(target: &Target, windows: &[Arc<Period>], freezes: &[Arc<Period>]) -> Self {
        let of = |all: &[Arc<Period>]| all.iter().filter(|period| period.is_for(target)).cloned().collect();
        Self { windows: of(windows), freezes: of(freezes) }
    }

    /// Why something may not begin at a moment, and when it may; nothing where it may.
    pub fn closed(&self, now: Timestamp, what: &Beginning<'_>) -> Option<WindowStatus> {
        let frozen: Vec<_> = self.freezes.iter().filter_map(|freeze| Some((freeze, freeze.end(now)?))).collect();
        let is_outside = self.is_outside(now, what);
        if frozen.is_empty() && !is_outside {
            return None;
        }
        let about = || self.windows_about(what).filter(|_| is_outside);
        let next = |window: &Period| Some(window).filter(|window| !window.room(what).is_zero())?.next(now);
        let mut windows: Vec<_> = about().map(|window| (next(window), window)).collect();
        windows.sort_by_key(|(next, window)| (next.is_none(), *next, window.name.clone()));
        Some(WindowStatus {
            opens: self.opens(now, what),
            windows: windows.iter().map(|(next, window)| window.edge(*next)).collect(),
            freezes: frozen.iter().map(|(freeze, end)| freeze.edge(Some(*end))).collect(),
            missed: about().filter_map(|window| window.missed(now, what)).collect(),
            takes: what.takes.as_secs(),
        })
    }

    /// Whether it matters how long something takes.
    pub fn asks_how_long(&self) -> bool {
        self.windows.iter().any(|window| window.limits.finish_by.is_some())
    }

    fn windows_about<'a>(&'a self, what: &'a Beginning<'a>) -> impl Iterator<Item = &'a Period> {
        self.windows.iter().map(|window| &**window).filter(|window| window.is_about(what))
    }

    /// The first moment from now on at which something may begin; nothing where none is found.
    fn opens(&self, now: Timestamp, what: &Beginning<'_>) -> Option<Timestamp> {
        let (mut at, farthest) = (now, now.after(FARTHEST));
        let fits = |window: &&Period| !window.room(what).is_zero();
        for _ in 0..MOST_EDGES {
            if at > farthest {
                return None;
            }
            at = match self.freezes.iter().filter_map(|freeze| freeze.end(at)).max() {
                Some(end) => end,
                None if self.is_outside(at, what) => {
                    self.windows_about(what).filter(fits).filter_map(|window| window.next(at)).min()?
                }
                None => return Some(at),
            };
        }
        None
    }

    fn is_outside(&self, at: Timestamp, what: &Beginning<'_>) -> bool {
        let is_shut = |window: &Period| window.last_start(at, what).is_none_or(|last| at >= last);
        let mut windows = self.windows_about(what).peekable();
        windows.peek().is_some() && windows.all(is_shut)
    }

    /// Everything that a decision rests on, as text; empty where there is nothing.
    pub(crate) fn key(&self) -> String {
        let of = |periods: &[Arc<Period>]| periods.iter().map(|one| one.key()).collect::<Vec<_>>().join("\n");
        match self.windows.is_empty() && self.freezes.is_empty() {
            true => String::new(),
            false => format!("windows\n{}\nfreezes\n{}", of(&self.windows), of(&self.freezes)),
        }
    }
}
