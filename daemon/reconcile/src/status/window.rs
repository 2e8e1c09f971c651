//! Why a plan may not begin now by the windows and freezes of its target, and when it may.
//!
//! Not the judging, which is in `window`. Invariant: it says the same until an edge of a window or freeze is passed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// Why a plan may not begin now, and when it may.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowStatus {
    /// When it may begin; nothing where no such moment was found.
    pub opens: Option<Timestamp>,
    /// The windows for the target, where none is open, by the moment at which they open next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<WindowEdge>,
    /// The freezes that are on, with the moment at which they end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub freezes: Vec<WindowEdge>,
    /// The windows that are on and in which nothing begins any more, and those that are too short.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<MissedWindow>,
    /// How many seconds the plan is known to take, by what ran so far; zero where that is not known or does not matter.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub takes: u64,
}

/// A window in which a plan may not begin though it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedWindow {
    /// What it is called.
    pub name: String,
    /// Why.
    pub why: Missed,
    /// By when it had to begin, or has to end, by the clock of the window's time zone.
    pub by: Option<String>,
    /// How many seconds the plan is taken to need.
    pub seconds: u64,
}

/// Why a plan may not begin in an open window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missed {
    /// It had to begin by then.
    StartBy,
    /// It would not end by then.
    FinishBy,
    /// It takes longer than the window leaves time for.
    TooShort,
}

/// When a window opens next, or a freeze ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowEdge {
    /// What it is called.
    pub name: String,
    /// The moment; nothing where it does not come any more.
    pub at: Option<Timestamp>,
    /// The moment by the clock of its time zone: `2026-12-01 22:00 Europe/Berlin`.
    pub local: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_zero(seconds: &u64) -> bool {
    *seconds == 0
}

impl WindowStatus {
    /// Why, in one line.
    pub fn sentence(&self) -> String {
        let until = |edge: &WindowEdge| edge.local.clone().unwrap_or_default();
        let freeze = |edge: &WindowEdge| format!("freeze `{}`, which ends {}", edge.name, until(edge));
        let freezes: Vec<_> = self.freezes.iter().map(freeze).collect();
        let missed: String = self.missed.iter().map(|missed| format!("{}; ", missed.sentence())).collect();
        let Some(first) = self.windows.first() else {
            return format!("waits for the end of {}", freezes.join(", and of "));
        };
        let mut text = match &first.local {
            Some(local) => format!("{missed}waits for window `{}`, which opens {local}", first.name),
            None if !self.missed.is_empty() => format!("{missed}no window for it opens any more"),
            None => format!("waits for window `{}`, which does not open any more", first.name),
        };
        if self.windows.len() > 1 {
            text.push_str(&format!(" ({} more)", self.windows.len() - 1));
        }
        for freeze in &self.freezes {
            text.push_str(&format!("; freeze `{}` also matches until {}", freeze.name, until(freeze)));
        }
        text
    }
}

impl MissedWindow {
    /// Why, in one line.
    pub fn sentence(&self) -> String {
        let (name, by) = (&self.name, self.by.as_deref().unwrap_or_default());
        let takes = crate::desired::show_duration(Duration::from_secs(self.seconds));
        match self.why {
            Missed::StartBy => format!("in window `{name}` nothing begins after {by}, and nothing begins late"),
            Missed::FinishBy => format!("window `{name}` is to be over by {by}, and it takes {takes} by its estimate"),
            Missed::TooShort => format!("it takes {takes} by its estimate, for which window `{name}` is too short"),
        }
    }
}
