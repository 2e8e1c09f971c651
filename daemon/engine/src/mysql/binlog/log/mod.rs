//! The log itself: packets as the server sends them become events for the caller.
//!
//! No input or output: it is given bytes. Invariant: no bytes make it panic, and none that it does not understand are passed
//! over in silence when they may be about a watched table.

mod checksum;
pub(super) mod column;
mod header;
mod inflate;
mod rows;
mod statement;
mod table_map;
mod targets;

use std::collections::VecDeque;
use std::sync::Arc;

use self::header::{HEADER, Header, RowsKind};
use self::statement::{Query, Touch};
use self::table_map::Maps;
use super::bytes::Bytes;
use super::wire::error;
use super::{Event, Position, Watched};
use crate::{Error, Result, Url};

/// Whether a packet is to be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Foreign,
    Wanted,
}

/// What is open at this place of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// Nothing: a position here is one to begin from.
    None,
    /// One statement, which ends it.
    Statement,
    /// A transaction, up to its own end.
    Transaction,
}

/// The state of reading.
#[derive(Clone, Debug)]
pub(super) struct Log {
    watched: Vec<Watched>,
    file: Arc<str>,
    offset: u64,
    has_checksum: bool,
    group: Group,
    /// A watched table that the open transaction touched.
    touched: Option<usize>,
    maps: Maps,
    told: VecDeque<Event>,
}

impl Log {
    pub(super) fn new(from: &Position, watched: Vec<Watched>) -> Self {
        Self {
            watched,
            file: from.file().into(),
            offset: from.offset(),
            has_checksum: false,
            group: Group::None,
            touched: None,
            maps: Maps::default(),
            told: VecDeque::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn watched(&self) -> &[Watched] {
        &self.watched
    }

    /// The next of what was found.
    pub(super) fn told(&mut self) -> Option<Event> {
        self.told.pop_front()
    }

    /// Looks at the start of a packet: only rows of foreign tables need not be read.
    #[inline]
    pub(super) fn look(&mut self, head: &[u8]) -> Look {
        let Some((0, event)) = head.split_first().map(|(first, event)| (*first, event)) else { return Look::Wanted };
        let Some(header) = Header::parse(event) else { return Look::Wanted };
        if RowsKind::of(header.kind).is_none() {
            return Look::Wanted;
        }
        match event.get(HEADER..).and_then(rows::table_id) {
            Some(id) if self.maps.of(id).is_none() => {
                self.advance(&header);
                Look::Foreign
            }
            _ => Look::Wanted,
        }
    }

    /// Reads a packet.
    pub(super) fn read(&mut self, packet: &[u8], url: &Url) -> Result<()> {
        match packet.split_first() {
            Some((0, event)) => self.event(event),
            Some((0xFF, _)) => Err(self.refusal(packet, url)),
            Some((0xFE, _)) => Err(Error::ConnectionLost { reason: "the server ended the log".to_owned() }),
            _ => Err(self.damaged()),
        }
    }

    fn event(&mut self, event: &[u8]) -> Result<()> {
        let header = Header::parse(event).ok_or_else(|| self.damaged())?;
        let body = self.body(&header, event)?;
        self.advance(&header);
        match header.kind {
            header::TABLE_MAP => self.table_map(body),
            header::QUERY => self.query(&header, Query::parse(body).ok_or_else(|| self.damaged())?),
            header::MARIADB_COMPRESSED_QUERY => {
                let query = Query::parse_compressed(body).ok_or_else(|| self.damaged())?;
                self.query(&header, query)
            }
            header::EXECUTE_LOAD => self.query(&header, Query::parse_load(body).ok_or_else(|| self.damaged())?),
            header::XID => self.commit(&header),
            header::XA_PREPARE => self.prepare(&header, body),
            header::GTID | header::ANONYMOUS_GTID | header::TAGGED_GTID => self.group = Group::Statement,
            header::MARIADB_GTID => self.mariadb_group(body)?,
            header::ROTATE => self.rotate(&header, body)?,
            header::FORMAT => self.format(event)?,
            header::HEARTBEAT | header::MARIADB_CHECKPOINT | header::MARIADB_GTID_LIST => self.pass(&header),
            header::INCIDENT => self.unfollowable("the server lost changes, and says so in its log"),
            header::COMPRESSED_TRANSACTION => {
                self.unfollowable("a transaction is compressed as a whole; set `binlog_transaction_compression = OFF`");
                self.commit(&header);
            }
            kind => match RowsKind::of(kind) {
                Some(kind) => self.rows(kind, body)?,
                None if header.is_harmless() => {}
                None => self.unfollowable(&format!("an event is of the kind {kind}, which is not known")),
            },
        }
        Ok(())
    }

    /// The event without its header and its checksum, which is compared.
    fn body<'a>(&self, header: &Header, event: &'a [u8]) -> Result<&'a [u8]> {
        let body = event.get(HEADER..).unwrap_or_default();
        // The sender's own events may come before it is known whether there are checksums.
        let is_optional = header.is_artificial || matches!(header.kind, header::HEARTBEAT | header::FORMAT);
        match checksum::split(event) {
            Some((before, true)) if self.has_checksum || is_optional => Ok(before.get(HEADER..).unwrap_or_default()),
            _ if !self.has_checksum || is_optional => Ok(body),
            _ => Err(self.damaged()),
        }
    }

