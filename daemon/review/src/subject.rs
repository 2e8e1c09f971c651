//! What a finding is about, in words that stay when lines move, when the text is laid out anew, and when other statements change.
//!
//! Invariant: no literal of the SQL is in it, and it is never longer than a line.

use std::ops::Range;

use schema::sql::TokenKind;

use crate::unit::Unit;

/// The most tokens of the head of a statement, and of what is marked in it.
const MOST: usize = 12;
/// The most characters.
const LONGEST: usize = 160;

/// What a place of a file is about: the head of its statement and, where a part of it is meant, that part.
pub(crate) fn subject(units: &[Unit<'_>], span: &Range<usize>, text: &str) -> String {
    let at = units.partition_point(|unit| unit.offset <= span.start);
    let unit = at.checked_sub(1).and_then(|at| units.get(at));
    let words = match unit.filter(|unit| span.start < unit.offset + unit.span().end.max(1)) {
        Some(unit) => of_unit(unit, span),
        // What could not be read: up to the first quote, behind which there may be a secret.
        None => {
            let text = text.get(span.clone()).unwrap_or_default();
            let bare = text.split(['\'', '"', '$']).next().unwrap_or_default();
            bare.split_whitespace().take(MOST).collect::<Vec<_>>().join(" ")
        }
    };
    words.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect()
}

fn of_unit(unit: &Unit<'_>, span: &Range<usize>) -> String {
    let head = (0..unit.tokens.len()).take_while(|at| unit.token(*at) != "(").take(MOST);
    let head = words(unit, head);
    let whole = unit.head();
    if span.start <= unit.offset + whole.start && span.end >= unit.offset + whole.end {
        return head;
    }
    let is_marked = |at: &usize| {
        unit.tokens
            .get(*at)
            .is_some_and(|token| unit.offset + token.span.end > span.start && unit.offset + token.span.start < span.end)
    };
    let first = unit.tokens.partition_point(|token| unit.offset + token.span.end <= span.start);
    format!("{head}: {}", words(unit, (first..unit.tokens.len()).take_while(is_marked).take(MOST)))
}

fn words(unit: &Unit<'_>, places: impl Iterator<Item = usize>) -> String {
    let word = |at: usize| match unit.kind(at) {
        Some(TokenKind::String | TokenKind::DollarString) => "'…'",
        _ => unit.token(at),
    };
    places.map(word).collect::<Vec<_>>().join(" ")
}
