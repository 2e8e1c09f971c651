//! What a MySQL or MariaDB server tells about a change that nobody made yet.
//!
//! Invariant: whatever is asked is asked in a read-only transaction with a bound on its time, which is rolled back.

mod explain;
mod standing;

use schema::{Ident, Kind, ObjectId};
use sqlx::mysql::MySqlRow;
use sqlx::{AssertSqlSafe, Executor as _};

use super::fault;
use super::inspect::reading::is_own;
use super::session::{Session, value};
use crate::Result;
use crate::facts::{Bounds, Counter, Probed, ServerFacts, probed, probing, unanswered};

const COUNTERS: &str = "SELECT t.TABLE_NAME, c.COLUMN_NAME, t.AUTO_INCREMENT, c.DATA_TYPE, c.COLUMN_TYPE LIKE '%unsigned%' \
    FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA \
    AND c.TABLE_NAME = t.TABLE_NAME AND c.EXTRA LIKE '%auto_increment%' \
    WHERE t.TABLE_SCHEMA = DATABASE() AND t.AUTO_INCREMENT > 1 ORDER BY 1";

impl Session {
    pub(crate) async fn server(&mut self) -> Result<ServerFacts> {
        let rows = self.rows("SELECT VERSION(), @@global.read_only, @@global.sql_mode").await?;
        let value = |column| rows.first().map(|row| value(row, column)).unwrap_or_default();
        let (version, is_read_only, sql_mode) = (value(0), value(1) != "0" && value(1) != "OFF", value(2));
        Ok(ServerFacts {
            version,
            number: self.version,
            is_read_only,
            is_replica: self.is_replica().await,
            sql_mode: Some(sql_mode),
        })
    }

    /// Who may not ask is told that it is none: then the server refuses nothing because of it.
    async fn is_replica(&mut self) -> bool {
        let sql = if self.is_mariadb() || self.version >= 80_022 { "SHOW REPLICA STATUS" } else { "SHOW SLAVE STATUS" };
        self.rows(sql).await.is_ok_and(|rows| !rows.is_empty())
    }

    pub(crate) async fn counters(&mut self) -> Result<Vec<Counter>> {
        let rows = self.rows(COUNTERS).await?;
        let of_row = |row: &MySqlRow| {
            let table = value(row, 0);
            let last = value(row, 2).parse::<u64>().ok()?.saturating_sub(1);
            let most = greatest(&value(row, 3), value(row, 4) == "1")?;
            let id = ObjectId::new(Kind::Table, None, Ident::from(table.as_str()));
            (!is_own(&table)).then(|| Counter { table: id, column: value(row, 1), last, most })
        };
        Ok(rows.iter().filter_map(of_row).collect())
    }

    pub(crate) async fn probe(&mut self, query: &str, bounds: &Bounds) -> Result<Probed> {
        match self.asked(&probing(query), bounds).await {
            Ok(rows) => {
                let count = rows.first().and_then(|row| number(row, "count(*)"));
                Ok(count.map_or_else(|| Probed::Unknown("the database answered without a number".to_owned()), probed))
            }
            Err(error) => unanswered(error).map(Probed::Unknown),
        }
    }

    /// The rows of one statement, in a transaction that writes nothing, keeps nothing and ends soon.
    async fn asked(&mut self, sql: &str, bounds: &Bounds) -> Result<Vec<MySqlRow>> {
        let limit = if self.is_mariadb() {
            format!("max_statement_time = {}", bounds.time.as_secs_f64())
        } else {
            format!("max_execution_time = {}", bounds.time.as_millis())
        };
        self.batch(&format!("SET SESSION lock_wait_timeout = 1, {limit}; START TRANSACTION READ ONLY")).await?;
        let answer = self.alone(sql).await;
        self.batch("ROLLBACK").await?;
        self.reset().await?;
        if !self.is_mariadb() {
            self.batch("SET SESSION max_execution_time = 0").await?;
        }
        answer
    }

    /// A prepared statement is one statement.
    async fn alone(&mut self, sql: &str) -> Result<Vec<MySqlRow>> {
        let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        self.connection.fetch_all(query).await.map_err(|cause| fault::of_statement(cause, sql, &self.url))
    }
}

/// The greatest value of an integer type.
fn greatest(base: &str, is_unsigned: bool) -> Option<u64> {
    let bits = match base {
        "tinyint" => 8,
        "smallint" => 16,
        "mediumint" => 24,
        "int" | "integer" => 32,
        "bigint" => 64,
        _ => return None,
    };
    Some(u64::MAX >> (64 - bits + u32::from(!is_unsigned)))
}

/// A number of a row of a prepared statement, whatever its type.
fn number(row: &MySqlRow, column: &str) -> Option<u64> {
    use sqlx::Row as _;
    let whole = row.try_get::<Option<u64>, _>(column).ok().flatten();
    let signed = || row.try_get::<Option<i64>, _>(column).ok().flatten().and_then(|number| u64::try_from(number).ok());
    let written = || row.try_get::<Option<String>, _>(column).ok().flatten().and_then(|text| text.parse().ok());
    whole.or_else(signed).or_else(written)
}

/// A share of a row of a prepared statement, whatever its type.
fn share(row: &MySqlRow, column: &str) -> Option<f64> {
    use sqlx::Row as _;
    let share = row.try_get::<Option<f64>, _>(column).ok().flatten();
    let single = || row.try_get::<Option<f32>, _>(column).ok().flatten().map(f64::from);
    let written = || row.try_get::<Option<String>, _>(column).ok().flatten().and_then(|text| text.parse().ok());
    share.or_else(single).or_else(written)
}

/// A text of a row of a prepared statement.
fn words(row: &MySqlRow, column: &str) -> Option<String> {
    use sqlx::Row as _;
    let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(column).ok().flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_end_somewhere() {
        assert_eq!(greatest("tinyint", false), Some(127));
        assert_eq!(greatest("int", true), Some(4_294_967_295));
        assert_eq!(greatest("mediumint", false), Some(8_388_607));
        assert_eq!(greatest("bigint", true), Some(u64::MAX));
        assert_eq!(greatest("double", true), None);
    }
}
