//! Events that bear rows: which keys they touch.
//!
//! Invariant: every row of the event gives its key before and its key after, the second only where it differs.

use super::super::bytes::Bytes;
use super::super::key::Key;
use super::super::watched::Watched;
use super::header::{Change, RowsKind};
use super::inflate::inflated;
use super::table_map::{Mapped, Maps};

/// What an event says of rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Touched {
    pub(super) keys: Vec<Key>,
    /// Whether a row went away from one of the keys.
    pub(super) leaves: bool,
    pub(super) rows: usize,
}

/// Why the rows of an event cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Damaged,
    /// The rows are not there as a whole.
    Partial,
    /// The log does not have the columns of the key.
    WithoutKey,
}

/// The number of the table that the rows belong to.
pub(super) fn table_id(body: &[u8]) -> Option<u64> {
    Bytes::new(body).little(6)
}

/// Reads an event about a watched table; nothing for one about another.
pub(super) fn read(
    kind: RowsKind,
    body: &[u8],
    maps: &Maps,
    watched: &[Watched],
) -> Result<Option<(usize, Touched)>, Unreadable> {
    let Some(map) = table_id(body).and_then(|id| maps.of(id)) else { return Ok(None) };
    let Some(table) = watched.get(map.table) else { return Ok(None) };
    if kind.is_partial {
        return Err(Unreadable::Partial);
    }
    let mut bytes = Bytes::new(body);
    let images = prelude(kind, &mut bytes, map).ok_or(Unreadable::Damaged)?;
    let inflated = if kind.is_compressed { Some(inflated(bytes.rest()).ok_or(Unreadable::Damaged)?) } else { None };
    let rows = Bytes::new(inflated.as_deref().unwrap_or(bytes.rest()));
    let reader = Reader { map, table };
    let mut touched = reader.touched(rows, &images)?;
    touched.leaves |= kind.change == Change::Delete;
    Ok(Some((map.table, touched)))
}

/// Which columns the images of an event have: one image, or one before and one after.
struct Images<'a> {
    first: &'a [u8],
    second: Option<&'a [u8]>,
}

fn prelude<'a>(kind: RowsKind, bytes: &mut Bytes<'a>, map: &Mapped) -> Option<Images<'a>> {
    bytes.take(8)?;
    if kind.has_extra {
        let length = usize::from(bytes.u16()?);
        bytes.take(length.checked_sub(2)?)?;
    }
    if bytes.length()? != map.columns.len() {
        return None;
    }
    let bitmap = map.columns.len().div_ceil(8);
    let first = bytes.take(bitmap)?;
    let second = if kind.change == Change::Update { Some(bytes.take(bitmap)?) } else { None };
    Some(Images { first, second })
}

struct Reader<'a> {
    map: &'a Mapped,
    table: &'a Watched,
}

impl Reader<'_> {
    fn touched(&self, mut rows: Bytes<'_>, images: &Images<'_>) -> Result<Touched, Unreadable> {
        let mut touched = Touched { keys: Vec::new(), leaves: false, rows: 0 };
        let mut parts = vec![None; self.table.key.len()];
        let mut scratch = Vec::new();
        while !rows.is_empty() {
            parts.fill(None);
            self.row(&mut rows, images.first, &mut parts).ok_or(Unreadable::Damaged)?;
            touched.keys.push(self.key(&parts, &mut scratch)?);
            if let Some(present) = images.second {
                // A column that the second image does not have was not changed.
                self.row(&mut rows, present, &mut parts).ok_or(Unreadable::Damaged)?;
                let after = self.key(&parts, &mut scratch)?;
                if touched.keys.last() != Some(&after) {
                    touched.leaves = true;
                    touched.keys.push(after);
                }
            }
            touched.rows += 1;
        }
        Ok(touched)
    }

    /// Steps over a row, and keeps the values of the key.
    fn row<'a>(&self, rows: &mut Bytes<'a>, present: &[u8], parts: &mut [Option<&'a [u8]>]) -> Option<()> {
        // The bits behind the last column mean nothing, and may be set.
        let count = (0..self.map.columns.len()).filter(|place| bit(present, *place)).count();
        let nulls = rows.take(count.div_ceil(8))?;
        let mut at = 0;
        for (place, column) in self.map.columns.iter().enumerate() {
            if !bit(present, place) {
                continue;
            }
            let is_null = bit(nulls, at);
            at += 1;
            let value = if is_null { None } else { Some(column.value(rows)?) };
            for (part, _) in parts.iter_mut().zip(&self.table.key).filter(|(_, key)| key.place == place) {
                *part = value;
            }
        }
        Some(())
    }

    fn key(&self, parts: &[Option<&[u8]>], scratch: &mut Vec<u8>) -> Result<Key, Unreadable> {
        scratch.clear();
        let mut is_ordered = true;
        for (part, column) in parts.iter().zip(&self.table.key) {
            let value = part.ok_or(Unreadable::WithoutKey)?;
            is_ordered &= column.kind.is_ordered();
            let stored = self.map.columns.get(column.place).ok_or(Unreadable::Damaged)?;
            column.kind.encode(stored, value, scratch).ok_or(Unreadable::Damaged)?;
        }
        Ok(Key::new(is_ordered, scratch))
    }
}

#[inline]
fn bit(bitmap: &[u8], place: usize) -> bool {
    bitmap.get(place / 8).is_some_and(|byte| byte & (1 << (place % 8)) != 0)
}
