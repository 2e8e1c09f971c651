//! A plan as it is printed for programs: the fixed form of the documentation, not the form that is digested.
//!
//! Invariant: objects by kind and dotted name, every undo with the same three keys.

use serde_json::{Value, json};

use crate::plan::Plan;
use crate::step::{Step, Undo};

/// The plan as one JSON object.
pub fn plan_json(plan: &Plan) -> Value {
    let mut value = serde_json::to_value(plan).expect("a plan has string keys and no failing serializer");
    let steps = value["steps"].as_array_mut().into_iter().flatten();
    for (step, shown) in plan.steps.iter().zip(steps) {
        show(step, shown);
    }
    value
}

fn show(step: &Step, shown: &mut Value) {
    shown["object"] = json!({ "kind": step.object.kind, "name": step.object.dotted() });
    let reason = shown["undo"].get("reason").cloned().unwrap_or(Value::Null);
    let kind = match step.undo {
        Undo::Statements { .. } => "statements",
        Undo::Snapshot { .. } | Undo::Rows => "snapshot",
        Undo::Irreversible { .. } => "irreversible",
    };
    shown["undo"] = json!({ "kind": kind, "statements": step.undo.statements(), "reason": reason });
}
