//! What the server prints whole, as SQL: triggers, rules, policies, aggregates, ranges, publications, foreign tables and the like.

use schema::{Kind, ObjectId};

/// The statements of a definition. The server's form may hold more than one: one a line, each but the last closed by `;`.
pub(in crate::postgres) fn define(id: &ObjectId, definition: &str) -> Vec<String> {
    if matches!(id.kind, Kind::Trigger | Kind::Rule | Kind::Policy)
        && let Some((create, state)) = definition.rsplit_once(";\n")
    {
        return vec![create.to_owned(), state.to_owned()];
    }
    if matches!(
        id.kind,
        Kind::EventTrigger
            | Kind::Publication
            | Kind::Statistics
            | Kind::ForeignTable
            | Kind::TextSearchConfiguration
            | Kind::OperatorFamily
    ) {
        return apart(definition);
    }
    vec![definition.to_owned()]
}

/// Statements of which each but the first begins a line with `ALTER` or `COMMENT`.
fn apart(definition: &str) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    for part in definition.split(";\n") {
        match statements.last_mut() {
            Some(last) if !part.starts_with("ALTER ") && !part.starts_with("COMMENT ") => {
                last.push_str(";\n");
                last.push_str(part);
            }
            _ => statements.push(part.to_owned()),
        }
    }
    statements
}
