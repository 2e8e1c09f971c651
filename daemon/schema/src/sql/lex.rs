//! The lexer: SQL text as a stream of tokens.
//!
//! Not a parser: it knows quotes, comments and words, not grammar. It copies nothing and keeps no list of tokens.
//!
//! Invariant: it never fails and loses nothing. The spans of the tokens follow each other without a gap, are not empty and
//! lie on character boundaries; what is not closed is a token of its own kind.

use std::ops::Range;

use super::scan;
use crate::Dialect;

/// A piece of SQL text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is, in bytes.
    pub span: Range<usize>,
}

impl Token {
    /// The text of the token in the text that it was read from.
    ///
    /// Empty when the token is from another text.
    pub fn text<'a>(&self, sql: &'a str) -> &'a str {
        sql.get(self.span.clone()).unwrap_or_default()
    }

    /// Whether the token means nothing to the database: white space and comments.
    pub fn is_trivia(&self) -> bool {
        use TokenKind::*;
        matches!(self.kind, Space | LineComment | BlockComment | VersionedOpen | VersionedClose)
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// A keyword or an unquoted name.
    Word,
    /// A quoted name, with its quotes.
    QuotedIdent,
    /// A string, blob or bit string, with its prefix and quotes.
    String,
    /// A number.
    Number,
    /// One of `( ) [ ] { } , ; .`
    Punct,
    /// An operator, or a character that the dialect has no use for.
    Operator,
    /// A placeholder or a session variable.
    Param,
    /// White space.
    Space,
    /// A comment up to the end of its line, which is not part of it.
    LineComment,
    /// A comment with an end of its own.
    BlockComment,
    /// The start of a MySQL comment whose content is run, such as `/*!50003`.
    VersionedOpen,
    /// The end of such a comment.
    VersionedClose,
    /// A PostgreSQL dollar-quoted string, with its tags.
    DollarString,
    /// The rest of the text, which should have been closed.
    Unterminated(Delimited),
}

/// A piece of text that has a closing mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delimited {
    /// A string in quotes.
    String,
    /// A name in quotes.
    QuotedIdent,
    /// A block comment.
    BlockComment,
    /// A dollar-quoted string.
    DollarString,
}

