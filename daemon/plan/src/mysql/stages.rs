//! The forms that a table takes on its way.
//!
//! What only changes the catalog is apart from what builds indexes, so that each runs in its own cheapest way; where every
//! row is written again anyhow, all is done at once. Columns that go, go last.

use schema::Ident;
use schema::object::{Column, Table, TableClause, mysql};

use super::alter::{self, Form, KeyDifference, Pairs};
use super::column::Storage;
use super::defaults;
use super::key::{self, ClauseKind};
use super::operation::{Algorithm, Ground, Operation, way};
use super::server::Server;
use super::sql::{folded, ident};

/// The forms after the first, in order; the last is `to`. `refilled` are columns whose values come back once they are there.
pub(super) fn stages(from: Form<'_>, to: Form<'_>, refilled: &[Ident], server: Server) -> Vec<Table> {
    let is_versioned = |table: &Table| table.settings.contains_key(mysql::SYSTEM_VERSIONING);
    let leaves_out = |column: &Column| column.settings.contains_key(mysql::WITHOUT_SYSTEM_VERSIONING);
    if !is_versioned(from.table) && is_versioned(to.table) && to.table.columns.iter().any(leaves_out) {
        // Only a table with history has columns without.
        let mut first = from.table.clone();
        first.settings.insert(mysql::SYSTEM_VERSIONING.into(), "".into());
        let rest = stages(Form { table: &first, ..from }, to, refilled, server);
        return std::iter::once(first).chain(rest).collect();
    }
    if let Some(first) = with_names_between(from.table, to.table).filter(|_| server.is_mariadb()) {
        let rest = stages(Form { table: &first, ..from }, to, refilled, server);
        return std::iter::once(first).chain(rest).collect();
    }
    let pairs = Pairs::of(from.table, to.table);
    if !server.is_mariadb() && defaults::has_unrepeatable(&pairs) {
        let (first, second) = (defaults::bare(&pairs), defaults::told(&pairs));
        let rest = stages(Form { table: &second, ..from }, to, refilled, server);
        return [first, second.clone()].into_iter().chain(rest).collect();
    }
    let speed = Speed::of(from, to, server);
    if let Some(first) = without_expressions(&pairs).filter(|_| !server.is_mariadb() && !matches!(speed, Speed::Copies))
    {
        let rest = stages(Form { table: &first, ..from }, to, refilled, server);
        return std::iter::once(first).chain(rest).collect();
    }
    if let Some((first, last)) = without_spatial(&pairs).filter(|_| !server.is_mariadb()) {
        let rest = stages(Form { table: &first, ..from }, Form { table: &last, ..to }, refilled, server);
        return std::iter::once(first).chain(rest).chain([to.table.clone()]).collect();
    }
    let mut stages = match speed {
        Speed::Copies => vec![without_unique_keys(to.table, refilled), to.table.clone()],
        Speed::Rewrites => {
            let plain = Forms::of(&pairs).without_virtual(to.table.clone());
            let mut stages = vec![without_unique_keys(&plain, refilled), plain];
            stages.extend(Forms::of(&pairs).with_virtual(to.table));
            stages.push(to.table.clone());
            stages
        }
        Speed::Apart => {
            let forms = Forms::of(&pairs);
            let wide = with_columns(to.table, pairs.from, |column| {
                alter::find(pairs.to, &column.name).is_none() && !is_virtual(column)
            });
            let late = forms.without_virtual(wide.clone());
            let mut stages = vec![Table { clauses: early_clauses(&pairs, &late), ..late.clone() }, late];
            stages.extend(forms.with_virtual(&wide));
            stages.extend([wide, to.table.clone()]);
            stages
        }
    };
    if !matches!(speed, Speed::Copies) {
        stages = one_text_key_each(from.table, stages);
    }
    let mut before = from.table.clone();
    stages.retain(|stage| {
        let is_change =
            alter::alteration(Form { table: &before, ..from }, Form { table: stage, ..from }, server).is_some();
        if is_change {
            before = stage.clone();
        }
        is_change
    });
    if stages.is_empty() && from.comment != to.comment {
        stages.push(to.table.clone());
    }
    stages
}

