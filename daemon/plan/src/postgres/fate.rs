//! Whether a changed object can be changed in place.

use schema::object::{Column, Domain, Routine, Table, View};
use schema::{Facts, Ident, Kind, Object, ObjectId};

use super::act::can_alter;
use super::columns::is_of_type;
use super::ground::{Fate, Ground};
use super::needs::is_type;
use super::sql::{ident, name};
use super::typed;
use crate::draft::Refusal;

/// What becomes of an object that is in both databases and differs.
pub(super) fn of_change<'a>(ground: &mut Ground<'a>, old: &'a Object, new: &'a Object) -> Result<Fate, Refusal> {
    let fate = match (&old.facts, &new.facts) {
        (Facts::Enum { labels: from }, Facts::Enum { labels: to }) => {
            anew(ground, old, !is_subsequence(from, to));
            Fate::Alter
        }
        (Facts::Domain(from), Facts::Domain(to)) => {
            let is_other = from.base != to.base || from.collation != to.collation;
            let is_anew = is_other || (is_narrower(from, to) && is_inside_values(ground, &old.id));
            anew(ground, old, is_anew);
            Fate::Alter
        }
        (Facts::Composite { attributes: from }, Facts::Composite { attributes: to }) => {
            let is_anew = !can_alter_composite(ground, old, from, to);
            let are_moved = !from.iter().map(|a| &a.name).eq(to.iter().map(|a| &a.name));
            if is_anew && are_moved && is_in_tables(ground, &old.id) {
                return Err(Ground::refuse(
                    &old.id,
                    "its attributes cannot come in another order, or change their types beside others that come or go, \
                     while tables have values of it; do that in changes of their own, adding attributes at the end",
                ));
            }
            anew(ground, old, is_anew);
            Fate::Alter
        }
        (Facts::Defined { definition: from }, Facts::Defined { definition: to }) if old.id.kind == Kind::Range => {
            anew(ground, old, from != to);
            Fate::Alter
        }
        (Facts::Defined { definition: from }, Facts::Defined { definition: to })
            if old.id.kind == Kind::Collation && is_in_columns(ground, &old.id) =>
        {
            anew(ground, old, from != to);
            Fate::Alter
        }
        (Facts::Table(from), Facts::Table(to)) => {
            if from.partition_by != to.partition_by {
                return Err(Ground::refuse(&old.id, another_way(&old.id, to)));
            }
            typed::check(old, new)?;
            Fate::Alter
        }
        (Facts::Routine(from), Facts::Routine(to)) => in_place(can_replace_routine(from, to)),
        (Facts::View(from), Facts::View(to)) => in_place(is_extended(from, to)),
        (Facts::MaterializedView(from), Facts::MaterializedView(to)) => {
            in_place(from.query == to.query && is_extended(from, to) && from.columns.len() == to.columns.len())
        }
        (Facts::Constraint(from), Facts::Constraint(to)) => {
            let loses_validity = from.validated && !to.validated;
            in_place(from.kind == to.kind && from.definition == to.definition && !loses_validity)
        }
        (Facts::Index(from), Facts::Index(to)) => {
            let is_plain =
                from.on == to.on && from.parent.is_none() && to.parent.is_none() && !is_partitioned(&from.definition);
            in_place(from.definition == to.definition || (is_plain && from.on.kind == Kind::Table))
        }
        (Facts::Defined { definition: from }, Facts::Defined { definition: to }) => {
            let fate = in_place(from == to || can_alter(&old.id, from, to));
            refuse_under_columns(ground, old, fate)?;
            fate
        }
        (Facts::Schema, _) | (Facts::Extension { .. }, _) | (Facts::Sequence(_), _) => Fate::Alter,
        _ => Fate::Replace,
    };
    Ok(fate)
}

/// How a table comes to be partitioned in another way: statements that the server has, in changes that are proven each.
fn another_way(id: &ObjectId, to: &Table) -> String {
    let beside = ObjectId { name: Ident::new(format!("{}_new", id.name.as_str())), ..id.clone() };
    let (old, new) = (name(id), name(&beside));
    let clause = to.partition_by.as_ref().map_or_else(String::new, |by| format!(" PARTITION BY {by}"));
    let columns = to.columns.iter().filter(|column| column.generated.is_none());
    let columns = columns.map(|column| ident(&column.name)).collect::<Vec<_>>().join(", ");
    let always = to.columns.iter().any(|column| column.identity.as_ref().is_some_and(|identity| identity.always));
    let overriding = if always { " OVERRIDING SYSTEM VALUE" } else { "" };
    format!(
        "how a table is partitioned cannot be changed in place. Declare the new one beside it (`CREATE TABLE {new} (…){clause}`, and its \
         partitions); move the rows with a changelist (`INSERT INTO {new} ({columns}){overriding} SELECT {columns} FROM {old}`); take {old} out \
         in the next commit, and in the one after that call the new one by its name (`-- groundline: renamed-from={new}` above \
         `CREATE TABLE {old}`)"
    )
}

