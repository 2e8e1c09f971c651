//! One face over the kinds of databases that cases run on.

use std::collections::BTreeMap;

use tests::{Fault, MySql, MySqlDatabase, Postgres, PostgresDatabase, Rows, Sqlite};

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

impl Engine {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
        }
    }

    /// Why no database of this kind can be had here, where that is so.
    pub(crate) fn missing(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Postgres::named().is_none().then_some("GROUNDLINE_TEST_POSTGRES names no server"),
            Self::MySql => MySql::named().is_none().then_some("GROUNDLINE_TEST_MYSQL names no server"),
        }
    }

    /// A name of a table in full: with its schema, where the engine has schemas.
    pub(crate) fn full_name(self, name: &str) -> String {
        if self == Self::Postgres && !name.contains('.') { format!("public.{name}") } else { name.to_owned() }
    }
}

/// A database of one of the kinds.
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(PostgresDatabase),
    MySql(MySqlDatabase),
}

impl Database {
    pub(crate) fn fresh(engine: Engine) -> Result<Self, Fault> {
        Self::with(engine, "")
    }

    /// A new database, filled by a script.
    pub(crate) fn with(engine: Engine, script: &str) -> Result<Self, Fault> {
        match engine {
            Engine::Sqlite => {
                let database = Sqlite::fresh()?;
                database.run(script)?;
                Ok(Self::Sqlite(database))
            }
            Engine::Postgres => Postgres::database_with(script).map(Self::Postgres),
            Engine::MySql => MySql::database_with(script).map(Self::MySql),
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(database) => database.url(),
            Self::Postgres(database) => database.url().to_owned(),
            Self::MySql(database) => database.url(),
        }
    }

    pub(crate) fn run(&self, sql: &str) -> Result<String, Fault> {
        match self {
            Self::Sqlite(database) => database.run(sql),
            Self::Postgres(database) => database.run(sql),
            Self::MySql(database) => database.run(sql),
        }
    }

    pub(crate) fn observer(&self) -> Result<String, Fault> {
        match self {
            Self::Sqlite(database) => database.observer(),
            Self::Postgres(database) => database.observer(),
            Self::MySql(database) => database.observer(),
        }
    }

    /// What these accounts and roles may do in the database.
    pub(crate) fn privileges_of(&self, accounts: &[String]) -> Result<String, Fault> {
        match self {
            Self::MySql(database) => database.privileges_of(accounts),
            Self::Postgres(database) => database.privileges_of(accounts),
            Self::Sqlite(_) => Ok(String::new()),
        }
    }

    pub(crate) fn rows(&self) -> Result<Rows, Fault> {
        match self {
            Self::Sqlite(database) => database.rows(),
            Self::Postgres(database) => database.rows(),
            Self::MySql(database) => database.rows(),
        }
    }

    /// Where each table is stored; a change means that it was rewritten.
    pub(crate) fn storage(&self) -> Result<BTreeMap<String, String>, Fault> {
        match self {
            Self::Sqlite(database) => database.storage(),
            Self::Postgres(database) => database.storage(),
            Self::MySql(database) => database.storage(),
        }
    }
}
