//! What the server prints whole, as SQL: triggers, rules, policies, aggregates, ranges.

use schema::{Kind, ObjectId};

/// The statements of a definition. The server's form may hold more than one: one a line, each but the last closed by `;`.
pub(in crate::postgres) fn define(id: &ObjectId, definition: &str) -> Vec<String> {
    if matches!(id.kind, Kind::Trigger | Kind::Rule | Kind::Policy)
        && let Some((create, state)) = definition.rsplit_once(";\n")
    {
        return vec![create.to_owned(), state.to_owned()];
    }
    vec![definition.to_owned()]
}
