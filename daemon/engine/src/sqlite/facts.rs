//! What a SQLite database tells about a change that nobody made yet.
//!
//! It has no estimates: the rows that match are counted, up to a bound. A statement is only compiled (EXPLAIN). Invariant: while
//! it is asked, the connection refuses to write, and what takes too long is interrupted.

use std::time::Instant;

use schema::{Ident, Kind, ObjectId};

use super::session::Session;
use super::statement::{execute, first_column, number};
use super::{connect::Place, fault};
use crate::facts::{
    Asked, Bounds, Counter, Explained, Probed, Scan, ServerFacts, counting, probed, probing, unanswered,
};
use crate::{Error, Result};

/// How often the clock is looked at: virtual machine instructions.
const INSTRUCTIONS: i32 = 10_000;

impl Session {
    pub(crate) async fn server(&mut self) -> Result<ServerFacts> {
        let version = self.version().await?;
        let is_read_only = match &self.place {
            Place::File(path) => std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()),
            Place::Memory | Place::Absent(_) => false,
        };
        Ok(ServerFacts {
            version: version.text,
            number: version.number,
            is_read_only,
            is_replica: false,
            sql_mode: None,
        })
    }

    /// The counters of AUTOINCREMENT.
    pub(crate) async fn counters(&mut self) -> Result<Vec<Counter>> {
        let has = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'";
        if number(&mut self.connection, has).await? == 0 {
            return Ok(Vec::new());
        }
        let names =
            first_column(&mut self.connection, "SELECT name FROM sqlite_sequence WHERE seq > 0 ORDER BY name").await?;
        let counts =
            first_column(&mut self.connection, "SELECT seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name").await?;
        let pairs = names.into_iter().flatten().zip(counts.into_iter().flatten());
        Ok(pairs
            .filter(|(name, _)| !super::own::is_own(name))
            .map(|(name, count)| Counter {
                table: ObjectId::new(Kind::Table, None, Ident::from(name.as_str())),
                column: "rowid".to_owned(),
                last: count.parse().unwrap_or_default(),
                most: i64::MAX.unsigned_abs(),
            })
            .collect())
    }

    pub(crate) async fn explain(&mut self, asked: &Asked<'_>, bounds: &Bounds) -> Result<Explained> {
        self.begin_asking(bounds).await?;
        let answer = self.explained(asked, bounds).await;
        self.end_asking().await?;
        answer
    }

    async fn explained(&mut self, asked: &Asked<'_>, bounds: &Bounds) -> Result<Explained> {
        if let Err(error) = first_column(&mut self.connection, &format!("EXPLAIN {}", asked.statement)).await {
            let is_refused = matches!(error, Error::Statement { .. });
            let reason = unanswered(error)?;
            return Ok(if is_refused { Explained::Fails(reason) } else { Explained::Unknown(reason) });
        }
        let scans = self.scans(asked.statement).await?;
        let Some(select) = asked.select else {
            return Ok(Explained::Unknown(
                "its rows could not be written as a SELECT, which is what is counted".to_owned(),
            ));
        };
        match number(&mut self.connection, &counting(select, bounds.rows)).await {
            Ok(count) => {
                let count = u64::try_from(count).unwrap_or_default();
                let (rows, is_more) = (count.min(bounds.rows), count > bounds.rows);
                Ok(Explained::Rows { rows, is_more, is_counted: true, scans })
            }
            Err(error) => unanswered(error).map(Explained::Unknown),
        }
    }

    /// How tables are read: `SCAN t`, `SEARCH t USING INDEX i (a=?)`.
    async fn scans(&mut self, statement: &str) -> Result<Vec<Scan>> {
        use sqlx::{AssertSqlSafe, Row as _};
        let sql = format!("EXPLAIN QUERY PLAN {statement}");
        let rows = sqlx::query(AssertSqlSafe(sql.as_str())).persistent(false).fetch_all(&mut self.connection).await;
        let rows = rows.map_err(|error| fault::of_statement(error, &sql))?;
        let detail = |row: &sqlx::sqlite::SqliteRow| row.try_get_unchecked::<String, _>("detail").unwrap_or_default();
        Ok(rows.iter().filter_map(|row| scan(&detail(row))).collect())
    }

    pub(crate) async fn probe(&mut self, query: &str, bounds: &Bounds) -> Result<Probed> {
        self.begin_asking(bounds).await?;
        let counted = number(&mut self.connection, &probing(query)).await;
        self.end_asking().await?;
        match counted {
            Ok(count) => Ok(probed(u64::try_from(count).unwrap_or_default())),
            Err(error) => unanswered(error).map(Probed::Unknown),
        }
    }

    async fn begin_asking(&mut self, bounds: &Bounds) -> Result<()> {
        self.appear(false).await?;
        execute(&mut self.connection, "PRAGMA query_only = ON").await?;
        let end = Instant::now() + bounds.time;
        let mut handle = self.connection.lock_handle().await.map_err(|error| fault::of_statement(error, "ask"))?;
        handle.set_progress_handler(INSTRUCTIONS, move || Instant::now() < end);
        Ok(())
    }

    async fn end_asking(&mut self) -> Result<()> {
        self.connection
            .lock_handle()
            .await
            .map_err(|error| fault::of_statement(error, "ask"))?
            .remove_progress_handler();
        execute(&mut self.connection, "PRAGMA query_only = OFF").await
    }
}

fn scan(detail: &str) -> Option<Scan> {
    let (access, rest) = detail.split_once(' ')?;
    let is_full = match access {
        "SCAN" => true,
        "SEARCH" => false,
        _ => return None,
    };
    // Before 3.36 the word TABLE stood between.
    let rest = rest.strip_prefix("TABLE ").unwrap_or(rest);
    let table = rest.split(" USING ").next().unwrap_or(rest);
    let is_table = !table.starts_with('(') && !table.contains(' ');
    is_table.then(|| Scan { schema: None, table: table.to_owned(), access: access.to_owned(), is_full, rows: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_query_plan_names_its_table() {
        let read = |detail| scan(detail).map(|scan| (scan.table, scan.is_full));
        assert_eq!(read("SCAN t"), Some(("t".to_owned(), true)));
        assert_eq!(read("SEARCH t USING INDEX i (a=?)"), Some(("t".to_owned(), false)));
        assert_eq!(read("SCAN TABLE t USING COVERING INDEX i"), Some(("t".to_owned(), true)));
        assert_eq!(read("SCAN (subquery-1)"), None);
        assert_eq!(read("USE TEMP B-TREE FOR ORDER BY"), None);
    }
}
