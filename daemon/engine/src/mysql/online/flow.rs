//! From which table rows go into which, and the statements that take them there.
//!
//! Rows never pass through this program: the server reads and writes them, and converts their values. Invariant: a row is written as it
//! is at that moment, after what was there of it was taken away; so that doing it again, or in another order, ends in the same.

use super::columns::Table;
use super::held;
use super::key::{Range, RowKey, is_among};
use super::mapping::Mapping;
use crate::{Error, Result};

/// What happens to another row of the target that has the same unique value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// It is an error.
    Fails,
    /// It is taken away. Where the source has the value once only, the other row changed there meanwhile: its change is in the log, and is
    /// replayed still. Where it has the value twice, the comparison finds the row that is missing.
    GivesWay,
}

impl Clash {
    /// The verb of the statement.
    pub(super) const fn verb(self) -> &'static str {
        match self {
            Self::Fails => "INSERT",
            Self::GivesWay => "REPLACE",
        }
    }
}

/// The way of the rows of one table into another.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) from: Table,
    pub(super) into: Table,
    pub(super) key: RowKey,
    pub(super) mapping: Mapping,
    /// Whether the target's columns that the source lacks keep what they have.
    pub(super) holds: bool,
    /// Appended to reads of the source: MySQL does not say up to where the log is visible, so that its reads wait for commits.
    pub(super) reading: &'static str,
}

impl Flow {
    /// # Errors
    /// There is no key by which rows can be found in both.
    pub(super) fn new(from: Table, into: Table, renamed: &[(String, String)], reading: &'static str) -> Result<Self> {
        let mapping = Mapping::new(&from, &into, renamed);
        let key = RowKey::choose(&from, &into, &mapping).map_err(|why| Error::Refused {
            what: format!("changing `{}` online", from.name),
            reason: format!(
                "it has no key by which its rows can be found before and after: {why}; add a primary key, or a unique index over \
                 columns that are NOT NULL and stay, in a change of its own"
            ),
        })?;
        Ok(Self { from, into, key, mapping, holds: false, reading })
    }

    /// The way back: what the source lacks stays as it is, and is not made up where there is nothing.
    pub(super) fn backwards(mut self) -> Self {
        self.mapping.filled.clear();
        self.holds = !self.mapping.lacking.is_empty();
        self
    }

    fn insert(&self, from: &str, condition: &str, clash: Clash) -> String {
        format!(
            "{} INTO {} ({}) SELECT {} FROM {from} WHERE {condition}{}",
            clash.verb(),
            self.into.quoted(),
            self.mapping.written(),
            self.mapping.read(),
            self.reading
        )
    }

    /// Copies a range.
    pub(super) fn copy(&self, range: &Range, clash: Clash) -> String {
        let from = format!("{} {}", self.from.quoted(), self.key.forced());
        self.insert(&from, &range.holds(&self.key.source, ""), clash)
    }

    /// The last row of the next range of so many rows, as literals.
    pub(super) fn bound(&self, range: &Range, rows: u64) -> String {
        format!(
            "SELECT {} FROM {} {} WHERE {} ORDER BY {} LIMIT 1 OFFSET {}",
            self.key.literals(""),
            self.from.quoted(),
            self.key.forced(),
            range.holds(&self.key.source, ""),
            self.key.columns(),
            rows.saturating_sub(1)
        )
    }

    /// What writes rows anew: everything is taken away before anything is written, because unique values may move between rows.
    pub(super) fn rewriting(&self, batches: &[String], later: &[Range], clash: Clash) -> Vec<String> {
        let clears = batches.iter().map(|tuples| self.clear(tuples));
        if self.holds {
            let holds = batches.iter().map(|tuples| held::fill(self, tuples));
            let writes = batches.iter().flat_map(|tuples| held::write(self, tuples, clash));
            return std::iter::once(held::EMPTY.to_owned()).chain(holds).chain(clears).chain(writes).collect();
        }
        clears.chain(batches.iter().map(|tuples| self.write(tuples, later, clash))).collect()
    }

    /// Whether rows that are there can be written anew in place: nothing but their key tells them apart.
    pub(super) fn renews(&self) -> bool {
        let mut unique = self.into.indexes.iter().filter(|index| index.is_unique);
        !self.holds && unique.next().is_some_and(|index| self.key.is_covered_by(index)) && unique.next().is_none()
    }

    /// Writes rows anew in place; what is there of rows that are gone stays.
    pub(super) fn renewing(&self, tuples: &str, later: &[Range]) -> String {
        self.write(tuples, later, Clash::GivesWay)
    }

    /// Takes away what is there of the rows.
    fn clear(&self, tuples: &str) -> String {
        format!("DELETE FROM {} WHERE {}", self.into.quoted(), is_among(&self.key.target, "", tuples))
    }

    /// Writes the rows as they are; but those of the ranges that are copied later.
    fn write(&self, tuples: &str, later: &[Range], clash: Clash) -> String {
        let mut condition = is_among(&self.key.source, "", tuples);
        for range in later {
            condition.push_str(&format!(" AND NOT ({})", range.holds(&self.key.source, "")));
        }
        self.insert(&self.from.quoted(), &condition, clash)
    }
}
