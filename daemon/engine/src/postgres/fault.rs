//! What the driver and the server say, as errors of the database door.
//!
//! Invariant: the class of an error follows from its SQLSTATE alone; text of the server is shown, never interpreted.

use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use crate::{Error, Url};

/// A failed statement as an error. `target` is shown redacted.
pub(super) fn of_statement(cause: sqlx::Error, statement: &str, target: &Url) -> Error {
    match cause {
        sqlx::Error::Database(database) => match database.try_downcast::<PgDatabaseError>() {
            Ok(error) => by_code(&error, statement, target),
            Err(other) => Error::Statement {
                message: other.to_string(),
                code: None,
                statement: excerpt(statement),
                position: None,
            },
        },
        other => lost(&other),
    }
}

/// A failed query of the program itself as an error.
pub(super) fn of_query(cause: sqlx::Error, action: &str, target: &Url) -> Error {
    of_statement(cause, action, target)
}

/// A failed connection as an error.
pub(super) fn of_connect(cause: sqlx::Error, target: &Url) -> Error {
    let url = target.to_string();
    if let sqlx::Error::Database(database) = &cause {
        let code = database.code().unwrap_or_default().into_owned();
        let reason = database.message().to_owned();
        return match code.as_str() {
            "28P01" | "28000" | "3D000" => Error::LoginRefused { url, reason },
            "42501" => Error::MissingPrivilege {
                action: "connect".to_owned(),
                reason,
                hint: "ask the database's owner for `GRANT CONNECT ON DATABASE … TO …`".to_owned(),
            },
            _ => Error::Unreachable { url, reason },
        };
    }
    Error::Unreachable { url, reason: cause.to_string() }
}

/// The server's own view of a failure.
pub(super) fn server_error(cause: &sqlx::Error) -> Option<&PgDatabaseError> {
    cause.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
}

/// Where in the statement the server saw the error: characters from 0.
pub(super) fn position(error: &PgDatabaseError) -> Option<usize> {
    match error.position() {
        Some(PgErrorPosition::Original(at)) => Some(at.saturating_sub(1)),
        _ => None,
    }
}

fn by_code(error: &PgDatabaseError, statement: &str, target: &Url) -> Error {
    let reason = error.message().to_owned();
    match error.code() {
        "42501" => {
            Error::MissingPrivilege { action: excerpt(statement), reason, hint: privilege_hint(statement).to_owned() }
        }
        "25006" => Error::ReadOnly { target: target.to_string(), reason },
        "53100" => Error::DiskFull { target: target.to_string(), reason },
        "55P03" | "40P01" => Error::LockTimeout { what: excerpt(statement), blockers: Vec::new() },
        "57014" => Error::StatementTimeout { statement: excerpt(statement) },
        "57P01" | "57P02" | "57P03" | "57P05" | "08000" | "08003" | "08006" => Error::ConnectionLost { reason },
        code => Error::Statement {
            message: message(error),
            code: Some(code.to_owned()),
            statement: excerpt(statement),
            position: position(error),
        },
    }
}

/// Who may run the statement: what brings code into the server is for superusers alone.
fn privilege_hint(statement: &str) -> &'static str {
    const SUPERUSERS: &[&str] =
        &["ACCESS METHOD ", "LANGUAGE ", "TRUSTED LANGUAGE ", "OR REPLACE LANGUAGE ", "OR REPLACE TRUSTED LANGUAGE "];
    let rest = ["CREATE ", "DROP "].iter().find_map(|verb| statement.strip_prefix(verb)).unwrap_or_default();
    let is_base_type = statement.starts_with("CREATE TYPE ") && statement.contains(" (\n    INPUT = ")
        || statement.starts_with("ALTER TYPE ") && statement.contains(" SET (");
    let brings_code = rest.starts_with("FUNCTION ") || rest.starts_with("OR REPLACE FUNCTION ");
    let is_code =
        brings_code && ["\n LANGUAGE c\n", "\n LANGUAGE internal\n"].iter().any(|words| statement.contains(words));
    if SUPERUSERS.iter().any(|words| rest.starts_with(words)) || is_base_type || is_code {
        "run as a superuser: only one may make languages, access methods, base types, and functions in C"
    } else {
        "run as the owner of the object, or as a role that is a member of the owner"
    }
}

fn lost(cause: &sqlx::Error) -> Error {
    Error::ConnectionLost { reason: cause.to_string() }
}

/// The message with its detail, in one line.
pub(super) fn message(error: &PgDatabaseError) -> String {
    match error.detail() {
        Some(detail) => format!("{} ({})", error.message(), detail.trim_end_matches('.').replace('\n', " ")),
        None => error.message().to_owned(),
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

#[cfg(test)]
mod tests {
    use super::privilege_hint;

    #[test]
    fn what_is_for_superusers_says_so() {
        for statement in [
            "CREATE ACCESS METHOD a TYPE INDEX HANDLER bthandler",
            "CREATE OR REPLACE TRUSTED LANGUAGE l HANDLER h",
            "CREATE TYPE public.t (\n    INPUT = public.i,\n    OUTPUT = public.o\n)",
            "ALTER TYPE public.t SET (RECEIVE = NONE)",
            "CREATE OR REPLACE FUNCTION public.i(cstring)\n RETURNS public.t\n LANGUAGE internal\nAS $function$textin$function$",
        ] {
            assert!(privilege_hint(statement).contains("superuser"), "{statement}");
        }
        for statement in [
            "CREATE TABLE t (a int)",
            "CREATE TYPE public.t AS ENUM ('a')",
            "ALTER TYPE public.t SET SCHEMA s",
            "CREATE OR REPLACE FUNCTION public.f()\n RETURNS int\n LANGUAGE sql\nAS $function$SELECT 1$function$",
        ] {
            assert!(privilege_hint(statement).contains("owner"), "{statement}");
        }
    }
}
