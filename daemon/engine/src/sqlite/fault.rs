//! What SQLite answers when something goes wrong, as the door's errors.

use crate::Error;

/// The error of a statement.
pub(super) fn of_statement(error: sqlx::Error, statement: &str) -> Error {
    let Some((code, message)) = code_and_message(&error) else {
        return Error::ConnectionLost { reason: error.to_string() };
    };
    match code & 0xff {
        5 | 6 => Error::LockTimeout { what: "the database".to_owned(), blockers: Vec::new() },
        8 => Error::ReadOnly { target: "the database".to_owned(), reason: message },
        9 => Error::StatementTimeout { statement: statement.to_owned() },
        13 => Error::DiskFull { target: "the database".to_owned(), reason: message },
        11 => Error::Refused {
            what: "the database".to_owned(),
            reason: format!("{message}; restore it from a backup, or try `.recover` of the sqlite3 shell"),
        },
        26 => Error::Refused {
            what: "the file".to_owned(),
            reason: "it is not a SQLite database, or it is encrypted; check the path".to_owned(),
        },
        _ => Error::Statement {
            position: place(statement, &message),
            message,
            code: Some(code.to_string()),
            statement: statement.to_owned(),
        },
    }
}

/// The same with the target's name in it.
pub(super) fn naming(error: Error, url: &str) -> Error {
    match error {
        Error::LockTimeout { blockers, .. } => Error::LockTimeout { what: url.to_owned(), blockers },
        Error::ReadOnly { reason, .. } => Error::ReadOnly { target: url.to_owned(), reason },
        Error::DiskFull { reason, .. } => Error::DiskFull { target: url.to_owned(), reason },
        Error::Refused { what, reason } if what == "the file" || what == "the database" => {
            Error::Refused { what: url.to_owned(), reason }
        }
        other => other,
    }
}

fn code_and_message(error: &sqlx::Error) -> Option<(u32, String)> {
    let error = error.as_database_error()?;
    let code = error.code()?.parse().ok()?;
    Some((code, error.message().to_owned()))
}

/// The character at which SQLite saw the error: it tells only the text of the token, as in `near "FORM"`.
pub(super) fn place(statement: &str, message: &str) -> Option<usize> {
    use crate::sqlite::parse::tokens::significant;
    let tokens = significant(statement);
    let found = if message.starts_with("incomplete input") {
        tokens.last().map(|last| last.at)
    } else {
        let quoted = message.split_once("near \"").and_then(|(_, rest)| rest.rsplit_once('"')).map(|(token, _)| token);
        let named = message.rsplit_once(": ").map(|(_, name)| name);
        let is = |wanted: &str| {
            let last = wanted.rsplit('.').next().unwrap_or(wanted);
            tokens
                .iter()
                .find(|token| token.text == wanted || token.name().eq_ignore_ascii_case(last))
                .map(|token| token.at)
        };
        quoted.and_then(is).or_else(|| named.and_then(is))
    };
    found.map(|at| statement[..at].chars().count())
}
