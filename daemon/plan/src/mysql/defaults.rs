//! New columns whose default another server would compute otherwise: `DEFAULT (uuid())`.
//!
//! MySQL lets no ALTER TABLE compute such a default for rows that are there (1674; measured on 9.7). So the column comes without a default,
//! which takes an instant; then it is told its default and the rows are filled, while nobody else writes; what else it is comes last.

use schema::Ident;
use schema::object::{Column, Table, mysql};

use super::alter::Pairs;
use super::sql::{folded, ident, of};
use super::stages::with_columns;

/// What MySQL refuses in the default of a column that is added (measured on 9.7 function by function).
const UNREPEATABLE: [&str; 7] =
    ["uuid(", "uuid_short(", "rand(", "random_bytes(", "sysdate(", "user(", "current_user("];

fn is_unrepeatable(column: &Column) -> bool {
    let default = column.default.as_deref().unwrap_or_default().to_ascii_lowercase();
    UNREPEATABLE.iter().any(|call| calls(&default, call)) && !super::alter::is_constant(&default)
}

/// Whether the call stands in a text as a word of its own: `bin_to_uuid(` is another one than `uuid(`.
fn calls(text: &str, call: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    text.match_indices(call).any(|(at, _)| !text[..at].ends_with(is_word))
}

fn added<'a>(pairs: &Pairs<'a>) -> Vec<&'a Column> {
    pairs.added().filter(|column| column.generated.is_none() && is_unrepeatable(column)).collect()
}

/// Whether a column of that sort is new.
pub(super) fn has_unrepeatable(pairs: &Pairs<'_>) -> bool {
    !added(pairs).is_empty()
}

/// The form before, with the new columns as rows have them that nobody filled.
pub(super) fn bare(pairs: &Pairs<'_>) -> Table {
    with_new(pairs, |column| column.default = None)
}

/// The same, with the defaults.
pub(super) fn told(pairs: &Pairs<'_>) -> Table {
    with_new(pairs, |_| ())
}

fn with_new(pairs: &Pairs<'_>, change: impl Fn(&mut Column)) -> Table {
    let names: Vec<&Ident> = added(pairs).into_iter().map(|column| &column.name).collect();
    let mut table = with_columns(pairs.from, pairs.to, |column| names.contains(&&column.name));
    let is_of_one_charset =
        [mysql::CHARSET, mysql::COLLATE].iter().all(|key| pairs.from.settings.get(*key) == pairs.to.settings.get(*key));
    for column in table.columns.iter_mut().filter(|column| names.contains(&&column.name)) {
        // MySQL remembers whether a column named the character set that its table has anyway.
        if let Some(own) = pairs.to.column(&column.name).filter(|_| is_of_one_charset) {
            column.settings.clone_from(&own.settings);
        }
        column.not_null = false;
        column.clauses.clear();
        change(column);
    }
    table
}

/// The columns that were told their default between two forms, and that `before` everything were not there.
pub(super) fn to_fill<'a>(before: &Table, pairs: &Pairs<'a>) -> Vec<&'a Ident> {
    let is_new = |column: &&Column| super::alter::find(before, &column.name).is_none();
    let is_told = |column: &&Column| {
        is_unrepeatable(column) && pairs.changed_from(column).is_some_and(|earlier| earlier.default.is_none())
    };
    pairs.to.columns.iter().filter(is_new).filter(is_told).map(|column| &column.name).collect()
}

/// Gives a column its default in the rows that have nothing. Columns that note the time of an update keep what they have.
pub(super) fn fill(table: &Ident, form: &Table, column: &Ident) -> String {
    let mut sets = vec![format!("{} = DEFAULT", of(table, column))];
    let notes =
        |other: &&Column| other.settings.contains_key(mysql::ON_UPDATE) && folded(&other.name) != folded(column);
    sets.extend(form.columns.iter().filter(notes).map(|other| format!("{0} = {0}", of(table, &other.name))));
    format!("UPDATE {} SET {} WHERE {} IS NULL", ident(table), sets.join(", "), of(table, column))
}
