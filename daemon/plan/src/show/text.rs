//! A plan as text for people.

use std::fmt::Write as _;

use crate::plan::Plan;
use crate::step::{Mode, Step, Undo};

/// The plan in words and statements; ends with a line feed.
pub fn plan_text(plan: &Plan) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "target  {}", plan.target);
    if plan.empty {
        text.push_str("in sync: nothing to do\n");
        return text;
    }
    let _ = writeln!(text, "plan    {}", plan.digest);
    let proven = if plan.proven { "yes: run and undone on a scratch copy" } else { "no" };
    let _ = writeln!(text, "proven  {proven}");
    for step in &plan.steps {
        show_step(&mut text, step);
    }
    text
}

fn show_step(text: &mut String, step: &Step) {
    let _ = write!(text, "\nstep {}  {}\n", step.id, step.summary);
    let mut traits = vec![format!("lock: {}", step.lock)];
    if step.rewrite {
        let tables: Vec<_> = step.rewrites.iter().map(String::as_str).collect();
        traits.push(format!("rewrites {}", tables.join(", ")));
    }
    match step.mode {
        Mode::Transaction => {}
        Mode::Alone => traits.push("outside of transactions".to_owned()),
        Mode::Online => traits.push("online".to_owned()),
    }
    let undo = match &step.undo {
        Undo::Statements { .. } => "undo: by statements".to_owned(),
        Undo::Snapshot { .. } => "undo: from a snapshot".to_owned(),
        Undo::Rows => "undo: from the saved rows".to_owned(),
        Undo::Irreversible { reason } => format!("undo: not possible, {reason}"),
    };
    traits.push(undo);
    let _ = writeln!(text, "  {}", traits.join("; "));
    for hazard in &step.hazards {
        let _ = writeln!(text, "  hazard {}: {}", hazard.code, hazard.message);
    }
    for statement in &step.statements {
        for line in format!("{statement};").lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
}
