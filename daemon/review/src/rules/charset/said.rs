//! The charsets and collations that a statement names.
//!
//! Not a rule: the rules of this theme ask for it.
//!
//! Invariant: each with the place where it is written, in lower case.

use crate::look::{Look, Mark};
use crate::read::form::{Span, TableOption};
use crate::read::statement::{Act, Form};

/// The options of the table that the statement makes or alters.
pub(super) fn options<'a>(look: &Look<'a>) -> Vec<&'a TableOption> {
    match &look.unit.form {
        Form::CreateTable(create) => create.options.iter().collect(),
        Form::AlterTable(alter) => alter.options.iter().collect(),
        _ => Vec::new(),
    }
}

/// Charsets of the table, of its columns, and of a conversion.
pub(super) fn charsets(look: &Look) -> Vec<(String, Span)> {
    let of_table = options(look).into_iter().filter(|option| option.key == "CHARSET");
    let of_table = of_table.map(|option| (option.value.to_lowercase(), option.span.clone()));
    let columns = look.columns().into_iter().filter_map(|(_, column)| column.charset.as_ref());
    let of_columns = columns.map(|part| (part.as_str().to_owned(), part.span.clone()));
    let converted = look.actions().filter_map(|(_, action)| match &action.act {
        Act::Convert(charset) => Some((charset.clone(), action.span.clone())),
        _ => None,
    });
    of_table.chain(of_columns).chain(converted).collect()
}

/// Collations of the table and of its columns.
pub(super) fn collations(look: &Look) -> Vec<(String, Span)> {
    let of_table = options(look).into_iter().filter(|option| option.key == "COLLATE");
    let of_table = of_table.map(|option| (option.value.to_lowercase(), option.span.clone()));
    let columns = look.columns().into_iter().filter_map(|(_, column)| column.collation.as_ref());
    of_table.chain(columns.map(|part| (part.as_str().to_owned(), part.span.clone()))).collect()
}

/// Marks a new table that lacks an option.
pub(super) fn requires(look: &Look, marks: &mut Vec<Mark>, key: &str, what: &str) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let Some(name) = create.name.as_ref().filter(|_| !create.is_temporary && create.like.is_none()) else { return };
    if !create.options.iter().any(|option| option.key == key) {
        marks.push(look.mark(&name.span, format!("the {what} of `{}` depends on the server", name.shown())));
    }
}

/// Adds the fix that writes another charset or collation at a place, which may be the whole option.
pub(super) fn instead(look: &Look, mark: Mark, span: &Span, old: &str, new: Option<&str>) -> Mark {
    let written = look.unit.text.get(span.clone()).unwrap_or_default();
    let place = written.to_lowercase().rfind(old).map(|at| span.start + at..span.start + at + old.len());
    match place.zip(new) {
        Some((place, new)) => look.replacing(mark, &format!("use {new}"), &place, new),
        None => mark,
    }
}

/// Whether the statement names a collation, which may not belong to another charset.
pub(super) fn has_collation(look: &Look) -> bool {
    look.unit.places(&look.unit.all(), "COLLATE").next().is_some()
}
