//! What views need: told from the form in which the server prints them, where every column is qualified.

use std::collections::BTreeSet;

use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::unquote;
use schema::{Dialect, Ident};

/// The names that stand where a relation or function is meant: not part of a dotted name, not an alias.
pub(super) fn relations(query: &str) -> BTreeSet<Ident> {
    let tokens: Vec<Token> = Lexer::new(Dialect::MySql, query).filter(|token| !token.is_trivia()).collect();
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text(query));
    let is_quoted = |at: usize| tokens.get(at).is_some_and(|token| token.kind == TokenKind::QuotedIdent);
    let mut found = BTreeSet::new();
    for at in (0..tokens.len()).filter(|at| is_quoted(*at)) {
        let after_other = at
            .checked_sub(1)
            .is_some_and(|before| text(before) == "." || text(before).eq_ignore_ascii_case("as") || is_quoted(before));
        if !after_other && text(at + 1) != "." {
            found.insert(Ident::from(unquote(Dialect::MySql, text(at))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_aliases_are_no_relations() {
        let found =
            relations("select `x`.`a` AS `b`,`f`(`c`.`id`) AS `z` from (`t` `x` join `c` on(`x`.`id` = `c`.`id`))");
        let names: Vec<&str> = found.iter().map(Ident::as_str).collect();
        assert_eq!(names, ["c", "f", "t"]);
    }
}
