//! What a PostgreSQL server tells about a change that nobody made yet.
//!
//! Invariant: whatever is asked is asked in a read-only transaction with a bound on its time, which is rolled back.

mod explain;
mod plan_tree;
mod standing;

use schema::{Ident, Kind, ObjectId};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Executor as _};

use super::fault;
use super::session::{Session, text};
use crate::facts::{Bounds, Counter, InvalidIndex, Probed, ServerFacts, probed, probing, unanswered};
use crate::{Error, Result};

const INVALID: &str = "SELECT n.nspname, t.relname, i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
    JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
    WHERE NOT x.indisvalid AND i.relkind = 'i' AND n.nspname !~ '^(pg_|groundline$|groundline_)' ORDER BY 1, 2, 3";

/// A sequence counts no further than its column's type, whatever its own bound is.
const COUNTERS: &str = "SELECT n.nspname, t.relname, a.attname, s.last_value, least(s.max_value, \
    CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE s.max_value END) \
    FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' \
    JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid \
    JOIN pg_namespace m ON m.oid = c.relnamespace \
    JOIN pg_sequences s ON s.schemaname = m.nspname AND s.sequencename = c.relname \
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') \
    AND s.last_value > 0 AND s.increment_by > 0 AND NOT s.cycle ORDER BY 1, 2, 3";

impl Session {
    pub(crate) async fn server(&mut self) -> Result<ServerFacts> {
        let sql = "SELECT current_setting('server_version'), pg_is_in_recovery(), reset_val FROM pg_settings \
             WHERE name = 'default_transaction_read_only'";
        let rows = self.rows(sql).await?;
        let value = |column| rows.first().and_then(|row| text(row, column).ok().flatten()).unwrap_or_default();
        let is_replica = value(1).starts_with('t');
        let is_read_only = is_replica || value(2) == "on";
        Ok(ServerFacts { version: value(0), number: self.version, is_read_only, is_replica, sql_mode: None })
    }

    pub(crate) async fn invalid_indexes(&mut self) -> Result<Vec<InvalidIndex>> {
        let rows = self.rows(INVALID).await?;
        rows.iter().map(|row| Ok(InvalidIndex { table: self.table_of(row)?, name: self.value(row, 2)? })).collect()
    }

    pub(crate) async fn counters(&mut self) -> Result<Vec<Counter>> {
        let rows = self.rows(COUNTERS).await?;
        let positive = |number: i64| u64::try_from(number).unwrap_or_default();
        rows.iter()
            .map(|row| {
                let (last, most) = (positive(self.number(row, 3)?), positive(self.number(row, 4)?));
                Ok(Counter { table: self.table_of(row)?, column: self.value(row, 2)?, last, most })
            })
            .collect()
    }

    fn table_of(&self, row: &PgRow) -> Result<ObjectId> {
        let schema = Some(Ident::from(self.value(row, 0)?));
        Ok(ObjectId::new(Kind::Table, schema, Ident::from(self.value(row, 1)?)))
    }

    pub(crate) async fn probe(&mut self, query: &str, bounds: &Bounds) -> Result<Probed> {
        match self.asked(&probing(query), bounds).await {
            Ok(values) => Ok(values
                .first()
                .and_then(|count| count.parse().ok())
                .map_or_else(|| Probed::Unknown(NO_COUNT.to_owned()), probed)),
            Err(error) => unanswered(error).map(Probed::Unknown),
        }
    }

    /// The first column of one statement, in a transaction that writes nothing, keeps nothing and ends soon.
    async fn asked(&mut self, sql: &str, bounds: &Bounds) -> Result<Vec<String>> {
        let time = bounds.time.as_millis();
        self.batch(&format!(
            "BEGIN READ ONLY; SET LOCAL statement_timeout = {time}; SET LOCAL lock_timeout = 1000; \
             SET LOCAL idle_in_transaction_session_timeout = 60000"
        ))
        .await?;
        let answer = self.alone(sql).await;
        self.batch("ROLLBACK").await?;
        answer
    }

    /// The extended protocol takes no second statement.
    async fn alone(&mut self, sql: &str) -> Result<Vec<String>> {
        use sqlx::Row as _;
        let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        let rows =
            self.connection.fetch_all(query).await.map_err(|cause| fault::of_statement(cause, sql, &self.url))?;
        let first = |row: &PgRow| match is_number(row) {
            true => row.try_get_unchecked::<i64, _>(0).map(|number| number.to_string()),
            false => row.try_get_unchecked::<String, _>(0),
        };
        Ok(rows.iter().map(|row| first(row).unwrap_or_default()).collect())
    }
}

fn is_number(row: &PgRow) -> bool {
    use sqlx::{Column as _, Row as _, TypeInfo as _};
    row.try_column(0).is_ok_and(|column| column.type_info().name() == "INT8")
}

const NO_COUNT: &str = "the database answered without a number";

/// Whether an error is about the statement itself, not about the session or the login.
fn is_of_statement(error: &Error) -> bool {
    matches!(error, Error::Statement { .. })
}
