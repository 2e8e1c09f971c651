//! What the server printed, as significant tokens with a place in them.
//!
//! Not a parser of SQL: it reads the form of `SHOW CREATE` and nothing else. Comments and the marks of version comments are passed over.

use std::ops::Range;

use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::unquote;
use schema::{Dialect, Ident};

/// Something that was not expected: where, in the server's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unread(pub(super) String);

/// Reads tokens one after the other.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self::with_quotes(sql, false)
    }

    pub(super) fn with_quotes(sql: &'a str, ansi_quotes: bool) -> Self {
        let lexer = Lexer::new(Dialect::MySql, sql).with_ansi_quotes(ansi_quotes);
        Self { sql, tokens: lexer.filter(|token| !token.is_trivia()).collect(), at: 0 }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    /// The text of a token from here.
    pub(super) fn peek(&self, ahead: usize) -> &'a str {
        self.token(ahead).map_or("", |token| token.text(self.sql))
    }

    pub(super) fn kind(&self, ahead: usize) -> Option<TokenKind> {
        self.token(ahead).map(|token| token.kind)
    }

    /// Whether the next tokens are these words or marks, letter case aside.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| {
            self.kind(ahead) != Some(TokenKind::QuotedIdent) && self.peek(ahead).eq_ignore_ascii_case(word)
        })
    }

    /// Takes these words, if they are next.
    pub(super) fn eat(&mut self, words: &[&str]) -> bool {
        let is = self.is(words);
        if is {
            self.at += words.len();
        }
        is
    }

    pub(super) fn expect(&mut self, words: &[&str]) -> Result<(), Unread> {
        if self.eat(words) { Ok(()) } else { Err(self.unread()) }
    }

    /// The next token, whatever it is.
    pub(super) fn next(&mut self) -> Option<&'a str> {
        let text = self.token(0)?.text(self.sql);
        self.at += 1;
        Some(text)
    }

    /// A name, quoted or not.
    pub(super) fn name(&mut self) -> Result<Ident, Unread> {
        match self.kind(0) {
            Some(TokenKind::QuotedIdent | TokenKind::Word) => {
                let text = self.peek(0);
                self.at += 1;
                Ok(Ident::from(unquote(Dialect::MySql, text)))
            }
            _ => Err(self.unread()),
        }
    }

    /// A string's value.
    pub(super) fn string(&mut self) -> Result<String, Unread> {
        match self.kind(0) {
            Some(TokenKind::String) => {
                let text = self.peek(0);
                self.at += 1;
                Ok(string_value(text))
            }
            _ => Err(self.unread()),
        }
    }

    /// What stands in the parentheses that open here, in normal form, without them.
    pub(super) fn parenthesised(&mut self) -> Result<String, Unread> {
        if self.peek(0) != "(" {
            return Err(self.unread());
        }
        let start = self.at;
        self.skip_group();
        Ok(self.text_of(start + 1..self.at.saturating_sub(1)))
    }

    /// Passes over one token, or over a group in parentheses.
    pub(super) fn skip_group(&mut self) {
        let mut depth = 0_usize;
        while let Some(text) = self.next() {
            match text {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Takes tokens until, outside of parentheses, one is found that `ends`; what was taken, in normal form.
    pub(super) fn until(&mut self, ends: impl Fn(&Self) -> bool) -> String {
        let start = self.at;
        while !self.is_at_end() && !ends(self) {
            self.skip_group();
        }
        self.text_of(start..self.at)
    }

    /// Everything from here on, in normal form.
    pub(super) fn rest(&mut self) -> String {
        let start = std::mem::replace(&mut self.at, self.tokens.len());
        self.text_of(start..self.tokens.len())
    }

    /// Everything from here on, as it was written.
    pub(super) fn raw_rest(&self) -> &'a str {
        self.token(0).map_or("", |token| &self.sql[token.span.start..])
    }

    /// Tokens in one line: white space is one space where there was any, comments are gone.
    fn text_of(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        let mut end = None;
        for token in self.tokens.get(range).unwrap_or_default() {
            if end.is_some_and(|end| end < token.span.start) {
                text.push(' ');
            }
            text.push_str(token.text(self.sql));
            end = Some(token.span.end);
        }
        text
    }

    /// That what is here was not expected.
    pub(super) fn unread(&self) -> Unread {
        let rest: String = self.raw_rest().chars().take(60).collect();
        Unread(if rest.is_empty() { "the end of the statement".to_owned() } else { format!("`{rest}`") })
    }
}

/// The value of a string as the server prints it: quotes doubled, backslashes escape.
fn string_value(token: &str) -> String {
    let body = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
    let mut value = String::with_capacity(body.len());
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some('0') => value.push('\0'),
                Some('Z') => value.push('\u{1a}'),
                Some(other) => value.push(other),
                None => {}
            },
            '\'' => {
                chars.next_if_eq(&'\'');
                value.push('\'');
            }
            other => value.push(other),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_taken_whole_and_in_one_line() {
        let mut words = Words::new("(a,\n  (b)) /*!80016 NOT ENFORCED */ x");
        assert_eq!(words.parenthesised().unwrap(), "a, (b)");
        assert_eq!(words.rest(), "NOT ENFORCED x");
    }

    #[test]
    fn strings_are_read_as_the_server_writes_them() {
        assert_eq!(string_value(r"'it''s \\ a\nb'"), "it's \\ a\nb");
    }
}
