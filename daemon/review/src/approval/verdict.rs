//! What judging came to: whether a plan may run, who said so, what is missing, and what was ignored and why.

use std::fmt;

use schema::Digest;
use serde::{Deserialize, Serialize};

use super::policy::From;
use super::risk::Risk;

/// What an approval proves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Assurance {
    /// It is on the followed branch: whoever lets changes in there is trusted.
    #[default]
    Merged,
    /// A bridge vouches for at least one of the reviews.
    Bridged,
    /// Every person who counts signed the plan.
    Signed,
}

/// How a plan stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Standing {
    /// No rule asks for approvals.
    NotNeeded,
    /// Everybody agrees who must.
    Approved,
    /// Somebody on call let it run.
    BrokenGlass {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// Somebody says that it must not run.
    Rejected {
        /// Who.
        by: String,
        /// Why.
        reason: Option<String>,
    },
    /// Approvals are missing.
    Waiting,
}

/// A statement that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Whose it is.
    pub person: String,
    /// Where it stands.
    pub source: String,
    /// The bridge that told of it.
    pub bridge: Option<String>,
    /// Its digest.
    pub statement: Digest,
}

/// A statement that does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ignored {
    /// Whose it claims to be.
    pub approver: String,
    /// Where it stands.
    pub source: String,
    /// Why it does not count.
    pub why: String,
}

/// So many are missing from there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lack {
    /// From where.
    pub from: From,
    /// How many.
    pub count: u32,
}

/// What judging came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// How risky the plan is.
    pub risk: Risk,
    /// What the approval proves, or would.
    pub assurance: Assurance,
    /// How the plan stands.
    pub standing: Standing,
    /// What counts.
    pub counted: Vec<Counted>,
    /// What is missing.
    pub missing: Vec<Lack>,
    /// What does not count.
    pub ignored: Vec<Ignored>,
}

impl Assurance {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Bridged => "bridged",
            Self::Signed => "signed",
        }
    }

    /// What it proves, in a few words.
    pub const fn proves(self) -> &'static str {
        match self {
            Self::Merged => "it is on the followed branch; whoever lets changes in there is trusted",
            Self::Bridged => "a bridge vouches for a review elsewhere",
            Self::Signed => "every person who counts signed this plan",
        }
    }
}

impl fmt::Display for Assurance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Verdict {
    /// Whether the plan may run.
    pub const fn may_run(&self) -> bool {
        matches!(self.standing, Standing::NotNeeded | Standing::Approved | Standing::BrokenGlass { .. })
    }

    /// Whether rules ask for approvals.
    pub const fn is_asked(&self) -> bool {
        !matches!(self.standing, Standing::NotNeeded)
    }

    /// How it stands, in one sentence: who is missing, and whose statement was ignored and why.
    pub fn sentence(&self) -> String {
        let mut parts = match &self.standing {
            Standing::NotNeeded => vec!["no rule asks for approvals".to_owned()],
            Standing::Approved => vec![format!("approved by {}", self.people())],
            Standing::BrokenGlass { by, reason } => vec![format!("{by} broke the glass: {reason}")],
            Standing::Rejected { by, reason } => {
                let why = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
                vec![format!("rejected by {by}{why}")]
            }
            Standing::Waiting => vec![format!("needs {}", self.lacking())],
        };
        if matches!(self.standing, Standing::Waiting) {
            parts.extend(self.ignored.iter().map(|one| format!("{}'s was ignored: {}", one.approver, one.why)));
        }
        parts.join("; ")
    }

    fn people(&self) -> String {
        let mut names: Vec<_> = self.counted.iter().map(|one| one.person.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.join(", ")
    }

    fn lacking(&self) -> String {
        let more = if self.counted.is_empty() { "" } else { "more " };
        let parts: Vec<_> =
            self.missing.iter().map(|lack| format!("{} {more}from {}", lack.count, lack.from)).collect();
        parts.join(" and ")
    }
}
