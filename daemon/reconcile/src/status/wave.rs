//! What holds a target in its wave.
//!
//! Not the judging, which the daemon does from all targets. Invariant: it says the same while the same holds.

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// What holds a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveStatus {
    /// The number of its wave, from 1.
    pub wave: usize,
    /// How many waves there are.
    pub of: usize,
    /// The targets that failed, where too many did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
    /// How many targets of an earlier wave are not through.
    pub open: usize,
    /// The first of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_open: Option<String>,
    /// When the bake time is over that it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Timestamp>,
    /// How many targets may be changed at once, where it waits for room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// What of the wave before it must hold first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckStatus>,
    /// The target that it waits for because of `depends_on`, whatever the waves are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<String>,
    /// Whether that one depends on it, and goes back first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_back: bool,
}

/// How the checks of a wave stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStatus {
    /// The check that does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// How often they were asked.
    pub tries: u32,
}

impl WaveStatus {
    /// Why, in one line.
    pub fn sentence(&self) -> String {
        if let Some(on) = &self.depends_on {
            let how = if self.is_back { "which depends on it" } else { "which it depends on" };
            let failed = if self.failed.is_empty() { "" } else { "; it failed" };
            return format!("waits until `{on}`, {how}, is what Git says{failed}");
        }
        let place = format!("wave {} of {}", self.wave, self.of);
        if let Some(first) = self.failed.first() {
            let more =
                if self.failed.len() > 1 { format!(" (and {} more)", self.failed.len() - 1) } else { String::new() };
            return format!("{place} is stopped because `{first}`{more} failed");
        }
        if let Some(first) = &self.first_open {
            let more = if self.open > 1 { format!(" (and {} more)", self.open - 1) } else { String::new() };
            return format!("{place} waits until `{first}`{more} is what Git says");
        }
        if let Some(check) = &self.check {
            return match (&check.name, &check.failure) {
                (Some(name), Some(why)) => {
                    let times = if check.tries == 1 { "once".to_owned() } else { format!("{} times", check.tries) };
                    format!("{place} is held by the check `{name}` of the wave before it: {why}; asked {times}")
                }
                _ => format!("{place} waits for the checks of the wave before it"),
            };
        }
        match (self.opens, self.limit) {
            (Some(opens), _) => format!("{place} waits until the wave before it has baked, {opens}"),
            (None, Some(limit)) => {
                format!("waits for room: {limit} target(s) of the environment may be changed at once")
            }
            (None, None) => format!("{place} waits for the wave before it"),
        }
    }
}
