//! Which changes of a table are made online: those for which the server would let writers wait while it works through every row.
//!
//! What only the server can tell (its settings, privileges, the values) is looked at by the engine before it begins.

use schema::object::{Column, Table, mysql};
use schema::{Facts, Ident, Kind, Object, ObjectId};

use super::alter::{Alteration, Form, Pairs};
use super::column::base;
use super::draft::Scene;
use super::key;
use super::operation::Waiting;
use super::sql::{folded, ident};
use crate::online::Online;

/// What is done about an alteration.
pub(super) enum Decision {
    /// Nobody would wait, or not for long.
    NotNeeded,
    /// It is made online.
    Online(Online),
    /// Writers wait; why it is not made online.
    Not(String),
}

/// Decides about an alteration; `moves_values` says that values are saved or brought back with it.
pub(super) fn decide(
    scene: &Scene<'_>,
    id: &ObjectId,
    (from, to): (Form<'_>, Form<'_>),
    alteration: &Alteration,
    moves_values: bool,
) -> Decision {
    if alteration.way.waiting != Waiting::Writers || scene.is_small(id) {
        return Decision::NotNeeded;
    }
    let reason = if !scene.situation.online {
        "the server does not write every row to its binary log (`log_bin`, `binlog_format=ROW`, `binlog_row_image=FULL`)"
    } else if moves_values {
        "values that may be lost are saved, or brought back, in the same step"
    } else if !is_plain(from.table) || !is_plain(to.table) {
        "only InnoDB tables without system versioning are"
    } else if !keeps_key(from.table, to.table) {
        "no key of columns that are NOT NULL and not FLOAT tells its rows apart before and after"
    } else if !scene.server.is_mariadb() && [from.table, to.table].into_iter().any(key::has_checks) {
        "MySQL knows a check by one name in the whole database, which a table beside it cannot have"
    } else if has_company(scene, id) {
        "foreign keys or triggers hang on it"
    } else {
        let (table, clauses) = (from.name.clone(), alteration.clauses.clone());
        return Decision::Online(Online::Copy { table, clauses, renamed: renamed(from, to) });
    };
    Decision::Not(reason.to_owned())
}

/// The alteration in one statement, as people read it and a scratch copy runs it.
pub(super) fn statement(table: &Ident, alteration: &Alteration) -> String {
    format!("ALTER TABLE {} {}", ident(table), alteration.clauses)
}

fn is_plain(table: &Table) -> bool {
    let is_innodb = table.settings.get(mysql::ENGINE).is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"));
    is_innodb && !table.settings.contains_key(mysql::SYSTEM_VERSIONING)
}

/// Whether a key tells the rows apart before and after.
fn keeps_key(from: &Table, to: &Table) -> bool {
    let pairs = Pairs::of(from, to);
    let Some(names) = key::row_key(from) else { return false };
    names.iter().all(|name| {
        let stays = |after: &&Column| pairs.changed_from(after).is_some_and(|before| before.name == *name);
        let is_exact = |column: &Column| !matches!(base(&column.data_type), "float" | "double" | "real");
        from.column(name).is_some_and(is_exact) && to.columns.iter().any(|after| stays(&after))
    })
}

/// Whether foreign keys or triggers hang on it: what they do is not in the row log, or would be done twice.
fn has_company(scene: &Scene<'_>, id: &ObjectId) -> bool {
    let is_of = |object: &Object| {
        let of = object.id.of.as_ref().is_some_and(|table| folded(table) == folded(&id.name));
        let referenced = match &object.facts {
            Facts::Constraint(constraint) => {
                constraint.references.as_ref().is_some_and(|table| folded(&table.name) == folded(&id.name))
            }
            _ => false,
        };
        matches!(object.id.kind, Kind::Constraint | Kind::Trigger) && (of || referenced)
    };
    [scene.situation.observed, scene.situation.desired].into_iter().any(|database| database.objects.values().any(is_of))
}

fn renamed(from: Form<'_>, to: Form<'_>) -> Vec<(Ident, Ident)> {
    let pairs = Pairs::of(from.table, to.table);
    let pair = |after: &Column| {
        let before = pairs.changed_from(after)?;
        (before.name != after.name).then(|| (before.name.clone(), after.name.clone()))
    };
    to.table.columns.iter().filter_map(pair).collect()
}
