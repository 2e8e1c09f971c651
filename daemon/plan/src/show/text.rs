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
    let verb = if plan.undoes.is_some() { "back   " } else { "runs   " };
    if let Some(changelist) = &plan.changelist {
        let _ = writeln!(text, "{verb} changelist {}: {}", changelist.id, changelist.title);
    }
    if let Some(undoes) = &plan.undoes {
        let overwrites = if undoes.overwrite { "; rows that were changed since are overwritten" } else { "" };
        let _ = writeln!(text, "undoes  run {}{overwrites}", undoes.run);
    }
    let _ = writeln!(text, "plan    {}", plan.digest);
    let proven = match (plan.proven, &plan.changelist) {
        (true, _) if plan.undoes.is_some() => "yes: the rows that come back were compared with those that are there",
        (false, _) => "no",
        (true, None) => "yes: run and undone on a scratch copy",
        (true, Some(_)) => "yes: the database planned its statements, none was run",
    };
    let _ = writeln!(text, "proven  {proven}");
    for step in &plan.steps {
        show_step(&mut text, step, plan.changelist.is_some());
    }
    text
}

fn show_step(text: &mut String, step: &Step, is_of_changelist: bool) {
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
    for guard in step.guards.iter().filter(|_| is_of_changelist) {
        let _ = writeln!(text, "  check: {}", guard.message);
    }
    for statement in &step.statements {
        for line in format!("{statement};").lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
}
