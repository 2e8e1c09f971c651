//! Where in a statement the name is that the server says is missing, when it does not say where.
//!
//! A guess only where the name stands more than once: then the place where such a name is referred to is preferred.

use schema::sql::lex::{Lexer, TokenKind};
use schema::sql::unquote;
use schema::{Dialect, Ident};

/// Words after which a relation or a function is named.
const BEFORE_NAMES: &[&str] = &[
    "REFERENCES",
    "ON",
    "ONLY",
    "FROM",
    "JOIN",
    "TABLE",
    "INHERITS",
    "OF",
    "BY",
    "FUNCTION",
    "PROCEDURE",
    "LIKE",
    "INTO",
];

/// The character, from 0, at which the name begins that the message gives in quotes or calls a function.
pub(super) fn of_missing(statement: &str, message: &str) -> Option<usize> {
    let is_column = message.starts_with("column ");
    let wanted = parts(message)?;
    let tokens: Vec<_> = Lexer::new(Dialect::Postgres, statement).filter(|token| !token.is_trivia()).collect();
    let part = |at: usize| {
        let token = tokens.get(at)?;
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent);
        is_name.then(|| Ident::from(unquote(Dialect::Postgres, token.text(statement))))
    };
    let is_dot = |at: usize| tokens.get(at).is_some_and(|token| token.text(statement) == ".");
    let mut best: Option<(u8, usize)> = None;
    for at in 0..tokens.len() {
        if part(at).as_ref() != wanted.last() {
            continue;
        }
        let first = if at >= 2 && is_dot(at - 1) { at - 2 } else { at };
        let is_whole = wanted.len() < 2 || first == at || part(first).as_ref() == wanted.first();
        let before = first.checked_sub(1).map_or("", |before| tokens[before].text(statement));
        let before =
            if before == "(" { first.checked_sub(2).map_or("", |at| tokens[at].text(statement)) } else { before };
        let is_reference = is_column || BEFORE_NAMES.iter().any(|word| before.eq_ignore_ascii_case(word));
        let score = u8::from(!is_whole) * 2 + u8::from(!is_reference);
        if best.is_none_or(|(known, _)| score < known) {
            best = Some((score, tokens[first].span.start));
        }
    }
    let (_, start) = best?;
    Some(statement[..start].chars().count())
}

/// The parts of the missing name as the catalog would have them.
fn parts(message: &str) -> Option<Vec<Ident>> {
    let quoted = message.split('"').nth(1);
    let called = || message.strip_prefix("function ").and_then(|rest| rest.split('(').next());
    let whole = quoted.or_else(called)?;
    Some(whole.split('.').map(|part| Ident::new(part.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::of_missing;

    fn at(statement: &str, message: &str) -> Option<String> {
        of_missing(statement, message).map(|at| statement.chars().skip(at).collect())
    }

    #[test]
    fn a_missing_relation_is_found_where_it_is_referred_to() {
        let statement = "CREATE TABLE ä (users int REFERENCES public.users (id), n int)";
        let rest = "public.users (id), n int)";
        assert_eq!(at(statement, "relation \"public.users\" does not exist").as_deref(), Some(rest));
        let statement = "CREATE TABLE a (users int, FOREIGN KEY (users) REFERENCES \"users\")";
        assert_eq!(at(statement, "relation \"users\" does not exist").as_deref(), Some("\"users\")"));
    }

    #[test]
    fn missing_columns_and_functions_are_found_too() {
        let statement = "CREATE TABLE a (b int, FOREIGN KEY (c) REFERENCES d)";
        let message = "column \"c\" referenced in foreign key constraint does not exist";
        assert_eq!(at(statement, message).as_deref(), Some("c) REFERENCES d)"));
        let statement = "CREATE TRIGGER f BEFORE INSERT ON t EXECUTE FUNCTION f()";
        assert_eq!(at(statement, "function f() does not exist").as_deref(), Some("f()"));
        assert_eq!(at(statement, "division by zero"), None);
    }
}
