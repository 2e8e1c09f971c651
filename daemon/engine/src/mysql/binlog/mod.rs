//! The row changes of watched tables, as the server's binary log tells them: which keys were touched, and up to where.
//!
//! Not the values: whoever wants them reads the rows by their keys, so only keys are decoded, and everything else is skipped
//! by its length. What the log does not have is not told: rows that a foreign key changed along with others, and what a
//! session with `sql_log_bin = 0` wrote. Invariant: every change that the log has of a watched table is told, as keys or as something that the
//! caller must not go on after; what is told of a foreign table is nothing but the position behind it.

mod bytes;
mod key;
mod log;
mod position;
#[cfg(test)]
mod tests;
mod watched;
mod wire;

pub(crate) use self::key::Key;
use self::log::{Log, Look};
pub(crate) use self::position::{Position, current_position};
pub(crate) use self::watched::Watched;
use self::wire::Wire;
use crate::{Result, Url};

/// What the log tells. Tables are named by their place among the watched ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Rows were written, in a transaction that is committed when `Committed` comes.
    Rows {
        table: usize,
        /// The keys of the rows before and after, in the order of the log; twice where a row was touched twice.
        keys: Vec<Key>,
        /// Whether a row went away from one of the keys: it was deleted, or has another key now.
        leaves: bool,
        /// How many rows were touched.
        rows: usize,
    },
    /// Everything up to here was told; reading may begin again from here. It comes after each transaction, and moves on
    /// while nothing is written.
    Committed {
        at: Position,
        /// When it was written, in seconds since 1970 by the server's clock; 0 at the end of the log.
        timestamp: u32,
    },
    /// A statement that changes the definition of a watched table, empties it, or drops it.
    Altered { table: usize, sql: String },
    /// A statement that changes rows of a watched table, which the log does not have as rows.
    Statement { table: usize, sql: String },
    /// Something else that cannot be followed; which table it is about, where that is known.
    Unfollowable { table: Option<usize>, reason: String },
}

/// The log of a server as it is written, and as it was since a position.
///
/// A wait for the next event may be dropped, and loses nothing. The server notices within seconds that the feed was dropped.
pub(crate) struct Feed {
    wire: Wire,
    log: Log,
    url: Url,
}

impl Feed {
    /// Opens a connection of its own, and begins right after a position that an event or `current_position` gave.
    ///
    /// The tables are to be looked at after the position was: then a change of their definition in between is told.
    ///
    /// # Errors
    /// The server cannot be reached, refuses the login, denies the privilege `REPLICATION SLAVE`, or no longer has the
    /// position.
    pub(crate) async fn open(url: &Url, from: &Position, watched: Vec<Watched>) -> Result<Self> {
        let mut feed = Self { wire: Wire::open(url, from).await?, log: Log::new(from, watched), url: url.clone() };
        // What is refused is refused in the first packet: the caller is to know it now.
        if feed.wire.head().await?.first() == Some(&wire::error::ERROR) {
            feed.log.read(feed.wire.take().await?, url)?;
        }
        Ok(feed)
    }

    /// The tables in the order in which events name them.
    #[cfg(test)]
    pub(crate) fn watched(&self) -> &[Watched] {
        self.log.watched()
    }

    /// The next event; waits for it without end, while the server shows that it is alive.
    ///
    /// # Errors
    /// `ConnectionLost`, after which the feed is to be opened again from the last position; or a refusal, which would come
    /// again: the server no longer has the position, or what it sends is not understood.
    pub(crate) async fn next(&mut self) -> Result<Event> {
        loop {
            if let Some(event) = self.log.told() {
                return Ok(event);
            }
            let head = self.wire.head().await?;
            match self.log.look(head) {
                Look::Foreign => self.wire.skip(),
                Look::Wanted => self.log.read(self.wire.take().await?, &self.url)?,
            }
        }
    }
}
