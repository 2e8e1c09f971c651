//! Workflow commands, which GitHub, Gitea and Forgejo show as annotations of the change.
//!
//! Invariant: a finding is one line, whatever it says.

use std::fmt::Write as _;

use super::plain;
use crate::finding::Level;
use crate::planned::Outcome;
use crate::review::Review;

pub(super) fn render(review: &Review) -> String {
    let mut out = String::new();
    for finding in &review.findings {
        let command = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice | Level::Off => "notice",
        };
        let mut place = format!(
            "file={},line={},endLine={},title={}",
            property(&finding.file),
            finding.line,
            finding.end_line,
            property(finding.rule)
        );
        if finding.line == finding.end_line {
            let _ = write!(place, ",col={},endColumn={}", finding.column, finding.end_column);
        }
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
        let _ = writeln!(out, "::{command} {place}::{}", escape(&format!("{}{help}", finding.message)));
    }
    for plan in &review.plans {
        let said = match &plan.outcome {
            Outcome::Missing { reason } => format!("no plan: {reason}"),
            Outcome::Made(made) if made.plan.empty => "in sync: nothing to do".to_owned(),
            Outcome::Made(made) => {
                let steps =
                    made.plan.steps.iter().map(|step| format!("{}. {} (lock: {})", step.id, step.summary, step.lock));
                steps.collect::<Vec<_>>().join("\n")
            }
        };
        let _ = writeln!(out, "::notice title={}::{}", property(&format!("plan of {}", plan.target)), escape(&said));
    }
    out
}

/// A line end is written in hexadecimal, as these systems read it; other control characters have no place in a log.
fn escape(text: &str) -> String {
    plain(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
