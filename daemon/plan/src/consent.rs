//! Consent: which hazards a plan may run with.

use std::collections::BTreeSet;

use crate::hazard::{Hazard, HazardCode};
use crate::plan::Plan;

/// The hazards that somebody consented to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    all: bool,
    codes: BTreeSet<HazardCode>,
}

/// A hazard that nobody consented to, and the step that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedsConsent {
    /// The number of the step.
    pub step: u32,
    /// The dotted name of the step's object.
    pub object: String,
    /// The hazard.
    pub hazard: Hazard,
}

impl Consent {
    /// Consent to every hazard.
    pub const fn to_all() -> Self {
        Self { all: true, codes: BTreeSet::new() }
    }

    /// Consent to the given codes.
    pub fn to(codes: impl IntoIterator<Item = HazardCode>) -> Self {
        Self { all: false, codes: codes.into_iter().collect() }
    }

    /// Reads `data-loss,irreversible` or `all`; the error is the word that is neither.
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut consent = Self::default();
        for word in list.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match HazardCode::parse(word) {
                Some(code) => drop(consent.codes.insert(code)),
                None if word == "all" => consent.all = true,
                None => return Err(word.to_owned()),
            }
        }
        Ok(consent)
    }

    /// Whether it covers the code.
    pub fn covers(&self, code: HazardCode) -> bool {
        self.all || self.codes.contains(&code)
    }

    /// What the plan still needs consent for, in step order.
    pub fn missing(&self, plan: &Plan) -> Vec<NeedsConsent> {
        plan.steps
            .iter()
            .flat_map(|step| step.hazards.iter().map(move |hazard| (step, hazard)))
            .filter(|(_, hazard)| hazard.code.needs_consent() && !self.covers(hazard.code))
            .map(|(step, hazard)| NeedsConsent { step: step.id, object: step.object.dotted(), hazard: hazard.clone() })
            .collect()
    }
}
