//! Names of database objects, and the only way in which they reach SQL.
//!
//! An [`Ident`] holds a name as the catalog knows it: without quotes, in its true case. It has no `Display` of its own,
//! since quoting depends on the dialect: write it with [`Ident::display`].
//!
//! Invariant: what `display` writes, the dialect reads back as the same name.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::keywords::is_reserved;
use crate::Dialect;

/// The name of one database object, as the catalog knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ident(Arc<str>);

impl Ident {
    /// Makes a name from the catalog's text, which is neither quoted nor folded.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// Reads a name as it is written in SQL: quotes are removed, an unquoted name is folded as the dialect does.
    pub fn parse(dialect: Dialect, token_text: &str) -> Self {
        Self::new(unquote(dialect, token_text))
    }

    /// The bare name, for comparison and messages; never for SQL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as SQL: quoted where the dialect would not read the bare word as this name.
    pub fn display(&self, dialect: Dialect) -> IdentDisplay<'_> {
        IdentDisplay { name: &self.0, dialect }
    }
}

impl From<&str> for Ident {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Ident {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Ident {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Ident {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

/// A name with the schema it lives in, where one is given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QualifiedName {
    /// The schema; `None` means the one that the session would choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
    /// The object itself.
    pub name: Ident,
}

impl QualifiedName {
    /// A name inside a schema.
    pub fn new(schema: impl Into<Ident>, name: impl Into<Ident>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// A name without a schema.
    pub fn bare(name: impl Into<Ident>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// The name as SQL, each part quoted where it must be.
    pub fn display(&self, dialect: Dialect) -> QualifiedDisplay<'_> {
        QualifiedDisplay { name: self, dialect }
    }
}

/// Writes an [`Ident`] as SQL.
#[derive(Clone, Copy, Debug)]
pub struct IdentDisplay<'a> {
    name: &'a str,
    dialect: Dialect,
}

impl fmt::Display for IdentDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain(self.dialect, self.name) {
            return f.write_str(self.name);
        }
        let quote = if self.dialect == Dialect::MySql { "`" } else { "\"" };
        super::literal::write_doubled(f, self.name, quote)
    }
}

/// Writes a [`QualifiedName`] as SQL.
#[derive(Clone, Copy, Debug)]
pub struct QualifiedDisplay<'a> {
    name: &'a QualifiedName,
    dialect: Dialect,
}

impl fmt::Display for QualifiedDisplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.name.schema {
            write!(f, "{}.", schema.display(self.dialect))?;
        }
        self.name.name.display(self.dialect).fmt(f)
    }
}

/// Whether the bare word reads back as this very name.
fn is_plain(dialect: Dialect, name: &str) -> bool {
    let mut bytes = name.bytes();
    let first = bytes.next().is_some_and(|b| is_plain_start(dialect, b));
    first && bytes.all(|b| is_plain_start(dialect, b) || b.is_ascii_digit()) && !is_reserved(dialect, name)
}

/// `$` is left out on purpose: it is legal inside a name, but stands in the way of dollar quotes and parameters.
fn is_plain_start(dialect: Dialect, byte: u8) -> bool {
    match byte {
        b'a'..=b'z' | b'_' => true,
        // PostgreSQL would fold these to lower case.
        b'A'..=b'Z' => dialect != Dialect::Postgres,
        _ => false,
    }
}

/// Longest name that PostgreSQL keeps, in bytes; longer ones are cut by the server (`NAMEDATALEN` − 1).
const POSTGRES_NAME_BYTES: usize = 63;

/// Reads a name as the dialect does: removes quotes of any spelling and folds what was not quoted.
///
/// Accepts the text of a `Word` or `QuotedIdent` token, `U&"…"` included. A missing closing quote is tolerated. PostgreSQL
/// names are cut to 63 bytes as the server does.
pub fn unquote(dialect: Dialect, token_text: &str) -> String {
    let name = match quoted_body(dialect, token_text) {
        Some((body, "]")) => body.to_owned(),
        Some((body, close)) => body.replace(&close.repeat(2), close),
        None => match unicode_body(dialect, token_text) {
            Some(body) => decode_unicode(&body.replace("\"\"", "\"")),
            None => fold(dialect, token_text).into_owned(),
        },
    };
    truncate(dialect, name)
}

/// Folds an unquoted name as the dialect stores it: PostgreSQL lowers ASCII letters, the others keep the case.
pub fn fold(dialect: Dialect, word: &str) -> std::borrow::Cow<'_, str> {
    if dialect == Dialect::Postgres && word.bytes().any(|b| b.is_ascii_uppercase()) {
        return word.to_ascii_lowercase().into();
    }
    word.into()
}

fn truncate(dialect: Dialect, mut name: String) -> String {
    if dialect == Dialect::Postgres {
        name.truncate(name.floor_char_boundary(POSTGRES_NAME_BYTES));
    }
    name
}

/// The text between the quotes, with the closing quote that it has.
fn quoted_body(dialect: Dialect, text: &str) -> Option<(&str, &'static str)> {
    let close = match (text.as_bytes().first()?, dialect) {
        (b'"', _) => "\"",
        (b'`', Dialect::Sqlite | Dialect::MySql) => "`",
        (b'[', Dialect::Sqlite) => "]",
        // SQLite takes a string for a name where only a name can stand.
        (b'\'', Dialect::Sqlite) => "'",
        _ => return None,
    };
    let body = &text[1..];
    Some((body.strip_suffix(close).unwrap_or(body), close))
}

