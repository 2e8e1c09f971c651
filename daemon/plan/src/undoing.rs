//! The plan that takes a run back: what the run did, in reverse.
//!
//! Not the taking back, which the engine does from what the run saved. Invariant: it names the run of one ledger, and a run is taken back
//! once, so that what was said of the plan can count for nothing else.

use serde::{Deserialize, Serialize};

use crate::plan::Plan;
use crate::step::{Step, Undo};

/// The run that a plan takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undoes {
    /// Its number in the target's ledger.
    pub run: i64,
    /// Whether rows that were changed since are overwritten.
    pub overwrite: bool,
}

/// The steps of a plan, in the order in which they are taken back, with the numbers that they have.
pub(crate) fn reversed(plan: &Plan) -> Vec<Step> {
    let back = |step: &Step| Step {
        summary: format!("take back: {}", step.summary),
        statements: step.undo.statements().to_vec(),
        hazards: Vec::new(),
        guards: Vec::new(),
        keeps: Vec::new(),
        restores: Vec::new(),
        undo: Undo::Irreversible { reason: "what was taken back is not saved once more".to_owned() },
        ..step.clone()
    };
    plan.steps.iter().rev().map(back).collect()
}
