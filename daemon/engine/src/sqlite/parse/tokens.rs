//! The significant tokens of one statement, and a cursor over them.
//!
//! Not a grammar: it knows words, names and parentheses.
//! Invariant: the cursor never moves past the end, and what is expected but missing is said by name.

use schema::sql::{Lexer, Token, TokenKind, unquote};
use schema::{Dialect, Ident};

use super::Misread;

/// One significant token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tok<'a> {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Its text.
    pub(crate) text: &'a str,
    /// Where it starts in the statement, in bytes.
    pub(crate) at: usize,
}

impl Tok<'_> {
    /// Whether it is this unquoted word, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it can stand where a name stands.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::QuotedIdent)
            || (self.kind == TokenKind::String && self.text.starts_with('\''))
    }

    /// The name it stands for, without quotes.
    pub(crate) fn name(&self) -> String {
        unquote(Dialect::Sqlite, self.text)
    }
}

/// The significant tokens of a text.
pub(crate) fn significant(sql: &str) -> Vec<Tok<'_>> {
    Lexer::new(Dialect::Sqlite, sql)
        .filter(|token| !token.is_trivia())
        .map(|token: Token| Tok { kind: token.kind, text: token.text(sql), at: token.span.start })
        .collect()
}

/// Reads tokens one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'t, 'a> {
    tokens: &'t [Tok<'a>],
}

impl<'t, 'a> Cursor<'t, 'a> {
    pub(crate) const fn new(tokens: &'t [Tok<'a>]) -> Self {
        Self { tokens }
    }

    pub(crate) const fn is_at_end(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<Tok<'a>> {
        self.tokens.first().copied()
    }

    pub(crate) fn peek_second(&self) -> Option<Tok<'a>> {
        self.tokens.get(1).copied()
    }

    pub(crate) fn next(&mut self) -> Option<Tok<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    /// Everything that is left.
    pub(crate) fn rest(&mut self) -> &'t [Tok<'a>] {
        std::mem::take(&mut self.tokens)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    pub(crate) fn is_punct(&self, punct: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == TokenKind::Punct && token.text == punct)
    }

    /// Takes the words when all of them come next, in this order.
    pub(crate) fn eat_words(&mut self, words: &[&str]) -> bool {
        let all =
            self.tokens.len() >= words.len() && words.iter().zip(self.tokens).all(|(word, token)| token.is_word(word));
        if all {
            self.tokens = &self.tokens[words.len()..];
        }
        all
    }

    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        self.eat_words(&[word])
    }

    pub(crate) fn eat_punct(&mut self, punct: &str) -> bool {
        let is = self.is_punct(punct);
        if is {
            self.tokens = &self.tokens[1..];
        }
        is
    }

    pub(crate) fn expect_word(&mut self, word: &str) -> Result<(), Misread> {
        if self.eat_word(word) { Ok(()) } else { Err(self.expected(word)) }
    }

    pub(crate) fn expect_punct(&mut self, punct: &str) -> Result<(), Misread> {
        if self.eat_punct(punct) { Ok(()) } else { Err(self.expected(punct)) }
    }

    /// A name in any of its quotes.
    pub(crate) fn expect_name(&mut self) -> Result<Ident, Misread> {
        match self.peek() {
            Some(token) if token.is_name() => {
                self.tokens = &self.tokens[1..];
                Ok(Ident::from(token.name()))
            }
            _ => Err(self.expected("a name")),
        }
    }

    /// A name that may have `main.` before it.
    pub(crate) fn expect_object_name(&mut self) -> Result<Ident, Misread> {
        let first = self.expect_name()?;
        if self.eat_punct(".") { self.expect_name() } else { Ok(first) }
    }

    /// The tokens inside the parentheses that come next; both are taken.
    pub(crate) fn expect_parenthesised(&mut self) -> Result<&'t [Tok<'a>], Misread> {
        self.expect_punct("(")?;
        let end = closing(self.tokens).ok_or_else(|| Misread::new("a parenthesis that is never closed"))?;
        let inside = &self.tokens[..end];
        self.tokens = &self.tokens[end + 1..];
        Ok(inside)
    }

    /// What to say when something else was expected.
    pub(crate) fn expected(&self, what: &str) -> Misread {
        match self.peek() {
            Some(token) => Misread::new(format!("`{}` where `{what}` was expected", token.text)),
            None => Misread::new(format!("the end where `{what}` was expected")),
        }
    }
}

/// The number of the token that closes the parenthesis before the first token.
fn closing(tokens: &[Tok<'_>]) -> Option<usize> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        match (token.kind, token.text) {
            (TokenKind::Punct, "(") => depth += 1,
            (TokenKind::Punct, ")") if depth == 0 => return Some(index),
            (TokenKind::Punct, ")") => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The parts between commas that are inside no parentheses.
pub(crate) fn split_commas<'t, 'a>(tokens: &'t [Tok<'a>]) -> Vec<&'t [Tok<'a>]> {
    let mut depth = 0usize;
    let is_comma = |token: &Tok<'a>| {
        match (token.kind, token.text) {
            (TokenKind::Punct, "(") => depth += 1,
            (TokenKind::Punct, ")") => depth = depth.saturating_sub(1),
            (TokenKind::Punct, ",") => return depth == 0,
            _ => {}
        }
        false
    };
    tokens.split(is_comma).collect()
}
