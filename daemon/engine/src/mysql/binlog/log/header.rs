//! What every event begins with, and the kinds of events by their numbers.

use super::super::bytes::Bytes;

pub(super) const HEADER: usize = 19;

pub(super) const QUERY: u8 = 2;
pub(super) const ROTATE: u8 = 4;
pub(super) const FORMAT: u8 = 15;
pub(super) const XID: u8 = 16;
pub(super) const EXECUTE_LOAD: u8 = 18;
pub(super) const TABLE_MAP: u8 = 19;
pub(super) const INCIDENT: u8 = 26;
pub(super) const HEARTBEAT: u8 = 27;
pub(super) const GTID: u8 = 33;
pub(super) const ANONYMOUS_GTID: u8 = 34;
pub(super) const XA_PREPARE: u8 = 38;
const PARTIAL_UPDATE: u8 = 39;
pub(super) const COMPRESSED_TRANSACTION: u8 = 40;
pub(super) const TAGGED_GTID: u8 = 42;
pub(super) const MARIADB_CHECKPOINT: u8 = 161;
pub(super) const MARIADB_GTID: u8 = 162;
pub(super) const MARIADB_GTID_LIST: u8 = 163;
pub(super) const MARIADB_COMPRESSED_QUERY: u8 = 165;

/// The event was made by the sender: it is in no file.
const ARTIFICIAL: u16 = 0x20;
/// Whoever does not know the kind may leave the event out.
const IGNORABLE: u16 = 0x80;

/// Events that say nothing of rows: parts of statements, notes, and what replicas need to know of the file.
const HARMLESS: [u8; 21] = [1, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 28, 29, 35, 36, 37, 41, 160, 164];

/// The header of an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) timestamp: u32,
    pub(super) kind: u8,
    /// Where the next event begins, in the low 32 bits; 0 for what is in no file.
    pub(super) next: u32,
    pub(super) is_artificial: bool,
    is_ignorable: bool,
}

impl Header {
    pub(super) fn parse(event: &[u8]) -> Option<Self> {
        let mut bytes = Bytes::new(event);
        let timestamp = bytes.u32()?;
        let kind = bytes.u8()?;
        let _server = bytes.u32()?;
        let _size = bytes.u32()?;
        let next = bytes.u32()?;
        let flags = bytes.u16()?;
        let (is_artificial, is_ignorable) = (flags & ARTIFICIAL != 0, flags & IGNORABLE != 0);
        Some(Self { timestamp, kind, next, is_artificial, is_ignorable })
    }

    /// Whether an event that bears no rows may be passed over.
    pub(super) fn is_harmless(&self) -> bool {
        self.is_ignorable || HARMLESS.contains(&self.kind)
    }
}

/// What became of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Insert,
    Update,
    Delete,
}

/// A kind of event that bears rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowsKind {
    pub(super) change: Change,
    /// Whether a block of its own length comes before the rows.
    pub(super) has_extra: bool,
    pub(super) is_compressed: bool,
    /// Whether values may be given as what changed in them.
    pub(super) is_partial: bool,
}

impl RowsKind {
    pub(super) const fn of(kind: u8) -> Option<Self> {
        let (change, has_extra, is_compressed) = match kind {
            23 => (Change::Insert, false, false),
            24 => (Change::Update, false, false),
            25 => (Change::Delete, false, false),
            30 => (Change::Insert, true, false),
            31 | PARTIAL_UPDATE => (Change::Update, true, false),
            32 => (Change::Delete, true, false),
            166 => (Change::Insert, false, true),
            167 => (Change::Update, false, true),
            168 => (Change::Delete, false, true),
            169 => (Change::Insert, true, true),
            170 => (Change::Update, true, true),
            171 => (Change::Delete, true, true),
            _ => return None,
        };
        Some(Self { change, has_extra, is_compressed, is_partial: kind == PARTIAL_UPDATE })
    }
}
