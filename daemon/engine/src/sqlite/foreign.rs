//! Foreign keys around a step: a step may not leave rows without their parents that had them before.
//!
//! Violations that were there before are left alone: they are the owner's. Keys whose parent table does not exist are
//! left to the planner, which saw the whole desired schema.

use std::collections::BTreeMap;

use plan::Step;
use schema::Kind;
use sqlx::{Row, SqliteConnection};

use super::fault;
use crate::{Error, Result};

/// How many rows violate, by table and parent.
type Violations = BTreeMap<(String, String), i64>;

const CHECK: &str = "SELECT c.\"table\", c.parent, count(*) FROM pragma_foreign_key_check AS c \
     WHERE EXISTS (SELECT 1 FROM sqlite_schema AS m WHERE m.type = 'table' AND m.name = c.parent COLLATE NOCASE) \
     AND c.\"table\" NOT LIKE 'groundline\\_kept\\_%' ESCAPE '\\' GROUP BY 1, 2";

/// Whether the step moves or writes rows that foreign keys speak of.
pub(super) fn concerns(step: &Step) -> bool {
    step.object.kind == Kind::Table && (step.rewrite || !step.keeps.is_empty() || !step.restores.is_empty())
}

/// The violations now; none where SQLite cannot check them because a key is not well made.
pub(super) async fn violations(connection: &mut SqliteConnection) -> Result<Option<Violations>> {
    match sqlx::query(CHECK).persistent(false).fetch_all(connection).await {
        Ok(rows) => Ok(Some(rows.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect())),
        Err(error) => match fault::of_statement(error, CHECK) {
            Error::Statement { message, .. } if message.starts_with("foreign key mismatch") => Ok(None),
            other => Err(other),
        },
    }
}

/// Refuses when there are more than before.
pub(super) async fn must_not_grow(connection: &mut SqliteConnection, before: Option<Violations>) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let after = violations(connection).await?.unwrap_or_default();
    let grown = after.iter().find(|(key, count)| before.get(key).copied().unwrap_or_default() < **count);
    match grown {
        None => Ok(()),
        Some(((table, parent), count)) => Err(Error::Refused {
            what: format!("the foreign key of `{table}` to `{parent}`"),
            reason: format!(
                "{count} row(s) of `{table}` would point to no row of `{parent}`; nothing was changed; delete or mend \
                 those rows, then plan again"
            ),
        }),
    }
}
