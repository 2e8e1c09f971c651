//! The pages of rules: what `groundline explain` shows, and what `daemon/docs/rules/` holds.
//!
//! Written from the rules themselves, so that they are never behind.
//!
//! Invariant: the same rules make the same pages.

use std::fmt::Write as _;

use crate::rule::{Parameter, Rule, Value};

/// The page of a rule, in Markdown.
pub fn document(rule: &Rule) -> String {
    let engines: Vec<_> = rule.engines.iter().map(|dialect| dialect.name()).collect();
    let mut text = format!("# {}\n\n{}\n\n", rule.code, rule.page());
    let _ = writeln!(text, "| | |\n|---|---|\n| engines | {} |\n| level | {} |", engines.join(", "), rule.level);
    let _ = writeln!(text, "| priority | {} |", rule.priority);
    if !rule.aliases.is_empty() {
        let aliases: Vec<_> = rule.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let _ = writeln!(text, "| also | {} |", aliases.join(", "));
    }
    if !rule.parameters.is_empty() {
        text.push_str("\n| parameter | default | meaning |\n|---|---|---|\n");
        rule.parameters.iter().for_each(|parameter| row(&mut text, parameter));
    }
    let _ = writeln!(text, "\nAllow it once, with the reason, on the line before the statement:\n");
    let _ = writeln!(text, "```sql\n-- groundline: allow {} REASON\n```", rule.code);
    text
}

fn row(text: &mut String, parameter: &Parameter) {
    let default = match parameter.default {
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(list) => format!("{list:?}"),
    };
    let _ = writeln!(text, "| `{}` | `{}` | {} |", parameter.name, default.replace('|', "\\|"), parameter.about);
}

/// The list of all rules, in Markdown, with links to their pages.
pub fn index<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> String {
    let mut text = String::from(
        "# Rules of SQL review\n\nEvery rule of `groundline review`, with its level where no policy says otherwise. \
         `groundline explain RULE` shows the same pages.\n\nThis folder is written from the rules themselves; \
         `UPDATE_DOCS=1 cargo test -p review` writes it anew.\n\n| rule | engines | level | flags |\n|---|---|---|---|\n",
    );
    for rule in rules {
        let engines: Vec<_> = rule.engines.iter().map(|dialect| dialect.name()).collect();
        let (code, level, summary) = (rule.code, rule.level, rule.summary().replace('|', "\\|"));
        let _ = writeln!(text, "| [`{code}`]({code}.md) | {} | {level} | {summary} |", engines.join(", "));
    }
    text
}
