//! The rows of a table as digests with their numbers: how two views of a table are compared.

use std::collections::HashMap;

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Executor as _};

use super::super::session::{Session, value};
use super::reach::unsaved;
use crate::Result;

/// A digest of a row.
pub(super) type Digest = [u8; 16];

/// How many rows of a table are compared at most: their digests are held in memory.
const MOST: usize = 4_000_000;

/// How many digests stand in one statement.
pub(super) const PART: usize = 10_000;

/// How often each digest occurs.
pub(super) type Digests = HashMap<Digest, i64>;

impl Session {
    /// Adds to the counts how often each digest occurs in the answer of a query, so many times.
    pub(super) async fn count_digests(
        &mut self,
        query: &str,
        times: i64,
        counts: &mut Digests,
        table: &str,
    ) -> Result<()> {
        let url = self.url.clone();
        let fault = |cause: sqlx::Error| super::super::fault::of_statement(cause, query, &url);
        let mut rows = self.connection.fetch(sqlx::raw_sql(AssertSqlSafe(query)));
        while let Some(row) = rows.try_next().await.map_err(fault)? {
            let digest = parse(&value(&row, 0));
            let count = counts.entry(digest).or_default();
            *count += times;
            if *count == 0 {
                counts.remove(&digest);
            }
            if counts.len() > MOST {
                return Err(unsaved(
                    table,
                    "it has too many rows to be compared; change it in a step without a saved undo",
                ));
            }
        }
        Ok(())
    }
}

fn parse(text: &str) -> Digest {
    let mut digest = Digest::default();
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = text.get(2 * at..2 * at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or_default();
    }
    digest
}

/// A digest as SQL.
pub(super) fn show(digest: &Digest) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(34);
    text.push('\'');
    for byte in digest {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\'');
    text
}
