//! A type that is made anew under the columns that have it: the old one is renamed, the columns are converted by text, the
//! old one is dropped.

use std::collections::BTreeSet;

use schema::object::{Column, Table};
use schema::{Database, Digest, Facts, Ident, Object, ObjectId};

use super::table::rewriting;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::build::{creation, demolition};
use crate::postgres::columns::columns_of_type;
use crate::postgres::ground::{Ground, text_of};
use crate::postgres::piece::Piece;
use crate::postgres::render;
use crate::postgres::sql::{ident, keyword, literal, mentions, name};
use crate::postgres::written::with_children;

/// The piece that does it, with guards for values that the new type does not have.
pub(super) fn replace(ground: &Ground<'_>, old: &Object, new: &Object) -> Piece {
    let id = &new.id;
    let tables = tables_of(ground.observed, id);
    let forth = statements(old, new, &tables, &|table, column| is_released(ground, table, column));
    let back = statements(new, old, &tables, &|table, column| is_released(ground, table, column));
    let mut piece = Piece::new(id, format!("make {id} anew")).run(forth, back);
    piece = piece.hazard(HazardCode::BackwardIncompatible, format!("values that {id} had before may be refused"));
    for (table, _, column) in &tables {
        piece = rewriting(ground, piece.lock(Lock::AccessExclusive), with_children(ground, table));
        piece = guard(piece, old, new, table, column);
    }
    piece
}

/// For a removed label: the rows that still have it.
fn guard(piece: Piece, old: &Object, new: &Object, table: &ObjectId, column: &Column) -> Piece {
    let (Facts::Enum { labels: from }, Facts::Enum { labels: to }) = (&old.facts, &new.facts) else {
        return piece.hazard(
            HazardCode::DataDependent,
            format!("it fails on values of {table} that the new {} refuses", new.id),
        );
    };
    let removed: Vec<_> = from.iter().filter(|label| !to.contains(label)).map(|label| literal(label)).collect();
    if removed.is_empty() {
        return piece;
    }
    let (removed, value) = (removed.join(", "), ident(&column.name));
    let test = if column.data_type.ends_with("[]") {
        format!("{value}::text[] && ARRAY[{removed}]")
    } else {
        format!("{value}::text IN ({removed})")
    };
    let message = format!(
        "rows of {table} have values in column {} that {} is to lose ({removed}): change them first, for example with a changelist",
        column.name.as_str(),
        new.id
    );
    piece
        .guard(format!("SELECT 1 FROM {} WHERE {test} LIMIT 1", name(table)), message)
        .hazard(HazardCode::DataDependent, format!("it fails if rows of {table} have a removed label"))
}

type Used<'a> = (&'a ObjectId, &'a Table, &'a Column);

/// The columns that have the type; of hierarchies only those at the top, from which the change is handed down.
fn tables_of<'a>(database: &'a Database, of: &ObjectId) -> Vec<Used<'a>> {
    let tables = database.objects.values().filter_map(|object| Some((&object.id, object.table()?)));
    let used =
        tables.flat_map(|(id, table)| columns_of_type(table, of).into_iter().map(move |column| (id, table, column)));
    used.filter(|(_, _, column)| !column.settings.contains_key("inherited")).collect()
}

fn is_released(ground: &Ground<'_>, table: &ObjectId, column: &Ident) -> bool {
    ground.released.get(table).is_some_and(|released| released.contains(column))
}

fn statements(
    from: &Object,
    to: &Object,
    tables: &[Used<'_>],
    released: &dyn Fn(&ObjectId, &Ident) -> bool,
) -> Vec<String> {
    let id = &to.id;
    let aside = ObjectId {
        name: Ident::new(format!("groundline_old_{}", Digest::of_parts([name(id).as_bytes()]).short())),
        ..id.clone()
    };
    let mut statements = Vec::new();
    let with_default = |(table, _, column): &&Used<'_>| column.default.is_some() && !released(table, &column.name);
    for (table, _, column) in tables.iter().filter(with_default) {
        statements.push(format!("ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT", name(table), ident(&column.name)));
    }
    statements.push(format!("ALTER {} {} RENAME TO {}", keyword(from.id.kind), name(&from.id), ident(&aside.name)));
    statements.extend(render::create(to));
    for (table, _, column) in tables {
        let (column_name, data_type) = (ident(&column.name), &column.data_type);
        let text = if data_type.ends_with("[]") { "text[]" } else { "text" };
        statements.push(format!(
            "ALTER TABLE {} ALTER COLUMN {column_name} TYPE {data_type} USING {column_name}::{text}::{data_type}",
            name(table)
        ));
    }
    for (table, _, column) in tables.iter().filter(with_default) {
        let default = column.default.as_deref().unwrap_or_default();
        statements.push(format!(
            "ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {default}",
            name(table),
            ident(&column.name)
        ));
    }
    statements.push(format!("DROP {} {}", keyword(from.id.kind), name(&aside)));
    statements.extend(from.grants.iter().map(ToString::to_string));
    statements
}

/// The undo of labels that were added: the type is made anew as it was, with everything that stands on it.
pub(super) fn back(ground: &Ground<'_>, old: &Object) -> Vec<String> {
    let tables = tables_of(ground.observed, &old.id);
    let users = users(ground, old, &tables);
    let mut all = demolition(ground.observed, &users);
    all.extend(statements(old, old, &tables, &|_, _| false));
    all.extend(creation(ground.observed, &users));
    all.extend(
        users.iter().filter_map(|id| ground.live(id)).flat_map(|object| &object.grants).map(ToString::to_string),
    );
    all
}

/// What stands on the type or on columns that have it.
fn users<'a>(ground: &Ground<'a>, old: &Object, tables: &[Used<'_>]) -> BTreeSet<&'a ObjectId> {
    let is_whole =
        |id: &ObjectId| !matches!(id.kind, schema::Kind::Table | schema::Kind::Sequence | schema::Kind::Schema);
    let mut waiting: Vec<&ObjectId> = ground.dependents.get(&old.id).cloned().unwrap_or_default();
    for (table, _, column) in tables {
        let users = ground.dependents.get(table).into_iter().flatten().copied();
        waiting.extend(users.filter(|id| {
            ground.live(id).is_some_and(|object| {
                let is_rebuilt = match &object.facts {
                    Facts::Index(_) => true,
                    Facts::Constraint(constraint) => constraint.kind != schema::object::ConstraintKind::Foreign,
                    _ => false,
                };
                !is_rebuilt && text_of(object).is_some_and(|text| mentions(&text, &column.name))
            })
        }));
    }
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if is_whole(id) && reached.insert(id) {
            waiting.extend(ground.dependents.get(id).into_iter().flatten());
        }
    }
    reached
}
