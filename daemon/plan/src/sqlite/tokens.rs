//! The normal form of definitions, looked at token by token.
//!
//! Only for text that inspection wrote: in it a constraint starts with its keyword and names are spelled as declared.

use schema::sql::{Lexer, TokenKind, unquote};
use schema::{Dialect, Ident};

/// A significant token: whether it is a name or word, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tok {
    pub(super) kind: TokenKind,
    pub(super) text: String,
}

impl Tok {
    /// The name it may stand for, folded.
    fn folded_name(&self) -> Option<String> {
        matches!(self.kind, TokenKind::Word | TokenKind::QuotedIdent)
            .then(|| unquote(Dialect::Sqlite, &self.text).to_ascii_lowercase())
    }
}

/// The significant tokens.
pub(super) fn tokens(sql: &str) -> Vec<Tok> {
    Lexer::new(Dialect::Sqlite, sql)
        .filter(|token| !token.is_trivia())
        .map(|token| Tok { kind: token.kind, text: token.text(sql).to_owned() })
        .collect()
}

/// Whether the text names it, in any case.
pub(super) fn mentions(sql: &str, name: &Ident) -> bool {
    let name = folded(name);
    tokens(sql).iter().any(|token| token.folded_name().is_some_and(|found| found == name))
}

/// A name as SQLite compares it.
pub(super) fn folded(name: &Ident) -> String {
    name.as_str().to_ascii_lowercase()
}

/// The parts between commas inside the first parentheses, as SQL, and what follows them.
pub(super) fn list(sql: &str) -> Option<(Vec<&str>, &str)> {
    let mut depth = 0usize;
    let mut start = 0;
    let mut parts = Vec::new();
    for token in Lexer::new(Dialect::Sqlite, sql).filter(|token| token.kind == TokenKind::Punct) {
        match token.text(sql) {
            "(" => {
                depth += 1;
                if depth == 1 {
                    start = token.span.end;
                }
            }
            "," if depth == 1 => {
                parts.push(sql[start..token.span.start].trim());
                start = token.span.end;
            }
            ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    parts.push(sql[start..token.span.start].trim());
                    return Some((parts, &sql[token.span.end..]));
                }
            }
            _ => {}
        }
    }
    None
}

/// The name at the start of a text.
pub(super) fn first_name(sql: &str) -> Option<Ident> {
    let token = tokens(sql).into_iter().next()?;
    matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent).then(|| Ident::parse(Dialect::Sqlite, &token.text))
}
