//! The table that is filled: as the server makes it like the other, then changed while it is empty.
//!
//! Indexes that are not needed to find rows or to keep them unique are left away until everything is copied: building them then is cheaper.

use serde::{Deserialize, Serialize};

use super::columns::{Index, Table, name};
use super::job::Job;
use super::key::RowKey;
use crate::mysql::session::{Session, value};
use crate::{Error, Result};

/// An index that is built later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftAway {
    pub(super) name: String,
    /// What follows `ADD`.
    pub(super) clause: String,
}

impl LeftAway {
    fn is_full_text(&self) -> bool {
        self.clause.starts_with("FULLTEXT ")
    }
}

/// Makes the table anew.
pub(super) async fn make(session: &mut Session, job: &Job) -> Result<()> {
    let (table, shadow) = (name(&job.work.table), name(&job.shadow));
    session.batch(&format!("DROP TABLE IF EXISTS {shadow}")).await?;
    session.batch(&format!("CREATE TABLE {shadow} LIKE {table}")).await?;
    session.batch(&format!("ALTER TABLE {shadow} {}", job.work.clauses)).await
}

/// Refuses what would give rows other values each time they are written.
pub(super) fn check_counter(job: &Job, source: &Table, shadow: &Table) -> Result<()> {
    let Some(counted) = shadow.counted() else { return Ok(()) };
    let was =
        job.work.renamed.iter().find(|(_, new)| counted.is_named(new)).map_or(counted.name.as_str(), |(old, _)| old);
    if source.column(was).is_some() {
        return Ok(());
    }
    Err(Error::Refused {
        what: format!("changing `{}` online", job.work.table),
        reason: format!(
            "the new column `{}` numbers the rows, and a row that is written again would get another number; add it in a change that \
             is not online",
            counted.name
        ),
    })
}

/// Takes the indexes away that can be built later, and says which they were.
pub(super) async fn leave_indexes_away(session: &mut Session, shadow: &Table, key: &RowKey) -> Result<Vec<LeftAway>> {
    let rows = session.rows(&format!("SHOW CREATE TABLE {}", shadow.quoted())).await?;
    let statement = rows.first().map(|row| value(row, 1)).unwrap_or_default();
    let clauses: Vec<&str> = statement.lines().map(|line| line.trim().trim_end_matches(',')).collect();
    let mut kept: Vec<&Index> = shadow.indexes.iter().collect();
    let mut left = Vec::new();
    for index in shadow.indexes.iter().filter(|index| !index.is_unique) {
        let others: Vec<&Index> = kept.iter().copied().filter(|other| other.name != index.name).collect();
        // As `SHOW CREATE` writes it, always with quotes.
        let quoted = format!("`{}`", index.name.replace('`', "``"));
        let is_it = |clause: &&&str| {
            ["KEY ", "FULLTEXT KEY ", "SPATIAL KEY "]
                .iter()
                .any(|word| clause.starts_with(&format!("{word}{quoted} (")))
        };
        let Some(clause) = clauses.iter().find(is_it) else { continue };
        if is_enough(&others, shadow, key) {
            kept = others;
            left.push(LeftAway { name: index.name.clone(), clause: (*clause).to_owned() });
        }
    }
    if !left.is_empty() {
        let drops: Vec<String> = left.iter().map(|index| format!("DROP INDEX {}", name(&index.name))).collect();
        session.batch(&format!("ALTER TABLE {} {}", shadow.quoted(), drops.join(", "))).await?;
    }
    // In the order of the statement, so that the server lists them so again.
    left.sort_by_key(|index| clauses.iter().position(|clause| **clause == index.clause));
    Ok(left)
}

/// Whether rows are found by these indexes, and the counter has one.
fn is_enough(indexes: &[&Index], shadow: &Table, key: &RowKey) -> bool {
    let is_first = |index: &&Index| {
        let first = index.columns.first().cloned().flatten();
        shadow.counted().is_none_or(|counted| first.is_some_and(|first| counted.is_named(&first)))
    };
    indexes.iter().any(|index| key.is_found_by(index)) && indexes.iter().any(is_first)
}

/// What builds the indexes that are still missing, statement by statement.
pub(super) fn building(shadow: &Table, left: &[LeftAway]) -> Vec<String> {
    let is_missing = |index: &&LeftAway| !shadow.indexes.iter().any(|there| there.name == index.name);
    let (texts, others): (Vec<&LeftAway>, Vec<&LeftAway>) =
        left.iter().filter(is_missing).partition(|index| index.is_full_text());
    let add = |index: &&LeftAway| format!("ADD {}", index.clause);
    let together = others.iter().map(add).collect::<Vec<_>>().join(", ");
    let table = shadow.quoted();
    let first = (!others.is_empty()).then(|| format!("ALTER TABLE {table} {together}, ALGORITHM = INPLACE"));
    // The server builds one full-text index at a time.
    first.into_iter().chain(texts.iter().map(|index| format!("ALTER TABLE {table} {}", add(index)))).collect()
}
