//! Loading desired SQL, whatever the order of files and statements.
//!
//! SQLite binds names late, so that an order by kind is enough: tables, virtual tables, indexes, views, triggers. What
//! SQLite would accept in silence (a view of nothing, a key to nowhere) is looked at afterwards.

use std::collections::BTreeMap;

use schema::Dialect;
use schema::sql::{LineIndex, Statement, split};
use sqlx::SqliteConnection;

use super::piece::{Made, Piece, piece};
use super::references;
use crate::Error;
use crate::source::{Source, SqlDiagnostic};
use crate::sqlite::statement::execute;

/// One statement that makes an object, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Making<'s> {
    pub(super) made: Made,
    pub(super) name: String,
    pub(super) text: &'s str,
    source: usize,
    start: usize,
}

/// How many statements are sent at once.
const BATCH: usize = 200;

/// Loads every statement, or says what is wrong with each that does not load.
pub(super) async fn load(connection: &mut SqliteConnection, sources: &[Source]) -> Result<(), Vec<SqlDiagnostic>> {
    let mut faults = Vec::new();
    let mut makings = read(sources, &mut faults);
    makings.sort_by_key(|making| making.made);
    run(connection, sources, &makings, &mut faults).await;
    if faults.is_empty() {
        for (making, at, message) in references::missing(connection, &makings).await {
            faults.push(diagnostic(sources, making, at, message, None));
        }
    }
    faults.sort();
    faults.dedup();
    shorten(&mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// How many faults are worth showing: the rest of a dump says the same again.
const SHOWN: usize = 50;

fn shorten(faults: &mut Vec<SqlDiagnostic>) {
    let more = faults.len().saturating_sub(SHOWN);
    if let Some(last) = faults.get_mut(SHOWN) {
        last.message = format!("this and {} more faults are not shown", more - 1);
        last.hint = Some("mend the faults above first".to_owned());
    }
    faults.truncate(SHOWN + 1);
}

fn read<'s>(sources: &'s [Source], faults: &mut Vec<SqlDiagnostic>) -> Vec<Making<'s>> {
    let mut makings = Vec::new();
    let mut seen: BTreeMap<(bool, String), (usize, usize)> = BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        for statement in split(Dialect::Sqlite, &source.text) {
            match statement {
                Ok(statement) => take(index, source, statement, &mut seen, sources, &mut makings, faults),
                Err(error) => faults.push(SqlDiagnostic {
                    path: source.path.clone(),
                    line: error.position.line,
                    column: error.position.column,
                    message: error.problem.to_string(),
                    hint: None,
                    is_refusal: false,
                }),
            }
        }
    }
    makings
}

type Seen = BTreeMap<(bool, String), (usize, usize)>;

fn take<'s>(
    index: usize,
    source: &Source,
    statement: Statement<'s>,
    seen: &mut Seen,
    sources: &[Source],
    makings: &mut Vec<Making<'s>>,
    faults: &mut Vec<SqlDiagnostic>,
) {
    let mut fault = |message: String, hint: String, is_refusal| {
        faults.push(SqlDiagnostic {
            path: source.path.clone(),
            line: statement.position.line,
            column: statement.position.column,
            message,
            hint: Some(hint),
            is_refusal,
        });
    };
    let (made, name) = match piece(statement.text) {
        Piece::PassedOver => return,
        Piece::Refused { message, hint } => return fault(message, hint, true),
        Piece::Unread => (Made::Table, String::new()),
        Piece::Makes(made, name) => (made, name),
    };
    // Tables, views and indexes share one space of names.
    let key = (made == Made::Trigger, name.to_ascii_lowercase());
    if let Some((first, line)) = seen.get(&key).filter(|_| !name.is_empty()) {
        let place = sources.get(*first).map_or("", |source| source.path.as_str());
        return fault(
            format!("`{name}` is made twice, first at {place}:{line}"),
            "remove one of the two".to_owned(),
            false,
        );
    }
    seen.insert(key, (index, statement.position.line));
    makings.push(Making { made, name, text: statement.text, source: index, start: statement.span.start });
}

/// Runs the statements in batches; a batch that fails is run again one by one, so that every fault is found.
async fn run(
    connection: &mut SqliteConnection,
    sources: &[Source],
    makings: &[Making<'_>],
    faults: &mut Vec<SqlDiagnostic>,
) {
    for batch in makings.chunks(BATCH) {
        let texts: Vec<&str> = batch.iter().map(|making| making.text).collect();
        let together = format!("BEGIN;\n{};\nCOMMIT", texts.join(";\n"));
        if execute(connection, &together).await.is_ok() {
            continue;
        }
        // An error may have left the transaction open.
        let _ = execute(connection, "ROLLBACK").await;
        for making in batch {
            if let Err(error) = execute(connection, making.text).await {
                let (at, message) = match error {
                    Error::Statement { message, position, .. } => (position, message),
                    other => (None, other.to_string()),
                };
                faults.push(diagnostic(sources, making, at, message, None));
            }
        }
    }
}

/// The fault at a character of the statement.
fn diagnostic(
    sources: &[Source],
    making: &Making<'_>,
    at: Option<usize>,
    message: String,
    hint: Option<String>,
) -> SqlDiagnostic {
    let (path, text) =
        sources.get(making.source).map_or(("", ""), |source| (source.path.as_str(), source.text.as_ref()));
    let within = at.and_then(|at| schema::sql::offset_of_char(making.text, at)).unwrap_or_default();
    let position = LineIndex::new(text).position(making.start + within);
    SqlDiagnostic {
        path: path.to_owned(),
        line: position.line,
        column: position.column,
        message,
        hint,
        is_refusal: false,
    }
}
