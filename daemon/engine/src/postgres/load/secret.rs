//! Options of foreign data that are secrets: none belongs in Git.

use schema::Dialect;
use schema::sql::lex::{Lexer, TokenKind};
use schema::sql::unquote;

/// Parts of the names of options that hold secrets; inspection leaves out the same ones.
const SECRETS: &[&str] =
    &["passw", "pwd", "secret", "token", "passphrase", "credential", "privatekey", "apikey", "accesskey"];

/// The secret option that a statement about foreign data says.
pub(super) fn named(statement: &str) -> Option<String> {
    let tokens: Vec<_> = Lexer::new(Dialect::Postgres, statement).filter(|token| !token.is_trivia()).collect();
    let is =
        |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.text(statement).eq_ignore_ascii_case(word));
    let is_foreign = (1..4).any(|at| is(at, "SERVER") || is(at, "MAPPING") || is(at, "WRAPPER") || is(at, "FOREIGN"));
    let start = tokens.iter().position(|token| token.text(statement).eq_ignore_ascii_case("OPTIONS"))?;
    let options = tokens[start..].windows(2).filter(|pair| pair[1].kind == TokenKind::String);
    let mut names =
        options.filter(|_| is_foreign).map(|pair| unquote(Dialect::Postgres, pair[0].text(statement)).to_lowercase());
    names.find(|name| {
        *name != "password_required" && SECRETS.iter().any(|secret| name.replace('_', "").contains(secret))
    })
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_password_is_found_and_a_user_is_not() {
        let said = |options: &str| named(&format!("CREATE USER MAPPING FOR a SERVER s OPTIONS ({options})"));
        assert_eq!(said("user 'x', password 'y'").as_deref(), Some("password"));
        assert_eq!(said("ADD \"Api_Key\" 'y'").as_deref(), Some("api_key"));
        assert_eq!(said("user 'password', password_required 'false'"), None);
        assert_eq!(named("ALTER TABLE t SET (token = 'x')"), None);
    }
}
