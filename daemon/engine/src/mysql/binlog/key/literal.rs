//! A value of a key as a literal that equals it, and nothing else, in the column's own type.
//!
//! Texts are written in the column's own charset as hexadecimal digits, so that no conversion stands between.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use schema::Dialect;
use schema::sql::literal;

use super::super::bytes::Bytes;
use super::super::log::column::{DIGITS, decimal_bytes};
use super::kind::Kind;

const SECONDS_OF_DAY: u64 = 86_400;

impl Kind {
    /// Writes the next value.
    pub(super) fn write(&self, values: &mut Bytes<'_>, sql: &mut String) -> Option<()> {
        match self {
            Self::Integer { bytes, is_unsigned } => integer(values.take(*bytes)?, *is_unsigned, sql),
            Self::Float | Self::Double => float(big(values.take(8)?), sql),
            Self::Decimal { precision, scale } => {
                let value = values.take(decimal_bytes(*precision, *scale)?)?;
                decimal(value, *precision, *scale, sql)
            }
            Self::Bit { bytes } => write!(sql, "{}", big(values.take(*bytes)?)).ok(),
            // Where there are four digits there is no century to be guessed.
            Self::Year => match values.u8()? {
                0 => write!(sql, "'0000'").ok(),
                year => write!(sql, "{}", 1900 + u16::from(year)).ok(),
            },
            Self::Date => {
                let date = big(values.take(3)?);
                write!(sql, "'{:04}-{:02}-{:02}'", date >> 9, date >> 5 & 15, date & 31).ok()
            }
            Self::Time { fraction } => time(values.take(3 + fraction_bytes(*fraction))?, *fraction, sql),
            Self::DateTime { fraction } => {
                let (whole, part) = (big(values.take(5)?), values.take(fraction_bytes(*fraction))?);
                datetime(whole & 0x7F_FFFF_FFFF, big(part), *fraction, sql)
            }
            Self::Timestamp { fraction } => {
                let (whole, part) = (big(values.take(4)?), values.take(fraction_bytes(*fraction))?);
                timestamp(whole, big(part), *fraction, sql)
            }
            Self::Text { charset } => {
                write!(sql, "_{charset} ").ok()?;
                hexadecimal(&unescape(values)?, sql)
            }
            Self::Bytes => hexadecimal(&unescape(values)?, sql),
            Self::Binary { length } => hexadecimal(values.take(*length)?, sql),
            Self::Enum { labels } => label(big(values.take(8)?), labels, sql),
            Self::Set { labels } => set(big(values.take(8)?), labels, sql),
            Self::Uuid => uuid(values.take(16)?, sql),
            Self::Inet6 => {
                let octets: [u8; 16] = values.take(16)?.try_into().ok()?;
                write!(sql, "'{}'", Ipv6Addr::from(octets)).ok()
            }
            Self::Inet4 => {
                let octets: [u8; 4] = values.take(4)?.try_into().ok()?;
                write!(sql, "'{}'", Ipv4Addr::from(octets)).ok()
            }
        }
    }
}

