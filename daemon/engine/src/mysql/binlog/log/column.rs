//! How the log stores a column: enough to step over a value of every type.
//!
//! Invariant: a type that is not known is refused, because nothing behind it could be found.

use super::super::bytes::Bytes;

pub(in crate::mysql::binlog) const TINY: u8 = 1;
pub(in crate::mysql::binlog) const SHORT: u8 = 2;
pub(in crate::mysql::binlog) const LONG: u8 = 3;
pub(in crate::mysql::binlog) const FLOAT: u8 = 4;
pub(in crate::mysql::binlog) const DOUBLE: u8 = 5;
const NULL: u8 = 6;
pub(in crate::mysql::binlog) const TIMESTAMP: u8 = 7;
pub(in crate::mysql::binlog) const LONGLONG: u8 = 8;
pub(in crate::mysql::binlog) const INT24: u8 = 9;
pub(in crate::mysql::binlog) const DATE: u8 = 10;
pub(in crate::mysql::binlog) const TIME: u8 = 11;
pub(in crate::mysql::binlog) const DATETIME: u8 = 12;
pub(in crate::mysql::binlog) const YEAR: u8 = 13;
const NEWDATE: u8 = 14;
pub(in crate::mysql::binlog) const VARCHAR: u8 = 15;
pub(in crate::mysql::binlog) const BIT: u8 = 16;
pub(in crate::mysql::binlog) const TIMESTAMP2: u8 = 17;
pub(in crate::mysql::binlog) const DATETIME2: u8 = 18;
pub(in crate::mysql::binlog) const TIME2: u8 = 19;
const TYPED_ARRAY: u8 = 20;
const COMPRESSED_BLOB: u8 = 140;
const COMPRESSED_VARCHAR: u8 = 141;
const VECTOR: u8 = 242;
const JSON: u8 = 245;
pub(in crate::mysql::binlog) const DECIMAL: u8 = 246;
pub(in crate::mysql::binlog) const ENUM: u8 = 247;
pub(in crate::mysql::binlog) const SET: u8 = 248;
const TINY_BLOB: u8 = 249;
const MEDIUM_BLOB: u8 = 250;
const LONG_BLOB: u8 = 251;
pub(in crate::mysql::binlog) const BLOB: u8 = 252;
const VAR_STRING: u8 = 253;
pub(in crate::mysql::binlog) const STRING: u8 = 254;
const GEOMETRY: u8 = 255;

/// How long a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mysql::binlog) enum Extent {
    /// So many bytes.
    Fixed(usize),
    /// What a number of so many bytes before it says.
    Prefixed(usize),
}

/// A column as the log stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mysql::binlog) struct Stored {
    /// The number of the type, with that of `ENUM` and `SET` where the log says `CHAR`.
    pub(in crate::mysql::binlog) code: u8,
    pub(in crate::mysql::binlog) extent: Extent,
    /// Digits of the fraction of a second.
    pub(in crate::mysql::binlog) fraction: u8,
}

impl Stored {
    /// Reads what is said of a column of the type `code`.
    pub(super) fn parse(code: u8, said: &mut Bytes<'_>) -> Option<Self> {
        use Extent::{Fixed, Prefixed};
        let mut fraction = 0;
        let extent = match code {
            TINY | YEAR => Fixed(1),
            SHORT => Fixed(2),
            INT24 | DATE | NEWDATE | TIME => Fixed(3),
            LONG | TIMESTAMP => Fixed(4),
            LONGLONG | DATETIME => Fixed(8),
            NULL => Fixed(0),
            FLOAT | DOUBLE => Fixed(usize::from(said.u8()?)),
            VARCHAR | COMPRESSED_VARCHAR => Prefixed(prefix(said.u16()?.into())),
            BIT => {
                let (bits, bytes) = (said.u8()?, said.u8()?);
                Fixed(usize::from(bytes) + usize::from(bits > 0))
            }
            TIMESTAMP2 | DATETIME2 | TIME2 => {
                fraction = said.u8()?;
                let whole = [4, 5, 3][usize::from(code - TIMESTAMP2)];
                Fixed(whole + usize::from(fraction).div_ceil(2))
            }
            DECIMAL => Fixed(decimal_bytes(said.u8()?.into(), said.u8()?.into())?),
            BLOB | TINY_BLOB | MEDIUM_BLOB | LONG_BLOB | COMPRESSED_BLOB | GEOMETRY | JSON | VECTOR => {
                Prefixed(usize::from(said.u8()?))
            }
            STRING | VAR_STRING | ENUM | SET => return Self::parse_string(said),
            TYPED_ARRAY => {
                let inner = said.u8()?;
                said.take(if inner == VARCHAR { 3 } else { said_of(inner) })?;
                Prefixed(4)
            }
            _ => return None,
        };
        let is_sane = match extent {
            Prefixed(bytes) => (1..=4).contains(&bytes),
            Fixed(_) => fraction <= 6,
        };
        is_sane.then_some(Self { code, extent, fraction })
    }

    /// `CHAR`, `ENUM` and `SET`, which share a number. Two bits of a long length are hidden in the type.
    fn parse_string(said: &mut Bytes<'_>) -> Option<Self> {
        let (first, second) = (said.u8()?, usize::from(said.u8()?));
        let (code, length) = match first & 0x30 {
            0x30 => (first, second),
            high => (first | 0x30, second | usize::from(high ^ 0x30) << 4),
        };
        let extent = match code {
            ENUM if (1..=2).contains(&length) => Extent::Fixed(length),
            SET if (1..=8).contains(&length) => Extent::Fixed(length),
            STRING | VAR_STRING => Extent::Prefixed(prefix(length)),
            _ => return None,
        };
        Some(Self { code, extent, fraction: 0 })
    }

    /// The bytes of the next value.
    #[inline]
    pub(super) fn value<'a>(&self, row: &mut Bytes<'a>) -> Option<&'a [u8]> {
        match self.extent {
            Extent::Fixed(length) => row.take(length),
            Extent::Prefixed(prefix) => {
                let length = usize::try_from(row.little(prefix)?).ok()?;
                row.take(length)
            }
        }
    }
}

/// How many bytes are said of a type inside an array.
const fn said_of(code: u8) -> usize {
    match code {
        FLOAT | DOUBLE | BLOB | TIMESTAMP2 | DATETIME2 | TIME2 | JSON => 1,
        DECIMAL | BIT | STRING | VAR_STRING => 2,
        _ => 0,
    }
}

const fn prefix(longest: usize) -> usize {
    if longest > 255 { 2 } else { 1 }
}

/// How many bytes so many decimal digits take: nine in four, and fewer in as many as they need.
pub(in crate::mysql::binlog) const DIGITS: [usize; 10] = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];

/// How many bytes a `DECIMAL(precision, scale)` takes.
pub(in crate::mysql::binlog) fn decimal_bytes(precision: usize, scale: usize) -> Option<usize> {
    let whole = precision.checked_sub(scale)?;
    let of = |digits: usize| digits / 9 * 4 + DIGITS[digits % 9];
    Some(of(whole) + of(scale))
}
