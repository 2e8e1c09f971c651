//! The names that a statement gives to something.
//!
//! Not the names that it only uses.
//!
//! Invariant: each name once, with its kind and its place.

use crate::look::Look;
use crate::read::form::Span;
use crate::read::statement::{Act, Form};

/// Kind, name and place of all that the statement names.
pub(super) fn names(look: &Look) -> Vec<(&'static str, String, Span)> {
    let mut names = Vec::new();
    let mut push = |kind, name: &str, span: &Span| names.push((kind, name.to_owned(), span.clone()));
    match &look.unit.form {
        Form::CreateTable(create) => {
            create.name.iter().for_each(|name| push("table", name.name.as_str(), &name.span));
        }
        Form::RenameTables(pairs) => pairs.iter().for_each(|(_, to)| push("table", to.name.as_str(), &to.span)),
        Form::Create(create) => {
            const NAMED: &[(&str, &str)] = &[
                ("VIEW", "view"),
                ("MATERIALIZED VIEW", "view"),
                ("SEQUENCE", "sequence"),
                ("TYPE", "type"),
                ("DOMAIN", "domain"),
                ("TRIGGER", "trigger"),
                ("FUNCTION", "function"),
                ("PROCEDURE", "procedure"),
                ("SCHEMA", "schema"),
            ];
            let kind = NAMED.iter().find(|(kind, _)| *kind == create.kind);
            if let (Some((_, kind)), Some(name)) = (kind, &create.name) {
                push(kind, name.name.as_str(), &name.span);
            }
        }
        _ => {}
    }
    for (_, column) in look.columns() {
        push("column", column.name(), &column.name_span());
    }
    for (_, constraint) in look.constraints() {
        constraint.name.iter().for_each(|name| push("constraint", name.as_str(), &name.span));
    }
    for (_, index) in look.indexes() {
        index.name.iter().for_each(|name| push("index", name.name.as_str(), &name.span));
    }
    for (_, action) in look.actions() {
        match &action.act {
            Act::RenameTo(to) => push("table", to.name.as_str(), &to.span),
            Act::RenameColumn(_, to) => push("column", to.as_str(), &to.span),
            Act::RenamePart(_, to) => push("constraint", to.as_str(), &to.span),
            _ => {}
        }
    }
    names
}
