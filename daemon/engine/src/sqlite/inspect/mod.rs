//! Inspection: the catalogs of a SQLite database as the model, in one consistent snapshot.

mod catalog;
mod check;
mod objects;

use schema::Database;
use sqlx::SqliteConnection;

use super::statement::execute;
use crate::{Result, Scope};

/// Reads the scope.
pub(super) async fn inspect(connection: &mut SqliteConnection, scope: &Scope) -> Result<Database> {
    execute(connection, "BEGIN").await?;
    let read = catalog::read(connection).await;
    let ended = execute(connection, "COMMIT").await;
    let catalog = read?;
    ended?;
    let mut database = objects::database(&catalog);
    scope.narrow(&mut database);
    Ok(database)
}
