//! How risky a plan is: one of four words with an order.

use std::fmt;

use plan::HazardCode;
use serde::{Deserialize, Serialize};

/// How risky a plan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Nobody notices.
    #[default]
    Low,
    /// Somebody may wait, or see another behaviour.
    Moderate,
    /// Something is lost, or programs stop working.
    High,
    /// What the policy calls so.
    Critical,
}

impl Risk {
    /// Every risk, the least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Moderate, Self::High, Self::Critical];
    /// Their words, in the same order.
    pub const WORDS: &'static [&'static str] = &["low", "moderate", "high", "critical"];

    /// The word.
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.word() == text)
    }

    /// The risk that a hazard has in any case.
    pub const fn of_hazard(hazard: HazardCode) -> Self {
        match hazard {
            HazardCode::DataLoss | HazardCode::Irreversible => Self::High,
            HazardCode::BackwardIncompatible
            | HazardCode::TableRewrite
            | HazardCode::BlockingLock
            | HazardCode::BlockingRewrite
            | HazardCode::Correctness
            | HazardCode::AccessGranted => Self::Moderate,
            HazardCode::DataDependent | HazardCode::IndexBuild | HazardCode::IndexDropped => Self::Low,
        }
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
