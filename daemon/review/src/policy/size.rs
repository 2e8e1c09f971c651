//! Classes of tables by their size.
//!
//! Invariant: a table whose size is not known is in no class.

use toml::de::DeValue;

/// What a table must reach to be of a class: either bound is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) rows: Option<u64>,
    pub(super) bytes: Option<u64>,
}

impl Bounds {
    pub(super) fn is_reached(self, rows: Option<u64>, bytes: Option<u64>) -> bool {
        let reaches =
            |bound: Option<u64>, size: Option<u64>| bound.zip(size).is_some_and(|(bound, size)| size >= bound);
        reaches(self.rows, rows) || reaches(self.bytes, bytes)
    }
}

/// A count of rows.
pub(super) fn rows(value: &DeValue<'_>) -> Option<u64> {
    value.as_integer().and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok())
}

/// A size: a number of bytes, or a text such as `10GB` and `512 MiB`.
pub(super) fn bytes(value: &DeValue<'_>) -> Option<u64> {
    let Some(text) = value.as_str() else { return rows(value) };
    let (number, unit) = text.split_at(text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len()));
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}