/// Both forms without the spatial keys over columns whose reference system changes, where there are any: MySQL changes it only while no such
/// key is there (3644; measured on 9.7).
fn without_spatial(pairs: &Pairs<'_>) -> Option<(Table, Table)> {
    let system = |column: &Column| column.settings.get(mysql::SRID).cloned();
    let is_moved = |column: &&Column| pairs.changed_from(column).is_some_and(|before| system(before) != system(column));
    let moved: Vec<&Ident> = pairs.to.columns.iter().filter(is_moved).map(|column| &column.name).collect();
    let is_over = |clause: &TableClause| {
        key::kind(clause) == ClauseKind::Spatial && moved.iter().any(|name| key::involves(clause, name))
    };
    let without = |table: &Table| {
        let mut table = table.clone();
        table.clauses.retain(|clause| !is_over(clause));
        table
    };
    let (first, last) = (without(pairs.from), without(pairs.to));
    (first != *pairs.from || last != *pairs.to).then_some((first, last))
}

/// The first form without the keys over expressions that go, where something else changes too: MySQL drops the hidden column of such a
/// key in no statement that makes another one (measured on 9.7).
fn without_expressions(pairs: &Pairs<'_>) -> Option<Table> {
    let difference = KeyDifference::of(pairs);
    let gone: Vec<&TableClause> =
        difference.removed.iter().copied().filter(|clause| key::is_over_expression(clause)).collect();
    let mut form = pairs.from.clone();
    form.clauses.retain(|clause| !gone.contains(&clause));
    (!gone.is_empty() && form != *pairs.to).then_some(form)
}

/// The first form with another name for each key whose name changes in nothing but letter case. InnoDB of MariaDB keeps the old
/// name of such a key, and does not find it again at the next change (seen on 10.11.14).
fn with_names_between(from: &Table, to: &Table) -> Option<Table> {
    let difference = KeyDifference::of(&Pairs::of(from, to));
    let is_case_only = |(before, after): &(&TableClause, &TableClause)| {
        let name = |clause: &TableClause| clause.name.as_ref().map(folded);
        before.name != after.name && name(before) == name(after)
    };
    let mut form = from.clone();
    for (before, _) in difference.renamed.into_iter().filter(is_case_only) {
        let name = name_between(&form, before.name.as_ref()?);
        let clause = form.clauses.iter_mut().find(|clause| *clause == before)?;
        clause.name = Some(name);
    }
    form.clauses.sort();
    (form.clauses != from.clauses).then_some(form)
}

/// A name that no key of the table has.
fn name_between(table: &Table, name: &Ident) -> Ident {
    const LONGEST: usize = 60;
    let stem: String = name.as_str().chars().take(LONGEST).collect();
    let is_free = |name: &Ident| {
        table.clauses.iter().all(|clause| clause.name.as_ref().is_none_or(|other| folded(other) != folded(name)))
    };
    let mut names = (1_u32..).map(|number| Ident::from(format!("{stem}_{number}").as_str()));
    names.find(is_free).unwrap_or_else(|| name.clone())
}

/// InnoDB makes one fulltext or spatial key at a time.
fn one_text_key_each(from: &Table, stages: Vec<Table>) -> Vec<Table> {
    let (mut before, mut apart) = (from.clone(), Vec::new());
    for stage in stages {
        let is_new = |clause: &&TableClause| {
            matches!(key::kind(clause), ClauseKind::Fulltext | ClauseKind::Spatial) && !before.clauses.contains(clause)
        };
        let new: Vec<TableClause> = stage.clauses.iter().filter(is_new).cloned().collect();
        let mut form = stage.clone();
        form.clauses.retain(|clause| !new.contains(clause));
        // A key that only gets another name is no new one.
        if !before.clauses.iter().any(|clause| new.iter().any(|other| other.definition == clause.definition)) {
            for clause in new {
                apart.push(form.clone());
                form.clauses.push(clause);
            }
        }
        apart.push(stage.clone());
        before = stage;
    }
    apart
}

/// How fast the slowest clause is; columns that are only computed come and go by themselves.
enum Speed {
    /// The server copies the table: all at once.
    Copies,
    /// Every row is written again, or a key changes together with its column.
    Rewrites,
    /// Nothing is written again.
    Apart,
}

impl Speed {
    fn of(from: Form<'_>, to: Form<'_>, server: Server) -> Self {
        let ground = Ground { is_full: !from.has_room, ..alter::ground(from.table, to.table) };
        let operations = alter::clauses(from, to, server).into_iter().flat_map(|clause| clause.operations);
        let is_apart = |operation: &Operation| {
            matches!(
                operation,
                Operation::AddVirtual { .. } | Operation::DropVirtual | Operation::AddFulltext | Operation::AddSpatial
            )
        };
        let slowest = operations
            .filter(|operation| !is_apart(operation))
            .map(|operation| way(operation, ground, server).algorithm)
            .max();
        match slowest {
            _ if super::partition::anew(from.table, to.table).is_some() => Self::Copies,
            Some(Algorithm::Copy) => Self::Copies,
            Some(Algorithm::Inplace) => Self::Rewrites,
            _ if is_entangled(&Pairs::of(from.table, to.table)) => Self::Rewrites,
            _ => Self::Apart,
        }
    }
}