/// What columns stand on cannot be made anew beneath them.
fn refuse_under_columns(ground: &Ground<'_>, old: &Object, fate: Fate) -> Result<(), Refusal> {
    let is_beneath = matches!(old.id.kind, Kind::BaseType | Kind::AccessMethod);
    let mut users = ground.dependents.get(&old.id).into_iter().flatten();
    let user = users.find(|user| matches!(user.kind, Kind::Table | Kind::Domain | Kind::Composite | Kind::Range));
    match user.filter(|_| fate == Fate::Replace && is_beneath) {
        Some(user) => Err(Ground::refuse(
            &old.id,
            format!(
                "it cannot be made anew while {user} uses it; make the new one under another name and change {} to it",
                if old.id.kind == Kind::AccessMethod { "the tables" } else { "the columns" }
            ),
        )),
        None => Ok(()),
    }
}

/// Whether columns, or types that columns have, sort by the collation.
fn is_in_columns(ground: &Ground<'_>, collation: &ObjectId) -> bool {
    let mut users = ground.dependents.get(collation).into_iter().flatten();
    users.any(|user| user.kind == Kind::Table || is_type(user.kind))
}

/// Whether the index is one of a partitioned table, without those of its partitions.
pub(super) fn is_partitioned(definition: &str) -> bool {
    definition.contains(" ON ONLY ")
}

const fn in_place(can: bool) -> Fate {
    if can { Fate::Alter } else { Fate::Replace }
}

fn anew<'a>(ground: &mut Ground<'a>, object: &'a Object, is_anew: bool) {
    if is_anew {
        ground.retyped.insert(&object.id);
    }
}

/// Whether all of `short` stand in `long` in the same order.
fn is_subsequence(short: &[Box<str>], long: &[Box<str>]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|label| rest.any(|other| other == label))
}

/// What `CREATE OR REPLACE` cannot change: what is returned, and the arguments' names and defaults.
fn can_replace_routine(from: &Routine, to: &Routine) -> bool {
    from.returns == to.returns && from.arguments == to.arguments
}

/// Whether the columns before are the first columns after.
fn is_extended(from: &View, to: &View) -> bool {
    let mut both = from.columns.iter().zip(&to.columns);
    from.columns.len() <= to.columns.len() && both.all(|(a, b)| a.name == b.name && a.data_type == b.data_type)
}

/// Attributes can be dropped, and added at the end; types change only where no table has a column of the type.
fn can_alter_composite(ground: &Ground<'_>, object: &Object, from: &[Column], to: &[Column]) -> bool {
    let staying: Vec<_> = from.iter().filter(|a| to.iter().any(|b| a.name == b.name)).collect();
    let is_in_order = staying.iter().zip(to).all(|(a, b)| a.name == b.name);
    let has_type_change = staying.iter().zip(to).any(|(a, b)| a.data_type != b.data_type || a.collation != b.collation);
    is_in_order && (!has_type_change || !is_in_tables(ground, &object.id))
}

/// Whether values that the domain has may be refused, so that the server looks at them.
fn is_narrower(from: &Domain, to: &Domain) -> bool {
    (to.not_null && !from.not_null)
        || to
            .checks
            .iter()
            .any(|check| check.validated && !from.checks.iter().any(|old| old.definition == check.definition))
}

/// Whether values of the domain are parts of other values in tables: the server does not look there, and refuses.
fn is_inside_values(ground: &Ground<'_>, domain: &ObjectId) -> bool {
    let mut users = ground.dependents.get(domain).into_iter().flatten();
    users.any(|user| match ground.live(user).map(|object| &object.facts) {
        Some(Facts::Table(table)) => {
            table.columns.iter().any(|column| column.data_type.ends_with("[]") && is_of_type(&column.data_type, domain))
        }
        Some(Facts::Domain(_)) => is_inside_values(ground, user),
        _ => is_type(user.kind) && is_in_tables(ground, user),
    })
}

/// Whether a table has a column of the type, or of one that is made of it.
pub(super) fn is_in_tables(ground: &Ground<'_>, of: &ObjectId) -> bool {
    let mut users = ground.dependents.get(of).into_iter().flatten();
    users.any(|user| {
        user.kind == Kind::Table && !typed::is_only_of(ground.observed, user, of)
            || is_type(user.kind) && is_in_tables(ground, user)
    })
}
