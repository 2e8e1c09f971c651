//! Which statements may run on a scratch server, to show their locks.
//!
//! Invariant: what reaches beyond the scratch database, or hides what it does in a string, does not run.

use crate::read::statement::Form;
use crate::unit::Unit;

/// Kinds of objects that belong to the server or lead out of it, not to one database.
const OF_THE_SERVER: &[&str] = &[
    "ROLE",
    "USER",
    "GROUP",
    "DATABASE",
    "TABLESPACE",
    "SYSTEM",
    "SUBSCRIPTION",
    "SERVER",
    "USER MAPPING",
    "FOREIGN DATA WRAPPER",
    "LANGUAGE",
    "OWNED",
    "DEFAULT PRIVILEGES",
];

/// What a session may be set to for the statements behind it.
const SETTINGS: &[&str] = &["search_path", "check_function_bodies"];

/// What is done with a statement when its file is traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracing {
    /// It runs.
    Runs,
    /// It takes no lock on a table, and the statements behind it do not need it.
    Passed,
    /// It does not run, for this reason.
    Refused(&'static str),
}

/// What is done with a statement.
pub fn tracing(unit: &Unit) -> Tracing {
    let of_kind = |kind: &str| match OF_THE_SERVER.contains(&kind) {
        true => Tracing::Refused("it reaches beyond one database"),
        false => Tracing::Runs,
    };
    match &unit.form {
        Form::Create(create) => of_kind(create.kind),
        Form::Alter(alter) => of_kind(alter.kind),
        Form::Drop(drop) => of_kind(drop.kind),
        Form::CreateTable(_)
        | Form::AlterTable(_)
        | Form::CreateIndex(_)
        | Form::Truncate { .. }
        | Form::Insert(_)
        | Form::Update(_)
        | Form::Delete(_)
        | Form::Merge
        | Form::Comment { .. }
        | Form::Vacuum { .. }
        | Form::Cluster(_)
        | Form::Reindex { kind: "INDEX" | "TABLE", .. }
        | Form::Refresh { .. }
        | Form::Lock(..) => Tracing::Runs,
        Form::Set(setting) if SETTINGS.contains(&setting.name.as_str()) => Tracing::Runs,
        Form::Set(_) | Form::Transaction(_) | Form::Query | Form::Pragma(..) => Tracing::Passed,
        Form::Grant { .. } => Tracing::Refused("it names roles that a scratch server may not have"),
        Form::Dynamic => Tracing::Refused("what it does stands in a string"),
        Form::Copy => Tracing::Refused("it reads or writes outside of the database"),
        Form::Reindex { .. } | Form::RenameTables(_) | Form::Other(_) => Tracing::Passed,
        Form::Unknown => Tracing::Refused("it is not understood"),
    }
}

#[cfg(test)]
mod tests {
    use schema::Dialect;

    use super::{Tracing, tracing};
    use crate::unit::Unit;

    fn of(sql: &str) -> Tracing {
        tracing(&Unit::new(Dialect::Postgres, sql, 0))
    }

    #[test]
    fn what_stays_in_its_database_runs() {
        for sql in [
            "ALTER TABLE t ADD a int",
            "CREATE VIEW v AS SELECT 1",
            "DELETE FROM t",
            "SET search_path = a",
            "DROP TYPE e",
        ] {
            assert_eq!(of(sql), Tracing::Runs, "{sql}");
        }
    }

    #[test]
    fn what_reaches_further_does_not() {
        let all = [
            "CREATE ROLE r",
            "ALTER USER u SUPERUSER",
            "DROP DATABASE d",
            "ALTER SYSTEM SET work_mem = '1GB'",
            "DO $$ BEGIN PERFORM 1; END $$",
            "COPY t TO PROGRAM 'cat'",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
            "GRANT ALL ON t TO r",
            "FROBNICATE t",
        ];
        for sql in all {
            assert!(matches!(of(sql), Tracing::Refused(_)), "{sql}");
        }
    }

    #[test]
    fn a_session_is_not_made_somebody_else() {
        for sql in
            ["SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", "BEGIN", "SELECT pg_terminate_backend(1)"]
        {
            assert_eq!(of(sql), Tracing::Passed, "{sql}");
        }
    }
}
