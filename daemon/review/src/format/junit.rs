//! JUnit XML: a suite for each file and each plan, a failure for each finding at error or warning level.
//!
//! Invariant: every file is there, so that one without findings shows as passed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::plans;
use crate::finding::{Finding, Level};
use crate::review::{Input, Review};

pub(super) fn render(review: &Review, files: &[Input<'_>]) -> String {
    let of_plans = plans::suites(review);
    let failures = review.summary.errors + review.summary.warnings + of_plans.failures;
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    review.findings.iter().for_each(|finding| by_file.entry(&finding.file).or_default().push(finding));
    let of = |file: &Input<'_>| by_file.get(file.path).map_or(&[] as &[_], Vec::as_slice);
    let tests = files.iter().map(|file| of(file).len().max(1)).sum::<usize>() + of_plans.tests;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ =
        writeln!(out, "<testsuites name=\"groundline review\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    for file in files {
        suite(&mut out, file.path, of(file));
    }
    out.push_str(&of_plans.text);
    out.push_str("</testsuites>\n");
    out
}

fn suite(out: &mut String, path: &str, findings: &[&Finding]) {
    let failures = findings.iter().filter(|finding| finding.level >= Level::Warning).count();
    let tests = findings.len().max(1);
    let path = escape(path);
    let _ = writeln!(out, "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    if findings.is_empty() {
        let _ = writeln!(out, "    <testcase name=\"no findings\" classname=\"{path}\"/>");
    }
    for finding in findings {
        case(out, &path, finding);
    }
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, path: &str, finding: &Finding) {
    let name = format!("{}:{} {}", finding.line, finding.column, finding.rule);
    let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{path}\">");
    let message = escape(&finding.message);
    let help = escape(finding.help.as_deref().unwrap_or_default());
    if finding.level >= Level::Warning {
        let (line, level) = (finding.line, finding.level);
        let _ = writeln!(
            out,
            "      <failure message=\"{message}\" type=\"{level}\">{path}:{line}: {message}\n{help}</failure>"
        );
    } else {
        let _ = writeln!(out, "      <system-out>{message}\n{help}</system-out>");
    }
    out.push_str("    </testcase>\n");
}

/// What XML lets stand; control characters cannot be written in it at all.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push(' '),
            control if control.is_control() || matches!(control, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
    out
}
