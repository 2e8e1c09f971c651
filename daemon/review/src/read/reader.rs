//! The reader: goes over the tokens of one statement.
//!
//! Knows words, names and parentheses, no statement. White space and comments were left out before.
//!
//! Invariant: it never goes beyond the end, and every step takes a token or says that it did not.

use schema::sql::{Token, TokenKind};
use schema::{Dialect, Ident};

use super::form::{KeyPart, Name, Part, Span, Tokens};

/// Reads the tokens of one statement.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) sql: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(dialect: Dialect, sql: &'a str, tokens: &'a [Token]) -> Self {
        Self { dialect, sql, tokens, at: 0 }
    }

    /// The same statement up to a token.
    pub(crate) fn within(&self, range: &Tokens) -> Self {
        let end = range.end.min(self.tokens.len());
        Self { tokens: &self.tokens[..end], at: range.start.min(end), ..*self }
    }

    pub(crate) fn is_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The text of the token that is this far ahead; empty beyond the end.
    pub(crate) fn ahead(&self, by: usize) -> &'a str {
        self.tokens.get(self.at + by).map_or("", |token| token.text(self.sql))
    }

    pub(crate) fn kind(&self) -> Option<TokenKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    /// Where the next token is; the end of the last one beyond it.
    pub(crate) fn span(&self) -> Span {
        self.span_at(self.at)
    }

    fn span_at(&self, at: usize) -> Span {
        match self.tokens.get(at) {
            Some(token) => token.span.clone(),
            None => self.tokens.last().map_or(0..0, |token| token.span.end..token.span.end),
        }
    }

    /// From a token to the one before the next.
    pub(crate) fn since(&self, from: usize) -> Span {
        let start = self.span_at(from).start;
        let end = self.at.checked_sub(1).map_or(start, |last| self.span_at(last).end);
        start..end.max(start)
    }

    pub(crate) fn next(&mut self) -> Option<&'a str> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token.text(self.sql))
    }

    /// Whether the next token is this unquoted word or sign.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.is_ahead(0, word)
    }

    pub(crate) fn is_ahead(&self, by: usize, word: &str) -> bool {
        self.tokens.get(self.at + by).is_some_and(|token| {
            !matches!(token.kind, TokenKind::QuotedIdent | TokenKind::String | TokenKind::DollarString)
                && token.text(self.sql).eq_ignore_ascii_case(word)
        })
    }

    pub(crate) fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    pub(crate) fn take(&mut self, word: &str) -> bool {
        let found = self.is(word);
        self.at += usize::from(found);
        found
    }

    /// Takes the word and says where it was.
    pub(crate) fn take_span(&mut self, word: &str) -> Option<Span> {
        let span = self.span();
        self.take(word).then_some(span)
    }

    /// Takes all the words, or nothing.
    pub(crate) fn take_all(&mut self, words: &str) -> bool {
        let mut count = 0;
        for word in words.split(' ') {
            if !self.is_ahead(count, word) {
                return false;
            }
            count += 1;
        }
        self.at += count;
        true
    }

    /// Takes the first of these that is there.
    pub(crate) fn take_one_of(&mut self, words: &'static [&'static str]) -> Option<&'static str> {
        words.iter().copied().find(|word| self.take_all(word))
    }

    fn is_name(&self) -> bool {
        match self.kind() {
            Some(TokenKind::Word | TokenKind::QuotedIdent) => true,
            Some(TokenKind::String) => self.dialect == Dialect::Sqlite,
            _ => false,
        }
    }

    pub(crate) fn part(&mut self) -> Option<Part> {
        if !self.is_name() {
            return None;
        }
        let span = self.span();
        let name = Ident::parse(self.dialect, self.next()?);
        Some(Part { name, span })
    }

    /// `name`, `schema.name` or `database.schema.name`.
    pub(crate) fn name(&mut self) -> Option<Name> {
        let from = self.at;
        let mut schema = None;
        let mut name = self.part()?.name;
        while self.is(".") {
            self.at += 1;
            let Some(next) = self.part() else { break };
            schema = Some(std::mem::replace(&mut name, next.name));
        }
        Some(Name { schema, name, span: self.since(from) })
    }

    /// Names with commas between them.
    pub(crate) fn names(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name);
            if !self.take(",") {
                break;
            }
        }
        names
    }

    /// Goes behind a closing parenthesis and gives what was between; `None` where none opens here.
    pub(crate) fn parenthesis(&mut self) -> Option<Tokens> {
        if !self.is("(") {
            return None;
        }
        let start = self.at + 1;
        let mut depth = 0usize;
        while let Some(text) = self.next() {
            match text {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(start..self.at - 1);
            }
        }
        Some(start..self.at)
    }

    /// The parts of a range between the commas that are outside of parentheses.
    pub(crate) fn elements(&self, range: &Tokens) -> Vec<Tokens> {
        let mut elements = Vec::new();
        let (mut depth, mut start) = (0usize, range.start);
        for at in range.clone() {
            match self.tokens.get(at).map_or("", |token| token.text(self.sql)) {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                "," if depth == 0 => {
                    elements.push(start..at);
                    start = at + 1;
                }
                _ => {}
            }
        }
        if start < range.end {
            elements.push(start..range.end);
        }
        elements
    }

    /// Names in parentheses; that of a time may have PERIOD before it.
    pub(crate) fn columns(&mut self) -> Vec<Part> {
        let Some(range) = self.parenthesis() else { return Vec::new() };
        let name = |range: Tokens| {
            let mut reader = self.within(&range);
            let _ = range.len() > 1 && reader.take("PERIOD");
            reader.part()
        };
        self.elements(&range).into_iter().filter_map(name).collect()
    }

    /// The parts of a key in parentheses.
    pub(crate) fn key_parts(&mut self) -> Vec<KeyPart> {
        let Some(range) = self.parenthesis() else { return Vec::new() };
        self.elements(&range).into_iter().map(|range| self.key_part(range)).collect()
    }

    fn key_part(&self, range: Tokens) -> KeyPart {
        let mut reader = self.within(&range);
        let span = reader.span().start..self.span_at(range.end.saturating_sub(1)).end;
        let mut prefix = None;
        let mut column = reader.part();
        if reader.is("(") {
            let inner = reader.parenthesis().unwrap_or(0..0);
            let number = self.within(&inner).ahead(0).parse().ok();
            let is_prefix = self.dialect == Dialect::MySql && inner.len() == 1 && number.is_some();
            (prefix, column) = if is_prefix { (number, column) } else { (None, None) };
        } else if reader.kind().is_some_and(|kind| kind == TokenKind::Operator || reader.is(".")) {
            column = None;
        }
        KeyPart { column, prefix, tokens: range, span }
    }

    /// Skips to the next of these words outside of parentheses, and says whether there is one.
    pub(crate) fn skip_to(&mut self, words: &[&str]) -> bool {
        while !self.is_end() {
            if self.is_one_of(words) {
                return true;
            }
            if self.parenthesis().is_none() {
                self.at += 1;
            }
        }
        false
    }

    /// The value of a string, or the text of any other token.
    pub(crate) fn value(&mut self) -> String {
        let kind = self.kind();
        let text = self.next().unwrap_or_default();
        match kind {
            Some(TokenKind::String) => string_value(text),
            Some(TokenKind::QuotedIdent) => schema::sql::unquote(self.dialect, text),
            _ => text.to_owned(),
        }
    }
}

/// The value of a string literal, with doubled quotes resolved; escapes are left as they are.
pub(crate) fn string_value(text: &str) -> String {
    let start = text.find(['\'', '"']).unwrap_or(0);
    let quote = text.get(start..=start).unwrap_or("'");
    let body = text.get(start + 1..).unwrap_or_default();
    let body = body.strip_suffix(quote).unwrap_or(body);
    body.replace(&quote.repeat(2), quote)
}
