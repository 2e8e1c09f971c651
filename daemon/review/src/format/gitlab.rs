//! The code quality report of GitLab.
//!
//! Invariant: a fingerprint depends on the rule, the file and the text of the line, not on its number, so that a finding is known
//! again after lines before it came or went; no two of a report are the same.

use std::collections::BTreeMap;

use schema::Digest;
use serde_json::json;

use crate::finding::Level;
use crate::review::{Input, Review};

pub(super) fn render(review: &Review, files: &[Input<'_>]) -> String {
    let findings = review.findings.iter().zip(fingerprints(review, files));
    let issues: Vec<_> = findings
        .map(|(finding, fingerprint)| {
            let severity = match finding.level {
                Level::Error => "critical",
                Level::Warning => "minor",
                Level::Notice | Level::Off => "info",
            };
            let path = finding.file.strip_prefix("./").unwrap_or(&finding.file);
            json!({
                "description": finding.message,
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": severity,
                "location": { "path": path, "lines": { "begin": finding.line, "end": finding.end_line } },
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(issues))
}

/// The most bytes of a line that tell it from others.
const LONGEST: usize = 400;

fn cut(line: &str) -> &str {
    &line[..line.floor_char_boundary(LONGEST)]
}

/// One stable mark for each finding.
pub(super) fn fingerprints(review: &Review, files: &[Input<'_>]) -> Vec<String> {
    let lines: BTreeMap<&str, Vec<&str>> =
        files.iter().map(|file| (file.path, file.text.split('\n').collect())).collect();
    let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    // What is said of a plan may stand in a file that was not reviewed: its words tell it apart then.
    review
        .findings
        .iter()
        .map(|finding| {
            let of_file = lines.get_key_value(finding.file.as_str());
            let path = of_file.map_or(finding.file.as_str(), |(path, _)| *path);
            let line = of_file.and_then(|(_, lines)| lines.get(finding.line - 1));
            let text = cut(line.map_or(finding.message.as_str(), |line| line.trim()));
            let count = seen.entry((finding.rule, path, text)).or_default();
            *count += 1;
            let parts = [finding.rule, path, text, &count.to_string()];
            Digest::of_parts(parts.map(str::as_bytes)).hex().chars().take(40).collect()
        })
        .collect()
}
