//! The approval policy: what makes a plan risky, and who must agree to what.
//!
//! Not the file. Invariant: rules only add: every one that may hold is met, and none takes back what another asks.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::risk::Risk;
use super::variables::Features;
use crate::condition::Condition;

/// What makes a plan risky, and who must agree to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApprovalPolicy {
    /// Who must agree, in the order of the file.
    pub rules: Vec<Rule>,
    /// What makes a plan riskier than its hazards do.
    pub risks: Vec<RiskRule>,
    /// Who must agree to a change of the policy itself and of people; nothing: everybody whom any rule asks.
    pub policy_change: Option<Vec<Part>>,
    /// Programs that may tell of reviews elsewhere.
    pub bridges: Vec<Bridge>,
    /// Who may let a plan run at once.
    pub break_glass: Option<BreakGlass>,
    /// How long an approval counts at most after it was first seen, in seconds; without bound where there is nothing.
    pub longest: Option<u64>,
    /// How long what is over stays in the history and the audit, in seconds; for ever where there is nothing.
    pub keep_history: Option<u64>,
}

/// A rule: where it holds, these must agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Where it holds.
    pub when: Condition,
    /// Who must agree: each part by people of its own.
    pub approvals: Vec<Part>,
}

/// A rule that makes plans riskier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskRule {
    /// Where it holds.
    pub when: Condition,
    /// The risk that a plan has at least.
    pub level: Risk,
}

/// So many people from there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// From where.
    pub from: From,
    /// How many.
    pub count: u32,
}

/// Where people come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// Members of a group.
    Group(String),
    /// One person.
    Person(String),
    /// Anybody who is known.
    Anyone,
}

/// A program that reads reviews elsewhere and signs what it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// What it is called.
    pub name: String,
    /// Its keys, as `ssh-keygen` writes them.
    pub keys: Vec<String>,
    /// How many approvals of one rule may come through bridges.
    pub at_most: u32,
    /// The gravest risk that it may speak of.
    pub up_to: Risk,
}

/// Who may let a plan run at once, and when it must have been reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakGlass {
    /// Who.
    pub on_call: Vec<From>,
    /// Within how many seconds it must be approved afterwards.
    pub review_within: u64,
}

/// What one rule asks of one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Who must agree.
    pub approvals: Vec<Part>,
}

impl ApprovalPolicy {
    /// How risky a plan is: by its hazards, and by every risk rule that may hold.
    pub fn risk(&self, features: &Features) -> Risk {
        let values = features.values();
        let of_hazards = features.hazards.iter().map(|hazard| Risk::of_hazard(*hazard));
        let of_rules = self.risks.iter().filter(|rule| rule.when.answer(&values).may_hold()).map(|rule| rule.level);
        of_hazards.chain(of_rules).max().unwrap_or_default()
    }

    /// What must be met before a plan runs: every rule that may hold.
    pub fn demands(&self, features: &Features, risk: Risk) -> Vec<Demand> {
        let values = features.values().text("risk", risk.word());
        let meant = self.rules.iter().filter(|rule| rule.when.answer(&values).may_hold());
        meant.map(|rule| Demand { approvals: rule.approvals.clone() }).collect()
    }

    /// What must be met before another policy comes into force: what it says itself, or else all that any rule asks.
    pub fn demands_of_change(&self) -> Vec<Demand> {
        match &self.policy_change {
            Some(parts) => vec![Demand { approvals: parts.clone() }],
            None => self.rules.iter().map(|rule| Demand { approvals: rule.approvals.clone() }).collect(),
        }
    }
}

impl From {
    /// Reads `group:NAME`, `person:NAME` or `anyone`.
    pub fn parse(text: &str) -> Option<Self> {
        let named = |prefix| text.strip_prefix(prefix).filter(|name: &&str| !name.is_empty()).map(str::to_owned);
        if text == "anyone" {
            return Some(Self::Anyone);
        }
        named("group:").map(Self::Group).or_else(|| named("person:").map(Self::Person))
    }
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(name) | Self::Person(name) => f.write_str(name),
            Self::Anyone => f.write_str("anyone"),
        }
    }
}
