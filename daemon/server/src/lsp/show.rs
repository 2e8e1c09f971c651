//! Findings as an editor shows them.
//!
//! Invariant: a finding has the place, the level and the words that the command line gives it.

use review::{Finding, Level, PolicyFault};
use serde_json::{Value, json};

use super::document::Document;
use super::place::Places;
use super::protocol::Range;

/// Where the pages of the rules are.
const PAGES: &str = "https://github.com/groundline/groundline/blob/main/daemon/docs/rules";

/// All that is to be shown of a text.
pub(super) fn diagnostics(document: &Document) -> Vec<Value> {
    let notices =
        document.found.notices.iter().map(
            |notice| json!({ "range": Range::default(), "severity": 3, "source": "groundline", "message": notice }),
        );
    let new = document.found.new.iter().map(|finding| diagnostic(document, finding, false));
    let old = document.found.old.iter().map(|finding| diagnostic(document, finding, true));
    notices.chain(new).chain(old).collect()
}

/// One finding; an old one is a hint, whatever its level.
pub(super) fn diagnostic(document: &Document, finding: &Finding, is_old: bool) -> Value {
    let severity = match finding.level {
        _ if is_old => 4,
        Level::Error => 1,
        Level::Warning => 2,
        Level::Notice | Level::Off => 3,
    };
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
    let old = if is_old { "\nold: it is in the baseline" } else { "" };
    json!({
        "range": document.places.range(&document.text, &finding.span),
        "severity": severity,
        "code": finding.rule,
        "codeDescription": { "href": format!("{PAGES}/{}.md", finding.rule) },
        "source": "groundline",
        "message": format!("{}{help}{old}", finding.message),
    })
}

/// What is wrong with a policy.
pub(super) fn fault(text: &str, fault: &PolicyFault) -> Value {
    let range = Places::of(text).range(text, &fault.span);
    json!({ "range": range, "severity": 1, "source": "groundline", "message": fault.error.to_string() })
}
