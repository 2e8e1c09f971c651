//! Why columns of a big table cannot change online, in words that follow «because».

use schema::object::{Column, Table};
use schema::{Facts, Kind, Object, ObjectId};

use super::names::comes_after_ours;
use crate::postgres::act::based;
use crate::postgres::casts::{Cast, cast};
use crate::postgres::ground::{Ground, text_of};
use crate::postgres::needs::is_type;
use crate::postgres::not_null::NotNull;
use crate::postgres::sql::{is_part_of, mentions};
use crate::postgres::typed::KEY;
use crate::postgres::written::is_strict_domain;

type Pair<'a> = (&'a Column, &'a Column);

/// The first reason; none where it can be done.
pub(super) fn of_table(
    ground: &Ground<'_>,
    table: &ObjectId,
    old: &Table,
    new: &Table,
    pairs: &[Pair<'_>],
) -> Option<String> {
    by_kind(ground, table, old)
        .or_else(|| by_declared(ground, table))
        .or_else(|| by_generated(ground, table, old, new))
        .or_else(|| pairs.iter().find_map(|pair| by_column(ground, *pair)))
        .or_else(|| by_triggers(ground, table))
        .or_else(|| by_rows(ground, table))
        .or_else(|| by_materialized(ground, table, pairs))
}

/// The first reason why a column cannot be added online; none where it can.
pub(super) fn of_added(ground: &Ground<'_>, table: &ObjectId, old: &Table, column: &Column) -> Option<String> {
    let name = column.name.as_str();
    if column.generated.is_some() || column.identity.is_some() {
        return Some(format!("values of column {name} are computed by the server alone"));
    }
    if NotNull::of(column).is_some_and(|not_null| not_null != NotNull::USUAL) {
        return Some(format!("NOT NULL of column {name} is not of all its rows"));
    }
    if is_strict_domain(ground.desired, &column.data_type) {
        return Some(format!("the domain of column {name} has checks of its own"));
    }
    by_kind(ground, table, old).or_else(|| by_declared(ground, table)).or_else(|| by_triggers(ground, table))
}

fn by_kind(ground: &Ground<'_>, table: &ObjectId, old: &Table) -> Option<String> {
    let has_children = ground.children.get(table).is_some_and(|children| !children.is_empty());
    if old.partition_by.is_some() || old.partition_of.is_some() || !old.inherits.is_empty() || has_children {
        return Some(format!("{table} is part of a hierarchy of tables"));
    }
    let comes_to_be_of_type =
        ground.wanted(table).and_then(Object::table).is_some_and(|new| new.settings.contains_key(KEY));
    if old.settings.contains_key(KEY) || comes_to_be_of_type {
        return Some(format!("the columns of {table} are those of a composite type, in its order"));
    }
    if old.settings.contains_key("force_row_security") {
        return Some(format!("row security of {table} may hide rows from us"));
    }
    if old.settings.contains_key("access_method") {
        return Some(format!("{table} is stored in another way than a heap"));
    }
    if !ground.retyped.is_empty() || ground.released.contains_key(table) {
        return Some("a type that it uses is made anew too".to_owned());
    }
    None
}

fn by_generated(ground: &Ground<'_>, table: &ObjectId, old: &Table, new: &Table) -> Option<String> {
    let dropped = &ground.reshapes.get(table)?.dropped;
    let computed =
        old.columns.iter().find(|column| dropped.contains(&column.name) && new.column(&column.name).is_some());
    let computed = computed.map(|column| &column.name);
    computed.map(|name| format!("column {} is computed from it, and can only be computed anew", name.as_str()))
}

/// Words that stand in the names of types, where they cannot be told from a column.
const TYPE_WORDS: &[&str] = &["time", "zone", "varying", "precision", "timestamp", "date", "interval", "double"];

fn by_column(ground: &Ground<'_>, (from, to): Pair<'_>) -> Option<String> {
    let name = from.name.as_str();
    if [from, to].into_iter().filter_map(NotNull::of).any(|not_null| not_null != NotNull::USUAL) {
        return Some(format!("NOT NULL of column {name} is not of all its rows"));
    }
    if from.generated.is_some() || to.generated.is_some() {
        return Some(format!("column {name} is generated"));
    }
    if from.identity.is_some() != to.identity.is_some() {
        return Some(format!("column {name} becomes an identity column, or ceases to be one"));
    }
    if TYPE_WORDS.contains(&name) {
        return Some(format!("the name of column {name} cannot be told from that of a type"));
    }
    if is_strict_domain(ground.desired, &to.data_type) || is_strict_domain(ground.observed, &from.data_type) {
        return Some(format!("the domain of column {name} has checks of its own"));
    }
    if from.data_type.contains('.') {
        return Some(format!(
            "the type {} could not be dropped while the values of column {name} are kept",
            from.data_type
        ));
    }
    let (old, new) = (based(ground, &from.data_type), based(ground, &to.data_type));
    if cast(old, new) == Cast::Wrap || from.data_type.ends_with("[]") || to.data_type.ends_with("[]") {
        return Some(format!("values of column {name} become arrays, or cease to be arrays"));
    }
    None
}

/// A constraint that is not enforced cannot be validated on the shadow.
fn by_declared(ground: &Ground<'_>, table: &ObjectId) -> Option<String> {
    let mut parts = ground.observed.objects.values().filter(|object| is_part_of(&object.id, table));
    let is_declared =
        |object: &&Object| matches!(&object.facts, Facts::Constraint(constraint) if !constraint.is_enforced());
    parts.find(is_declared).map(|object| format!("{} is not enforced", object.id))
}

/// A trigger that fires when the shadow is filled would do its work for every row.
fn by_triggers(ground: &Ground<'_>, table: &ObjectId) -> Option<String> {
    let parts = ground.observed.objects.values().filter(|object| is_part_of(&object.id, table));
    parts.into_iter().find_map(|object| match (&object.facts, object.id.kind) {
        (Facts::Defined { definition }, Kind::Trigger) => {
            let fires = fires_on_updates(definition);
            let is_later = comes_after_ours(&object.id.name) && definition.contains(" BEFORE ");
            (fires || is_later)
                .then(|| format!("{} would fire for every row that is filled, or after our own", object.id))
        }
        (_, Kind::Rule) => Some(format!("{} may turn what fills it into something else", object.id)),
        _ => None,
    })
}

/// Whether it fires on an update of a column that it does not name.
fn fires_on_updates(definition: &str) -> bool {
    if definition.contains(" DISABLE TRIGGER ") {
        return false;
    }
    let events = definition.split(" ON ").next().unwrap_or_default();
    events.match_indices(" UPDATE").any(|(at, word)| !events[at + word.len()..].starts_with(" OF "))
}

/// Whoever knows the rows of the table as a type would meet the shadow in them.
fn by_rows(ground: &Ground<'_>, table: &ObjectId) -> Option<String> {
    let knows_rows = |id: &&&ObjectId| {
        is_type(id.kind) || matches!(id.kind, Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::Table)
    };
    let user = ground.dependents.get(table).into_iter().flatten().find(knows_rows)?;
    Some(format!("{user} knows its rows as a type"))
}

/// A materialized view that stands on it would be filled while everybody waits.
fn by_materialized(ground: &Ground<'_>, table: &ObjectId, pairs: &[Pair<'_>]) -> Option<String> {
    let is_about = |object: &Object| {
        let text = text_of(object).unwrap_or_default();
        pairs.iter().any(|(from, _)| mentions(&text, &from.name))
    };
    let direct = ground.dependents.get(table).into_iter().flatten().copied();
    let mut waiting: Vec<&ObjectId> = direct.filter(|id| ground.live(id).is_some_and(is_about)).collect();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) || id.kind == Kind::Table {
            continue;
        }
        if id.kind == Kind::MaterializedView {
            return Some(format!("{id} would be filled anew while everybody waits"));
        }
        waiting.extend(ground.dependents.get(id).into_iter().flatten().copied());
    }
    None
}
