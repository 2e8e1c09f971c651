//! What the driver and the server say, as errors of the database door.
//!
//! Invariant: the class of an error follows from its number alone; text of the server is shown, never interpreted.

use sqlx::mysql::MySqlDatabaseError;

use crate::{Error, Url};

/// A failed statement as an error. `target` is shown redacted.
pub(super) fn of_statement(cause: sqlx::Error, statement: &str, target: &Url) -> Error {
    match server_error(&cause) {
        Some(error) => by_number(error, statement, target),
        None => Error::ConnectionLost { reason: cause.to_string() },
    }
}

/// A failed query of the program itself as an error.
pub(super) fn of_query(cause: sqlx::Error, action: &str, target: &Url) -> Error {
    of_statement(cause, action, target)
}

/// A failed connection as an error.
pub(super) fn of_connect(cause: sqlx::Error, target: &Url) -> Error {
    let url = target.to_string();
    let Some(error) = server_error(&cause) else {
        return Error::Unreachable { url, reason: cause.to_string() };
    };
    let reason = error.message().to_owned();
    match error.number() {
        // Wrong password, no such user or database, an unknown plug-in, an expired password.
        1045 | 1049 | 1130 | 1251 | 1524 | 1698 | 1820 | 1862 | 4151 => Error::LoginRefused { url, reason },
        1044 => Error::MissingPrivilege {
            action: "connect".to_owned(),
            reason,
            hint: "`GRANT ALL PRIVILEGES ON <database>.* TO <user>`".to_owned(),
        },
        _ => Error::Unreachable { url, reason },
    }
}

/// The server's own view of a failure.
pub(super) fn server_error(cause: &sqlx::Error) -> Option<&MySqlDatabaseError> {
    cause.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>())
}

/// Where in the statement the server saw a syntax error: characters from 0. It says only the text from there on.
pub(super) fn position(error: &MySqlDatabaseError, statement: &str) -> Option<usize> {
    if error.number() != 1064 {
        return None;
    }
    let (_, rest) = error.message().split_once("near '")?;
    let near = rest.rsplit_once("' at line").map_or(rest, |(near, _)| near);
    let near = near.strip_suffix("...").unwrap_or(near);
    if near.is_empty() {
        return Some(statement.trim_end().chars().count());
    }
    let whole = statement.trim_end();
    let at = if whole.ends_with(near) { whole.len() - near.len() } else { statement.find(near)? };
    Some(statement[..at].chars().count())
}

fn by_number(error: &MySqlDatabaseError, statement: &str, target: &Url) -> Error {
    let reason = error.message().to_owned();
    match error.number() {
        1044 | 1142 | 1143 | 1227 | 1370 | 1410 => Error::MissingPrivilege {
            action: excerpt(statement),
            reason,
            hint: "give the user the privilege that the server names, or run as another one".to_owned(),
        },
        1290 | 1792 | 1836 => Error::ReadOnly { target: target.to_string(), reason },
        // The table is full, or a file cannot be written (errno 28).
        1021 | 1114 => Error::DiskFull { target: target.to_string(), reason },
        1205 | 1213 | 3572 => Error::LockTimeout { what: excerpt(statement), blockers: Vec::new() },
        1969 | 3024 => Error::StatementTimeout { statement: excerpt(statement) },
        1053 | 1152 | 1159 | 1161 | 1927 | 2006 | 2013 | 3169 => Error::ConnectionLost { reason },
        number => Error::Statement {
            message: reason,
            code: Some(number.to_string()),
            statement: excerpt(statement),
            position: position(error, statement),
        },
    }
}

/// A statement as shown in an error: whole when it is short.
fn excerpt(statement: &str) -> String {
    const LONGEST: usize = 500;
    match statement.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &statement[..end]),
        None => statement.to_owned(),
    }
}
