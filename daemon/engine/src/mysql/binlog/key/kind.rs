//! What a column of a key is: which types can be one, and how a value in the log becomes bytes that are in order.
//!
//! Invariant: values that the server takes as different become different bytes. For every kind but texts and UUIDs the order
//! of bytes is that of the server's index.

use super::super::log::column::{
    BIT, DATE, DATETIME, DATETIME2, DECIMAL, DOUBLE, ENUM, Extent, FLOAT, INT24, LONG, LONGLONG, SET, SHORT, STRING,
    Stored, TIME, TIME2, TIMESTAMP, TIMESTAMP2, TINY, VARCHAR, YEAR, decimal_bytes,
};
use super::super::watched::Described;

/// The type of a column, as far as a key needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mysql::binlog) enum Kind {
    Integer {
        bytes: usize,
        is_unsigned: bool,
    },
    Float,
    Double,
    Decimal {
        precision: usize,
        scale: usize,
    },
    Bit {
        bytes: usize,
    },
    Year,
    Date,
    Time {
        fraction: u8,
    },
    DateTime {
        fraction: u8,
    },
    Timestamp {
        fraction: u8,
    },
    Text {
        charset: String,
    },
    /// `BINARY(n)`, filled up with zeros.
    Binary {
        length: usize,
    },
    /// `VARBINARY`, `BLOB`.
    Bytes,
    Enum {
        labels: Vec<String>,
    },
    Set {
        labels: Vec<String>,
    },
    Uuid,
    Inet6,
    Inet4,
}

impl Kind {
    /// The kind of a column; none where rows cannot be found by it.
    pub(in crate::mysql::binlog) fn of(described: &Described) -> Option<Self> {
        let is_unsigned = described.column_type.contains("unsigned");
        let integer = |bytes| Some(Self::Integer { bytes, is_unsigned });
        let fraction = described.fraction;
        match &*described.data_type {
            "tinyint" => integer(1),
            "smallint" => integer(2),
            "mediumint" => integer(3),
            "int" => integer(4),
            "bigint" => integer(8),
            "float" => Some(Self::Float),
            "double" => Some(Self::Double),
            "decimal" => Some(Self::Decimal { precision: described.precision, scale: described.scale }),
            "bit" => Some(Self::Bit { bytes: described.precision.div_ceil(8) }),
            "year" => Some(Self::Year),
            "date" => Some(Self::Date),
            "time" => Some(Self::Time { fraction }),
            "datetime" => Some(Self::DateTime { fraction }),
            "timestamp" => Some(Self::Timestamp { fraction }),
            "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => {
                Some(Self::Text { charset: described.charset.clone()? })
            }
            "binary" => Some(Self::Binary { length: described.octets }),
            "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => Some(Self::Bytes),
            "enum" => Some(Self::Enum { labels: labels(&described.column_type)? }),
            "set" => Some(Self::Set { labels: labels(&described.column_type)? }),
            "uuid" => Some(Self::Uuid),
            "inet6" => Some(Self::Inet6),
            "inet4" => Some(Self::Inet4),
            _ => None,
        }
    }

    /// Whether the order of the bytes is that of the index. Of UUIDs, the server orders some by their last group first, and
    /// has two minds about those and the others together.
    pub(in crate::mysql::binlog) const fn is_ordered(&self) -> bool {
        !matches!(self, Self::Text { .. } | Self::Uuid)
    }

    /// Whether the log stores a column in a way that this kind of column has.
    pub(in crate::mysql::binlog) fn is_stored_as(&self, stored: &Stored) -> bool {
        let is_fraction = |own: u8| stored.fraction == own;
        match (self, stored.code) {
            (Self::Integer { bytes, .. }, TINY | SHORT | INT24 | LONG | LONGLONG) | (Self::Bit { bytes }, BIT) => {
                stored.extent == Extent::Fixed(*bytes)
            }
            (Self::Decimal { precision, scale }, DECIMAL) => {
                decimal_bytes(*precision, *scale).is_some_and(|bytes| stored.extent == Extent::Fixed(bytes))
            }
            (Self::Float, FLOAT)
            | (Self::Double, DOUBLE)
            | (Self::Year, YEAR)
            | (Self::Date, DATE)
            | (Self::Time { .. }, TIME)
            | (Self::DateTime { .. }, DATETIME)
            | (Self::Timestamp { .. }, TIMESTAMP)
            | (Self::Enum { .. }, ENUM)
            | (Self::Set { .. }, SET)
            | (Self::Binary { .. } | Self::Uuid | Self::Inet6 | Self::Inet4, STRING) => true,
            (Self::Time { fraction }, TIME2)
            | (Self::DateTime { fraction }, DATETIME2)
            | (Self::Timestamp { fraction }, TIMESTAMP2) => is_fraction(*fraction),
            // Every text and blob says its own length.
            (Self::Text { .. } | Self::Bytes, code) => code >= VARCHAR && matches!(stored.extent, Extent::Prefixed(_)),
            _ => false,
        }
    }

    /// Appends a value of the log.
    pub(in crate::mysql::binlog) fn encode(&self, stored: &Stored, value: &[u8], into: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Integer { is_unsigned, .. } => {
                let start = into.len();
                into.extend(value.iter().rev());
                if !is_unsigned {
                    *into.get_mut(start)? ^= 0x80;
                }
            }
            Self::Float => into.extend(ordered_float(f64::from(f32::from_le_bytes(value.try_into().ok()?)))),
            Self::Double => into.extend(ordered_float(f64::from_le_bytes(value.try_into().ok()?))),
            Self::Date => into.extend(value.iter().rev()),
            Self::Time { .. } if stored.code == TIME => into.extend(old_time(value)?),
            Self::DateTime { .. } if stored.code == DATETIME => into.extend(old_datetime(value)?),
            Self::Timestamp { .. } if stored.code == TIMESTAMP => into.extend(value.iter().rev()),
            Self::Decimal { .. }
            | Self::Bit { .. }
            | Self::Year
            | Self::Time { .. }
            | Self::DateTime { .. }
            | Self::Timestamp { .. } => into.extend(value),
            Self::Text { .. } | Self::Bytes => escape(value, into),
            Self::Binary { length } => fill(value, *length, into)?,
            Self::Uuid | Self::Inet6 => fill(value, 16, into)?,
            Self::Inet4 => fill(value, 4, into)?,
            Self::Enum { .. } | Self::Set { .. } => {
                let number = value.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
                into.extend(number.to_be_bytes());
            }
        }
        Some(())
    }
}