/// Whether a key changes together with a column that it has: neither may stand without the other.
fn is_entangled(pairs: &Pairs<'_>) -> bool {
    let difference = KeyDifference::of(pairs);
    let is_changed = |column: &&Column| {
        let is_stored_otherwise =
            |operation: &Operation| !matches!(operation, Operation::ColumnFacts | Operation::EndCounting);
        pairs
            .changed_from(column)
            .is_some_and(|before| pairs.operations(before, column).iter().any(is_stored_otherwise))
    };
    let changed: Vec<&Ident> = pairs.to.columns.iter().filter(is_changed).map(|column| &column.name).collect();
    let mut keys = difference.removed.iter().chain(&difference.added).filter(|clause| key::is_key(clause));
    keys.any(|clause| changed.iter().any(|name| key::involves(clause, name)))
}

/// Virtual columns that go and that come.
struct Forms<'a> {
    from: &'a Table,
    gone: Vec<&'a Ident>,
    come: Vec<&'a Ident>,
}

impl<'a> Forms<'a> {
    fn of(pairs: &Pairs<'a>) -> Self {
        let gone = pairs.dropped().filter(|column| is_virtual(column)).map(|column| &column.name).collect();
        let come = pairs.added().filter(|column| is_virtual(column)).map(|column| &column.name).collect();
        Self { from: pairs.from, gone, come }
    }

    /// The form with the virtual columns as they were.
    fn without_virtual(&self, mut table: Table) -> Table {
        table.columns.retain(|column| !self.come.contains(&&column.name) && !self.gone.contains(&&column.name));
        table.clauses.retain(|clause| !self.is_over(clause));
        with_columns(&table, self.from, |column| self.gone.contains(&&column.name))
    }

    /// The form with the new virtual columns, still without the keys and checks over them.
    fn with_virtual(&self, table: &Table) -> Option<Table> {
        let mut table = table.clone();
        table.columns.retain(|column| is_virtual(column) || !self.gone.contains(&&column.name));
        table.clauses.retain(|clause| !self.is_over(clause));
        set_order(&mut table);
        (!self.come.is_empty() || !self.gone.is_empty()).then_some(table)
    }

    fn is_over(&self, clause: &TableClause) -> bool {
        self.come.iter().chain(&self.gone).any(|name| key::involves(clause, name))
    }
}

fn is_virtual(column: &Column) -> bool {
    column.generated.as_ref().is_some_and(|generated| !generated.stored)
}

/// A form with some columns of another one, at their places.
pub(super) fn with_columns(table: &Table, other: &Table, is_wanted: impl Fn(&Column) -> bool) -> Table {
    let mut table = table.clone();
    for (at, column) in other.columns.iter().enumerate().filter(|(_, column)| is_wanted(column)) {
        let before = at.checked_sub(1).and_then(|before| other.columns.get(before));
        let place = before
            .and_then(|before| table.columns.iter().position(|there| there.name == before.name))
            .map_or(0, |place| place + 1);
        let mut own = column.clone();
        // What was the table's own is said at the column, where the table says something else now.
        let storage = Storage::of(other, column);
        for (key, value) in [(mysql::CHARSET, storage.charset), (mysql::COLLATE, storage.collate)] {
            if let Some(value) = value {
                own.settings.insert(key.into(), value.into());
            }
        }
        table.columns.insert(place, own);
    }
    set_order(&mut table);
    table
}

/// The old keys, and the checks of the new form.
fn early_clauses(pairs: &Pairs<'_>, form: &Table) -> Vec<TableClause> {
    let keys = pairs.from.clauses.iter().filter(|clause| key::is_key(clause));
    let others = form.clauses.iter().filter(|clause| !key::is_key(clause));
    keys.chain(others).cloned().collect()
}

fn without_unique_keys(table: &Table, columns: &[Ident]) -> Table {
    let mut table = table.clone();
    table.clauses.retain(|clause| !key::is_unique(clause) || !columns.iter().any(|name| key::involves(clause, name)));
    table
}

/// Says the order of the columns again.
pub(super) fn set_order(table: &mut Table) {
    let order: Vec<String> = table.columns.iter().map(|column| ident(&column.name)).collect();
    table.settings.insert(mysql::COLUMN_ORDER.into(), order.join(",").into());
}
