//! Workflow commands, which GitHub, Gitea and Forgejo show as annotations of the change.
//!
//! Invariant: a finding is one line, whatever it says.

use std::fmt::Write as _;

use super::plain;
use crate::finding::Level;
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
    out
}

/// A line end is written in hexadecimal, as these systems read it; other control characters have no place in a log.
fn escape(text: &str) -> String {
    plain(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
