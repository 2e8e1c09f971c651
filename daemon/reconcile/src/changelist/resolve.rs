//! A changelist as it is for one target: its statements with the values of its variables, and one text that says all it does.
//!
//! Invariant: the text has the statements, the checks and how rows are saved, and nothing else: what people write between statements, and
//! where a file ends, is not part of it, so that to edit it edits nothing that ran.

use std::collections::BTreeMap;
use std::sync::Arc;

use plan::OfChangelist;
use schema::Dialect;
use schema::sql::{StatementClass, classify, split};

use super::Ready;
use super::fault::ChangelistFault;
use super::variables::{filled, values, written};
use crate::desired::{Changelist, Check, Expect, Literal, Origin, RowSnapshot, Target};

/// A changelist as it is for one target.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// What a plan and the ledger say of it.
    pub of: OfChangelist,
    /// Its settings.
    pub changelist: Arc<Changelist>,
    /// The dialect of the target.
    pub dialect: Dialect,
    /// Its statements in order.
    pub statements: Vec<Written>,
    /// Its checks, with the values of variables.
    pub checks: Vec<Check>,
    /// Its files with the values of variables: path, text.
    pub files: Vec<(String, String)>,
}

/// A statement and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its text, without semicolon.
    pub text: String,
    /// Where it begins.
    pub origin: Origin,
}

