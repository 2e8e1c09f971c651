//! What the online change says of itself: its phases, and how long the table was locked.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::Fault;

use crate::measure::Measured;

/// The command, with what it says kept for [`read`].
pub(crate) fn told(mut command: Measured, home: &Path) -> Measured {
    command.output = Some(file(home));
    command
}

fn file(home: &Path) -> PathBuf {
    home.join("account.json")
}

/// What one change took.
pub(crate) struct Account(Value);

/// What the last change took.
pub(crate) fn read(home: &Path) -> Result<Account, Fault> {
    let told: Value = serde_json::from_str(&std::fs::read_to_string(file(home))?)?;
    Ok(Account(told["online"]["big"].clone()))
}

impl Account {
    /// The time of a phase, in seconds.
    pub(crate) fn seconds(&self, phase: &str) -> f64 {
        self.0["phases"][phase]["seconds"].as_f64().unwrap_or_default()
    }

    /// Rows replayed in all.
    pub(crate) fn replayed(&self) -> f64 {
        self.0["replayed"].as_f64().unwrap_or_default()
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (copying, verifying) = (self.seconds("copying"), self.seconds("verifying"));
        write!(
            f,
            "copying {copying:.2} s, indexing {:.2} s, catching up {:.2} s, verifying {verifying:.2} s ({:.0} % of copying), {} rows replayed, \
             locked {:.0} ms",
            self.seconds("indexing"),
            self.seconds("catching-up"),
            100.0 * verifying / copying,
            self.replayed(),
            self.0["locked_ms"].as_f64().unwrap_or(f64::NAN),
        )
    }
}
