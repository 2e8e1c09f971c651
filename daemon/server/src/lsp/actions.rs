//! What an editor can do about findings: fix them, allow them with a reason, explain them.
//!
//! Invariant: a fix makes the text that `groundline review --fix` makes.

use std::ops::Range as Bytes;

use review::{Finding, edits};
use schema::sql::{Lexer, split};
use serde_json::{Value, json};

use super::document::Document;
use super::protocol::ActionsFor;
use super::show::diagnostic;

/// Rules about comments and about text that cannot be read: a comment cannot allow them.
const NOT_ALLOWED: [&str; 4] =
    ["invalid-directive", "suppression-without-reason", "syntax-error", "unused-suppression"];

/// The actions for a range of a text.
pub(super) fn actions(document: &Document, params: &ActionsFor, is_versioned: bool) -> Vec<Value> {
    let wanted = document.places.bytes(&document.text, params.range);
    let uri = params.text_document.uri.as_str();
    let edit = |edits: &[(Bytes<usize>, &str)]| {
        let edits: Vec<_> = edits
            .iter()
            .map(|(bytes, text)| json!({ "range": document.places.range(&document.text, bytes), "newText": text }))
            .collect();
        match is_versioned {
            true => {
                let of = json!({ "uri": uri, "version": document.version });
                json!({ "documentChanges": [{ "textDocument": of, "edits": edits }] })
            }
            false => json!({ "changes": { uri: edits } }),
        }
    };
    let asked = params.context.only.as_deref();
    let mut found = Vec::new();
    if is_asked(asked, "quickfix") {
        let touches = |finding: &&Finding| finding.span.start <= wanted.end && wanted.start <= finding.span.end;
        for finding in document.findings().filter(touches) {
            quick(document, finding, &edit, &mut found);
        }
    }
    let all = edits(document.findings());
    if is_asked(asked, "source.fixAll.groundline") && !all.is_empty() {
        let title = format!("Groundline: apply every safe fix of this file ({})", all.len());
        found.push(json!({ "title": title, "kind": "source.fixAll.groundline", "edit": edit(&all) }));
    }
    found
}

/// Whether a kind is among those that are asked for; a kind stands for all below it.
fn is_asked(asked: Option<&[String]>, kind: &str) -> bool {
    let holds = |wanted: &String| {
        wanted.is_empty()
            || kind == wanted
            || kind.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    asked.is_none_or(|asked| asked.iter().any(holds))
}

fn quick(
    document: &Document,
    finding: &Finding,
    edit: &impl Fn(&[(Bytes<usize>, &str)]) -> Value,
    found: &mut Vec<Value>,
) {
    let rule = finding.rule;
    let about = [diagnostic(document, finding, document.found.old.contains(finding))];
    if let Some(fix) = &finding.fix {
        let edits: Vec<_> = fix.edits.iter().map(|edit| (edit.span.clone(), edit.text.as_str())).collect();
        let title = format!("{} ({rule})", fix.summary);
        let edit = edit(&edits);
        found.push(
            json!({ "title": title, "kind": "quickfix", "isPreferred": true, "diagnostics": about, "edit": edit }),
        );
    }
    if let Some((at, text)) = allowance(document, finding) {
        let title = format!("Allow `{rule}` here: write the reason behind it");
        let edit = edit(&[(at..at, text.as_str())]);
        found.push(json!({ "title": title, "kind": "quickfix", "diagnostics": about, "edit": edit }));
    }
    let command = json!({ "title": "Explain", "command": "groundline.explain", "arguments": [rule] });
    let title = format!("Explain `{rule}`");
    found.push(json!({ "title": title, "kind": "quickfix", "diagnostics": about, "command": command }));
}

/// Where the comment that allows a finding is written, and its text; the reason is for the person to write.
fn allowance(document: &Document, finding: &Finding) -> Option<(usize, String)> {
    let dialect = document.found.dialect.filter(|_| !NOT_ALLOWED.contains(&finding.rule))?;
    let text = &*document.text;
    let statements = split(dialect, text).flatten().map(|statement| statement.span);
    let statement = statements.take_while(|span| span.start <= finding.span.start).last()?;
    let code = text.get(statement.clone())?;
    let first = Lexer::new(dialect, code).find(|token| !token.is_trivia())?;
    let start = statement.start + first.span.start;
    let line = document.places.line_start(start);
    let indent = text.get(line..start)?;
    let comment = format!("-- groundline: allow {} ", finding.rule);
    match indent.trim().is_empty() {
        true => Some((line, format!("{indent}{comment}\n"))),
        false => Some((start, format!("\n{comment}\n"))),
    }
}
