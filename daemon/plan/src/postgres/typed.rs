//! Tables of a composite type (`CREATE TABLE … OF …`): their columns are those of the type.
//!
//! Where the type changes, they leave it, change as tables of their own do, with everything that is saved of them, and join it again.

use schema::{Database, Facts, Kind, Object, ObjectId};

use super::ground::{Fate, Ground};
use super::settings::value;
use super::sql::name;
use crate::draft::Refusal;

/// The setting of a table that names its type.
pub(super) const KEY: &str = "of type";

/// The type that a table is of, in the database that it is in.
pub(super) fn type_of(table: &Object) -> Option<&ObjectId> {
    let of = value(&table.table()?.settings, KEY)?;
    table.depends_on.iter().find(|id| id.kind == Kind::Composite && name(id) == of)
}

/// Finds the tables that leave their type for a while, or for good.
pub(super) fn survey(ground: &mut Ground<'_>) {
    for table in ground.observed.objects.values().filter(|object| object.id.kind == Kind::Table) {
        let Some(of) = type_of(table) else { continue };
        let Some(wanted) = ground.wanted(&table.id) else { continue };
        let stays = type_of(wanted) == Some(of) && !ground.retyped.contains(of) && !is_reshaped(ground, of);
        if !stays && !ground.fate(&table.id).is_some_and(Fate::goes) {
            ground.untyped.insert(&table.id, of);
            ground.fates.entry(&table.id).or_insert(Fate::Alter);
        }
    }
}

/// Whether the attributes of the type are others: names, types or order.
fn is_reshaped(ground: &Ground<'_>, of: &ObjectId) -> bool {
    match [ground.live(of), ground.wanted(of)].map(|object| object.map(|object| &object.facts)) {
        [Some(Facts::Composite { attributes: from }), Some(Facts::Composite { attributes: to })] => {
            let plain = |list: &[schema::object::Column]| {
                list.iter().map(|a| (a.name.clone(), a.data_type.clone(), a.collation.clone())).collect::<Vec<_>>()
            };
            plain(from) != plain(to)
        }
        _ => true,
    }
}

/// Refuses what the server does not take: columns that would not stand in the order of the type.
pub(super) fn check(old: &Object, new: &Object) -> Result<(), Refusal> {
    let (Some(of), Some(before), Some(after)) = (type_of(new), old.table(), new.table()) else { return Ok(()) };
    let stays = before.columns.iter().filter(|column| after.column(&column.name).is_some());
    let comes = after.columns.iter().filter(|column| before.column(&column.name).is_none());
    if stays.chain(comes).map(|column| &column.name).eq(after.columns.iter().map(|column| &column.name)) {
        return Ok(());
    }
    let reason = format!(
        "its columns would not stand in the order of {of}, and cannot be moved; keep the attributes in the order of the columns, \
         with new ones at the end"
    );
    Err(Ground::refuse(&new.id, reason))
}

/// Whether a table is of the type without having a column of it.
pub(super) fn is_only_of(database: &Database, table: &ObjectId, of: &ObjectId) -> bool {
    let Some(object) = database.get(table).filter(|object| type_of(object) == Some(of)) else { return false };
    object.table().is_some_and(|facts| super::columns::columns_of_type(database, facts, of).is_empty())
}

/// `ALTER TABLE … OF …`, for a table that is of a type.
pub(super) fn joined(table: &Object) -> Option<String> {
    let of = value(&table.table()?.settings, KEY)?;
    Some(format!("ALTER TABLE {} OF {of}", name(&table.id)))
}

/// `ALTER TABLE … NOT OF`.
pub(super) fn left(table: &ObjectId) -> String {
    format!("ALTER TABLE {} NOT OF", name(table))
}
