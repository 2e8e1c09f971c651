//! What a statement is for, told from its first words.
//!
//! Not a check of the statement: a wrong one is classified as what it sets out to be.
//!
//! Invariant: what could change data is never called a query.

use super::lex::{Lexer, Token, TokenKind};
use crate::Dialect;

/// What a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatementClass {
    /// Creates an object.
    Create,
    /// Changes an object.
    Alter,
    /// Describes an object.
    Comment,
    /// Gives or takes privileges.
    Grant,
    /// Sets up the session, such as SET, PRAGMA, USE and `SELECT pg_catalog.set_config(…)`.
    Session,
    /// Begins or ends a transaction.
    Transaction,
    /// Changes rows or sequences.
    DataChange,
    /// Reads.
    Query,
    /// Removes an object.
    Drop,
    /// Anything else, or what cannot be told, such as DO and CALL.
    Other,
}

impl StatementClass {
    /// Whether a desired schema is made of such statements.
    pub fn describes_schema(self) -> bool {
        matches!(self, Self::Create | Self::Alter | Self::Comment)
    }
}

/// Tells what a statement is for.
pub fn classify(dialect: Dialect, statement: &str) -> StatementClass {
    use StatementClass::*;
    let mut tokens = Lexer::new(dialect, statement).filter(|token| !token.is_trivia());
    let Some(first) = tokens.find(|token| token.text(statement) != "(") else { return Other };
    if first.kind != TokenKind::Word {
        return Other;
    }
    let second = tokens.next().map(|token| upper(&token, statement)).unwrap_or_default();
    match (upper(&first, statement).as_str(), second.as_str()) {
        ("CREATE", _) => Create,
        ("ALTER", "DEFAULT") | ("GRANT" | "REVOKE" | "REASSIGN", _) => Grant,
        ("ALTER", _) | ("RENAME", _) => Alter,
        ("COMMENT", _) => Comment,
        ("DROP", _) => Drop,
        ("SET" | "RESET" | "PRAGMA" | "USE" | "ATTACH" | "DETACH" | "DISCARD" | "UNLOCK", _) => Session,
        ("LOCK", "TABLES") if dialect == Dialect::MySql => Session,
        ("BEGIN", "NOT") => Other,
        ("START", "TRANSACTION") | ("PREPARE", "TRANSACTION") => Transaction,
        ("BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" | "XA", _) => Transaction,
        ("INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE" | "COPY" | "TRUNCATE" | "LOAD", _) => DataChange,
        ("SELECT", _) => select(dialect, statement),
        ("WITH", _) => with(dialect, statement),
        ("EXPLAIN", _) if !changes_rows(dialect, statement) => Query,
        ("VALUES" | "TABLE" | "SHOW" | "DESCRIBE" | "DESC", _) => Query,
        _ => Other,
    }
}

/// `SELECT` of a function that acts: what `pg_dump` writes.
fn select(dialect: Dialect, statement: &str) -> StatementClass {
    let mut tokens = Lexer::new(dialect, statement).filter(|token| !token.is_trivia()).skip(1).peekable();
    let mut name = String::new();
    while let Some(token) = tokens.next_if(|token| is_name_part(token, statement)) {
        name.push_str(&token.text(statement).to_ascii_lowercase());
    }
    match name.strip_prefix("pg_catalog.").unwrap_or(&name) {
        "set_config" => StatementClass::Session,
        "setval" | "nextval" => StatementClass::DataChange,
        _ if into(dialect, statement) => StatementClass::Other,
        _ => StatementClass::Query,
    }
}

fn is_name_part(token: &Token, statement: &str) -> bool {
    token.kind == TokenKind::Word || token.text(statement) == "."
}

/// `SELECT … INTO` makes a table, a file or a variable.
fn into(dialect: Dialect, statement: &str) -> bool {
    words(dialect, statement).any(|word| word == "INTO")
}

/// A `WITH` may change rows in any of its parts.
fn with(dialect: Dialect, statement: &str) -> StatementClass {
    if changes_rows(dialect, statement) { StatementClass::DataChange } else { StatementClass::Query }
}

fn changes_rows(dialect: Dialect, statement: &str) -> bool {
    words(dialect, statement).any(|word| matches!(word.as_str(), "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE"))
}

fn words(dialect: Dialect, statement: &str) -> impl Iterator<Item = String> {
    let words = Lexer::new(dialect, statement).filter(|token| token.kind == TokenKind::Word);
    words.map(move |token| upper(&token, statement))
}

/// The text of a word in upper case; empty for anything else, so that a quoted name is no keyword.
pub(super) fn upper(token: &Token, statement: &str) -> String {
    match token.kind {
        TokenKind::Word => token.text(statement).to_ascii_uppercase(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::StatementClass::*;
    use super::*;

    fn class(statement: &str) -> StatementClass {
        classify(Dialect::Postgres, statement)
    }

    #[test]
    fn statements_of_a_schema_are_told_from_the_rest() {
        for (statement, expected) in [
            ("create table t (a int)", Create),
            ("/* x */ ALTER TABLE t ADD a int", Alter),
            ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x", Grant),
            ("comment on table t is 'x'", Comment),
            ("REVOKE ALL ON t FROM PUBLIC", Grant),
            ("DROP TABLE t", Drop),
            ("", Other),
            ("DO $$ begin end $$", Other),
            ("\"create\" table", Other),
        ] {
            assert_eq!(class(statement), expected, "{statement}");
        }
        assert!(Create.describes_schema() && Comment.describes_schema());
        assert!(!Drop.describes_schema() && !Session.describes_schema());
    }

    #[test]
    fn what_acts_is_not_called_a_query() {
        for (statement, expected) in [
            ("SELECT pg_catalog.set_config('search_path', '', false)", Session),
            ("SELECT pg_catalog.setval('s', 1)", DataChange),
            ("select * from t", Query),
            ("(select 1) union select 2", Query),
            ("SELECT * INTO u FROM t", Other),
            ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", DataChange),
            ("WITH x AS (SELECT 1) SELECT * FROM x", Query),
            ("EXPLAIN SELECT 1", Query),
            ("EXPLAIN ANALYZE DELETE FROM t", Other),
            ("COPY t TO stdout", DataChange),
        ] {
            assert_eq!(class(statement), expected, "{statement}");
        }
    }

    #[test]
    fn sessions_and_transactions_are_known_in_every_dialect() {
        assert_eq!(classify(Dialect::MySql, "/*!40101 SET NAMES utf8 */"), Session);
        assert_eq!(classify(Dialect::MySql, "LOCK TABLES t WRITE"), Session);
        assert_eq!(classify(Dialect::Sqlite, "PRAGMA foreign_keys=OFF"), Session);
        assert_eq!(classify(Dialect::Sqlite, "BEGIN TRANSACTION"), Transaction);
        assert_eq!(classify(Dialect::MySql, "BEGIN NOT ATOMIC SELECT 1; END"), Other);
        assert_eq!(classify(Dialect::Sqlite, "REPLACE INTO t VALUES (1)"), DataChange);
    }
}
