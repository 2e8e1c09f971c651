//! Answers about a place: the page of the rule that fires there, or that a comment names.
//!
//! Invariant: the page is the one of `groundline explain`.

use review::{document as page, rules};
use serde_json::{Value, json};

use super::document::Document;
use super::protocol::Position;

/// The pages of the rules that fire at a place; of the rule that stands there, where a comment names one.
pub(super) fn hover(document: &Document, position: Position) -> Value {
    let at = document.places.offset(&document.text, position);
    let is_here =
        |span: &std::ops::Range<usize>| span.start <= at && (at < span.end || span.is_empty() && at == span.start);
    let here: Vec<_> = document.findings().filter(|finding| is_here(&finding.span)).collect();
    let mut parts = Vec::new();
    let mut told = Vec::new();
    for finding in &here {
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\n\n{help}"));
        parts.push(format!("**{}** `{}`: {}{help}", finding.level, finding.rule, finding.message));
        if !told.contains(&finding.rule) {
            told.push(finding.rule);
        }
    }
    let named = named(&document.text, at);
    parts.extend(told.iter().filter_map(|code| rules::find(code)).chain(named).map(page));
    if parts.is_empty() {
        return Value::Null;
    }
    let nearest = here.iter().min_by_key(|finding| finding.span.len());
    let range = nearest.map(|finding| document.places.range(&document.text, &finding.span));
    json!({ "contents": { "kind": "markdown", "value": parts.join("\n\n---\n\n") }, "range": range })
}

/// The rule that a comment for the program names at a byte.
fn named(text: &str, at: usize) -> Option<&'static review::Rule> {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    let (before, after) = text.split_at(text.floor_char_boundary(at));
    let start = before
        .rfind(|sign| !is_part(sign))
        .map_or(0, |place| place + before[place..].chars().next().map_or(1, char::len_utf8));
    let end = at + after.find(|sign| !is_part(sign)).unwrap_or(after.len());
    let line = before.rfind('\n').map_or(0, |place| place + 1);
    let is_directive = text.get(line..start).is_some_and(|head| head.contains("groundline:"));
    rules::find(text.get(start..end)?).filter(|_| is_directive)
}

/// The page of a rule, for `groundline.explain`.
pub(super) fn explain(arguments: &[Value]) -> Result<String, String> {
    let code = arguments.first().and_then(Value::as_str).ok_or("`groundline.explain` needs the code of a rule")?;
    rules::find(code).map(page).ok_or_else(|| format!("there is no rule `{code}`"))
}