/// Reads a changelist for a target.
///
/// # Errors
/// Everything that is wrong with its SQL there: variables without a value, what cannot be split, statements that a changelist may not have.
pub fn resolve(ready: &Ready, target: &Target) -> Result<Resolved, Vec<ChangelistFault>> {
    let (changelist, dialect) = (&ready.changelist, target.kind.engine);
    let values = values(changelist, target)?;
    let (mut files, mut statements, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for source in ready.sources.iter() {
        match filled(dialect, &source.path, &source.text, &values) {
            Ok(text) => {
                faults.extend(read_statements(dialect, &source.path, &text, &mut statements));
                files.push((source.path.clone(), text));
            }
            Err(wrong) => faults.extend(wrong),
        }
    }
    let mut checks = Vec::new();
    for check in &changelist.checks {
        match resolved_check(dialect, check, &values) {
            Ok(check) => checks.push(check),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if statements.is_empty() && faults.is_empty() {
        let message = format!("the changelist `{}` has no statement", changelist.id);
        faults.push(ChangelistFault::new(changelist.origin.clone(), message));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = text(changelist, dialect, &statements, &checks);
    let of = OfChangelist::new(changelist.id.as_str(), &changelist.title, text);
    Ok(Resolved { of, changelist: changelist.clone(), dialect, statements, checks, files })
}

fn read_statements(dialect: Dialect, path: &str, text: &str, found: &mut Vec<Written>) -> Vec<ChangelistFault> {
    let mut faults = Vec::new();
    for item in split(dialect, text) {
        let (position, wrong) = match item {
            Ok(statement) => {
                let wrong = not_allowed(dialect, statement.text);
                let (line, column) = (statement.position.line, statement.position.column);
                let origin = Origin { file: path.to_owned(), line, column };
                if wrong.is_none() {
                    found.push(Written { text: statement.text.to_owned(), origin });
                }
                (statement.position, wrong)
            }
            Err(error) => (error.position, Some((error.problem.to_string(), None))),
        };
        if let Some((message, hint)) = wrong {
            let origin = Origin { file: path.to_owned(), line: position.line, column: position.column };
            let fault = ChangelistFault::new(origin, message);
            faults.push(match hint {
                Some(hint) => fault.hint(hint),
                None => fault,
            });
        }
    }
    faults
}

/// Why a changelist may not have a statement, and what to do.
fn not_allowed(dialect: Dialect, statement: &str) -> Option<(String, Option<&'static str>)> {
    let words = words(dialect, statement);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let shown = words.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(" ");
    let refused = |why: &str, hint| Some((format!("`{shown}` {why}"), Some(hint)));
    match (classify(dialect, statement), dialect) {
        (StatementClass::Transaction, _) => refused(
            "is about transactions, and those are the runner's",
            "take it out: a changelist is one transaction where it can be",
        ),
        (StatementClass::Session, Dialect::Sqlite) => {
            refused("sets up the connection, which does nothing in a transaction", "take it out")
        }
        (StatementClass::Session, _) if word(0) != "SET" && word(0) != "SELECT" => refused(
            "changes the session that the ledger is written in",
            "take it out, and write names with their schema",
        ),
        (StatementClass::Session, _)
            if ["ROLE", "SESSION", "PASSWORD", "GLOBAL"].contains(&word(1)) && word(2) != "SQL_MODE" =>
        {
            refused(
                "changes who acts, or more than the transaction",
                "take it out; give the target a login that may do what is to be done",
            )
        }
        (StatementClass::DataChange, Dialect::MySql) if ["TRUNCATE", "LOAD"].contains(&word(0)) => refused(
            "commits by itself and leaves nothing by which it can be told whether it happened",
            "write DELETE, with `batch` where the table is big; rows are loaded by INSERT",
        ),
        (StatementClass::Other, Dialect::MySql) if word(0) == "CALL" => refused(
            "may commit in the middle, so that nobody could tell how far it came",
            "write the procedure's statements into the changelist",
        ),
        (StatementClass::Create | StatementClass::Drop, _) if ["DATABASE", "TABLESPACE"].contains(&word(1)) => {
            refused("is about the server, not about the target", "do it by hand, or where the server is set up")
        }
        (StatementClass::DataChange, Dialect::Postgres) if word(0) == "COPY" => {
            refused("reads or writes a file or the terminal", "write INSERT statements")
        }
        _ => None,
    }
}

/// The first words of a statement in upper case.
pub(super) fn words(dialect: Dialect, statement: &str) -> Vec<String> {
    use schema::sql::TokenKind;
    use schema::sql::lex::Lexer;
    let tokens = Lexer::new(dialect, statement).filter(|token| token.kind == TokenKind::Word);
    tokens.take(8).map(|token| token.text(statement).to_ascii_uppercase()).collect()
}

fn resolved_check(
    dialect: Dialect,
    check: &Check,
    values: &BTreeMap<String, Literal>,
) -> Result<Check, Vec<ChangelistFault>> {
    let query = filled(dialect, &check.origin.file, &check.query, values).map_err(|faults| {
        // Within the settings only the place of the query is known.
        faults.into_iter().map(|fault| ChangelistFault { origin: check.origin.clone(), ..fault }).collect::<Vec<_>>()
    })?;
    let statements: Vec<_> = split(dialect, &query).collect();
    match statements.as_slice() {
        [Ok(one)] if classify(dialect, one.text) == StatementClass::Query => {
            Ok(Check { query: one.text.to_owned(), ..check.clone() })
        }
        _ => {
            let message = "the query of a check is one SELECT, and nothing that changes anything";
            Err(vec![ChangelistFault::new(check.origin.clone(), message)])
        }
    }
}

/// All that a changelist does.
fn text(changelist: &Changelist, dialect: Dialect, statements: &[Written], checks: &[Check]) -> String {
    let mut text = String::new();
    let mut add = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    if let RowSnapshot::Nothing { .. } = changelist.snapshot {
        add("-- rows are not saved".to_owned());
    }
    if let Some(batch) = &changelist.batch {
        add(format!("-- in pieces over {}", batch.table));
    }
    for check in checks.iter().filter(|check| !check.is_after) {
        add(format!("-- before: {}\n{};", expected(dialect, &check.expect), check.query));
    }
    for statement in statements {
        add(format!("{};", statement.text));
    }
    for check in checks.iter().filter(|check| check.is_after) {
        add(format!("-- after: {}\n{};", expected(dialect, &check.expect), check.query));
    }
    text
}

/// What a check expects, in words.
pub(super) fn expected(dialect: Dialect, expect: &Expect) -> String {
    match expect {
        Expect::NoRows => "no rows".to_owned(),
        Expect::Rows => "rows".to_owned(),
        Expect::Value(value) => written(dialect, value),
        Expect::Within { least: Some(least), most: Some(most) } => format!("{least} to {most}"),
        Expect::Within { least: Some(least), most: None } => format!("at least {least}"),
        Expect::Within { least: None, most: Some(most) } => format!("at most {most}"),
        Expect::Within { least: None, most: None } => "a number".to_owned(),
    }
}
