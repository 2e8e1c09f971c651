//! The key of a row: what tells it apart from the others.
//!
//! Invariant: keys that are equal are of one row, and a key, written as SQL, equals that row's key alone. Keys of a
//! collation that takes some texts as equal may differ and yet be of one row.

mod kind;
mod literal;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

pub(super) use self::kind::Kind;
use super::bytes::Bytes;
use super::watched::Watched;

const SHORT: usize = 22;

/// The values of a key's columns, one after the other, so that bytes have the order of the values where that is known.
#[derive(Clone)]
pub(crate) struct Key(Packed);

#[derive(Clone)]
enum Packed {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Box<[u8]>),
}

impl Key {
    /// Whether the order of bytes is the server's stands before the values.
    pub(super) fn new(is_ordered: bool, values: &[u8]) -> Self {
        let length = values.len() + 1;
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..length), u8::try_from(length)) {
            (Some(short), Ok(length)) => {
                short[0] = u8::from(is_ordered);
                short[1..].copy_from_slice(values);
                Self(Packed::Short { length, bytes })
            }
            _ => Self(Packed::Long([&[u8::from(is_ordered)], values].concat().into())),
        }
    }

    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Packed::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Packed::Long(bytes) => bytes,
        }
    }

    fn values(&self) -> &[u8] {
        self.bytes().get(1..).unwrap_or_default()
    }

    /// The order of two keys of one table as its index has them; nothing where only the server knows it.
    pub(crate) fn cmp_if_exact(&self, other: &Self) -> Option<Ordering> {
        let is_ordered = self.bytes().first() == Some(&1) && other.bytes().first() == Some(&1);
        is_ordered.then(|| self.values().cmp(other.values()))
    }

    /// Writes it as `1` or as `(1, 'b')`, for `WHERE a IN (…)` or `WHERE (a, b) IN (…)`.
    ///
    /// The session that reads it has the time zone `+00:00`, and a mode that takes zero dates and invalid dates
    /// (`ALLOW_INVALID_DATES`), has `NO_BACKSLASH_ESCAPES` off, and is of UTF-8.
    pub(crate) fn write_tuple(&self, watched: &Watched, sql: &mut String) {
        let mut values = Bytes::new(self.values());
        let is_tuple = watched.key.len() > 1;
        for (place, column) in watched.key.iter().enumerate() {
            sql.push_str(match place {
                0 if is_tuple => "(",
                0 => "",
                _ => ",",
            });
            // A key of another table has no meaning here, and equals nothing.
            if column.kind.write(&mut values, sql).is_none() {
                sql.push_str("NULL");
            }
        }
        if is_tuple {
            sql.push(')');
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().hash(state);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(")?;
        for byte in self.values() {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}