    /// Moves on behind an event.
    fn advance(&mut self, header: &Header) {
        if header.next == 0 || header.is_artificial {
            return;
        }
        let high = self.offset & !u64::from(u32::MAX);
        let next = high | u64::from(header.next);
        // The number of a long file begins again at 0.
        let wrapped = if next < self.offset && self.offset - next > u64::from(u32::MAX / 2) { 1 << 32 } else { 0 };
        self.offset = self.offset.max(next + wrapped);
    }

    fn at(&self) -> Position {
        Position::new(Arc::clone(&self.file), self.offset)
    }

    /// Tells of a position to begin from, when it is one.
    fn pass(&mut self, header: &Header) {
        // What lies behind 4 GiB cannot be asked for; the server goes on to another file soon.
        if self.group == Group::None && self.offset <= u64::from(u32::MAX) {
            self.told.push_back(Event::Committed { at: self.at(), timestamp: header.timestamp });
        }
    }

    fn commit(&mut self, header: &Header) {
        self.group = Group::None;
        self.touched = None;
        self.pass(header);
    }

    /// The end of the first phase of a transaction in two: its rows are there, and not to be seen.
    fn prepare(&mut self, header: &Header, body: &[u8]) {
        let is_one_phase = body.first() == Some(&1);
        if let Some(table) = self.touched.filter(|_| !is_one_phase) {
            let reason = "an XA transaction was prepared: nothing tells which rows its commit will bring".to_owned();
            self.told.push_back(Event::Unfollowable { table: Some(table), reason });
        }
        self.commit(header);
    }

    fn mariadb_group(&mut self, body: &[u8]) -> Result<()> {
        let mut bytes = Bytes::new(body);
        let flags = bytes.take(12).and_then(|_| bytes.u8()).ok_or_else(|| self.damaged())?;
        self.group = if flags & 1 != 0 { Group::Statement } else { Group::Transaction };
        Ok(())
    }

    fn rotate(&mut self, header: &Header, body: &[u8]) -> Result<()> {
        let mut bytes = Bytes::new(body);
        let offset = bytes.u64().ok_or_else(|| self.damaged())?;
        self.file = String::from_utf8_lossy(bytes.rest()).into();
        self.offset = offset;
        self.group = Group::None;
        self.maps.clear();
        self.pass(header);
        Ok(())
    }

    /// The description of a file, whose last byte but four says whether there are checksums.
    fn format(&mut self, event: &[u8]) -> Result<()> {
        let method = event.len().checked_sub(5).and_then(|at| event.get(at));
        self.has_checksum = match method {
            Some(0) => false,
            Some(1) => true,
            _ => return Err(self.damaged()),
        };
        self.maps.clear();
        Ok(())
    }

    fn table_map(&mut self, body: &[u8]) {
        use table_map::Unreadable;
        match self.maps.read(body, &self.watched) {
            Ok(()) => {}
            Err(Unreadable::Damaged) => self.unfollowable("a table in the log has a form that is not understood"),
            Err(Unreadable::Different { table, reason }) => {
                self.told.push_back(Event::Unfollowable { table: Some(table), reason });
            }
        }
    }

    fn rows(&mut self, kind: RowsKind, body: &[u8]) -> Result<()> {
        match rows::read(kind, body, &self.maps, &self.watched) {
            Ok(None) => Ok(()),
            Ok(Some((table, touched))) => {
                self.touched = Some(table);
                self.told.push_back(Event::Rows {
                    table,
                    keys: touched.keys,
                    leaves: touched.leaves,
                    rows: touched.rows,
                });
                Ok(())
            }
            Err(rows::Unreadable::Damaged) => Err(self.damaged()),
            Err(rows::Unreadable::Partial) => {
                self.unfollowable("it has parts of JSON values; set `binlog_row_value_options = ''`");
                Ok(())
            }
            Err(rows::Unreadable::WithoutKey) => Err(Error::Refused {
                what: format!("binary log near `{}`", self.at()),
                reason: "it does not have the columns of the key; set `binlog_row_image = FULL`".to_owned(),
            }),
        }
    }

    fn query(&mut self, header: &Header, query: Query<'_>) {
        match query.touch(&self.watched) {
            Touch::Begin => self.group = Group::Transaction,
            Touch::End => self.commit(header),
            Touch::Within => {}
            Touch::Other { altered, written } => {
                let sql = query.text();
                let told = altered.into_iter().map(|table| Event::Altered { table, sql: sql.clone() });
                self.told.extend(told);
                let told = written.into_iter().map(|table| Event::Statement { table, sql: sql.clone() });
                self.told.extend(told);
                if self.group != Group::Transaction {
                    self.commit(header);
                }
            }
        }
    }

    fn unfollowable(&mut self, reason: &str) {
        self.told.push_back(Event::Unfollowable { table: None, reason: reason.to_owned() });
    }

    fn damaged(&self) -> Error {
        Error::Refused {
            what: format!("binary log near `{}`", self.at()),
            reason: "it is damaged, or of a form that is not understood".to_owned(),
        }
    }

    /// What the server says instead of going on.
    fn refusal(&self, packet: &[u8], url: &Url) -> Error {
        match error::of_packet(packet) {
            Some((1236, reason)) if reason.contains("same server") => Error::ConnectionLost { reason },
            Some((1236, reason)) => Error::Refused {
                what: format!("binary log from `{}` on", self.at()),
                reason: format!("the server no longer has it, or cannot send it: {reason}; begin the copy anew"),
            },
            _ => error::refuse(packet, "read the binary log", url).err().unwrap_or_else(|| self.damaged()),
        }
    }
}
