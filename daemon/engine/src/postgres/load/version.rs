//! The extension whose version a statement says. Without that word the server takes the newest it has, which is nothing to hold a target to.

use schema::sql::lex::Lexer;
use schema::{Dialect, Ident};

const DIALECT: Dialect = Dialect::Postgres;

/// The name in `CREATE EXTENSION [IF NOT EXISTS] name … VERSION …`.
pub(super) fn said_of(statement: &str) -> Option<Ident> {
    let mut words =
        Lexer::new(DIALECT, statement).filter(|token| !token.is_trivia()).map(|token| token.text(statement));
    let mut is_next = |wanted: &str| words.next().is_some_and(|word| word.eq_ignore_ascii_case(wanted));
    if !is_next("CREATE") || !is_next("EXTENSION") {
        return None;
    }
    let mut name = words.next()?;
    if name.eq_ignore_ascii_case("IF") {
        name = words.nth(2)?;
    }
    let says_version = words.any(|word| word.eq_ignore_ascii_case("VERSION"));
    says_version.then(|| Ident::parse(DIALECT, name))
}

#[cfg(test)]
mod tests {
    use super::said_of;

    #[test]
    fn a_version_is_said_by_its_word() {
        let name = |statement: &str| said_of(statement).map(|name| name.as_str().to_owned());
        assert_eq!(name("create extension if not exists \"A b\" schema x version '1.2'").as_deref(), Some("A b"));
        assert_eq!(name("CREATE EXTENSION hstore WITH VERSION \"1.4\"").as_deref(), Some("hstore"));
        assert_eq!(name("CREATE EXTENSION version"), None);
        assert_eq!(name("COMMENT ON EXTENSION hstore IS 'VERSION'"), None);
    }
}