/// A float as bytes in order; both zeros are one.
fn ordered_float(value: f64) -> [u8; 8] {
    let bits = (value + 0.0).to_bits();
    let is_negative = bits >> 63 == 1;
    (if is_negative { !bits } else { bits | 1 << 63 }).to_be_bytes()
}

/// Zero bytes are dropped at the end of what has a fixed length.
fn fill(value: &[u8], length: usize, into: &mut Vec<u8>) -> Option<()> {
    let missing = length.checked_sub(value.len())?;
    into.extend(value);
    into.extend(std::iter::repeat_n(0, missing));
    Some(())
}

/// Bytes up to an end that sorts before everything: `00` is `00 FF`, and the end is `00 00`.
fn escape(value: &[u8], into: &mut Vec<u8>) {
    for byte in value {
        into.push(*byte);
        if *byte == 0 {
            into.push(0xFF);
        }
    }
    into.extend([0, 0]);
}

/// `HHMMSS` as a signed number, the form before fractions of a second, in the form of today.
fn old_time(value: &[u8]) -> Option<[u8; 3]> {
    let &[low, middle, high] = value else { return None };
    let number = i32::from_le_bytes([0, low, middle, high]) >> 8;
    let digits = number.unsigned_abs();
    let packed = (digits / 10_000) << 12 | (digits / 100 % 100) << 6 | (digits % 100);
    let packed = if number < 0 { 0x80_0000_u32.checked_sub(packed)? } else { 0x80_0000 + packed };
    let [_, bytes @ ..] = packed.to_be_bytes();
    Some(bytes)
}

/// `YYYYMMDDhhmmss` as a number, likewise.
fn old_datetime(value: &[u8]) -> Option<[u8; 5]> {
    let number = u64::from_le_bytes(value.try_into().ok()?);
    let (date, time) = (number / 1_000_000, number % 1_000_000);
    let month = date / 10_000 * 13 + date / 100 % 100;
    let clock = (time / 10_000) << 12 | (time / 100 % 100) << 6 | (time % 100);
    let packed = 0x80_0000_0000_u64.checked_add((month << 5 | (date % 100)) << 17 | clock)?;
    let [_, _, _, bytes @ ..] = packed.to_be_bytes();
    Some(bytes)
}

/// The labels of `enum('a','b''c')`.
fn labels(column_type: &str) -> Option<Vec<String>> {
    let (_, list) = column_type.split_once('(')?;
    let mut labels = Vec::new();
    let mut letters = list.chars().peekable();
    while letters.next()? == '\'' {
        let mut label = String::new();
        loop {
            match letters.next()? {
                '\'' if letters.next_if_eq(&'\'').is_none() => break,
                '\\' => label.push(unescaped(letters.next()?)),
                letter => label.push(letter),
            }
        }
        labels.push(label);
        if letters.next()? == ')' {
            return Some(labels);
        }
    }
    None
}

const fn unescaped(letter: char) -> char {
    match letter {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        'Z' => '\u{1A}',
        other => other,
    }
}
