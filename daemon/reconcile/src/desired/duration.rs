//! Durations as people write them: `100ms`, `3s`, `20m`, `1h30m`, `30d`.
//!
//! Invariant: a number never stands without its unit.

use std::time::Duration;

/// The units, by length in milliseconds.
const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Why a text is not a duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// There is nothing.
    #[error("the duration is empty")]
    Empty,
    /// A number without a unit.
    #[error("`{0}` has no unit")]
    NoUnit(String),
    /// A unit that is not one of the five.
    #[error("`{0}` has the unknown unit `{1}`")]
    Unit(String, String),
    /// Something that is not a number and a unit.
    #[error("`{0}` is not a duration")]
    Form(String),
    /// More than can be counted.
    #[error("`{0}` is too long")]
    Long(String),
}

/// Reads a duration: whole numbers, each with its unit, without spaces.
///
/// # Errors
/// A number without a unit, a unit that is not `ms`, `s`, `m`, `h` or `d`, a sign, a fraction, or too much.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let shown = || text.chars().take(40).flat_map(char::escape_debug).collect::<String>();
    let mut rest = text;
    let mut total: u64 = 0;
    if text.is_empty() {
        return Err(DurationError::Empty);
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let (unit, after) = after.split_at(after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len()));
        if number.is_empty() || (unit.is_empty() && !after.is_empty()) {
            return Err(DurationError::Form(shown()));
        }
        if unit.is_empty() {
            return Err(DurationError::NoUnit(shown()));
        }
        let Some((_, length)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(DurationError::Unit(shown(), unit.chars().take(20).collect()));
        };
        let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*length));
        total = part.and_then(|part| total.checked_add(part)).ok_or_else(|| DurationError::Long(shown()))?;
        rest = after;
    }
    Ok(Duration::from_millis(total))
}

/// Writes a duration the way `parse_duration` reads it, with the biggest units that divide it.
pub fn show_duration(duration: Duration) -> String {
    let mut left = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut text = String::new();
    for (name, length) in UNITS.iter().rev() {
        if left >= *length {
            text.push_str(&format!("{}{name}", left / length));
            left %= length;
        }
    }
    match text.is_empty() {
        true => "0s".to_owned(),
        false => text,
    }
}
