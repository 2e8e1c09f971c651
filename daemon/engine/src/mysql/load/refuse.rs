//! What desired SQL may not hold, and what to do about it.
//!
//! Invariant: nothing that reaches beyond the scratch database is run: no users, no databases, no settings of the server.

use schema::Dialect;
use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::{StatementClass, classify, unquote};

/// What is done with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is run.
    Run,
    /// It is set before each statement after it in its file.
    Setting(String),
    /// What comes after is in the database of that name, which stands for the target.
    Within(String),
    /// What its file made under that name until here is made anew below: the habit of dumps.
    Anew(String),
    /// It gives privileges, and is never run.
    Grant,
    /// It has no effect on what is made.
    Ignore,
    /// It is not taken.
    Refuse { message: String, hint: &'static str },
}

/// Kinds that belong to the whole server.
const SERVER_WIDE: &[&str] =
    &["USER", "ROLE", "SERVER", "TABLESPACE", "LOGFILE", "UNDO", "INSTANCE", "RESOURCE", "SPATIAL REFERENCE"];

/// Settings of a session that say what a statement makes; the others are the program's own choice, or make no difference.
const SETTINGS: &[&str] =
    &["SQL_MODE", "TIME_ZONE", "DEFAULT_STORAGE_ENGINE", "STORAGE_ENGINE", "EXPLICIT_DEFAULTS_FOR_TIMESTAMP"];

/// Judges one statement.
pub(super) fn judge(statement: &str) -> Verdict {
    let words = words(statement);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let said = words.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
    let refuse = |what: &str, hint| Verdict::Refuse { message: format!("`{said}` {what}"), hint };
    match classify(Dialect::MySql, statement) {
        StatementClass::Create if matches!(word(1), "DATABASE" | "SCHEMA") => {
            last_name(statement, 2).map_or(Verdict::Ignore, Verdict::Within)
        }
        StatementClass::Alter if matches!(word(1), "DATABASE" | "SCHEMA") => Verdict::Ignore,
        StatementClass::Create | StatementClass::Alter => made(statement, &words, &refuse),
        StatementClass::Grant if word(0) == "GRANT" => Verdict::Grant,
        StatementClass::Grant => {
            refuse("takes privileges: desired SQL says what is there", "remove it, and the `GRANT` of what should go")
        }
        StatementClass::Session if word(0) == "USE" => last_name(statement, 1).map_or(Verdict::Ignore, Verdict::Within),
        StatementClass::Session if word(0) == "SET" => setting(statement),
        StatementClass::Session | StatementClass::Transaction => Verdict::Ignore,
        StatementClass::DataChange => refuse("changes data, not the schema", "remove it, or move it to a changelist"),
        StatementClass::Query => refuse("is a query: it describes nothing", "remove it"),
        StatementClass::Drop if words.windows(2).any(|pair| pair == ["IF", "EXISTS"]) => match word(1) {
            "DATABASE" | "SCHEMA" => Verdict::Ignore,
            _ => after_exists(statement).map_or(Verdict::Ignore, Verdict::Anew),
        },
        StatementClass::Drop => refuse(
            "removes something: desired SQL says what is there",
            "remove it, and the definition of what should go",
        ),
        StatementClass::Comment | StatementClass::Other => {
            refuse("does not describe a schema", "remove it; write the statements that define the objects")
        }
    }
}

fn made(statement: &str, words: &[String], refuse: &impl Fn(&str, &'static str) -> Verdict) -> Verdict {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if SERVER_WIDE.contains(&word(1)) {
        return refuse("concerns the whole server, not one database", "remove it");
    }
    if words.iter().take(4).any(|word| word == "TEMPORARY") {
        return refuse("makes what ends with the session", "remove it");
    }
    if word(0) == "RENAME" {
        let hint = "name it as it shall be called; a rename is declared with `-- groundline: renamed-from=old`";
        return refuse("renames: desired SQL says what is there", hint);
    }
    let is_table = words.iter().take(4).any(|word| word == "TABLE") && word(0) == "CREATE";
    if is_table && has_outer_select(statement) {
        return refuse("… SELECT takes its columns from rows", "write the columns out");
    }
    Verdict::Run
}

