//! Code frames: the line, what is meant on it, and what to do.
//!
//! Not for programs.
//!
//! Invariant: linear in the text, however many findings there are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{plain, plain_line};
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
    let texts: BTreeMap<&str, &str> = files.iter().map(|file| (file.path, file.text)).collect();
    let mut out = String::new();
    for finding in &review.findings {
        frame(&mut out, finding, texts.get(finding.file.as_str()).copied().unwrap_or_default(), &paint);
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
        let _ = writeln!(
            out,
            "{head}: {}: {}",
            plain_line(&finding.where_it_is().to_string()),
            plain_line(&finding.message)
        );
        if let Some(help) = &finding.help {
            let _ = writeln!(out, "  help: {}", plain(help));
        }
    }
    out
}

/// The most characters of a line that are shown.
const WIDEST: usize = 200;

fn frame(out: &mut String, finding: &Finding, text: &str, paint: &Paint) {
    let head = paint.level(finding.level, &format!("{}[{}]", finding.level, finding.rule));
    let gutter = finding.line.to_string().len();
    let bar = paint.with("34", "|");
    let blank = " ".repeat(gutter);
    let (file, line, column) = (plain_line(&finding.file), finding.line, finding.column);
    let _ = writeln!(out, "{head}: {}", paint.with("1", &plain_line(&finding.message)));
    let _ = writeln!(out, "{blank}{} {file}:{line}:{column}", paint.with("34", "-->"));
    let _ = writeln!(out, "{blank} {bar}");
    let (shown, before) = window(text, finding.span.start);
    let _ = writeln!(out, "{} {bar} {shown}", paint.with("34", &finding.line.to_string()));
    let room = shown.chars().count().saturating_sub(before).max(1);
    let width = if finding.end_line > finding.line { room } else { finding.end_column.saturating_sub(finding.column) };
    let marks = "^".repeat(width.clamp(1, room));
    let _ = writeln!(out, "{blank} {bar} {}{}", " ".repeat(before), paint.level(finding.level, &marks));
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "{blank} = help: {}", plain(help));
    }
    if finding.known_by > Knowledge::Change {
        let _ = writeln!(out, "{blank} = known by: {}", finding.known_by.words());
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(out, "{blank} = fix: {} (--fix)", plain_line(&fix.summary));
    }
    out.push('\n');
}

/// What is shown of the line around a byte, and how many characters of that stand before it.
fn window(text: &str, at: usize) -> (String, usize) {
    let (before, behind) = text.split_at(text.floor_char_boundary(at));
    let is_in_line = |sign: &char| *sign != '\n';
    let mut before: Vec<char> = before.chars().rev().take_while(is_in_line).take(WIDEST).collect();
    let behind: Vec<char> = behind.chars().take_while(is_in_line).take(WIDEST).collect();
    if before.len() + behind.len() > WIDEST {
        before.truncate(WIDEST / 2);
    }
    let room = WIDEST - before.len();
    let shown: String = before.iter().rev().chain(behind.iter().take(room)).collect();
    let shown = plain(&shown.trim_end_matches('\r').replace('\t', " "));
    (shown, before.len())
}
