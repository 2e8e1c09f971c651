//! The tokens of a condition.
//!
//! Invariant: every token knows where it stands; what is none is a fault at its place.

use std::ops::Range;

use super::fault::ConditionFault;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word(String),
    Text(String),
    Number(i64),
    Sign(&'static str),
}

/// The signs; a longer one stands before its beginning.
const SIGNS: [&str; 15] = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ",", "."];

/// Cuts a condition into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ConditionFault> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        if next.is_whitespace() {
            at += next.len_utf8();
            continue;
        }
        let token = token(text, at, next)?;
        at = token.span.end;
        found.push(token);
    }
    Ok(found)
}

fn token(text: &str, at: usize, next: char) -> Result<Token, ConditionFault> {
    let rest = &text[at..];
    if matches!(next, '"' | '\'') {
        return quoted(text, at, next);
    }
    if next.is_ascii_digit() || (next == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
        return number(text, at);
    }
    if is_word_start(next) {
        let length = rest.find(|c| !is_word_part(c)).unwrap_or(rest.len());
        return Ok(Token { kind: Kind::Word(rest[..length].to_owned()), span: at..at + length });
    }
    match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => Ok(Token { kind: Kind::Sign(sign), span: at..at + sign.len() }),
        None => Err(stranger(at, next)),
    }
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn is_word_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn stranger(at: usize, found: char) -> ConditionFault {
    let fault = ConditionFault::new(at..at + found.len_utf8(), format!("`{found}` means nothing here"));
    match found {
        '=' => fault.hint("equality is written `==`"),
        '&' => fault.hint("\"and\" is written `&&`"),
        '|' => fault.hint("\"or\" is written `||`"),
        '~' => fault.hint("a pattern is compared with `matches`"),
        '“' | '”' | '‘' | '’' | '`' => fault.hint("a text stands in straight quotes: \"prod\" or 'prod'"),
        _ => fault,
    }
}

/// A text in quotes. A backslash stands before a quote or a backslash; before anything else it is itself, as patterns want it.
fn quoted(text: &str, at: usize, quote: char) -> Result<Token, ConditionFault> {
    let mut value = String::new();
    let mut characters = text[at + 1..].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        if character == quote {
            return Ok(Token { kind: Kind::Text(value), span: at..at + 1 + offset + 1 });
        }
        let escaped = characters.next_if(|(_, next)| character == '\\' && matches!(next, '"' | '\'' | '\\'));
        value.push(escaped.map_or(character, |(_, next)| next));
    }
    let message = format!("the text that begins with {quote} has no end");
    Err(ConditionFault::new(at..text.len(), message).hint(format!("close it with {quote}")))
}

fn number(text: &str, at: usize) -> Result<Token, ConditionFault> {
    let rest = &text[at..];
    let length = rest.find(|c: char| !is_word_part(c) && c != '.').unwrap_or(rest.len());
    let (written, span) = (&rest[..length], at..at + length);
    let Ok(number) = written.replace('_', "").parse() else {
        let message = format!("`{written}` is not a whole number");
        return Err(ConditionFault::new(span, message).hint("write digits only: `100000` or `100_000`"));
    };
    Ok(Token { kind: Kind::Number(number), span })
}
