//! The safe rebuild of a table: new table under another name, rows copied by named columns, old table dropped, new one
//! renamed, and what hangs on it made again.
//!
//! The old table is never renamed first: references would follow it. Foreign keys are off and `legacy_alter_table` is on
//! while steps run, so that dropping deletes nothing elsewhere and views and keys of others stay as they are.

use schema::Ident;

use super::copy::{Named, Source, insert, sequence};
use super::render::{self, quoted};

/// The statements of a rebuild; `after` makes the indexes and triggers of the new table.
pub(super) fn statements(old: Named<'_>, new: Named<'_>, sources: &[Source], after: Vec<String>) -> Vec<String> {
    let between = Ident::from(format!("groundline_new_{}", new.name.as_str()));
    let mut statements = vec![render::table(&between, new.table), insert(old, &between, new.table, sources)];
    statements.extend(sequence(old, &between, new.table));
    statements.push(format!("DROP TABLE {}", quoted(old.name)));
    statements.push(format!("ALTER TABLE {} RENAME TO {}", quoted(&between), quoted(new.name)));
    statements.extend(after);
    statements
}
