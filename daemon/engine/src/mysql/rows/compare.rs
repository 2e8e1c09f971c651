//! What a restore would do to a table, and which of its rows are not as the step left them.

use super::super::session::{Session, value};
use super::shape::{DIGEST, Shape};
use super::{Side, kept};
use crate::Result;
use crate::rows::{Conflict, Restore, SavedTable, Since};

/// One saved table beside the table as it is now.
pub(super) struct Pair {
    pub(super) saved: SavedTable,
    pub(super) shape: Shape,
    pub(super) list: String,
    /// The rows that later steps of the run changed, as tables: those steps answer for them.
    pub(super) later: Vec<String>,
}

impl Pair {
    pub(super) fn kept(&self, side: Side) -> String {
        kept(&self.list, self.saved.number, side)
    }

    fn counts(&self) -> [String; 3] {
        let (before, after) = (self.kept(Side::Before), self.kept(Side::After));
        if self.shape.key.is_empty() {
            return [
                "SELECT 0".to_owned(),
                format!("SELECT COUNT(*) FROM {before}"),
                format!("SELECT COUNT(*) FROM {after}"),
            ];
        }
        let is = self.shape.is("b", "a");
        [
            format!("SELECT COUNT(*) FROM {before} b WHERE EXISTS (SELECT 1 FROM {after} a WHERE {is})"),
            format!("SELECT COUNT(*) FROM {before} b WHERE NOT EXISTS (SELECT 1 FROM {after} a WHERE {is})"),
            format!("SELECT COUNT(*) FROM {after} a WHERE NOT EXISTS (SELECT 1 FROM {before} b WHERE {is})"),
        ]
    }

    /// The rows that are not as the step left them.
    fn changed(&self) -> String {
        let (after, table) = (self.kept(Side::After), self.shape.table());
        let now = format!("SELECT {} AS d, COUNT(*) AS n FROM {table} t GROUP BY 1", self.shape.digest("t"));
        format!(
            "SELECT {} AS k FROM {after} a JOIN (SELECT {DIGEST} AS d, COUNT(*) AS n FROM {after} GROUP BY 1) w ON w.d = a.{DIGEST} \
             LEFT JOIN ({now}) o ON o.d = a.{DIGEST} WHERE COALESCE(o.n, 0) < w.n{}",
            self.shape.key_text("a"),
            self.not_later("a")
        )
    }

    /// The rows that the step took away, and whose keys others have now.
    fn taken(&self) -> Option<String> {
        (!self.shape.key.is_empty()).then(|| {
            format!(
                "SELECT {} AS k FROM {} b WHERE EXISTS (SELECT 1 FROM {} t WHERE {}) AND NOT EXISTS (SELECT 1 FROM {} a WHERE {}){}",
                self.shape.key_text("b"),
                self.kept(Side::Before),
                self.shape.table(),
                self.shape.is("t", "b"),
                self.kept(Side::After),
                self.shape.is("a", "b"),
                self.not_later("b")
            )
        })
    }

    fn not_later(&self, row: &str) -> String {
        let is = self.shape.is("l", row);
        self.later.iter().map(|kept| format!(" AND NOT EXISTS (SELECT 1 FROM {kept} l WHERE {is})")).collect()
    }
}

impl Session {
    /// What a restore of the table would do.
    pub(super) async fn restore_of(&mut self, pair: &Pair) -> Result<Restore> {
        let mut counts = [0; 3];
        for (count, query) in counts.iter_mut().zip(pair.counts()) {
            *count = self.one(&query).await?.parse().unwrap_or_default();
        }
        let [changed_back, brought_back, taken_away] = counts;
        let (mut conflicts, mut conflicting) = (Vec::new(), 0);
        // A row that a later step changed is unknown among rows without a key: the later step answers for the table.
        let answers = !pair.shape.key.is_empty() || pair.later.is_empty();
        let queries = [(Since::Changed, answers.then(|| pair.changed())), (Since::Taken, pair.taken())];
        for (what, query) in queries.into_iter().filter_map(|(what, query)| Some((what, query?))) {
            let count = self.one(&format!("SELECT COUNT(*) FROM ({query}) x")).await?;
            conflicting += count.parse::<u64>().unwrap_or_default();
            let rows = self
                .rows(&format!("SELECT k FROM ({query}) x ORDER BY CAST(k AS BINARY) LIMIT {}", Restore::SHOWN))
                .await?;
            conflicts.extend(rows.iter().map(|row| Conflict { key: value(row, 0), what }));
        }
        conflicts.sort();
        conflicts.truncate(Restore::SHOWN);
        let table = pair.saved.table.clone();
        Ok(Restore { table, changed_back, brought_back, taken_away, conflicts, conflicting })
    }
}
