//! A statement in its file: text, tokens and form.
//!
//! Not what exists when it runs, which is in `catalog`.
//!
//! Invariant: spans handed out are within the statement; `offset` brings them to the file.

use std::sync::OnceLock;

use schema::Dialect;
use schema::sql::{Lexer, Token, TokenKind};

use crate::read::form::{Span, Tokens};
use crate::read::statement::Form;
use crate::read::{Reader, Select, recognise, selects};

/// One statement of a file.
#[derive(Debug)]
pub struct Unit<'a> {
    /// The dialect that it is written in.
    pub dialect: Dialect,
    /// Its text, without the semicolon.
    pub text: &'a str,
    /// Where the text starts in its file.
    pub offset: usize,
    /// Its tokens without white space and comments; spans are within the text.
    pub tokens: Vec<Token>,
    /// What it does.
    pub form: Form,
    /// Which words may stand in it: most rules look for words that do not, and need no look at the tokens to know.
    words: Words,
    selects: OnceLock<Vec<Select>>,
}

impl<'a> Unit<'a> {
    /// Reads a statement that starts at an offset of its file.
    pub fn new(dialect: Dialect, text: &'a str, offset: usize) -> Self {
        let tokens: Vec<_> = Lexer::new(dialect, text).filter(|token| !token.is_trivia()).collect();
        let form = recognise(dialect, text, &tokens);
        let words = Words::of(text, &tokens);
        Self { dialect, text, offset, tokens, form, words, selects: OnceLock::new() }
    }

    /// The SELECTs in it, outermost first.
    pub(crate) fn selects(&self) -> &[Select] {
        self.selects.get_or_init(|| selects(self.text, &self.tokens))
    }

    /// The whole of it.
    pub fn span(&self) -> Span {
        let end = self.tokens.last().map_or(0, |token| token.span.end);
        0..end
    }

    /// Its first words: what a finding about all of it points at.
    pub fn head(&self) -> Span {
        let first = self.text.lines().next().unwrap_or_default().trim_end().len();
        let least = self.text.chars().next().map_or(0, char::len_utf8);
        0..first.min(self.span().end).max(least)
    }

    /// Where a range of tokens stands.
    pub fn place(&self, range: &Tokens) -> Span {
        match (self.tokens.get(range.start), range.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if range.start < range.end => first.span.start..last.span.end,
            (Some(first), _) => first.span.start..first.span.start,
            _ => self.span().end..self.span().end,
        }
    }

    /// The text of a range of tokens.
    pub fn written(&self, range: &Tokens) -> &'a str {
        self.text.get(self.place(range)).unwrap_or_default()
    }

    /// The text of one token; empty beyond the end.
    pub fn token(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// The kind of one token.
    pub fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether a token is this unquoted word or sign.
    pub fn is(&self, at: usize, word: &str) -> bool {
        self.kind(at).is_some_and(is_bare) && self.token(at).eq_ignore_ascii_case(word)
    }

    /// Whether the words stand one after another from here.
    pub fn are(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(index, word)| self.is(at + index, word))
    }

    /// Where the words stand one after another for the first time.
    pub fn find(&self, words: &[&str]) -> Option<Span> {
        if !words.iter().all(|word| self.words.may_have(word)) {
            return None;
        }
        let at = (0..self.tokens.len()).find(|at| self.are(*at, words))?;
        Some(self.place(&(at..at + words.len())))
    }

    /// The places of a word within a range, in whatever parentheses.
    pub fn places<'s>(&'s self, range: &Tokens, word: &'s str) -> impl Iterator<Item = usize> + use<'s, 'a> {
        let end = if self.words.may_have(word) { range.end.min(self.tokens.len()) } else { range.start };
        (range.start..end).filter(move |at| self.is(*at, word))
    }

    /// The range of all tokens.
    pub fn all(&self) -> Tokens {
        0..self.tokens.len()
    }

    /// The parts of a range between the commas that are outside of parentheses.
    pub fn elements(&self, range: &Tokens) -> Vec<Tokens> {
        Reader::new(self.dialect, self.text, &self.tokens).elements(range)
    }

    /// Whether a token is a function's name: a word with a parenthesis behind it.
    pub fn is_call(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(TokenKind::Word | TokenKind::QuotedIdent)) && self.token(at + 1) == "("
    }
}

/// Whether a token is what it says, not a name or a text in quotes.
const fn is_bare(kind: TokenKind) -> bool {
    !matches!(kind, TokenKind::QuotedIdent | TokenKind::String | TokenKind::DollarString)
}

/// A set of unquoted words and signs that never misses one, but may hold another for it.
#[derive(Clone, Copy, Debug, Default)]
struct Words(u128);

impl Words {
    fn of(text: &str, tokens: &[Token]) -> Self {
        let bare = tokens.iter().filter(|token| is_bare(token.kind));
        Self(bare.fold(0, |words, token| words | Self::bit(token.text(text))))
    }

    fn may_have(self, word: &str) -> bool {
        self.0 & Self::bit(word) != 0
    }

    /// By first and last byte in any letter case, and length.
    fn bit(word: &str) -> u128 {
        let [first, last] = [word.bytes().next(), word.bytes().next_back()]
            .map(|byte| usize::from(byte.unwrap_or_default().to_ascii_lowercase()));
        1 << ((first * 31 + last * 7 + word.len()) % 128)
    }
}
