//! The forms that a table takes on its way.
//!
//! What only changes the catalog is apart from what builds indexes, so that each runs in its own cheapest way; where every
//! row is written again anyhow, all is done at once. Columns that go, go last.

use schema::object::{Table, TableClause};

use super::alter::{self, Form, KeyDifference, Pairs};
use super::key;
use super::operation::{Operation, way};
use super::server::Server;
use super::sql::ident;

/// The forms after the first, in order; the last is `to`. `refilled` are columns whose values come back once they are there.
pub(super) fn stages(from: Form<'_>, to: Form<'_>, refilled: &[schema::Ident], server: Server) -> Vec<Table> {
    let pairs = Pairs::of(from.table, to.table);
    let mut stages = Vec::new();
    if is_written_again(from, to, server) || is_entangled(&pairs) {
        if !refilled.is_empty() {
            stages.push(without_keys_over(to.table, refilled));
        }
        stages.push(to.table.clone());
    } else {
        let wide = with_dropped(&pairs);
        stages.push(Table { clauses: early_clauses(&pairs), ..wide.clone() });
        stages.push(wide);
        stages.push(to.table.clone());
    }
    let mut before = from.table.clone();
    stages.retain(|stage| {
        let is_change = alter::alteration(Form { table: &before, ..to }, Form { table: stage, ..to }, server).is_some();
        before = stage.clone();
        is_change
    });
    if stages.is_empty() && from.comment != to.comment {
        stages.push(to.table.clone());
    }
    stages
}

/// Whether some clause, the keys included, writes every row again.
fn is_written_again(from: Form<'_>, to: Form<'_>, server: Server) -> bool {
    let ground = alter::ground(from.table, to.table);
    let clauses = alter::clauses(from, to, server);
    let operations: Vec<Operation> = clauses.iter().flat_map(|clause| clause.operations.iter().copied()).collect();
    // A fulltext key is built by itself: nothing else gets dearer beside it, and nothing cheaper.
    let is_rewrite = |operation: &Operation| {
        !matches!(operation, Operation::AddFulltext | Operation::AddSpatial)
            && way(*operation, ground, server).rewrites()
    };
    operations.iter().any(is_rewrite) || super::partition::anew(from.table, to.table).is_some()
}

/// Whether a key changes together with a column that it has: neither may stand without the other.
fn is_entangled(pairs: &Pairs<'_>) -> bool {
    let difference = KeyDifference::of(pairs);
    let changed: Vec<&schema::Ident> = pairs
        .to
        .columns
        .iter()
        .filter(|column| pairs.changed_from(column).is_some_and(|before| !pairs.operations(before, column).is_empty()))
        .map(|column| &column.name)
        .collect();
    let anew = pairs.added().filter(|column| pairs.before(column).is_some()).map(|column| &column.name);
    let names: Vec<&schema::Ident> = changed.into_iter().chain(anew).collect();
    let mut keys = difference.removed.iter().chain(&difference.added).filter(|clause| key::is_key(clause));
    keys.any(|clause| names.iter().any(|name| key::involves(clause, name)))
}

/// The new form with the columns that are gone still at their places.
fn with_dropped(pairs: &Pairs<'_>) -> Table {
    let mut table = pairs.to.clone();
    for (at, column) in pairs.from.columns.iter().enumerate() {
        if alter::find(pairs.to, &column.name).is_some() {
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| pairs.from.columns.get(before));
        let place = before
            .and_then(|before| table.columns.iter().position(|other| other.name == before.name))
            .map_or(0, |place| place + 1);
        let mut column = column.clone();
        // What was the table's own is said at the column, where the table says something else now.
        let own = column.clone();
        let storage = super::column::Storage::of(pairs.from, &own);
        for (key, value) in
            [(schema::object::mysql::CHARSET, storage.charset), (schema::object::mysql::COLLATE, storage.collate)]
        {
            if let Some(value) = value {
                column.settings.insert(key.into(), value.into());
            }
        }
        table.columns.insert(place, column);
    }
    set_order(&mut table);
    table
}

/// The old keys, and the checks that both forms have.
fn early_clauses(pairs: &Pairs<'_>) -> Vec<TableClause> {
    let keys = pairs.from.clauses.iter().filter(|clause| key::is_key(clause));
    let others = pairs.to.clauses.iter().filter(|clause| !key::is_key(clause));
    keys.chain(others).cloned().collect()
}

fn without_keys_over(table: &Table, columns: &[schema::Ident]) -> Table {
    let mut table = table.clone();
    table.clauses.retain(|clause| !key::is_unique(clause) || !columns.iter().any(|name| key::involves(clause, name)));
    table
}

/// Says the order of the columns again.
pub(super) fn set_order(table: &mut Table) {
    let order: Vec<String> = table.columns.iter().map(|column| ident(&column.name)).collect();
    table.settings.insert(schema::object::mysql::COLUMN_ORDER.into(), order.join(",").into());
}
