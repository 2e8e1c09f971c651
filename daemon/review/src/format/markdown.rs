//! A comment on a pull request.
//!
//! Invariant: it begins with a mark by which the next run finds its own comment again, and nothing of the SQL can end a code span.

use std::fmt::Write as _;

use super::{line, plain_line, plans};
use crate::finding::{Finding, Level};
use crate::knowledge::Knowledge;
use crate::planned::TargetPlan;
use crate::review::{Input, Review};

/// How many findings are shown: a comment has a greatest length.
const MOST: usize = 100;
/// The most characters of a line of SQL, and of a message.
const WIDEST: usize = 200;
const LONGEST: usize = 400;

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
        let text: String = line(files, &finding.file, finding.line).trim().chars().take(WIDEST).collect();
        let text = plain_line(&text).replace("```", "'''");
        let _ = writeln!(out, "<code>{}:{}</code>\n\n```sql\n{text}\n```\n", html(&finding.file), finding.line);
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
    let (rule, file, line) = (finding.rule, html(&finding.file), finding.line);
    let by =
        if finding.known_by > Knowledge::Change { format!(" ({})", finding.known_by.words()) } else { String::new() };
    let _ = writeln!(out, "| {sign} | `{rule}` | <code>{file}:{line}</code> | {}{by}{help} |", cell(&finding.message));
}

/// A text for a cell of a table; what stands in backticks is code.
pub(super) fn cell(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    // Backticks that are not in pairs mean nothing.
    if parts.len() % 2 == 0 {
        return html(text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => html(part),
        _ => format!("<code>{}</code>", html(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

/// A text in which no character means anything to Markdown, HTML or a forge; long ones are cut.
fn html(text: &str) -> String {
    let mut out = String::new();
    for sign in plain_line(text).chars().take(LONGEST) {
        match sign {
            // A forge calls people by it, however it is written.
            '@' => out.push_str("@&#8203;"),
            '&' | '<' | '>' | '"' | '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '!' => {
                let _ = write!(out, "&#{};", u32::from(sign));
            }
            sign => out.push(sign),
        }
    }
    out
}

pub(super) fn code(text: &str) -> String {
    plain_line(text).replace('`', "'").replace('|', "\\|")
}
