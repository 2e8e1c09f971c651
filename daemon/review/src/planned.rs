//! The plans that a review shows beside its findings: one for each target that the change touches.
//!
//! Not their making. Invariant: a target without a plan says why.

use std::collections::BTreeMap;

use plan::{Hazard, NeedsConsent, Plan};
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Level};
use crate::knowledge::Knowledge;
use crate::rules;

/// A place in a file of the schema repo, from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A finding about a plan: about a step, or about the declaration that a step comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlanFinding {
    /// The code of the rule.
    pub rule: String,
    /// How grave it is.
    pub level: Level,
    /// The number of the step; none where the declaration is meant.
    pub step: Option<u32>,
    /// Where in the schema repo, where that can be told.
    pub place: Option<Spot>,
    /// What is there, and why it matters.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl PlanFinding {
    /// Where it is: `schemas/shop/t.sql:3:1`, or `step 2`.
    pub fn where_it_is(&self) -> String {
        match (&self.place, self.step) {
            (_, Some(step)) => format!("step {step}"),
            (Some(place), None) => place.to_string(),
            (None, None) => "the plan".to_owned(),
        }
    }
}

/// The plan of one target.
#[derive(Clone, Debug)]
pub struct TargetPlan {
    /// The target.
    pub target: String,
    /// Its environment.
    pub environment: String,
    /// The plan, or why there is none.
    pub outcome: Outcome,
}

/// What planning came to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// There is a plan; it may be empty.
    Made(Box<Made>),
    /// There is none.
    Missing {
        /// Why.
        reason: String,
    },
}

/// A plan with what is to be said of it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The plan.
    pub plan: Plan,
    /// Where each step comes from, by its number.
    pub places: BTreeMap<u32, Spot>,
    /// What the rules say of its steps.
    pub findings: Vec<PlanFinding>,
    /// The hazards that nobody consented to.
    pub needs_consent: Vec<NeedsConsent>,
}

impl TargetPlan {
    /// The plan, where there is one.
    pub const fn made(&self) -> Option<&Made> {
        match &self.outcome {
            Outcome::Made(made) => Some(made),
            Outcome::Missing { .. } => None,
        }
    }

    /// What the rules say of its steps.
    pub fn findings(&self) -> &[PlanFinding] {
        self.made().map_or(&[], |made| &made.findings)
    }
}

impl Made {
    /// Whether a hazard of a step lacks consent.
    pub fn lacks_consent(&self, step: u32, hazard: &Hazard) -> bool {
        self.needs_consent.iter().any(|needs| needs.step == step && needs.hazard.code == hazard.code)
    }

    /// Its findings and hazards as findings in files, for formats that know nothing else.
    pub(crate) fn as_findings(&self, target: &str) -> Vec<Finding> {
        let of_rules = self.findings.iter().filter_map(|finding| {
            let rule = rules::find(&finding.rule)?.code;
            let place = finding.place.as_ref()?;
            let message = format!("plan of {target}, {}: {}", finding.where_it_is(), finding.message);
            Some(at(place, rule, finding.level, message, finding.help.clone()))
        });
        let of_steps = self.plan.steps.iter().filter_map(|step| Some((step, self.places.get(&step.id)?)));
        let of_hazards = of_steps.flat_map(|(step, place)| {
            step.hazards.iter().map(move |hazard| {
                let lacks = self.lacks_consent(step.id, hazard);
                let level = if lacks { Level::Warning } else { Level::Notice };
                let consent =
                    lacks.then(|| "it runs only with a `[[consent]]` entry in `policies/rollout.toml`".to_owned());
                let message = format!("plan of {target}, step {} ({}): {}", step.id, step.summary, hazard.message);
                at(place, hazard.code.name(), level, message, consent)
            })
        });
        of_rules.chain(of_hazards).collect()
    }
}

fn at(place: &Spot, rule: &'static str, level: Level, message: String, help: Option<String>) -> Finding {
    Finding {
        rule,
        level,
        file: place.file.clone(),
        line: place.line,
        column: place.column,
        end_line: place.line,
        end_column: place.column + 1,
        message,
        help,
        fix: None,
        known_by: Knowledge::Live,
        probe: None,
        span: 0..0,
        subject: String::new(),
    }
}
