//! What a restore would do to a table, and which of its rows are not as the step left them.

use super::super::session::Session;
use super::shape::Shape;
use super::{Side, kept};
use crate::Result;
use crate::rows::{Conflict, Restore, SavedTable, Since};

/// One saved table beside the table as it is now.
pub(super) struct Pair {
    pub(super) saved: SavedTable,
    pub(super) shape: Shape,
    /// The schema that keeps its rows.
    pub(super) schema: String,
    /// The rows that later steps of the run changed, as tables: those steps answer for them.
    pub(super) later: Vec<String>,
}

/// The statement that lets go of rows that are the same on both sides.
pub(super) fn let_go_unchanged(shape: &Shape, before: &str, after: &str) -> String {
    if shape.key.is_empty() {
        return format!(
            "WITH b AS ({}), a AS ({}), same AS (SELECT b.place AS b, a.place AS a FROM b JOIN a USING (row, nth)), \
             gone AS (DELETE FROM {before} x USING same WHERE x.ctid = same.b) \
             DELETE FROM {after} x USING same WHERE x.ctid = same.a",
            numbered(shape, before),
            numbered(shape, after)
        );
    }
    format!(
        "WITH gone AS (DELETE FROM {before} b USING {after} a WHERE {} AND {} RETURNING a.ctid AS place) \
         DELETE FROM {after} a USING gone WHERE a.ctid = gone.place",
        shape.is("b", "a"),
        shape.same("b", "a")
    )
}

/// The rows of a table as text, equal ones numbered: so a table without a key is compared row by row.
pub(super) fn numbered(shape: &Shape, table: &str) -> String {
    let row = shape.as_text("t");
    format!("SELECT t.ctid AS place, {row} AS row, row_number() OVER (PARTITION BY {row}) AS nth FROM ONLY {table} t")
}

impl Pair {
    pub(super) fn kept(&self, side: Side) -> String {
        kept(&self.schema, self.saved.number, side)
    }

    fn counts(&self) -> String {
        let (before, after) = (self.kept(Side::Before), self.kept(Side::After));
        if self.shape.key.is_empty() {
            return format!("SELECT 0, (SELECT count(*) FROM {before}), (SELECT count(*) FROM {after})");
        }
        let is = self.shape.is("b", "a");
        format!(
            "SELECT (SELECT count(*) FROM {before} b WHERE EXISTS (SELECT FROM {after} a WHERE {is})), \
             (SELECT count(*) FROM {before} b WHERE NOT EXISTS (SELECT FROM {after} a WHERE {is})), \
             (SELECT count(*) FROM {after} a WHERE NOT EXISTS (SELECT FROM {before} b WHERE {is}))"
        )
    }

    /// The rows that are not as the step left them.
    fn changed(&self) -> String {
        let (after, table) = (self.kept(Side::After), self.shape.table());
        if self.shape.key.is_empty() {
            return format!(
                "SELECT left(a.row, 200) AS key FROM ({}) a WHERE NOT EXISTS (SELECT FROM ({}) t WHERE t.row = a.row AND t.nth = a.nth)",
                numbered(&self.shape, &after),
                numbered(&self.shape, &table)
            );
        }
        format!(
            "SELECT {} AS key FROM {after} a WHERE NOT EXISTS (SELECT FROM ONLY {table} t WHERE {} AND {}){}",
            self.shape.key_text("a"),
            self.shape.is("t", "a"),
            self.shape.same("t", "a"),
            self.not_later("a")
        )
    }

    /// The rows that the step took away, and whose keys others have now.
    fn taken(&self) -> Option<String> {
        let is = |one, other| self.shape.is(one, other);
        (!self.shape.key.is_empty()).then(|| {
            format!(
                "SELECT {} AS key FROM {} b WHERE EXISTS (SELECT FROM ONLY {} t WHERE {}) \
                 AND NOT EXISTS (SELECT FROM {} a WHERE {}){}",
                self.shape.key_text("b"),
                self.kept(Side::Before),
                self.shape.table(),
                is("t", "b"),
                self.kept(Side::After),
                is("a", "b"),
                self.not_later("b")
            )
        })
    }

    fn not_later(&self, row: &str) -> String {
        let is = self.shape.is("l", row);
        self.later.iter().map(|kept| format!(" AND NOT EXISTS (SELECT FROM {kept} l WHERE {is})")).collect()
    }
}

impl Session {
    /// What a restore of the table would do.
    pub(super) async fn restore_of(&mut self, pair: &Pair) -> Result<Restore> {
        let rows = self.rows(&pair.counts()).await?;
        let mut counts = [0; 3];
        for row in &rows {
            for (at, count) in counts.iter_mut().enumerate() {
                *count = u64::try_from(self.number(row, at)?).unwrap_or_default();
            }
        }
        let [changed_back, brought_back, taken_away] = counts;
        let (mut conflicts, mut conflicting) = (Vec::new(), 0);
        // A row that a later step changed is unknown among rows without a key: the later step answers for the table.
        let answers = !pair.shape.key.is_empty() || pair.later.is_empty();
        let queries = [(Since::Changed, answers.then(|| pair.changed())), (Since::Taken, pair.taken())];
        for (what, query) in queries.into_iter().filter_map(|(what, query)| Some((what, query?))) {
            let count = self.one(&format!("SELECT count(*) FROM ({query}) x")).await?;
            conflicting += count.parse::<u64>().unwrap_or_default();
            let shown = format!("SELECT key FROM ({query}) x ORDER BY key COLLATE \"C\" LIMIT {}", Restore::SHOWN);
            let keys = self.first_column(&shown).await?.into_iter().flatten();
            conflicts.extend(keys.map(|key| Conflict { key, what }));
        }
        conflicts.sort();
        conflicts.truncate(Restore::SHOWN);
        let table = pair.saved.table.clone();
        Ok(Restore { table, changed_back, brought_back, taken_away, conflicts, conflicting })
    }
}