/// A number whose first byte is its highest.
fn big(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

const fn fraction_bytes(fraction: u8) -> usize {
    (fraction as usize).div_ceil(2)
}

fn integer(value: &[u8], is_unsigned: bool, sql: &mut String) -> Option<()> {
    let number = i128::from(big(value));
    let offset = if is_unsigned { 0 } else { 1_i128 << (value.len() * 8 - 1) };
    write!(sql, "{}", number - offset).ok()
}

/// Seventeen digits are enough for every double, and a float is one of them.
fn float(ordered: u64, sql: &mut String) -> Option<()> {
    let is_negative = ordered >> 63 == 0;
    let value = f64::from_bits(if is_negative { !ordered } else { ordered & !(1 << 63) });
    write!(sql, "{value:.16e}").ok()
}

fn decimal(value: &[u8], precision: usize, scale: usize, sql: &mut String) -> Option<()> {
    let is_negative = value.first()? & 0x80 == 0;
    let mut bytes = value.to_vec();
    *bytes.first_mut()? ^= 0x80;
    if is_negative {
        bytes.iter_mut().for_each(|byte| *byte = !*byte);
        sql.push('-');
    }
    let mut bytes = Bytes::new(&bytes);
    let whole = precision.checked_sub(scale)?;
    let (first, last) = (whole % 9, scale % 9);
    write!(sql, "{}", big(bytes.take(DIGITS[first])?)).ok()?;
    for _ in 0..whole / 9 {
        write!(sql, "{:09}", big(bytes.take(4)?)).ok()?;
    }
    if scale > 0 {
        sql.push('.');
    }
    for _ in 0..scale / 9 {
        write!(sql, "{:09}", big(bytes.take(4)?)).ok()?;
    }
    if last > 0 {
        write!(sql, "{:0last$}", big(bytes.take(DIGITS[last])?)).ok()?;
    }
    Some(())
}

/// The fraction is stored in an even number of digits.
fn write_fraction(part: u64, fraction: u8, sql: &mut String) -> Option<()> {
    if fraction == 0 {
        return Some(());
    }
    let digits = usize::from(fraction);
    let shown = if digits % 2 == 1 { part / 10 } else { part };
    write!(sql, ".{shown:0digits$}").ok()
}

/// A time with its fraction is one number, with half of all as its zero.
fn time(value: &[u8], fraction: u8, sql: &mut String) -> Option<()> {
    let bits = fraction_bytes(fraction) * 8;
    let zero = 1_i64 << (23 + bits);
    let number = i64::try_from(big(value)).ok()? - zero;
    let size = number.unsigned_abs();
    let (whole, part) = (size >> bits, size & ((1 << bits) - 1));
    let sign = if number < 0 { "-" } else { "" };
    write!(sql, "'{sign}{:02}:{:02}:{:02}", whole >> 12, whole >> 6 & 63, whole & 63).ok()?;
    write_fraction(part, fraction, sql)?;
    sql.push('\'');
    Some(())
}

fn datetime(whole: u64, part: u64, fraction: u8, sql: &mut String) -> Option<()> {
    let (date, clock) = (whole >> 17, whole & 0x1_FFFF);
    let (month, day) = (date >> 5, date & 31);
    write!(sql, "'{:04}-{:02}-{day:02} ", month / 13, month % 13).ok()?;
    write!(sql, "{:02}:{:02}:{:02}", clock >> 12, clock >> 6 & 63, clock & 63).ok()?;
    write_fraction(part, fraction, sql)?;
    sql.push('\'');
    Some(())
}

fn timestamp(seconds: u64, part: u64, fraction: u8, sql: &mut String) -> Option<()> {
    // Nothing at all stands for the zero date.
    let (year, month, day) = if seconds == 0 && part == 0 { (0, 0, 0) } else { civil(seconds / SECONDS_OF_DAY) };
    let clock = seconds % SECONDS_OF_DAY;
    write!(sql, "'{year:04}-{month:02}-{day:02} ").ok()?;
    write!(sql, "{:02}:{:02}:{:02}", clock / 3600, clock / 60 % 60, clock % 60).ok()?;
    write_fraction(part, fraction, sql)?;
    sql.push('\'');
    Some(())
}

/// The date so many days after the first of January 1970. Years begin in March here, so that the leap day is their last.
const fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year + (month <= 2) as u64, month, day)
}

/// Bytes up to their end; see `escape`.
fn unescape(values: &mut Bytes<'_>) -> Option<Vec<u8>> {
    let mut value = Vec::new();
    loop {
        match values.u8()? {
            0 if values.u8()? == 0 => return Some(value),
            byte => value.push(byte),
        }
    }
}

fn hexadecimal(value: &[u8], sql: &mut String) -> Option<()> {
    sql.push_str("x'");
    for byte in value {
        write!(sql, "{byte:02x}").ok()?;
    }
    sql.push('\'');
    Some(())
}

/// The label of a number. 0 is what could not be stored: an empty text unless there is a label like that.
fn label(number: u64, labels: &[String], sql: &mut String) -> Option<()> {
    let found = usize::try_from(number).ok()?.checked_sub(1).map(|place| labels.get(place));
    match found {
        Some(label) => write!(sql, "{}", literal(Dialect::MySql, label?)).ok(),
        None if labels.iter().any(String::is_empty) => write!(sql, "0").ok(),
        None => write!(sql, "''").ok(),
    }
}

fn set(bits: u64, labels: &[String], sql: &mut String) -> Option<()> {
    let chosen = labels.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
    let chosen: Vec<_> = chosen.map(|(_, label)| label.as_str()).collect();
    write!(sql, "{}", literal(Dialect::MySql, &chosen.join(","))).ok()
}

/// The log has the groups of a UUID in the order in which they are written, though tables may not.
fn uuid(value: &[u8], sql: &mut String) -> Option<()> {
    sql.push('\'');
    for (place, byte) in value.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            sql.push('-');
        }
        write!(sql, "{byte:02x}").ok()?;
    }
    sql.push('\'');
    Some(())
}
