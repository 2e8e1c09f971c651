//! Why a plan may not begin now by the windows and freezes of its target, and when it may.
//!
//! Not the judging, which is in `window`. Invariant: it says the same until an edge of a window or freeze is passed.

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

impl WindowStatus {
    /// Why, in one line.
    pub fn sentence(&self) -> String {
        let until = |edge: &WindowEdge| edge.local.clone().unwrap_or_default();
        let freeze = |edge: &WindowEdge| format!("freeze `{}`, which ends {}", edge.name, until(edge));
        let freezes: Vec<_> = self.freezes.iter().map(freeze).collect();
        let Some(first) = self.windows.first() else {
            return format!("waits for the end of {}", freezes.join(", and of "));
        };
        let mut text = match &first.local {
            Some(local) => format!("waits for window `{}`, which opens {local}", first.name),
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
