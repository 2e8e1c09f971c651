//! Locks and rewrites of statements, read where they run.
//!
//! Each statement runs in a transaction of its own. A second session, which sees the catalog as it was before, reads the locks that the
//! first one holds at the end; a table whose `relfilenode` is another one then was written anew.

use std::collections::BTreeMap;

use schema::Ident;

use super::scratch::Scratch;
use super::session::Session;
use crate::trace::{Trace, Traced, TracedTable};
use crate::{Error, Options, Result};

/// What another session holds on tables that are there for everybody: oid, file, schema, name, modes.
const HELD: &str = "SELECT c.oid::text, c.relfilenode::text, n.nspname, c.relname, string_agg(l.mode, ' ') FROM pg_locks l \
    JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE l.locktype = 'relation' AND l.granted AND c.relkind IN ('r', 'p', 'm', 'f') \
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.pid = ";

impl Scratch {
    /// Runs statements one after the other, and tells of each what it did; what comes after the first that fails does not run.
    pub(crate) async fn trace(&mut self, statements: &[&str]) -> Result<Trace> {
        let database = self.session.one("SELECT current_database()").await?;
        let pid = self.session.one("SELECT pg_backend_pid()").await?;
        let mut watcher = Session::connect_to(&self.session.url, Some(&database), &Options::default()).await?;
        // A statement that locks the catalog itself is not waited for.
        watcher.batch("SET lock_timeout = '2s'; SET statement_timeout = '30s'").await?;
        let held = format!("{HELD}{pid} GROUP BY 1, 2, 3, 4 ORDER BY 3, 4");
        let mut told = Vec::with_capacity(statements.len());
        for statement in statements {
            let traced = one(&mut self.session, &mut watcher, &held, statement).await?;
            let has_failed = matches!(traced, Traced::Fails(_));
            told.push(traced);
            if has_failed {
                break;
            }
        }
        watcher.close().await?;
        Ok(Trace { version: self.session.version().await?.text, statements: told })
    }
}

async fn one(session: &mut Session, watcher: &mut Session, held: &str, statement: &str) -> Result<Traced> {
    session.batch("BEGIN").await?;
    if let Err(error) = session.batch(statement).await {
        session.batch("ROLLBACK").await?;
        return match is_only_alone(&error) {
            true => Ok(session.batch(statement).await.map_or_else(failed, |()| Ok(Traced::RanAlone))?),
            false => failed(error),
        };
    }
    let before: Vec<Held> =
        watcher.rows(held).await?.iter().map(|row| Held::of(watcher, row)).collect::<Result<_>>()?;
    let after = files(session, &before).await?;
    if let Err(error) = session.batch("COMMIT").await {
        return failed(error);
    }
    let table = |held: Held| {
        let is_rewritten = after.get(&held.oid).is_some_and(|file| *file != held.file);
        TracedTable { schema: held.schema, name: held.name, modes: held.modes, is_rewritten }
    };
    Ok(Traced::Ran(before.into_iter().map(table).collect()))
}

/// A table that was there before, with what is held on it.
struct Held {
    oid: String,
    file: String,
    schema: Ident,
    name: Ident,
    modes: Vec<String>,
}

impl Held {
    fn of(session: &Session, row: &sqlx::postgres::PgRow) -> Result<Self> {
        let (schema, name) = (Ident::from(session.value(row, 2)?), Ident::from(session.value(row, 3)?));
        let modes = session.value(row, 4)?.split(' ').map(str::to_owned).collect();
        Ok(Self { oid: session.value(row, 0)?, file: session.value(row, 1)?, schema, name, modes })
    }
}

/// The files that the tables have now, by their oids.
async fn files(session: &mut Session, tables: &[Held]) -> Result<BTreeMap<String, String>> {
    if tables.is_empty() {
        return Ok(BTreeMap::new());
    }
    let oids: Vec<_> = tables.iter().map(|held| held.oid.as_str()).collect();
    let sql = format!("SELECT oid::text, relfilenode::text FROM pg_class WHERE oid IN ({})", oids.join(", "));
    let rows = session.rows(&sql).await?;
    rows.iter().map(|row| Ok((session.value(row, 0)?, session.value(row, 1)?))).collect()
}

/// Whether the server takes a statement outside of a transaction only: SQLSTATE 25001, `active_sql_transaction`.
fn is_only_alone(error: &Error) -> bool {
    matches!(error, Error::Statement { code: Some(code), .. } if code == "25001")
}

fn failed(error: Error) -> Result<Traced> {
    crate::facts::unanswered(error).map(Traced::Fails)
}
