//! What desired SQL may not hold, and what to do about it.
//!
//! Invariant: nothing that reaches beyond the scratch database is run: no roles, no databases, no server settings. Privileges on what
//! is in it end with it.

use schema::Dialect;
use schema::sql::lex::{Lexer, TokenKind};
use schema::sql::{StatementClass, classify, unquote};

use super::{roles, secret};

/// What is done with a statement.
pub(super) enum Verdict {
    /// It is run.
    Run,
    /// It is set before each statement after it in its file.
    Setting,
    /// It has no effect on what is made.
    Ignore,
    /// It is not run; this query fails where what it sets out to do is not done yet.
    Look(String),
    /// It is not taken.
    Refuse { message: String, hint: &'static str },
}

/// Settings that make no difference to what a schema is, or that the program chooses itself.
const IGNORED: &[&str] = &[
    "STATEMENT_TIMEOUT",
    "LOCK_TIMEOUT",
    "IDLE_IN_TRANSACTION_SESSION_TIMEOUT",
    "TRANSACTION_TIMEOUT",
    "CLIENT_ENCODING",
    "CLIENT_MIN_MESSAGES",
    "ROW_SECURITY",
    "CHECK_FUNCTION_BODIES",
    "SYNCHRONIZE_SEQSCANS",
    "EXTRA_FLOAT_DIGITS",
    "DEFAULT_WITH_OIDS",
    "ESCAPE_STRING_WARNING",
];

/// Kinds that belong to the whole server.
const SERVER_WIDE: &[&str] = &["ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM", "SUBSCRIPTION"];

/// Judges one statement.
pub(super) fn judge(statement: &str) -> Verdict {
    let words = leading_words(statement);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let said = words.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
    let refuse = |what: &str, hint| Verdict::Refuse { message: format!("`{said}` {what}"), hint };
    match classify(Dialect::Postgres, statement) {
        StatementClass::Create | StatementClass::Alter | StatementClass::Comment => {
            let subject = if word(0) == "COMMENT" { word(2) } else { word(1) };
            if let Some(option) = secret::named(statement) {
                return Verdict::Refuse {
                    message: format!("`{said}` says the secret option `{option}`"),
                    hint: "remove it from Git, and set it by hand in the database: it is neither read nor changed there",
                };
            }
            if SERVER_WIDE.contains(&subject) && word(2) != "MAPPING" {
                return refuse(
                    "concerns the whole server, not one database",
                    "remove it; roles belong to `access/roles.toml`",
                );
            }
            if said == "ALTER EXTENSION" && !sets_schema(statement) {
                return refuse(
                    "changes what an extension is, or what belongs to it",
                    "remove it; say the version where the extension is created (`CREATE EXTENSION … VERSION '…'`)",
                );
            }
            if word(0) == "CREATE" && matches!(word(1), "TEMP" | "TEMPORARY") {
                return refuse("makes what ends with the session", "remove it");
            }
            Verdict::Run
        }
        StatementClass::Grant if word(0) == "ALTER" => Verdict::Run,
        StatementClass::Grant => match granted_on(statement).as_deref() {
            None => refuse("makes a role a member of another", "remove it; roles belong to `access/roles.toml`"),
            Some("LANGUAGE") if is_usual_language(statement) => refuse(
                "is about privileges on a language that the server itself has",
                "remove it; privileges are compared on languages that desired SQL creates",
            ),
            Some("DATABASE" | "TABLESPACE" | "PARAMETER" | "LARGE") => refuse(
                "is about privileges on what no schema holds",
                "remove it; give privileges on schemas and on what is in them",
            ),
            Some(_) => Verdict::Run,
        },
        StatementClass::Session => session(&words, statement),
        StatementClass::Transaction => {
            refuse("begins or ends a transaction", "remove it; the program decides what is one transaction")
        }
        StatementClass::DataChange => refuse("changes data, not the schema", "remove it, or move it to a changelist"),
        StatementClass::Query => refuse("is a query: it describes nothing", "remove it"),
        StatementClass::Drop => refuse(
            "removes something: desired SQL says what is there",
            "remove it, and the definition of what should go",
        ),
        StatementClass::Other if word(0) == "DO" && roles::looked_for(statement).is_some() => {
            match roles::looked_for(statement).filter(|query| !query.is_empty()) {
                Some(query) => Verdict::Look(query),
                None => Verdict::Ignore,
            }
        }
        StatementClass::Other if word(0) == "SECURITY" => refuse("is not managed", "remove it"),
        StatementClass::Other => {
            refuse("does not describe a schema", "remove it; write the statements that define the objects")
        }
    }
}

fn session(words: &[String], statement: &str) -> Verdict {
    let mut said = words.iter().map(String::as_str);
    let first = said.next().unwrap_or_default();
    if first == "SELECT" {
        return Verdict::Setting;
    }
    let name = said.find(|word| !matches!(*word, "SESSION" | "LOCAL")).unwrap_or_default();
    let is_role = matches!(name, "ROLE" | "AUTHORIZATION" | "TRANSACTION" | "CONSTRAINTS" | "CHARACTERISTICS");
    if !matches!(first, "SET" | "RESET") || is_role {
        return Verdict::Refuse {
            message: format!("`{}` is not understood in desired SQL", statement.lines().next().unwrap_or_default()),
            hint: "remove it; only settings such as `search_path` are taken",
        };
    }
    if IGNORED.contains(&name) { Verdict::Ignore } else { Verdict::Setting }
}

/// Whether the words `SET SCHEMA` stand in it.
fn sets_schema(statement: &str) -> bool {
    let words = Lexer::new(Dialect::Postgres, statement).filter(|token| !token.is_trivia());
    let words: Vec<&str> = words.map(|token| token.text(statement)).collect();
    words.windows(2).any(|pair| pair[0].eq_ignore_ascii_case("SET") && pair[1].eq_ignore_ascii_case("SCHEMA"))
}

/// The word after the `ON` of a `GRANT` or `REVOKE`, in upper case; none where it is about roles.
fn granted_on(statement: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut tokens = Lexer::new(Dialect::Postgres, statement).filter(|token| !token.is_trivia());
    tokens.find(|token| {
        match token.text(statement) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.kind == TokenKind::Word && token.text(statement).eq_ignore_ascii_case("ON")
    })?;
    tokens.next().map(|token| token.text(statement).to_ascii_uppercase())
}

/// Whether a `GRANT … ON LANGUAGE` names one that is in every database.
fn is_usual_language(statement: &str) -> bool {
    let words = Lexer::new(Dialect::Postgres, statement).filter(|token| !token.is_trivia());
    let names = words.skip_while(|token| !token.text(statement).eq_ignore_ascii_case("LANGUAGE"));
    let is_end = |text: &str| text.eq_ignore_ascii_case("TO") || text.eq_ignore_ascii_case("FROM");
    let names = names.map(|token| token.text(statement)).take_while(|text| !is_end(text));
    let mut names = names.map(|text| unquote(Dialect::Postgres, text).to_ascii_lowercase());
    names.any(|name| matches!(name.as_str(), "plpgsql" | "sql" | "internal" | "c"))
}

/// The first words, in upper case.
pub(super) fn leading_words(statement: &str) -> Vec<String> {
    Lexer::new(Dialect::Postgres, statement)
        .filter(|token| !token.is_trivia())
        .take_while(|token| token.kind == TokenKind::Word)
        .take(4)
        .map(|token| token.text(statement).to_ascii_uppercase())
        .collect()
}
