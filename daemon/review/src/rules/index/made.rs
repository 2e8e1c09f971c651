//! The indexes that a statement makes, each with those that its table has besides.
//!
//! Not a rule: the rules of this theme ask for it.
//!
//! Invariant: an index is compared with those before it, so that of two alike the later one is marked.

use crate::catalog::{Born, KnownIndex};
use crate::look::{Look, Mark};
use crate::read::form::{Demand, Span, TypeName};
use crate::read::statement::Form;

/// The table's name, the index, the others, and where the index stands.
pub(super) fn indexes(look: &Look) -> Vec<(String, KnownIndex, Vec<KnownIndex>, Span)> {
    let made = look.indexes();
    if made.is_empty() {
        return Vec::new();
    }
    let mut others: Vec<KnownIndex> = Vec::new();
    if let Form::CreateTable(_) = &look.unit.form {
        let mut small = look.catalog.clone_for(look.unit);
        small.replay(look.unit);
        let tables = small.tables.values().flat_map(|table| &table.indexes);
        others.extend(tables.filter(|index| index.of_constraint).cloned());
    } else if let Some(table) = made.first().and_then(|(table, _)| look.table((*table)?)) {
        others.extend(table.indexes.iter().cloned());
    }
    let known = |index| crate::catalog::known_index(look.unit, index, Born::Before);
    let mut found = Vec::new();
    for (table, index) in made {
        let known = known(index);
        let name = table.map(crate::read::form::Name::shown).unwrap_or_default();
        found.push((name, known.clone(), others.clone(), index.span.clone()));
        others.push(known);
    }
    found
}

/// Adds the fix that leaves an index out, wherever it is defined.
pub(super) fn left_out(look: &Look, mark: Mark, span: &Span) -> Mark {
    let only = look.unit.form.as_alter().is_some_and(|alter| alter.actions.len() == 1);
    match &look.unit.form {
        Form::CreateIndex(_) => look.removing(mark, "leave it out"),
        Form::AlterTable(_) if only => look.removing(mark, "leave it out"),
        Form::AlterTable(alter) => {
            let action =
                alter.actions.iter().find(|action| action.span.start <= span.start && span.end <= action.span.end);
            let span = action.map_or(span, |action| &action.span);
            look.replacing(mark, "leave it out", &look.with_comma(span), "")
        }
        _ => look.replacing(mark, "leave it out", &look.with_comma(span), ""),
    }
}

/// The columns of the primary keys that a statement makes, with their types, and where they stand.
pub(super) fn primary_columns(look: &Look) -> Vec<(String, TypeName, Span)> {
    let made = look.columns();
    let mut found = Vec::new();
    for (_, column) in made.iter().filter(|(_, column)| column.primary_key.is_some()) {
        found.push((column.name().to_owned(), column.ty.clone(), column.ty.span.clone()));
    }
    for (table, constraint) in look.constraints() {
        if !matches!(constraint.demand, Demand::Primary(_)) {
            continue;
        }
        for part in constraint.columns() {
            let here =
                made.iter().find(|(_, one)| one.name().eq_ignore_ascii_case(part.as_str())).map(|(_, one)| &one.ty);
            let known = || look.table(table).and_then(|table| table.column(part.as_str())).map(|column| &column.ty);
            let Some(ty) = here.or_else(known) else { continue };
            found.push((part.as_str().to_owned(), ty.clone(), part.span.clone()));
        }
    }
    found
}
