//! Code frames: the line, what is meant on it, and what to do.
//!
//! Not for programs.
//!
//! Invariant: linear in the text, however many findings there are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::finding::{Finding, Level};
use crate::knowledge::Knowledge;
use crate::planned::{Outcome, PlanFinding, TargetPlan};
use crate::review::{Input, Review};

struct Paint(bool);

impl Paint {
    fn level(&self, level: Level, text: &str) -> String {
        let code = match level {
            Level::Error => "1;31",
            Level::Warning => "1;33",
            Level::Notice | Level::Off => "1;36",
        };
        self.with(code, text)
    }

    fn with(&self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

pub(super) fn render(review: &Review, files: &[Input<'_>], colour: bool) -> String {
    let paint = Paint(colour);
    let lines: BTreeMap<&str, Vec<&str>> =
        files.iter().map(|file| (file.path, file.text.split('\n').collect())).collect();
    let mut out = String::new();
    for finding in &review.findings {
        let empty = Vec::new();
        frame(&mut out, finding, lines.get(finding.file.as_str()).unwrap_or(&empty), &paint);
    }
    rows(&mut out, review);
    for plan in &review.plans {
        of_plan(&mut out, plan, &paint);
    }
    let _ = writeln!(out, "{}", super::tally(review));
    out
}

/// How many lines tell of rows; the rest is counted.
const MOST: usize = 50;

fn rows(out: &mut String, review: &Review) {
    let told = super::told(review);
    for statement in told.iter().take(MOST) {
        let (file, line, what) = (&statement.file, statement.line, super::changes(statement));
        let _ = writeln!(out, "rows: {file}:{line} {what}: {}", statement.affected_rows.shown());
    }
    if told.len() > MOST {
        let _ = writeln!(out, "rows: … and {} statements more", told.len() - MOST);
    }
    if let Some(untold) = super::untold(review) {
        let _ = writeln!(out, "{untold}");
    }
    if !told.is_empty() {
        out.push('\n');
    }
}

fn of_plan(out: &mut String, plan: &TargetPlan, paint: &Paint) {
    match &plan.outcome {
        Outcome::Missing { reason } => {
            let _ = writeln!(out, "no plan of {} ({}): {reason}\n", plan.target, plan.environment);
        }
        Outcome::Made(made) => {
            out.push_str(&plan::show::plan_text(&made.plan));
            out.push_str(&of_rules(&made.findings, paint));
            for needs in &made.needs_consent {
                let _ = writeln!(out, "step {} needs consent to {} on {}", needs.step, needs.hazard.code, needs.object);
            }
            out.push('\n');
        }
    }
}

/// The findings about a plan, each with its help on a line of its own.
pub(super) fn of_plans(findings: &[PlanFinding], colour: bool) -> String {
    of_rules(findings, &Paint(colour))
}

fn of_rules(findings: &[PlanFinding], paint: &Paint) -> String {
    let mut out = String::new();
    for finding in findings {
        let head = paint.level(finding.level, &format!("{}[{}]", finding.level, finding.rule));
        let _ = writeln!(out, "{head}: {}: {}", finding.where_it_is(), finding.message);
        if let Some(help) = &finding.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    out
}

fn frame(out: &mut String, finding: &Finding, lines: &[&str], paint: &Paint) {
    let head = paint.level(finding.level, &format!("{}[{}]", finding.level, finding.rule));
    let source = lines.get(finding.line - 1).copied().unwrap_or_default().trim_end_matches('\r');
    let gutter = finding.line.to_string().len();
    let bar = paint.with("34", "|");
    let blank = " ".repeat(gutter);
    let _ = writeln!(out, "{head}: {}", paint.with("1", &finding.message));
    let _ = writeln!(out, "{blank}{} {}:{}:{}", paint.with("34", "-->"), finding.file, finding.line, finding.column);
    let _ = writeln!(out, "{blank} {bar}");
    let _ = writeln!(out, "{} {bar} {}", paint.with("34", &finding.line.to_string()), source.replace('\t', " "));
    let width = source.chars().count();
    let end = if finding.end_line > finding.line { width + 1 } else { finding.end_column };
    let marks = "^".repeat(end.saturating_sub(finding.column).max(1));
    let _ = writeln!(out, "{blank} {bar} {}{}", " ".repeat(finding.column - 1), paint.level(finding.level, &marks));
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "{blank} = help: {help}");
    }
    if finding.known_by > Knowledge::Change {
        let _ = writeln!(out, "{blank} = known by: {}", finding.known_by.words());
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(out, "{blank} = fix: {} (--fix)", fix.summary);
    }
    out.push('\n');
}
