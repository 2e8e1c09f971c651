//! Another session of a PostgreSQL server: it holds locks that the program has to wait for.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use tests::{Fault, PostgresDatabase};

use crate::cases::database::Database;

/// An open transaction of somebody else; it is rolled back when this is dropped.
pub(super) struct Session {
    psql: Child,
}

impl Session {
    /// A transaction that has run this SQL.
    pub(super) fn holding(database: &PostgresDatabase, sql: &str) -> Result<Self, Fault> {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]).arg(database.url());
        let mut psql = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let pipes = (psql.stdin.as_mut(), psql.stdout.take());
        let (Some(input), Some(output)) = pipes else { return Err(Fault::new("`psql` has no pipes")) };
        input.write_all(format!("BEGIN;\n{sql};\n\\echo ready\n").as_bytes())?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.trim() == "ready" { Ok(Self { psql }) } else { Err(Fault::new(format!("`{sql}` cannot be held"))) }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The server rolls back when the connection is gone, and there is nobody to tell here.
        let _ = self.psql.kill();
        let _ = self.psql.wait();
    }
}

/// The PostgreSQL database behind the face of both kinds.
pub(super) fn postgres(database: &Database) -> Result<&PostgresDatabase, Fault> {
    match database {
        Database::Postgres(database) => Ok(database),
        Database::Sqlite(_) | Database::MySql(_) => Err(Fault::new("this needs a PostgreSQL server")),
    }
}

/// Waits, in the server, until the condition holds: at most half a minute.
pub(super) fn wait_until(database: &PostgresDatabase, condition: &str) -> Result<(), Fault> {
    let wait = format!(
        "DO $$ BEGIN
            FOR i IN 1..600 LOOP
                PERFORM pg_stat_clear_snapshot();
                IF {condition} THEN RETURN; END IF;
                PERFORM pg_sleep(0.05);
            END LOOP;
            RAISE 'it did not come to this in half a minute: {}';
        END $$;",
        condition.replace('\'', "''").replace('%', "%%")
    );
    database.run(&wait).map(drop)
}

/// The program waits for a lock in this database.
pub(super) const PROGRAM_WAITS: &str = "EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE NOT l.granted AND a.datname = current_database() AND a.application_name = 'groundline')";

/// Ends the program's session that waits for a lock.
pub(super) const CUT: &str =
    "SELECT pg_terminate_backend(a.pid, 10000) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE NOT l.granted AND a.datname = current_database() AND a.application_name = 'groundline';";
