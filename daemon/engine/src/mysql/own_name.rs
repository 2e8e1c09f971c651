//! The database's own name, taken out of SQL text, so that what is said of one database can be said of another.
//!
//! Told from names in a row: `` `shop`.`t`.`c` `` and `` `shop`.`f`( `` always, and `` shop.t `` where nothing else can be called `shop`.
//! Strings and comments are left as they are.

use schema::Dialect;
use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::unquote;

/// The text without the names of these databases before the names of what is in them.
pub(super) fn without(sql: &str, databases: &[&str], ansi_quotes: bool) -> String {
    if !databases.iter().any(|name| !name.is_empty() && contains(sql, name)) {
        return sql.to_owned();
    }
    let lexer = Lexer::new(Dialect::MySql, sql).with_ansi_quotes(ansi_quotes);
    let tokens: Vec<Token> = lexer.filter(|token| !token.is_trivia()).collect();
    let is_name = |at: usize| matches!(tokens.get(at).map(|t| t.kind), Some(TokenKind::Word | TokenKind::QuotedIdent));
    let is_dot = |at: usize| tokens.get(at).is_some_and(|token| token.text(sql) == ".");
    let is_ours = |at: usize| {
        let name = tokens.get(at).map(|token| unquote(Dialect::MySql, token.text(sql))).unwrap_or_default();
        is_name(at) && databases.iter().any(|database| **database == name)
    };
    // A table or alias of the same name: then only what is clear is taken.
    let is_ambiguous = (0..tokens.len()).any(|at| is_ours(at) && !is_dot(at + 1));
    let mut text = String::with_capacity(sql.len());
    let mut copied = 0;
    for at in 0..tokens.len() {
        let starts = is_ours(at) && is_dot(at + 1) && is_name(at + 2) && !(at > 0 && is_dot(at - 1));
        let is_clear = || is_dot(at + 3) || tokens.get(at + 3).is_some_and(|token| token.text(sql) == "(");
        if starts && (!is_ambiguous || is_clear()) {
            text.push_str(&sql[copied..tokens[at].span.start]);
            copied = tokens[at + 2].span.start;
        }
    }
    text.push_str(&sql[copied..]);
    text
}

fn contains(sql: &str, name: &str) -> bool {
    sql.contains(name) || (name.contains('`') && sql.contains(&name.replace('`', "``")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_taken_out_where_it_is_a_database() {
        let check = |sql: &str, expected: &str| assert_eq!(without(sql, &["shop"], false), expected);
        check("select `shop`.`t`.`c` from `shop`.`t` join `other`.`t`", "select `t`.`c` from `t` join `other`.`t`");
        check("select shop.f(1), 'shop.t' -- shop.t\n", "select f(1), 'shop.t' -- shop.t\n");
        check(
            "select `shop`.`c` from `t` `shop` join `shop`.`t`.`x`",
            "select `shop`.`c` from `t` `shop` join `t`.`x`",
        );
        check("select x.shop.c", "select x.shop.c");
    }
}
