//! Empty copies of kept things, so that a plan that restores can be proven on a scratch copy.

use schema::object::Column;
use schema::{Database, Object};

use super::act;
use super::render::type_clause;
use super::sql::{ident, name};
use crate::snapshot::{Keep, KeepKind};

/// The statements that make, in a scratch copy without snapshots, an empty table of the form that `keep` has in the target.
pub(crate) fn stand_in(keep: &Keep, observed: &Database, desired: &Database) -> Vec<String> {
    match keep.kind {
        KeepKind::Table => return act::table_stand_in(keep, observed, desired),
        KeepKind::Sequence => return act::sequence_stand_in(keep, desired),
        KeepKind::Fed => return fed(keep, desired),
        // Rows are brought back by the engine: no statement of a plan reads them.
        KeepKind::Rows => return Vec::new(),
        KeepKind::Column | KeepKind::Values => {}
    }
    let find = |database: &Database, column| {
        database.get(&keep.table).and_then(Object::table).and_then(|table| table.column(column)).cloned()
    };
    let key: Vec<_> =
        keep.key.iter().filter_map(|column| find(observed, column).or_else(|| find(desired, column))).collect();
    let column = keep.column.as_ref().and_then(|column| find(desired, column));
    let counts = keep.kind == KeepKind::Column && column.as_ref().is_some_and(|column| column.identity.is_some());
    let data_type = column.map_or_else(|| "text".into(), |column| column.data_type);
    // Values of the target's own types are kept as text.
    let kept_as = |data_type: Box<str>| if data_type.contains('.') { "text".into() } else { data_type };
    let key: Vec<_> =
        key.into_iter().map(|column| Column { data_type: kept_as(column.data_type.clone()), ..column }).collect();
    act::values_stand_in(keep, &key, &kept_as(data_type), counts)
}

/// The column that an online change left in its table.
fn fed(keep: &Keep, desired: &Database) -> Vec<String> {
    let table = desired.get(&keep.table).and_then(Object::table);
    let column = table.zip(keep.column.as_ref()).and_then(|(table, column)| table.column(column));
    let add = |column: &Column| {
        format!("ALTER TABLE {} ADD COLUMN {} {}", name(&keep.table), ident(&keep.in_table), type_clause(column))
    };
    column.map(add).into_iter().collect()
}