fn unicode_body(dialect: Dialect, text: &str) -> Option<&str> {
    let body = text.strip_prefix("U&\"").or_else(|| text.strip_prefix("u&\""))?;
    (dialect == Dialect::Postgres).then(|| body.strip_suffix('"').unwrap_or(body))
}

/// Resolves `\XXXX`, `\+XXXXXX` and `\\`; what is not a valid escape stays as it is. `UESCAPE` is not known here.
fn decode_unicode(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (text, used) = unicode_escape(&rest[at..]).unwrap_or(('\\', 1));
        out.push(text);
        rest = &rest[at + used..];
    }
    out.push_str(rest);
    out
}

/// The character that an escape at the start of the text means, and the bytes it takes.
fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let (skip, digits) = match text.as_bytes().get(1)? {
        b'\\' => return Some(('\\', 2)),
        b'+' => (2, 6),
        _ => (1, 4),
    };
    let hex = text.get(skip..skip + digits)?;
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let first = u32::from_str_radix(hex, 16).ok()?;
    if let Some(whole) = char::from_u32(first) {
        return Some((whole, skip + digits));
    }
    surrogate_pair(first, text.get(skip + digits..)?).map(|whole| (whole, skip + digits + 5))
}

fn surrogate_pair(high: u32, rest: &str) -> Option<char> {
    let hex = rest.strip_prefix('\\')?.get(..4)?;
    let low = u32::from_str_radix(hex, 16).ok()?;
    let is_pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    is_pair.then(|| char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{MySql, Postgres, Sqlite};

    fn shown(dialect: Dialect, name: &str) -> String {
        Ident::from(name).display(dialect).to_string()
    }

    #[test]
    fn plain_names_stay_bare() {
        for dialect in [Sqlite, Postgres, MySql] {
            assert_eq!(shown(dialect, "orders_2"), "orders_2");
            assert_eq!(shown(dialect, "_x"), "_x");
        }
        assert_eq!(shown(Sqlite, "Album"), "Album");
        assert_eq!(shown(MySql, "Album"), "Album");
    }

    #[test]
    fn names_that_would_read_as_something_else_are_quoted() {
        assert_eq!(shown(Postgres, "Album"), "\"Album\"");
        assert_eq!(shown(Postgres, "user"), "\"user\"");
        assert_eq!(shown(Postgres, "coalesce"), "\"coalesce\"");
        assert_eq!(shown(Sqlite, "order"), "\"order\"");
        assert_eq!(shown(MySql, "rank"), "`rank`");
        for (name, quoted) in [("", "\"\""), ("1a", "\"1a\""), ("a b", "\"a b\""), ("é", "\"é\""), ("😀", "\"😀\"")]
        {
            assert_eq!(shown(Postgres, name), quoted);
            assert_eq!(shown(Sqlite, name), quoted);
        }
    }

    #[test]
    fn quotes_inside_a_name_are_doubled() {
        assert_eq!(shown(Postgres, "a\"; drop table x; --"), "\"a\"\"; drop table x; --\"");
        assert_eq!(shown(MySql, "a`b"), "`a``b`");
        assert_eq!(shown(Sqlite, "a`b]\"c"), "\"a`b]\"\"c\"");
    }

    #[test]
    fn a_qualified_name_quotes_each_part() {
        let name = QualifiedName::new("Sales", "order");
        assert_eq!(name.display(Postgres).to_string(), "\"Sales\".\"order\"");
        assert_eq!(name.display(MySql).to_string(), "Sales.`order`");
        assert_eq!(QualifiedName::bare("t").display(Sqlite).to_string(), "t");
    }

    #[test]
    fn display_and_unquote_are_inverse() {
        for dialect in [Sqlite, Postgres, MySql] {
            for name in ["t", "T", "select", "a\"b", "a`b", "[a]", "é😀", " ", "a''b", "U&x", "\"", "``"] {
                assert_eq!(unquote(dialect, &shown(dialect, name)), name, "{dialect:?}");
            }
        }
    }

    #[test]
    fn unquoted_names_fold_as_the_dialect_does() {
        assert_eq!(unquote(Postgres, "ÀLBUM"), "Àlbum");
        assert_eq!(unquote(MySql, "Album"), "Album");
        assert_eq!(unquote(Sqlite, "[Old ]"), "Old ");
        assert_eq!(unquote(Sqlite, "'old'"), "old");
        assert_eq!(unquote(Sqlite, "`o``d`"), "o`d");
    }

    #[test]
    fn unicode_escapes_of_postgres_are_read() {
        assert_eq!(unquote(Postgres, "U&\"d\\0061t\\+000061\""), "data");
        assert_eq!(unquote(Postgres, "u&\"\\D83D\\DE00\\\\\""), "😀\\");
        assert_eq!(unquote(Postgres, "U&\"\\zz\\+é\\D83D\""), "\\zz\\+é\\D83D");
    }

    #[test]
    fn postgres_names_are_cut_where_the_server_cuts_them() {
        let long = "é".repeat(40);
        assert_eq!(unquote(Postgres, &long).len(), 62);
        assert_eq!(unquote(Sqlite, &long), long);
    }
}
