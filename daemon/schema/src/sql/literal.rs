//! String values as SQL literals.
//!
//! Not for names (see `ident`), nor for values that can be bound as parameters: only for SQL that has no parameters, such
//! as `COMMENT ON`.
//!
//! Invariant: the dialect reads the literal back as the same value, whatever the value holds.

use std::fmt;

use crate::Dialect;

/// The value as a string literal.
///
/// PostgreSQL: with a backslash in it the `E'…'` form, which does not depend on `standard_conforming_strings`. MySQL: assumes
/// that `NO_BACKSLASH_ESCAPES` is off, as the engine sets it for its sessions. SQLite and PostgreSQL have no way to
/// write the character NUL in a string, and will refuse it.
pub fn literal(dialect: Dialect, value: &str) -> Literal<'_> {
    Literal { value, dialect }
}

/// Writes a value as a string literal.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'a> {
    value: &'a str,
    dialect: Dialect,
}

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.dialect {
            Dialect::Postgres if self.value.contains('\\') => {
                f.write_str("E")?;
                write_doubled(f, &self.value.replace('\\', "\\\\"), "'")
            }
            Dialect::MySql if self.value.contains(['\\', '\0']) => {
                write_doubled(f, &self.value.replace('\\', "\\\\").replace('\0', "\\0"), "'")
            }
            _ => write_doubled(f, self.value, "'"),
        }
    }
}

/// Writes text between quotes, doubling the quotes inside it.
pub(super) fn write_doubled(f: &mut fmt::Formatter<'_>, text: &str, quote: &str) -> fmt::Result {
    f.write_str(quote)?;
    for (index, part) in text.split(quote).enumerate() {
        if index > 0 {
            f.write_str(quote)?;
            f.write_str(quote)?;
        }
        f.write_str(part)?;
    }
    f.write_str(quote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{MySql, Postgres, Sqlite};

    #[test]
    fn quotes_are_doubled_everywhere() {
        for dialect in [Sqlite, Postgres, MySql] {
            assert_eq!(literal(dialect, "it's").to_string(), "'it''s'");
            assert_eq!(literal(dialect, "").to_string(), "''");
            assert_eq!(literal(dialect, "'").to_string(), "''''");
        }
    }

    #[test]
    fn backslashes_mean_themselves() {
        assert_eq!(literal(Sqlite, "a\\'b").to_string(), "'a\\''b'");
        assert_eq!(literal(Postgres, "a\\'b").to_string(), "E'a\\\\''b'");
        assert_eq!(literal(MySql, "a\\'b\0").to_string(), "'a\\\\''b\\0'");
    }
}
