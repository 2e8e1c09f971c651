//! Which columns disappear or change their type, so that what uses them must step aside.

use std::collections::BTreeSet;

use schema::object::{Column, Table};
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::ground::{Fate, Ground, Reshape};
use super::inherit::is_regenerated;
use super::sql::{mentions, name};
use crate::draft::Refusal;

/// Finds for every altered table the columns that are dropped, made again, or retyped.
pub(super) fn survey(ground: &mut Ground<'_>) -> Result<(), Refusal> {
    let altered: Vec<_> = ground.fates.iter().filter(|(_, fate)| **fate == Fate::Alter).map(|(id, _)| *id).collect();
    for id in altered {
        let (Some(old), Some(new)) =
            (ground.live(id).and_then(Object::table), ground.wanted(id).and_then(Object::table))
        else {
            continue;
        };
        let mut reshape = compare(old, new, ground.situation.server_version);
        take_generated_along(old, &mut reshape);
        if !reshape.is_empty() {
            ground.reshapes.insert(id, reshape);
        }
    }
    Ok(())
}

fn compare(old: &Table, new: &Table, version: u32) -> Reshape {
    let mut reshape = Reshape::default();
    for column in &old.columns {
        match new.column(&column.name) {
            None => drop(reshape.dropped.insert(column.name.clone())),
            Some(new) if is_regenerated(column, new, version) => drop(reshape.dropped.insert(column.name.clone())),
            Some(new) if is_retyped(column, new) => drop(reshape.retyped.insert(column.name.clone())),
            Some(_) => {}
        }
    }
    reshape
}

/// A generated column stands in the way of what it is computed from.
pub(super) fn take_generated_along(table: &Table, reshape: &mut Reshape) {
    for column in &table.columns {
        let Some(generated) = &column.generated else { continue };
        let covered: Vec<&Ident> = reshape.dropped.iter().chain(&reshape.retyped).collect();
        if covered.iter().any(|other| **other != column.name && mentions(&generated.expression, other)) {
            reshape.retyped.remove(&column.name);
            reshape.dropped.insert(column.name.clone());
        }
    }
}

/// Whether type or collation differ.
pub(super) fn is_retyped(old: &Column, new: &Column) -> bool {
    old.data_type != new.data_type || old.collation != new.collation
}

/// Whether the column's type is this one, or an array of it.
pub(super) fn is_of_type(data_type: &str, of: &ObjectId) -> bool {
    let element = data_type.trim_end_matches("[]");
    of.kind != Kind::Collation && element == name(of)
        || (of.schema.as_ref().is_some_and(|schema| *schema == "pg_catalog") && *element == *of.name.as_str())
}

/// Whether the column is of the type, of an array of it, or of the multirange that belongs to it, or sorts by the collation.
pub(super) fn has_type(database: &Database, column: &Column, of: &ObjectId) -> bool {
    let multirange = |object: &Object| match &object.facts {
        Facts::Defined { definition } if of.kind == Kind::Range => {
            let (_, rest) = definition.split_once("multirange_type_name = ")?;
            Some(column.data_type.trim_end_matches("[]") == rest.trim_end_matches(')'))
        }
        _ => None,
    };
    is_of_type(&column.data_type, of)
        || is_collated(column, of)
        || database.get(of).and_then(multirange).unwrap_or(false)
}

/// Whether the column itself says that it sorts by the collation.
pub(super) fn is_collated(column: &Column, of: &ObjectId) -> bool {
    of.kind == Kind::Collation && column.collation.as_deref() == Some(name(of).as_str())
}

/// The columns of a table that have the type.
pub(super) fn columns_of_type<'t>(database: &Database, table: &'t Table, of: &ObjectId) -> Vec<&'t Column> {
    table.columns.iter().filter(|column| has_type(database, column, of)).collect()
}

/// The columns by which a row is found again: the primary key, or a unique key without NULLs; none where there is none.
pub(super) fn key_of(
    ground: &Ground<'_>,
    table: &ObjectId,
    facts: &Table,
    without: &BTreeSet<Ident>,
) -> Option<Vec<Ident>> {
    use schema::object::ConstraintKind::{Primary, Unique};
    let constraints = Ground::constraints(ground.observed, table);
    let usable = |columns: &Vec<Ident>| {
        !columns.is_empty()
            && columns
                .iter()
                .all(|name| !without.contains(name) && facts.column(name).is_some_and(|column| column.not_null))
    };
    [Primary, Unique].into_iter().find_map(|kind| {
        let mut keys = constraints.iter().filter(|(_, constraint)| constraint.kind == kind);
        keys.find(|(_, constraint)| usable(&constraint.columns)).map(|(_, constraint)| constraint.columns.clone())
    })
}
