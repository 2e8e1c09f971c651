//! A comment on a pull request.
//!
//! Invariant: it begins with a mark by which the next run finds its own comment again, and nothing of the SQL can end a code span.

use std::fmt::Write as _;

use super::{line, plans};
use crate::finding::{Finding, Level};
use crate::knowledge::Knowledge;
use crate::planned::TargetPlan;
use crate::review::{Input, Review};

/// How many findings are shown: a comment has a greatest length.
const MOST: usize = 100;

pub(super) fn render(review: &Review, files: &[Input<'_>]) -> String {
    let mut out = String::from("<!-- groundline review -->\n## SQL review\n\n");
    let lacks_consent = |plan: &TargetPlan| plan.made().is_some_and(|made| !made.needs_consent.is_empty());
    let verdict = match review {
        _ if review.reaches(Level::Error) => "❌ must be changed",
        _ if review.reaches(Level::Warning) => "⚠️ to be looked at",
        _ if review.plans.iter().any(lacks_consent) => "⚠️ needs consent",
        _ => "✅ nothing to object to",
    };
    let _ = writeln!(out, "{verdict}: {}.\n", super::tally(review));
    rows(&mut out, review);
    if !review.findings.is_empty() {
        findings(&mut out, review, files);
    }
    for plan in &review.plans {
        out.push_str(&plans::markdown(plan));
    }
    out
}

fn findings(out: &mut String, review: &Review, files: &[Input<'_>]) {
    out.push_str("| | rule | place | finding |\n|---|---|---|---|\n");
    for finding in review.findings.iter().take(MOST) {
        row(out, finding);
    }
    if review.findings.len() > MOST {
        let _ = writeln!(out, "\n… and {} more.", review.findings.len() - MOST);
    }
    out.push_str("\n<details><summary>The lines</summary>\n\n");
    for finding in review.findings.iter().take(MOST) {
        let text = line(files, &finding.file, finding.line).trim().replace("```", "'''");
        let _ = writeln!(out, "`{}:{}`\n\n```sql\n{text}\n```\n", code(&finding.file), finding.line);
    }
    out.push_str("</details>\n");
}

/// How many rows each statement changes.
fn rows(out: &mut String, review: &Review) {
    let told = super::told(review);
    if let Some(untold) = super::untold(review) {
        let _ = writeln!(out, "{untold}\n");
    }
    if told.is_empty() {
        return;
    }
    out.push_str("| statement | place | rows |\n|---|---|---|\n");
    for one in told.iter().take(MOST) {
        let (what, file, rows) = (super::changes(one), code(&one.file), cell(&one.affected_rows.shown()));
        let _ = writeln!(out, "| `{}` | `{file}:{}` | {rows} |", code(&what), one.line);
    }
    if told.len() > MOST {
        let _ = writeln!(out, "\n… and {} more.", told.len() - MOST);
    }
    out.push('\n');
}

pub(super) const fn sign(level: Level) -> &'static str {
    match level {
        Level::Error => "❌",
        Level::Warning => "⚠️",
        Level::Notice | Level::Off => "ℹ️",
    }
}

fn row(out: &mut String, finding: &Finding) {
    let sign = sign(finding.level);
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("<br>{}", cell(help)));
    let (rule, file, line) = (finding.rule, code(&finding.file), finding.line);
    let by =
        if finding.known_by > Knowledge::Change { format!(" ({})", finding.known_by.words()) } else { String::new() };
    let _ = writeln!(out, "| {sign} | `{rule}` | `{file}:{line}` | {}{by}{help} |", cell(&finding.message));
}

pub(super) fn cell(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('|', "\\|");
    text.replace('\n', " ")
}

pub(super) fn code(text: &str) -> String {
    text.replace('`', "'").replace('|', "\\|")
}
