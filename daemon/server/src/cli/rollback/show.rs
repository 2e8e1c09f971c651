//! What a rollback would do, for people and for programs.

use std::fmt::Write as _;

use plan::Step;
use reconcile::desired::Mode;
use reconcile::rollback::{Proposal, Rollout, UndoForecast};
use serde_json::{Value, json};

use super::look::{Looked, OnTarget};
use super::refusals::Refusals;
use crate::cli::options::Format;
use crate::cli::undo::{in_json, in_text};
use crate::output::{Failure, json as print_json, print};

/// Says that everything is as it was before the rollout already.
pub(super) fn nothing(rollout: &Rollout, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => print_json(&json!({
            "version": 1, "rollout": of_rollout(rollout), "paths": [], "targets": [], "refused": [], "commit": null,
        })),
        Format::Text | Format::Diff => {
            print(&format!("rollout {}  {}\nit is taken back already\n", short(rollout), rollout.commit.summary))
        }
    }
}

/// Shows what would be done, or what was committed.
pub(super) fn shown(
    proposal: &Proposal,
    looked: &Looked,
    refusals: &Refusals,
    commit: Option<&str>,
    format: Format,
) -> Result<(), Failure> {
    match format {
        Format::Json => print_json(&json!({
            "version": 1,
            "rollout": of_rollout(&proposal.rollout),
            "paths": proposal.paths,
            "targets": looked.meant.iter().map(target_json).collect::<Vec<_>>(),
            "refused": refusals.messages,
            "commit": commit,
        })),
        Format::Text | Format::Diff => {
            let mut text = format!("rollout {}  {}\n", short(&proposal.rollout), proposal.rollout.commit.summary);
            let changes = if commit.is_some() { "the commit changes" } else { "the commit would change" };
            let _ = writeln!(text, "  {changes} {}", proposal.paths.join(", "));
            text.extend(looked.meant.iter().map(target_text));
            print(&text)
        }
    }
}

fn of_rollout(rollout: &Rollout) -> Value {
    json!({
        "commit": rollout.commit.revision.to_string(),
        "summary": rollout.commit.summary,
        "from": rollout.from.to_string(),
        "paths": rollout.paths,
    })
}

fn short(rollout: &Rollout) -> String {
    rollout.commit.revision.to_string().chars().take(10).collect()
}

fn target_json(one: &OnTarget) -> Value {
    let found = one.found.as_ref();
    json!({
        "target": one.target.name.to_string(),
        "environment": one.target.kind.environment.to_string(),
        "mode": mode(one.mode),
        "schema": found.filter(|found| !found.planned.plan.empty).map(|found| plan::show::plan_json(&found.planned.plan)),
        "changelists": found.iter().flat_map(|found| &found.undoes).map(undo_json).collect::<Vec<_>>(),
        "cannot_come_back": found.iter().flat_map(|found| &found.losses)
            .map(|loss| json!({ "changelist": loss.changelist, "what": loss.what, "why": loss.why })).collect::<Vec<_>>(),
        "missing_consent": one.missing.iter()
            .map(|needs| json!({ "step": needs.step, "object": needs.object, "hazard": needs.hazard.code })).collect::<Vec<_>>(),
        "approvals": one.asked,
        "error": one.trouble,
    })
}

const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::Manual => "manual",
    }
}

fn undo_json(undo: &UndoForecast) -> Value {
    json!({
        "id": undo.id,
        "run": undo.run,
        "plan": undo.planned.plan.digest,
        "tables": undo.restores.iter().map(in_json).collect::<Vec<_>>(),
    })
}

fn target_text(one: &OnTarget) -> String {
    let mut text = format!("{} ({}, mode {})\n", one.target.name, one.target.kind.environment, mode(one.mode));
    if let Some(why) = &one.trouble {
        let _ = writeln!(text, "  it cannot be looked at: {why}");
    }
    let Some(found) = &one.found else { return text };
    if found.is_empty() {
        text.push_str("  nothing to do: the rollout did not reach it, or is taken back there\n");
    }
    text.extend(found.undoes.iter().map(undo_text));
    text.extend(found.planned.plan.steps.iter().map(step_text));
    for loss in &found.losses {
        let _ = writeln!(text, "  cannot come back: {}: {}", loss.what, loss.why);
    }
    if one.mode == Mode::Manual && !found.is_empty() {
        text.push_str("  it waits for `groundline apply`\n");
    }
    if !one.asked.is_empty() {
        let _ = writeln!(text, "  it waits for approvals: {}", one.asked.join(" and "));
    }
    text
}

fn undo_text(undo: &UndoForecast) -> String {
    let mut text = format!("  changelist {}: run {} is undone\n", undo.id, undo.run);
    for line in undo.restores.iter().map(in_text).collect::<String>().lines() {
        let _ = writeln!(text, "  {line}");
    }
    if undo.restores.is_empty() {
        text.push_str("    no rows\n");
    }
    text
}

fn step_text(step: &Step) -> String {
    let mut text = format!("  step {}: {}\n", step.id, step.summary);
    for keep in &step.restores {
        let _ = writeln!(text, "    brings back what was saved of {}", keep.dotted());
    }
    for hazard in &step.hazards {
        let _ = writeln!(text, "    hazard {}: {}", hazard.code, hazard.message);
    }
    for statement in &step.statements {
        text.extend(format!("{statement};").lines().map(|line| format!("      {line}\n")));
    }
    text
}
