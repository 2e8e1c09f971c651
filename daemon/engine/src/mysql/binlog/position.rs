//! A place in the binary log of one server.
//!
//! Invariant: what `Display` writes, `FromStr` reads back; the order is that in which the server wrote.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::mysql::Session;
use crate::mysql::session::text;
use crate::{Error, Result};

/// A file of the log, and an offset in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Position {
    file: Arc<str>,
    offset: u64,
}

impl Position {
    pub(crate) fn new(file: impl Into<Arc<str>>, offset: u64) -> Self {
        Self { file: file.into(), offset }
    }

    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    pub(crate) const fn offset(&self) -> u64 {
        self.offset
    }

    /// The number at the end of the name, by which a server counts its files.
    fn number(&self) -> u64 {
        self.file.rsplit('.').next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }
}

impl PartialOrd for Position {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Position {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_number = self.number().cmp(&other.number());
        by_number.then_with(|| self.offset.cmp(&other.offset)).then_with(|| self.file.cmp(&other.file))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.offset)
    }
}

/// Why a text is no position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a position in a binary log; expected `file:offset`")]
pub(crate) struct NoPosition(String);

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let parts = text.rsplit_once(':').and_then(|(file, offset)| Some((file, offset.parse().ok()?)));
        match parts {
            Some((file, offset)) if !file.is_empty() => Ok(Self::new(file, offset)),
            _ => Err(NoPosition(text.to_owned())),
        }
    }
}

/// Where the server writes now.
pub(crate) async fn current_position(session: &mut Session) -> Result<Position> {
    // MySQL 8.4 knows only the new words, and everything else only the old ones.
    let is_new = !session.is_mariadb() && session.version >= 80_200;
    let sql = if is_new { "SHOW BINARY LOG STATUS" } else { "SHOW MASTER STATUS" };
    let rows = session.rows(sql).await?;
    let found = rows.first().and_then(|row| Some(Position::new(text(row, 0)?, text(row, 1)?.parse().ok()?)));
    found.ok_or_else(|| Error::Refused {
        what: session.url.to_string(),
        reason: "it writes no binary log; start it with `log_bin`".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str) -> Position {
        text.parse().expect("it is one")
    }

    #[test]
    fn a_position_is_read_back_as_it_was_written() {
        assert_eq!(position("maria.bin.000012:4711").to_string(), "maria.bin.000012:4711");
        assert!("maria-bin.000012".parse::<Position>().is_err());
        assert!(":12".parse::<Position>().is_err());
    }

    #[test]
    fn positions_are_ordered_by_the_number_of_the_file_and_not_by_its_name() {
        assert!(position("bin.999999:1000") < position("bin.1000000:4"));
        assert!(position("bin.000002:1000") < position("bin.000002:1001"));
    }
}
