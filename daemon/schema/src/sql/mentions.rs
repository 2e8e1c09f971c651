//! Which names a statement mentions, to find what a changed statement may touch.
//!
//! Not name resolution: a cheap superset. Every word counts, keywords too, and so does what stands in strings and bodies.
//!
//! Invariant: if the database, given the statement, would look up an object by a name that is written in it, the name is here.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::ident::unquote;
use super::lex::{Lexer, TokenKind};
use super::scan;
use crate::Dialect;

/// Strings inside strings are read as SQL this deep; below, only their words are taken.
const DEPTH: usize = 3;

/// Strings up to this many bytes count as a name themselves, as in `nextval('s')` or `format('%I', 'Old Name')`.
const LONGEST_NAME: usize = 256;

/// The names that a statement mentions, in the form that [`mention_key`] gives.
pub fn mentions(dialect: Dialect, statement: &str) -> BTreeSet<String> {
    let mut found = Mentions { dialect, names: BTreeSet::new() };
    found.read(statement, 0);
    found.names
}

/// The form in which a name of the catalog is looked up among mentions.
///
/// PostgreSQL names are case-sensitive once unquoted; those of the others are compared without case.
pub fn mention_key(dialect: Dialect, name: &str) -> Cow<'_, str> {
    let changes = match dialect {
        Dialect::Postgres => false,
        Dialect::Sqlite => name.bytes().any(|b| b.is_ascii_uppercase()),
        Dialect::MySql => name.chars().any(char::is_uppercase),
    };
    match (changes, dialect) {
        (false, _) => name.into(),
        (true, Dialect::MySql) => name.to_lowercase().into(),
        (true, _) => name.to_ascii_lowercase().into(),
    }
}

struct Mentions {
    dialect: Dialect,
    names: BTreeSet<String>,
}

impl Mentions {
    fn read(&mut self, sql: &str, depth: usize) {
        for token in Lexer::new(self.dialect, sql) {
            let text = token.text(sql);
            match token.kind {
                TokenKind::Word => self.word(text, depth),
                TokenKind::QuotedIdent => self.add(&unquote(self.dialect, text)),
                TokenKind::String => self.string(text, depth),
                TokenKind::DollarString | TokenKind::Unterminated(_) => self.inner(dollar_body(text), depth),
                // A variable or placeholder may stand for a name that a body splices in.
                TokenKind::Param => self.words(text),
                _ => {}
            }
        }
    }

    fn add(&mut self, name: &str) {
        let key = mention_key(self.dialect, name);
        if !self.names.contains(key.as_ref()) {
            self.names.insert(key.into_owned());
        }
    }

    /// In a string, a word may be a name in its true case.
    fn word(&mut self, text: &str, depth: usize) {
        if depth > 0 {
            self.add(text);
        }
        match self.dialect {
            Dialect::Postgres => self.add(&unquote(self.dialect, text)),
            Dialect::Sqlite | Dialect::MySql => self.add(text),
        }
    }

    fn string(&mut self, text: &str, depth: usize) {
        let open = text.find(['\'', '"']).map_or(0, |at| at + 1);
        let body = text.get(open..).unwrap_or_default();
        let body = body.strip_suffix(['\'', '"']).unwrap_or(body);
        let value = unescape(body);
        if value.len() <= LONGEST_NAME && !value.is_empty() {
            self.add(&value);
        }
        self.inner(&value, depth);
    }

    fn inner(&mut self, body: &str, depth: usize) {
        if depth < DEPTH { self.read(body, depth + 1) } else { self.words(body) }
    }

    fn words(&mut self, text: &str) {
        for word in text.split(|c: char| c.is_ascii() && !scan::is_word(c as u8)).filter(|word| !word.is_empty()) {
            self.word(word, DEPTH);
        }
    }
}

/// Resolves doubled quotes, so that a string inside the string is one when read again.
fn unescape(body: &str) -> Cow<'_, str> {
    if body.contains("''") { body.replace("''", "'").into() } else { body.into() }
}

/// What stands between the tags; for text without an end, what follows its first mark.
fn dollar_body(text: &str) -> &str {
    let Some(tag) = scan::dollar_tag(text.as_bytes(), 0).filter(|_| text.starts_with('$')) else {
        return text.get(1..).unwrap_or_default();
    };
    let body = text.get(tag..).unwrap_or_default();
    body.strip_suffix(&text[..tag]).unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{MySql, Postgres, Sqlite};

    fn check(dialect: Dialect, statement: &str, expected: &[&str]) {
        let found = mentions(dialect, statement);
        for name in expected {
            assert!(found.contains(*name), "`{name}` is not among {found:?}");
        }
    }

    #[test]
    fn names_are_found_in_their_catalog_form() {
        check(Postgres, "SELECT A.b FROM \"My Table\" A", &["a", "b", "My Table", "select"]);
        check(Sqlite, "SELECT [One], `Two`, \"Three\" FROM Four", &["one", "two", "three", "four"]);
        check(MySql, "SELECT `Ä` FROM t -- x\n", &["ä", "t"]);
        assert!(!mentions(Postgres, "SELECT a -- secret\n").contains("secret"));
    }

    #[test]
    fn names_are_found_in_strings_and_bodies() {
        check(Postgres, "SELECT nextval('Sales.\"Order seq\"')", &["Order seq", "Sales", "sales"]);
        check(Postgres, "SELECT format('%I', 'Old Name')", &["Old Name"]);
        let body = "DO $x$ BEGIN EXECUTE 'INSERT INTO \"T 1\" SELECT ''u'', $$v$$'; PERFORM w(); END $x$";
        check(Postgres, body, &["T 1", "u", "v", "w"]);
        check(Postgres, "AS 'begin execute ''select * from ''''Deep x'''' ''; end'", &["Deep", "x"]);
        check(MySql, "SET @s = \"SELECT * FROM inner_t\"", &["inner_t", "s"]);
    }

    #[test]
    fn nesting_without_end_costs_no_stack() {
        let nested: String = (0..20_000).map(|n| format!("$a{n}$ x{n} ")).collect();
        check(Postgres, &nested, &["x0", "x19999"]);
    }

    #[test]
    fn keys_fold_as_names_compare() {
        assert_eq!(mention_key(Postgres, "Foo"), "Foo");
        assert_eq!(mention_key(Sqlite, "FoÖ"), "foÖ");
        assert_eq!(mention_key(MySql, "FoÖ"), "foö");
    }
}
