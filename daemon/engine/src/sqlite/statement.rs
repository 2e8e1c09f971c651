//! One statement on one connection.

use sqlx::{AssertSqlSafe, Executor, Row, SqliteConnection};

use super::fault;
use crate::Result;

/// Runs SQL that answers with nothing that matters; several statements may stand in one text.
pub(super) async fn execute(connection: &mut SqliteConnection, sql: &str) -> Result<()> {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .map(drop)
        .map_err(|error| fault::of_statement(error, sql))
}

/// The first column of the first row as text, whatever its type; none where there is no row.
pub(super) async fn first_value(connection: &mut SqliteConnection, sql: &str) -> Result<Option<String>> {
    let row = connection
        .fetch_optional(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .map_err(|error| fault::of_statement(error, sql))?;
    Ok(row.map(|row| row.try_get_unchecked::<Option<String>, _>(0).ok().flatten().unwrap_or_default()))
}

/// The first column of every row as text, whatever its type.
pub(super) async fn first_column(connection: &mut SqliteConnection, sql: &str) -> Result<Vec<Option<String>>> {
    let rows = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    let rows = rows.map_err(|error| fault::of_statement(error, sql))?;
    Ok(rows.iter().map(|row| row.try_get_unchecked::<Option<String>, _>(0).ok().flatten()).collect())
}

/// The first column of the first row as a number; 0 where there is none.
pub(super) async fn number(connection: &mut SqliteConnection, sql: &str) -> Result<i64> {
    let row = connection
        .fetch_optional(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .map_err(|error| fault::of_statement(error, sql))?;
    Ok(row.and_then(|row| row.try_get_unchecked::<Option<i64>, _>(0).ok().flatten()).unwrap_or_default())
}
