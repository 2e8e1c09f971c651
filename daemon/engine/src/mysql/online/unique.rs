//! Values that clash in what is to be unique: whether the rows themselves do, or only what was copied of them at different moments.

use super::columns::Column;
use super::mapping::Pair;
use super::work::Work;
use crate::{Error, Result};

impl Work {
    /// # Errors
    /// Two rows of the source would be the same, in an index that is unique in the copy only.
    pub(super) async fn check_unique(&mut self, error: Error) -> Result<()> {
        for sql in self.new_uniqueness() {
            let twice = self.reading.meanwhile(self.main.rows(&sql)).await??;
            if !twice.is_empty() {
                return Err(self.not_unique(error));
            }
        }
        Ok(())
    }

    /// Says of a clash of values that stays what it means.
    pub(super) fn not_unique(&self, error: Error) -> Error {
        match error {
            Error::Statement { message, code: Some(code), .. } if code == "1062" => Error::Refused {
                what: format!("changing `{}` online", self.job.work.table),
                reason: format!(
                    "two of its rows would be the same in what is to be unique: {message}; change one of them, and plan again"
                ),
            },
            other => other,
        }
    }

    /// Queries for rows that are the same, one for each unique index that the source does not have.
    fn new_uniqueness(&self) -> Vec<String> {
        let pair_of = |name: &String| self.flow.mapping.pairs.iter().find(|pair| pair.target.is_named(name));
        let mut queries = Vec::new();
        for index in self.flow.into.indexes.iter().filter(|index| index.is_unique) {
            let columns: Option<Vec<&String>> = index.columns.iter().map(Option::as_ref).collect();
            let pairs: Option<Vec<&Pair>> = columns.and_then(|columns| columns.into_iter().map(pair_of).collect());
            // A new column, or a part of one: only the comparison can tell.
            let Some(pairs) = pairs.filter(|pairs| !self.was_unique(pairs)) else { continue };
            let values: Vec<String> = pairs.iter().map(|pair| as_target(pair)).collect();
            let present: Vec<String> =
                pairs.iter().map(|pair| format!("{} IS NOT NULL", pair.source.quoted())).collect();
            queries.push(format!(
                "SELECT COUNT(*) FROM {} WHERE {} GROUP BY {} HAVING COUNT(*) > 1 LIMIT 1",
                self.flow.from.quoted(),
                present.join(" AND "),
                values.join(", ")
            ));
        }
        queries
    }

    /// Whether the source has a unique index on some of the columns, and takes the same values as equal.
    fn was_unique(&self, pairs: &[&Pair]) -> bool {
        let is_among = |name: &Option<String>| {
            name.as_ref().is_some_and(|name| {
                pairs.iter().any(|pair| pair.source.is_named(name) && is_same(&pair.source, &pair.target))
            })
        };
        self.flow.from.indexes.iter().any(|index| index.is_unique && index.columns.iter().all(is_among))
    }
}

fn is_same(source: &Column, target: &Column) -> bool {
    source.is_integer() && target.is_integer() || source.is_like(target) && source.collation == target.collation
}

/// The value of the source as the target compares it, as far as texts go.
fn as_target(pair: &Pair) -> String {
    let source = pair.source.quoted();
    match (&pair.target.charset, &pair.target.collation) {
        (Some(charset), Some(collation)) if pair.source.is_text() => {
            format!("CONVERT({source} USING {charset}) COLLATE {collation}")
        }
        _ => source,
    }
}
