//! Findings: one place where a rule fires, with what to do about it.
//!
//! Not how they are printed, which is in `format`.
//!
//! Invariant: lines and columns count from 1, columns in characters; the end is behind the last character.

use serde::{Deserialize, Serialize};

use crate::facts::Probe;
use crate::knowledge::Knowledge;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Good to know.
    Notice,
    /// Look at it.
    Warning,
    /// It must not go.
    Error,
}

impl Level {
    /// The word used in settings, options and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Off, Self::Notice, Self::Warning, Self::Error].into_iter().find(|level| level.name() == text)
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// One replacement of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// Where the old text starts.
    pub line: usize,
    /// Its column.
    pub column: usize,
    /// Where it ends.
    pub end_line: usize,
    /// The column behind its last character.
    pub end_column: usize,
    /// What stands there instead.
    pub text: String,
    /// The same in bytes of the file.
    #[serde(skip)]
    pub span: std::ops::Range<usize>,
}

/// A mechanical edit that answers a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What it does.
    pub summary: String,
    /// The replacements, in their order, without overlap.
    pub edits: Vec<Edit>,
}

/// One place where a rule fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The code of the rule.
    pub rule: &'static str,
    /// How grave it is.
    pub level: Level,
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column behind the last character.
    pub end_column: usize,
    /// What is there, and why it matters.
    pub message: String,
    /// What to do instead, often as SQL.
    pub help: Option<String>,
    /// What would mend it without a thought.
    pub fix: Option<Fix>,
    /// The least that one must know to find it.
    pub known_by: Knowledge,
    /// A look at the rows that would settle it.
    #[serde(skip)]
    pub probe: Option<Probe>,
    /// The place in bytes of the file.
    #[serde(skip)]
    pub span: std::ops::Range<usize>,
    /// What it is about, in words that stay when lines move: by this an old finding is known again.
    #[serde(skip)]
    pub subject: String,
}

/// How many findings there are of each level, over how much SQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// At error level.
    pub errors: usize,
    /// At warning level.
    pub warnings: usize,
    /// At notice level.
    pub notices: usize,
    /// Files that were read.
    pub files: usize,
    /// Statements in them.
    pub statements: usize,
    /// Findings that a comment with a reason keeps silent.
    pub suppressed: usize,
    /// Findings that the baseline knows as old.
    pub old: usize,
    /// Entries of the baseline about these files that match nothing any more.
    pub stale: usize,
}

impl Summary {
    /// Counts one more finding.
    pub fn count(&mut self, level: Level) {
        match level {
            Level::Off => {}
            Level::Notice => self.notices += 1,
            Level::Warning => self.warnings += 1,
            Level::Error => self.errors += 1,
        }
    }
}
