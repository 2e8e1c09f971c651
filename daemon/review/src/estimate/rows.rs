//! The estimate of one statement.
//!
//! Invariant: the text is believed before the database, and the database before the size of the table.

use super::bounded::is_bounded;
use super::kind::{changes_in_with, table};
use super::{AffectedRows, Ask, DmlKind, Method, Touched, select};
use crate::catalog::Catalog;
use crate::facts::{Explained, Facts};
use crate::read::form::Name;
use crate::read::statement::Form;
use crate::unit::Unit;

/// A longer statement is not sent for an estimate.
const LONGEST: usize = 1_000_000;

/// A statement that changes rows.
#[derive(Clone, Debug)]
pub(crate) struct Dml {
    /// What it does.
    pub(crate) kind: DmlKind,
    /// The table whose rows it changes, where it could be read.
    pub(crate) table: Option<String>,
    /// How many rows it changes.
    pub(crate) rows: AffectedRows,
    /// What to ask a database about it.
    pub(crate) ask: Option<Ask>,
}

/// What can be said of a statement; `None` where it changes no rows.
pub(crate) fn estimate(unit: &Unit, catalog: &Catalog, facts: &Facts, touched: &Touched) -> Option<Dml> {
    let kind = DmlKind::of(unit)?;
    let table = table(unit).map(Name::shown);
    if kind == DmlKind::Load {
        let rows = AffectedRows::unknown("its rows come from a file or a program, which nobody has read");
        return Some(Dml { kind, table, rows, ask: None });
    }
    if let Some(count) = values(unit) {
        let ask = if touched.excuses(unit) { None } else { ask(unit) };
        return Some(Dml { kind, table, rows: AffectedRows::known(count, Method::Values), ask });
    }
    if let Some(name) = touched.made(unit) {
        let reason =
            format!("an earlier statement of the change makes or drops `{name}`, so that no database can tell");
        return Some(Dml { kind, table, rows: AffectedRows::unknown(reason), ask: None });
    }
    Some(Dml { kind, table, rows: asked(unit, catalog, facts, touched), ask: ask(unit) })
}

fn ask(unit: &Unit) -> Option<Ask> {
    let is_short = unit.text.len() <= LONGEST;
    is_short.then(|| Ask { statement: unit.text.to_owned(), select: select::rows(unit) })
}

/// How many rows stand in the statement.
fn values(unit: &Unit) -> Option<u64> {
    let Form::Insert(insert) = &unit.form else { return None };
    if insert.query.is_some() || changes_in_with(unit) {
        return None;
    }
    let is_one = unit.find(&["DEFAULT", "VALUES"]).is_some() || unit.find(&["SET"]).is_some();
    match insert.rows.len() {
        0 => is_one.then_some(1),
        count => u64::try_from(count).ok(),
    }
}

/// What the database said.
fn asked(unit: &Unit, catalog: &Catalog, facts: &Facts, touched: &Touched) -> AffectedRows {
    match facts.explained.get(unit.text) {
        Some(Explained::Rows { rows, is_more, is_counted, scans }) => {
            let is_empty = |key| facts.tables.get(key).is_some_and(|table| table.rows == Some(0));
            // A planner takes a table that it never looked at for one with some rows.
            let is_nothing = !scans.is_empty() && scans.iter().all(|scan| is_empty(&scan.table));
            let rows = if is_nothing { 0 } else { *rows };
            let method = if *is_counted { Method::Count } else { Method::Explain };
            AffectedRows { at_least: *is_more, reason: before(unit, touched), ..AffectedRows::known(rows, method) }
        }
        Some(Explained::Fails(_)) if touched.excuses(unit) => {
            all(unit, catalog, "an earlier statement of the change makes or changes what it names".to_owned())
        }
        Some(Explained::Fails(reason)) => all(unit, catalog, format!("the database refuses it: {reason}")),
        Some(Explained::Unknown(reason)) => all(unit, catalog, reason.clone()),
        None if facts.is_empty() => AffectedRows::unknown("no database was asked; name one with `--url`"),
        None if unit.text.len() > LONGEST => all(unit, catalog, "the statement is too long to be explained".to_owned()),
        None => all(unit, catalog, "the database was not asked".to_owned()),
    }
}

/// That rows of the table are changed before.
fn before(unit: &Unit, touched: &Touched) -> Option<String> {
    let name = table(unit)?;
    let shown = name.shown();
    let has_changed = touched.has_changed(unit.dialect, name);
    has_changed.then(|| format!("as it is before the change, of which an earlier statement may change `{shown}`"))
}

/// As many rows as the table has, where that is a bound.
fn all(unit: &Unit, catalog: &Catalog, reason: String) -> AffectedRows {
    let (Form::Update(change) | Form::Delete(change)) = &unit.form else { return AffectedRows::unknown(reason) };
    let is_one_table = !change.has_join && !changes_in_with(unit) && !is_bounded(unit, change, catalog);
    match catalog.table(&change.table).and_then(|table| table.rows).filter(|_| is_one_table) {
        Some(rows) => AffectedRows { reason: Some(reason), ..AffectedRows::known(rows, Method::Table) },
        None => AffectedRows::unknown(reason),
    }
}
