//! A plan as the command line prints it for programs: the fixed form of the documentation, not the form that is digested.

use plan::{Plan, Step};
use serde_json::{Value, json};

use super::Failure;

/// The plan as one JSON object: objects by kind and dotted name, every undo with the same three keys.
pub(crate) fn plan_json(plan: &Plan) -> Result<Value, Failure> {
    let mut value = serde_json::to_value(plan).map_err(|error| Failure::of(&error))?;
    let steps = value["steps"].as_array_mut().into_iter().flatten();
    for (step, shown) in plan.steps.iter().zip(steps) {
        show(step, shown);
    }
    Ok(value)
}

fn show(step: &Step, shown: &mut Value) {
    shown["object"] = json!({ "kind": step.object.kind, "name": step.object.dotted() });
    let reason = shown["undo"].get("reason").cloned().unwrap_or(Value::Null);
    shown["undo"] = json!({ "kind": shown["undo"]["kind"], "statements": step.undo.statements(), "reason": reason });
}
