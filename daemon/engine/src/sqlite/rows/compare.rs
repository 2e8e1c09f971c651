//! What a restore would do to a table, and which of its rows are not as the step left them.

use sqlx::SqliteConnection;

use super::shape::{Identity, ROWID, Shape};
use super::{Side, kept_name, literal, quoted};
use crate::Result;
use crate::rows::{Conflict, Restore, SavedTable, Since};
use crate::sqlite::statement::{first_column, number};

/// One saved table beside the table as it is now.
pub(super) struct Pair<'a> {
    pub(super) saved: &'a SavedTable,
    pub(super) shape: &'a Shape,
    pub(super) list: &'a str,
    /// The rows that later steps of the run changed, as queries: those steps answer for them.
    pub(super) later: Vec<String>,
}

impl Pair<'_> {
    /// The table that keeps the rows of a side, as SQL.
    pub(super) fn kept(&self, side: Side) -> String {
        format!("main.{}", quoted(&kept_name(self.list, self.saved.number, side)))
    }

    /// The table, as SQL.
    pub(super) fn table(&self) -> String {
        format!("main.{}", quoted(&self.shape.name))
    }

    /// The condition that two kept rows are about the same row.
    pub(super) fn is_same_row(&self, one: &str, other: &str) -> String {
        let equal = |column: &str| format!("{one}.{column} = {other}.{column}", column = quoted(column));
        match &self.shape.identity {
            Identity::Key(key) => key.iter().map(|(column, _)| equal(column)).collect::<Vec<_>>().join(" AND "),
            _ => equal(ROWID),
        }
    }

    /// What a restore would do.
    pub(super) async fn restore(&self, connection: &mut SqliteConnection) -> Result<Restore> {
        let both = self.is_same_row("b", "a");
        let (before, after) = (self.kept(Side::Before), self.kept(Side::After));
        let counts = [
            format!("SELECT count(*) FROM {before} AS b WHERE EXISTS (SELECT 1 FROM {after} AS a WHERE {both})"),
            format!("SELECT count(*) FROM {before} AS b WHERE NOT EXISTS (SELECT 1 FROM {after} AS a WHERE {both})"),
            format!("SELECT count(*) FROM {after} AS a WHERE NOT EXISTS (SELECT 1 FROM {before} AS b WHERE {both})"),
        ];
        let mut counted = [0; 3];
        for (at, count) in counts.iter().enumerate() {
            counted[at] = u64::try_from(number(connection, count).await?).unwrap_or_default();
        }
        let [changed_back, brought_back, taken_away] = counted;
        let (mut conflicts, mut conflicting) = (Vec::new(), 0);
        for (what, query) in [(Since::Changed, self.changed()), (Since::Taken, self.taken())] {
            let count = number(connection, &format!("SELECT count(*) FROM ({query})")).await?;
            conflicting += u64::try_from(count).unwrap_or_default();
            let shown = format!("{query} ORDER BY 1 LIMIT {}", Restore::SHOWN);
            let keys = first_column(connection, &shown).await?.into_iter().flatten();
            conflicts.extend(keys.map(|key| Conflict { key, what }));
        }
        conflicts.sort();
        conflicts.truncate(Restore::SHOWN);
        let table = self.saved.table.clone();
        Ok(Restore { table, changed_back, brought_back, taken_away, conflicts, conflicting })
    }

    /// The rows that are not as the step left them.
    fn changed(&self) -> String {
        format!(
            "SELECT {} FROM {} AS a WHERE NOT EXISTS (SELECT 1 FROM {} AS t WHERE {} AND {}){}",
            self.key_text("a"),
            self.kept(Side::After),
            self.table(),
            self.shape.is("t", "a"),
            self.same("t", "a"),
            self.not_later("a")
        )
    }

    /// The rows that the step took away, or gave another key, and whose keys others have now.
    fn taken(&self) -> String {
        let equal = |(column, collation): &(String, String)| {
            format!("t.{column} = b.{column} COLLATE {}", quoted(collation), column = quoted(column))
        };
        let mut ways = vec![self.shape.is("t", "b")];
        // What is generated is not saved: a unique key over it stops the restore itself.
        let is_saved = |key: &&Vec<(String, String)>| key.iter().all(|(column, _)| self.shape.columns.contains(column));
        ways.extend(
            self.shape
                .unique
                .iter()
                .filter(is_saved)
                .map(|key| key.iter().map(equal).collect::<Vec<_>>().join(" AND ")),
        );
        let ways: Vec<String> = ways.iter().map(|way| self.holder(way)).collect();
        format!(
            "SELECT {} FROM {} AS b WHERE ({}){}",
            self.key_text("b"),
            self.kept(Side::Before),
            ways.join(" OR "),
            self.not_later("b")
        )
    }

    /// Whether a row that the step did not leave is in the way.
    fn holder(&self, way: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM {} AS t WHERE {way} AND NOT EXISTS (SELECT 1 FROM {} AS a WHERE {}))",
            self.table(),
            self.kept(Side::After),
            self.shape.is("t", "a")
        )
    }

    fn not_later(&self, row: &str) -> String {
        let is = self.is_same_row("l", row);
        self.later.iter().map(|kept| format!(" AND NOT EXISTS (SELECT 1 FROM {kept} AS l WHERE {is})")).collect()
    }

    /// The condition that a row of the table has the values of a kept row.
    pub(super) fn same(&self, table: &str, kept: &str) -> String {
        if self.shape.columns.is_empty() { "true".to_owned() } else { self.shape.same(table, kept) }
    }

    /// The key of a kept row, for people.
    fn key_text(&self, row: &str) -> String {
        let part =
            |name: &str, column: &str| format!("{} || quote({row}.{})", literal(&format!("{name} = ")), quoted(column));
        match &self.shape.identity {
            Identity::Rowid(name) | Identity::Alias(name) => part(name, ROWID),
            Identity::Key(key) => {
                key.iter().map(|(column, _)| part(column, column)).collect::<Vec<_>>().join(" || ', ' || ")
            }
            Identity::Hidden => "''".to_owned(),
        }
    }
}
