//! The SQL dialects that the program knows.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names one SQL dialect; every engine speaks exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL 14 and later.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

impl Dialect {
    /// The name used in settings, JSON and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
