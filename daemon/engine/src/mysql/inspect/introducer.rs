//! The character set that MySQL writes before each text of an expression: that of the session which sent it. Whether a client spoke
//! `utf8mb3` or `utf8mb4` is no difference of the table: texts are told in the second (seen on MySQL 9.7; MariaDB writes none).
//!
//! Invariant: texts in other character sets, and what stands in names and texts, stay as they are.

use std::borrow::Cow;

use schema::Dialect;
use schema::sql::lex::{Lexer, Token, TokenKind};

const OLD: &str = "_utf8mb3";
const NEW: &str = "_utf8mb4";

/// The statement with every text of `utf8mb3` as one of `utf8mb4`.
pub(super) fn in_one_charset(sql: &str) -> Cow<'_, str> {
    if !sql.contains(OLD) {
        return Cow::Borrowed(sql);
    }
    let tokens: Vec<Token> = Lexer::new(Dialect::MySql, sql).collect();
    let mut text = String::with_capacity(sql.len());
    for (at, token) in tokens.iter().enumerate() {
        let is_before_text = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::String);
        let word = token.text(sql);
        text.push_str(if word == OLD && is_before_text { NEW } else { word });
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_before_a_text_is_another() {
        let check = |sql: &str, expected: &str| assert_eq!(in_one_charset(sql), expected);
        check("DEFAULT (concat(_utf8mb3'a',_utf8mb4'b'))", "DEFAULT (concat(_utf8mb4'a',_utf8mb4'b'))");
        check("CHECK ((`_utf8mb3` <> _latin1'_utf8mb3\\'s'))", "CHECK ((`_utf8mb3` <> _latin1'_utf8mb3\\'s'))");
    }
}