/// What of `SET …` is to be kept. A value must be plain: nothing of a file is computed on the server.
fn setting(statement: &str) -> Verdict {
    let tokens: Vec<Token> = significant(statement).skip(1).collect();
    let mut kept = Vec::new();
    for assignment in tokens.split(|token| token.text(statement) == ",") {
        let texts: Vec<&str> = assignment.iter().map(|token| token.text(statement)).collect();
        let first = texts.first().copied().unwrap_or_default().to_ascii_uppercase();
        if matches!(first.as_str(), "GLOBAL" | "PERSIST" | "PERSIST_ONLY") || first.starts_with("@@GLOBAL") {
            let message = "`SET GLOBAL` changes the whole server".to_owned();
            return Verdict::Refuse { message, hint: "remove it" };
        }
        let name = first.trim_start_matches("@@").trim_start_matches("SESSION.").to_owned();
        let name = match name.as_str() {
            "SESSION" | "LOCAL" => texts.get(1).copied().unwrap_or_default().to_ascii_uppercase(),
            _ => name,
        };
        let is_variable = name.starts_with('@');
        let is_plain = !texts.contains(&"(");
        if (is_variable || SETTINGS.contains(&name.as_str())) && is_plain {
            kept.push(texts.join(" "));
        }
    }
    if kept.is_empty() { Verdict::Ignore } else { Verdict::Setting(format!("SET {}", kept.join(", "))) }
}

/// `SELECT` outside of parentheses.
fn has_outer_select(statement: &str) -> bool {
    let mut depth = 0_usize;
    significant(statement).any(|token| {
        match token.text(statement) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.kind == TokenKind::Word && token.text(statement).eq_ignore_ascii_case("SELECT")
    })
}

/// The name that follows some words and `IF NOT EXISTS`.
fn last_name(statement: &str, skip: usize) -> Option<String> {
    let mut names = significant(statement).skip(skip).filter(|token| {
        let text = token.text(statement).to_ascii_uppercase();
        !(token.kind == TokenKind::Word && matches!(text.as_str(), "IF" | "NOT" | "EXISTS"))
    });
    names.next().map(|token| unquote(Dialect::MySql, token.text(statement)))
}

/// The last part of the name after `IF EXISTS`.
fn after_exists(statement: &str) -> Option<String> {
    let tokens: Vec<Token> = significant(statement).collect();
    let at = tokens.iter().position(|token| token.text(statement).eq_ignore_ascii_case("EXISTS"))?;
    let mut name = tokens.get(at + 1)?;
    if tokens.get(at + 2).is_some_and(|token| token.text(statement) == ".") {
        name = tokens.get(at + 3)?;
    }
    Some(unquote(Dialect::MySql, name.text(statement)))
}

fn significant(statement: &str) -> impl Iterator<Item = Token> {
    Lexer::new(Dialect::MySql, statement).filter(|token| !token.is_trivia())
}

/// The first words, in upper case.
fn words(statement: &str) -> Vec<String> {
    significant(statement)
        .take_while(|token| token.kind == TokenKind::Word)
        .take(6)
        .map(|token| token.text(statement).to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_dumps_are_taken_or_passed_over() {
        assert_eq!(judge("CREATE DATABASE IF NOT EXISTS `Chinook`"), Verdict::Within("Chinook".into()));
        assert_eq!(judge("/*!40000 DROP DATABASE IF EXISTS `x`*/"), Verdict::Ignore);
        assert_eq!(judge("/*!50001 DROP VIEW IF EXISTS `v`*/"), Verdict::Anew("v".into()));
        assert_eq!(judge("SET NAMES utf8, FOREIGN_KEY_CHECKS=0"), Verdict::Ignore);
        let kept = "SET @OLD_SQL_MODE = @@SQL_MODE, SQL_MODE = 'TRADITIONAL'";
        assert_eq!(judge("SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='TRADITIONAL'"), Verdict::Setting(kept.into()));
    }

    #[test]
    fn what_is_no_schema_is_refused() {
        for sql in [
            "INSERT INTO t VALUES (1)",
            "CREATE USER u",
            "CREATE TEMPORARY TABLE t (a int)",
            "CREATE TABLE t AS SELECT 1",
            "DROP TABLE t",
            "SET GLOBAL sql_mode = ''",
            "RENAME TABLE a TO b",
            "REVOKE ALL ON t FROM u",
        ] {
            assert!(matches!(judge(sql), Verdict::Refuse { .. }), "{sql}");
        }
    }
}
