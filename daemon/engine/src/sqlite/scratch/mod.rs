//! Scratch databases: SQLite in memory, gone with the session.

mod load;
mod piece;
mod references;

use schema::Database;
use sqlx::{Connection, SqliteConnection};

use super::environment::STEP;
use super::statement::execute;
use super::{connect, fault, inspect};
use crate::source::SqlDiagnostic;
use crate::{Result, Scope, Source, Url};

use super::session::Session;

/// A scratch SQLite database.
pub struct Scratch {
    connection: SqliteConnection,
}

impl Scratch {
    /// Both arguments are without meaning here: there is one built-in version, and memory is everywhere.
    pub(crate) async fn create(_like: Option<&mut Session>, _url: Option<&Url>) -> Result<Self> {
        let mut connection = connect::memory().await?;
        execute(&mut connection, STEP).await?;
        Ok(Self { connection })
    }

    pub(crate) async fn load(&mut self, sources: &[Source]) -> Result<(), Vec<SqlDiagnostic>> {
        load::load(&mut self.connection, sources).await
    }

    pub(crate) async fn run(&mut self, statements: &[String]) -> Result<()> {
        execute(&mut self.connection, "BEGIN").await?;
        for statement in statements {
            if let Err(error) = execute(&mut self.connection, statement).await {
                let _ = execute(&mut self.connection, "ROLLBACK").await;
                return Err(error);
            }
        }
        execute(&mut self.connection, "COMMIT").await
    }

    pub(crate) async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        inspect::inspect(&mut self.connection, scope).await
    }

    pub(crate) async fn discard(self) -> Result<()> {
        self.connection.close().await.map_err(|error| fault::of_statement(error, "close"))
    }
}
