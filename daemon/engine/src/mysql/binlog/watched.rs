//! A table whose changes are wanted: its name, and what its key is made of, as they were at one moment.
//!
//! Invariant: the log is read by these definitions only while it agrees with them; `check` is asked for each table map.

use schema::Dialect;
use schema::sql::literal;
use sqlx::mysql::MySqlRow;

use super::key::Kind;
use super::log::column::{DATETIME, Stored, TIME, TIMESTAMP};
use crate::mysql::Session;
use crate::mysql::session::{text, value};
use crate::{Error, Result};

/// A watched table.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    pub(crate) database: String,
    pub(crate) table: String,
    /// In the order in which the key has them.
    pub(crate) key: Vec<KeyColumn>,
    /// Whether the server takes names that differ in case as the same.
    pub(super) is_case_blind: bool,
    /// Of each column, how many digits of the fraction of a second it has.
    fractions: Vec<u8>,
}

/// A column of the key of a watched table.
#[derive(Clone, Debug)]
pub(crate) struct KeyColumn {
    pub(crate) name: String,
    /// Its place among all columns, from 0.
    pub(super) place: usize,
    pub(super) kind: Kind,
}

impl Watched {
    /// Looks at a table, and at the columns by which its rows are told apart.
    ///
    /// # Errors
    /// There is no such table or column, or one that may be NULL, or one of a type that rows cannot be found by.
    pub(crate) async fn read(
        session: &mut Session,
        database: &str,
        table: &str,
        key_columns: &[String],
    ) -> Result<Self> {
        let sql = format!(
            "SELECT table_name, column_name, data_type, column_type, character_set_name, character_octet_length, \
             numeric_precision, numeric_scale, datetime_precision, is_nullable, @@lower_case_table_names \
             FROM information_schema.columns WHERE table_schema = {} AND table_name = {} ORDER BY ordinal_position",
            literal(Dialect::MySql, database),
            literal(Dialect::MySql, table)
        );
        let rows = session.rows(&sql).await?;
        let is_case_blind = rows.first().is_some_and(|row| value(row, 10) != "0");
        let columns: Vec<_> = rows.iter().filter(|row| is_case_blind || value(row, 0) == table).collect();
        let refused = |reason: String| Error::Refused { what: format!("key of `{database}.{table}`"), reason };
        if columns.is_empty() {
            return Err(refused("there is no such table".to_owned()));
        }
        let key = key_columns.iter().map(|name| KeyColumn::find(name, &columns)).collect::<Result<_, _>>();
        let fractions = columns.iter().map(|row| number(row, 8)).collect();
        let key = key.map_err(refused)?;
        Ok(Self { database: database.to_owned(), table: table.to_owned(), key, is_case_blind, fractions })
    }

    /// Whether the log means this table by a name.
    pub(super) fn is_named(&self, database: &[u8], table: &[u8]) -> bool {
        self.is_same(&self.table, table) && self.is_same(&self.database, database)
    }

    fn is_same(&self, own: &str, other: &[u8]) -> bool {
        own.as_bytes() == other
            || self.is_case_blind && std::str::from_utf8(other).is_ok_and(|o| o.to_lowercase() == own.to_lowercase())
    }

    /// Whether the log has the table as it was looked at.
    pub(super) fn check(&self, columns: &[Stored]) -> Result<(), String> {
        let named = format!("`{}.{}`", self.database, self.table);
        // Behind the known ones there may be columns of the server's own.
        if columns.len() < self.fractions.len() {
            return Err(format!("the log has {named} with other columns than it has now"));
        }
        let is_old = |(column, fraction): (&Stored, &u8)| {
            matches!(column.code, TIME | DATETIME | TIMESTAMP) && column.fraction == 0 && *fraction > 0
        };
        if columns.iter().zip(&self.fractions).any(is_old) {
            let reason = "has times in the format of old versions; run `ALTER TABLE … FORCE` once";
            return Err(format!("{named} {reason}"));
        }
        let agrees = |key: &&KeyColumn| !columns.get(key.place).is_some_and(|stored| key.kind.is_stored_as(stored));
        match self.key.iter().find(agrees) {
            Some(key) => Err(format!("the log has column `{}` of {named} with another type than now", key.name)),
            None => Ok(()),
        }
    }
}

impl KeyColumn {
    fn find(name: &str, columns: &[&MySqlRow]) -> Result<Self, String> {
        // Names of columns are the same whatever their case.
        let is_named = |row: &&MySqlRow| value(row, 1).to_lowercase() == name.to_lowercase();
        let place = columns.iter().position(is_named).ok_or_else(|| format!("there is no column `{name}`"))?;
        let row = columns[place];
        if value(row, 9) != "NO" {
            return Err(format!("column `{name}` may be NULL, and rows cannot be told apart by it"));
        }
        let described = Described {
            data_type: value(row, 2).to_lowercase(),
            column_type: value(row, 3),
            charset: text(row, 4),
            octets: number(row, 5),
            precision: number(row, 6),
            scale: number(row, 7),
            fraction: number(row, 8),
        };
        let kind = Kind::of(&described).ok_or_else(|| {
            format!("rows cannot be found by column `{name}`, whose type is `{}`", described.column_type)
        })?;
        Ok(Self { name: value(row, 1), place, kind })
    }
}

/// What the catalog says of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Described {
    /// `int`.
    pub(super) data_type: String,
    /// `int(10) unsigned`.
    pub(super) column_type: String,
    pub(super) charset: Option<String>,
    pub(super) octets: usize,
    pub(super) precision: usize,
    pub(super) scale: usize,
    pub(super) fraction: u8,
}

fn number<N: std::str::FromStr + Default>(row: &MySqlRow, column: usize) -> N {
    text(row, column).and_then(|text| text.parse().ok()).unwrap_or_default()
}
