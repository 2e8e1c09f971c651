//! SARIF 2.1.0, as code scanning of GitHub and others read it.
//!
//! Invariant: a rule that has a result is described in the driver, and the result points at it by its index.

use plan::HazardCode;
use serde_json::{Value, json};

use super::gitlab::fingerprints;
use crate::finding::{Finding, Level};
use crate::planned::{Outcome, TargetPlan};
use crate::review::{Input, Review};
use crate::rules;

pub(super) fn render(review: &Review, files: &[Input<'_>]) -> String {
    let mut codes: Vec<_> = review.findings.iter().map(|finding| finding.rule).collect();
    codes.sort_unstable();
    codes.dedup();
    let described: Vec<_> = codes.iter().map(|code| rule(code)).collect();
    let prints = fingerprints(review, files);
    let results = review.findings.iter().zip(prints);
    let results: Vec<_> = results.map(|(finding, print)| result(finding, &codes, &print)).collect();
    let notes: Vec<_> = review.plans.iter().filter_map(note).collect();
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "groundline",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://github.com/groundline/groundline",
                "rules": described,
            } },
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notes }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{value:#}\n")
}

/// Why a target has no plan; a plan's dangers are results.
fn note(plan: &TargetPlan) -> Option<Value> {
    let Outcome::Missing { reason } = &plan.outcome else { return None };
    Some(json!({ "level": "note", "message": { "text": format!("no plan of {}: {reason}", plan.target) } }))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "note",
        Level::Off => "none",
    }
}

fn rule(code: &str) -> Value {
    let found = rules::find(code);
    let hazard = || HazardCode::parse(code).map_or_else(String::new, |hazard| hazard.page().to_owned());
    let page = found.map_or_else(hazard, |rule| rule.page());
    json!({
        "id": code,
        "shortDescription": { "text": found.map_or(code, |rule| rule.summary()) },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(found.map_or(Level::Warning, |rule| rule.level)) },
    })
}

fn result(finding: &Finding, codes: &[&str], print: &str) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let mut value = json!({
        "ruleId": finding.rule,
        "ruleIndex": codes.binary_search(&finding.rule).unwrap_or(0),
        "level": level(finding.level),
        "message": { "text": text },
        "properties": { "knownBy": finding.known_by },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&finding.file) },
            "region": region(finding.line, finding.column, finding.end_line, finding.end_column),
        } }],
        "partialFingerprints": { "groundline/v1": print },
    });
    if let Some(fix) = &finding.fix {
        let replacement = |edit: &crate::finding::Edit| {
            json!({
                "deletedRegion": region(edit.line, edit.column, edit.end_line, edit.end_column),
                "insertedContent": { "text": edit.text },
            })
        };
        let replacements: Vec<_> = fix.edits.iter().map(replacement).collect();
        value["fixes"] = json!([{
            "description": { "text": fix.summary },
            "artifactChanges": [{ "artifactLocation": { "uri": uri(&finding.file) }, "replacements": replacements }],
        }]);
    }
    value
}

fn region(line: usize, column: usize, end_line: usize, end_column: usize) -> Value {
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

/// A path as a relative URI reference: what has a meaning in URIs is written in hexadecimal.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