/// Reads SQL text token by token.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    sql: &'a str,
    at: usize,
    dialect: Dialect,
    ansi_quotes: bool,
    in_versioned: bool,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of the text.
    pub fn new(dialect: Dialect, sql: &'a str) -> Self {
        Self { sql, at: 0, dialect, ansi_quotes: false, in_versioned: false }
    }

    /// Reads `"…"` as a name on MySQL, as its mode `ANSI_QUOTES` does; the others do so anyway.
    #[must_use]
    pub fn with_ansi_quotes(mut self, on: bool) -> Self {
        self.ansi_quotes = on;
        self
    }

    /// The text being read.
    pub fn sql(&self) -> &'a str {
        self.sql
    }

    /// Where the next token starts.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes on at another place, rounded down to a character boundary and to the end of the text.
    pub fn seek(&mut self, at: usize) {
        self.at = self.sql.floor_char_boundary(at);
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.sql.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest_starts_with(&self, text: &str) -> bool {
        self.sql.as_bytes()[self.at..].starts_with(text.as_bytes())
    }

    /// What starts here, and its end.
    fn scan(&mut self, first: u8) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        match first {
            b if scan::is_space(b) => (TokenKind::Space, scan::run(bytes, self.at, scan::is_space)),
            b'-' if self.is_dash_comment() => self.line_comment(),
            b'#' if self.dialect == Dialect::MySql => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'*' if self.in_versioned && self.peek(1) == b'/' => {
                self.in_versioned = false;
                (TokenKind::VersionedClose, self.at + 2)
            }
            b'\'' => self.string(0),
            b'"' | b'`' | b'[' => self.maybe_quoted_ident(first),
            b'0'..=b'9' => self.number_or_word(),
            b'.' if self.peek(1).is_ascii_digit() && !self.follows_name() => {
                (TokenKind::Number, scan::number(bytes, self.at))
            }
            0xEF if self.at == 0 && self.rest_starts_with(BYTE_ORDER_MARK) => (TokenKind::Space, BYTE_ORDER_MARK.len()),
            b if scan::is_word_start(b) => self.word_or_string(first),
            b'(' | b')' | b']' | b'{' | b'}' | b',' | b';' | b'.' => (TokenKind::Punct, self.at + 1),
            _ => self.param_or_operator(first),
        }
    }

    fn is_dash_comment(&self) -> bool {
        let third = self.peek(2);
        // MySQL reads `a--1` as two minus signs; a control character or the end counts as a space.
        self.peek(1) == b'-' && (self.dialect != Dialect::MySql || third <= b' ' || third == 0x7F)
    }

    fn line_comment(&self) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        let end = match self.dialect {
            Dialect::Postgres => scan::run(bytes, self.at, |b| b != b'\n' && b != b'\r'),
            Dialect::Sqlite | Dialect::MySql => scan::line(bytes, self.at),
        };
        (TokenKind::LineComment, end)
    }

    fn block_comment(&mut self) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        if let Some(end) = self.versioned_open() {
            self.in_versioned = true;
            return (TokenKind::VersionedOpen, end);
        }
        let end = match self.dialect {
            Dialect::Postgres => scan::nested_comment(bytes, self.at + 2),
            Dialect::Sqlite | Dialect::MySql => scan::block_comment(bytes, self.at + 2),
        };
        self.closed(TokenKind::BlockComment, Delimited::BlockComment, end)
    }

    fn versioned_open(&self) -> Option<usize> {
        let bang = match (self.dialect, self.peek(2), self.peek(3)) {
            (Dialect::MySql, b'!', _) => self.at + 3,
            (Dialect::MySql, b'M', b'!') => self.at + 4,
            _ => return None,
        };
        Some(scan::run(self.sql.as_bytes(), bang, |b| b.is_ascii_digit()))
    }

    fn closed(&self, kind: TokenKind, of: Delimited, end: Option<usize>) -> (TokenKind, usize) {
        end.map_or((TokenKind::Unterminated(of), self.sql.len()), |end| (kind, end))
    }

    /// A string whose quote is `prefix` bytes away.
    fn string(&self, prefix: usize) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        let quote = self.peek(prefix);
        let body = self.at + prefix + 1;
        let escapes = prefix == 1 && matches!(self.peek(0), b'e' | b'E');
        let end = match self.dialect {
            Dialect::MySql => scan::escaped(bytes, body, quote),
            Dialect::Postgres if escapes => escape_string(bytes, body),
            Dialect::Postgres | Dialect::Sqlite => scan::quoted(bytes, body, quote),
        };
        self.closed(TokenKind::String, Delimited::String, end)
    }

    fn maybe_quoted_ident(&self, quote: u8) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        let end = match (quote, self.dialect) {
            (b'"', Dialect::MySql) if !self.ansi_quotes => return self.string(0),
            (b'[', Dialect::Sqlite) => scan::bracketed(bytes, self.at + 1),
            (b'[', _) => return (TokenKind::Punct, self.at + 1),
            (b'`', Dialect::Postgres) => return self.param_or_operator(quote),
            _ => scan::quoted(bytes, self.at + 1, quote),
        };
        self.closed(TokenKind::QuotedIdent, Delimited::QuotedIdent, end)
    }

    fn word_or_string(&self, first: u8) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        match (self.dialect, first.to_ascii_lowercase(), self.peek(1), self.peek(2)) {
            (Dialect::Postgres, b'e' | b'b' | b'x' | b'n', b'\'', _)
            | (Dialect::MySql, b'b' | b'x' | b'n', b'\'', _)
            | (Dialect::Sqlite, b'x', b'\'', _) => self.string(1),
            (Dialect::Postgres, b'u', b'&', b'\'') => self.string(2),
            (Dialect::Postgres, b'u', b'&', b'"') => {
                let end = scan::quoted(bytes, self.at + 3, b'"');
                self.closed(TokenKind::QuotedIdent, Delimited::QuotedIdent, end)
            }
            _ => (TokenKind::Word, scan::run(bytes, self.at, scan::is_word)),
        }
    }

    /// MySQL lets a name start with digits.
    fn number_or_word(&self) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        let number = scan::number(bytes, self.at);
        let word = scan::run(bytes, self.at, scan::is_word);
        if self.dialect == Dialect::MySql && word > number {
            return (TokenKind::Word, word);
        }
        (TokenKind::Number, number)
    }

    /// Whether a point here separates names, as in MySQL's `db.1st`.
    fn follows_name(&self) -> bool {
        let before = self.sql.as_bytes()[..self.at].last();
        self.dialect == Dialect::MySql && before.is_some_and(|b| scan::is_word(*b) || *b == b'`')
    }

    fn param_or_operator(&self, first: u8) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        if first == b'$' && self.dialect == Dialect::Postgres {
            return self.dollar();
        }
        if let Some(end) = self.param(first) {
            return (TokenKind::Param, end);
        }
        let end = match self.dialect {
            Dialect::MySql if first == b'$' => return (TokenKind::Word, scan::run(bytes, self.at, scan::is_word)),
            Dialect::Postgres if scan::is_operator(first) => scan::postgres_operator(bytes, self.at),
            _ => {
                let known = OPERATORS.iter().find(|operator| self.rest_starts_with(operator));
                self.at + known.map_or(1, |operator| operator.len())
            }
        };
        (TokenKind::Operator, end)
    }

    /// `$1`, `$tag$…$tag$`, or a lone dollar sign.
    fn dollar(&self) -> (TokenKind, usize) {
        let bytes = self.sql.as_bytes();
        if self.peek(1).is_ascii_digit() {
            return (TokenKind::Param, scan::run(bytes, self.at + 1, |b| b.is_ascii_digit()));
        }
        match scan::dollar_tag(bytes, self.at) {
            Some(body) => {
                let end = scan::dollar_string(self.sql, self.at, body);
                self.closed(TokenKind::DollarString, Delimited::DollarString, end)
            }
            None => (TokenKind::Operator, self.at + 1),
        }
    }

    /// End of a placeholder or variable of SQLite or MySQL.
    fn param(&self, first: u8) -> Option<usize> {
        let bytes = self.sql.as_bytes();
        let name = match (self.dialect, first) {
            (Dialect::Sqlite, b'?') => return Some(scan::run(bytes, self.at + 1, |b| b.is_ascii_digit())),
            (Dialect::MySql, b'?') => return Some(self.at + 1),
            (Dialect::Sqlite, b':' | b'@' | b'$') => self.at + 1,
            (Dialect::MySql, b'@') => self.at + 1 + usize::from(self.peek(1) == b'@'),
            _ => return None,
        };
        let end = scan::run(bytes, name, |b| scan::is_word(b) || (b == b'.' && self.dialect == Dialect::MySql));
        (end > name).then_some(end)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let first = *self.sql.as_bytes().get(self.at)?;
        let (kind, end) = self.scan(first);
        let span = self.at..end;
        self.at = end;
        Some(Token { kind, span })
    }
}

impl std::iter::FusedIterator for Lexer<'_> {}

const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Operators of more than one character outside PostgreSQL, longest first; `::` and `:=` are PostgreSQL's too.
const OPERATORS: &[&str] = &["<=>", "->>", "->", "||", "&&", "<=", ">=", "<>", "!=", "==", "<<", ">>", ":=", "::"];

/// An `E'…'` string, which goes on after a line break in the same mode.
fn escape_string(bytes: &[u8], body: usize) -> Option<usize> {
    let mut end = scan::escaped(bytes, body, b'\'')?;
    while let Some(next) = scan::continued_string(bytes, end) {
        end = scan::escaped(bytes, next, b'\'')?;
    }
    Some(end)
}
