//! Completion of comments for the program: the words behind `groundline:`, and the rules behind `allow`.
//!
//! Invariant: outside of such a comment nothing is offered.

use review::rules::RULES;
use schema::sql::directive::KNOWN;
use serde_json::{Value, json};

use super::document::Document;
use super::protocol::Position;

/// What can stand at a place.
pub(super) fn completions(document: &Document, position: Position) -> Vec<Value> {
    let at = document.places.offset(&document.text, position);
    let line = &document.text[document.places.line_start(at)..at];
    let Some((_, behind)) = line.rsplit_once("groundline:") else { return Vec::new() };
    let typed = behind.trim_start();
    let item = |label: &str, text: &str, detail: &str, rank: u8, typed: &str| {
        let range = document.places.range(&document.text, &(at - typed.len()..at));
        let sort = format!("{rank}{label}");
        json!({ "label": label, "kind": 14, "detail": detail, "sortText": sort, "textEdit": { "range": range, "newText": text } })
    };
    match typed.split_once(' ') {
        None => KNOWN
            .into_iter()
            .filter(|word| word.starts_with(typed))
            .map(|word| {
                item(word, &format!("{word}{}", if word == "allow" { " " } else { "=" }), usage(word), 0, typed)
            })
            .collect(),
        Some(("allow", code)) if !code.trim_start().contains(' ') => {
            let code = code.trim_start();
            let fires =
                |name: &str| document.findings().any(|finding| finding.rule == name && finding.span.start >= at);
            let of_engine =
                RULES.iter().filter(|rule| document.found.dialect.is_none_or(|one| rule.engines.contains(&one)));
            let meant = of_engine.filter(|rule| rule.code.contains(code));
            meant
                .map(|rule| {
                    item(rule.code, &format!("{} ", rule.code), rule.summary(), u8::from(!fires(rule.code)), code)
                })
                .collect()
        }
        Some(_) => Vec::new(),
    }
}

fn usage(word: &str) -> &'static str {
    match word {
        "allow" => "allow RULE reason: the rule does not fire in the next statement",
        "key" => "key=a, b: these columns tell rows apart",
        _ => "renamed-from=old: the object is the one that was called so",
    }
}
