//! A scratch database: of the same kind and version as a live target, empty, thrown away after use.
//!
//! Desired SQL is elaborated in one, and a plan is proven in another. Nothing of a live target is ever changed by it.

use schema::{Database, Dialect};

use crate::source::SqlDiagnostic;
use crate::{Live, Result, Scope, Source, Trace, Url, mysql, postgres, sqlite};

/// An empty database to try things in.
pub enum Scratch {
    /// SQLite in memory.
    Sqlite(sqlite::Scratch),
    /// A PostgreSQL database made from `template0`, or at a scratch URL.
    Postgres(postgres::Scratch),
    /// A database on the server of the live one, or at a scratch URL.
    MySql(mysql::Scratch),
}

impl Scratch {
    /// Makes a scratch database like the live one (server, version, encoding, locale), or at `url` where one is given.
    ///
    /// # Errors
    /// A missing privilege names the right that is needed and offers `--scratch-url`.
    pub async fn like(live: &mut Live, url: Option<&Url>) -> Result<Self> {
        match live {
            Live::Sqlite(session) => sqlite::Scratch::create(Some(session), url).await.map(Self::Sqlite),
            Live::Postgres(session) => postgres::Scratch::create(Some(session), url).await.map(Self::Postgres),
            Live::MySql(session) => mysql::Scratch::create(Some(session), url).await.map(Self::MySql),
        }
    }

    /// Makes a scratch database without a live one to be like: SQLite in memory, the others at `url`.
    ///
    /// # Errors
    /// A server without a URL is refused.
    pub async fn alone(dialect: Dialect, url: Option<&Url>) -> Result<Self> {
        match dialect {
            Dialect::Sqlite => sqlite::Scratch::create(None, url).await.map(Self::Sqlite),
            Dialect::Postgres => postgres::Scratch::create(None, url).await.map(Self::Postgres),
            Dialect::MySql => mysql::Scratch::create(None, url).await.map(Self::MySql),
        }
    }

    /// Makes a scratch database of a model: the copy of a live schema, without its rows.
    ///
    /// # Errors
    /// A statement that fails: the model was not rendered well, which is a defect of this program.
    pub async fn build(&mut self, database: &Database) -> Result<()> {
        self.run(&plan::render::build(database)).await
    }

    /// Loads desired SQL, whatever the order of files and statements: a statement that needs another comes after it.
    ///
    /// # Errors
    /// Every statement that does not elaborate, with its place.
    pub async fn load(&mut self, sources: &[Source]) -> Result<(), Vec<SqlDiagnostic>> {
        match self {
            Self::Sqlite(scratch) => scratch.load(sources).await,
            Self::Postgres(scratch) => scratch.load(sources).await,
            Self::MySql(scratch) => scratch.load(sources).await,
        }
    }

    /// Runs statements one after the other, each as the engine wants it (alone, or with others in a transaction).
    ///
    /// # Errors
    /// The first statement that fails.
    pub async fn run(&mut self, statements: &[String]) -> Result<()> {
        match self {
            Self::Sqlite(scratch) => scratch.run(statements).await,
            Self::Postgres(scratch) => scratch.run(statements).await,
            Self::MySql(scratch) => scratch.run(statements).await,
        }
    }

    /// Runs statements one after the other, and tells of each which locks it took and what it wrote anew; what comes after the
    /// first that fails does not run. Only PostgreSQL lets locks be seen: elsewhere nothing runs, and the answer is `None`.
    ///
    /// # Errors
    /// The server is lost, or cannot be asked.
    pub async fn trace(&mut self, statements: &[&str]) -> Result<Option<Trace>> {
        match self {
            Self::Postgres(scratch) => scratch.trace(statements).await.map(Some),
            Self::Sqlite(_) | Self::MySql(_) => Ok(None),
        }
    }

    /// Reads what is there.
    ///
    /// # Errors
    /// As `Live::inspect`.
    pub async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        match self {
            Self::Sqlite(scratch) => scratch.inspect(scope).await,
            Self::Postgres(scratch) => scratch.inspect(scope).await,
            Self::MySql(scratch) => scratch.inspect(scope).await,
        }
    }

    /// Throws it away.
    ///
    /// # Errors
    /// The server could not drop it; a later scratch database drops what was left behind.
    pub async fn discard(self) -> Result<()> {
        match self {
            Self::Sqlite(scratch) => scratch.discard().await,
            Self::Postgres(scratch) => scratch.discard().await,
            Self::MySql(scratch) => scratch.discard().await,
        }
    }
}
