//! A rule: what it is called, where it holds, how it looks at a statement.
//!
//! Not its level in a policy, which is in `policy`.
//!
//! Invariant: a rule sees a statement and what was before it; it changes nothing and asks nobody.

use schema::Dialect;

use crate::finding::Level;
use crate::look::{Look, Mark};

/// Every engine.
pub(crate) const ALL: &[Dialect] = &[Dialect::Postgres, Dialect::MySql, Dialect::Sqlite];
/// PostgreSQL.
pub(crate) const POSTGRES: &[Dialect] = &[Dialect::Postgres];
/// MySQL and MariaDB.
pub(crate) const MYSQL: &[Dialect] = &[Dialect::MySql];
/// SQLite.
pub(crate) const SQLITE: &[Dialect] = &[Dialect::Sqlite];
/// PostgreSQL, MySQL and MariaDB.
pub(crate) const SERVERS: &[Dialect] = &[Dialect::Postgres, Dialect::MySql];
/// MySQL, MariaDB and SQLite.
pub(crate) const MYSQL_SQLITE: &[Dialect] = &[Dialect::MySql, Dialect::Sqlite];
/// PostgreSQL and SQLite.
pub(crate) const POSTGRES_SQLITE: &[Dialect] = &[Dialect::Postgres, Dialect::Sqlite];

/// A review rule.
#[derive(Debug)]
pub struct Rule {
    /// What it is called.
    pub code: &'static str,
    /// Where it holds.
    pub engines: &'static [Dialect],
    /// Its level where no policy says otherwise.
    pub level: Level,
    /// 1 for what matters most, 3 for what matters least.
    pub priority: u8,
    /// Other names that it answers to.
    pub aliases: &'static [&'static str],
    /// What a policy may set.
    pub parameters: &'static [Parameter],
    /// Its own source, whose head is its page.
    pub source: &'static str,
    /// How it looks at a change.
    pub check: Check,
}

/// How a rule looks at a change.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// At each statement.
    Statement(fn(&Look<'_>, &mut Vec<Mark>)),
    /// At the end of each file; the statement is the last one.
    File(fn(&Look<'_>, &mut Vec<Mark>)),
    /// Findings come from reading the file itself.
    Reading,
}

/// What a policy may set of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its key.
    pub name: &'static str,
    /// What it holds where no policy sets it.
    pub default: Value,
    /// What it means.
    pub about: &'static str,
}

/// The value of a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A number.
    Number(i64),
    /// A text.
    Text(&'static str),
    /// Yes or no.
    Flag(bool),
    /// Texts.
    List(&'static [&'static str]),
}

impl Rule {
    /// Whether it answers to a name.
    pub fn is_called(&self, name: &str) -> bool {
        self.code == name || self.aliases.contains(&name)
    }

    /// The one sentence that tells what it flags.
    pub fn summary(&self) -> &'static str {
        self.source.lines().next().map_or("", |line| line.trim_start_matches("//!").trim())
    }

    /// The page: what it flags, why, and what to do instead, in Markdown.
    pub fn page(&self) -> String {
        let head = self.source.lines().take_while(|line| line.starts_with("//!"));
        let text: Vec<_> = head.map(|line| line.strip_prefix("//! ").unwrap_or(&line[3..])).collect();
        text.join("\n").trim().to_owned()
    }
}
