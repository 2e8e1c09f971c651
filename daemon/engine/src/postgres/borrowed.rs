//! A database that was given to serve as scratch, because the role may make none: it is empty, marked while it is used, and emptied
//! afterwards.
//!
//! Invariant: nothing is dropped that was there before the mark, and the mark is the last that goes: what a killed process left
//! is known by it, and the next one empties the database.

use schema::{Kind, ObjectId};

use super::session::Session;
use crate::{Error, Result, Scope};

/// The schema that says that everything else here was made as scratch; inspection leaves it out.
const MARK: &str = "groundline_scratch";

/// One process at a time: the lock ends with the session, however that ends.
const LOCK: &str = "SET lock_timeout = '60s'; SELECT pg_advisory_lock(hashtextextended('groundline_scratch', 0))";

/// Takes the database: empty, or emptied of what a killed process left.
pub(super) async fn take(session: &mut Session) -> Result<()> {
    session.batch(LOCK).await.map_err(|error| in_use(error, session))?;
    let is_marked = format!("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = '{MARK}')::text");
    if session.one(&is_marked).await? == "true" {
        tracing::info!(database = %session.url, "a killed process left objects in the scratch database; they are dropped");
        clear(session).await?;
    }
    refuse_unless_empty(session).await?;
    session.batch(&format!("CREATE SCHEMA {MARK}")).await
}

fn in_use(error: Error, session: &Session) -> Error {
    match error {
        Error::LockTimeout { .. } => Error::Refused {
            what: format!("the scratch database {}", session.url),
            reason: "another run has been using it for a minute; try again later, or name another one".to_owned(),
        },
        other => other,
    }
}

/// The objects that are in the way in a database that is to serve as scratch.
async fn refuse_unless_empty(session: &mut Session) -> Result<()> {
    let found = session.inspect(&Scope::default()).await?;
    let is_usual = |id: &ObjectId| {
        id.kind == Kind::Schema && id.name == "public"
            || matches!(id.kind, Kind::Grant | Kind::Owner | Kind::DefaultPrivileges | Kind::ExtensionVersion)
    };
    let object = found.objects.keys().find(|id| !is_usual(id));
    let Some(object) = object else { return Ok(()) };
    Err(Error::Refused {
        what: format!("the scratch database {}", session.url),
        reason: format!(
            "it is not empty (it has {object}) and the role may not create databases; empty it, name another one, or \
             give the role CREATEDB"
        ),
    })
}

/// Empties a database that was empty before: in small transactions, because each object takes a lock.
pub(super) async fn clear(session: &mut Session) -> Result<()> {
    let tables = session
        .rows(
            "SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', n.nspname, c.relname) FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND n.nspname !~ '^(pg_|information_schema$)' ORDER BY c.oid",
        )
        .await?;
    let rest = "SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql' \
         UNION ALL SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_namespace \
         WHERE nspname !~ '^(pg_|information_schema$|groundline_scratch$)' \
         UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', fdwname) FROM pg_foreign_data_wrapper \
         UNION ALL SELECT format('DROP LANGUAGE IF EXISTS %I CASCADE', lanname) FROM pg_language WHERE oid >= 16384 AND lanname <> 'plpgsql' \
         UNION ALL SELECT format('DROP ACCESS METHOD IF EXISTS %I CASCADE', amname) FROM pg_am WHERE oid >= 16384 \
         UNION ALL SELECT format('DROP PUBLICATION IF EXISTS %I', pubname) FROM pg_publication";
    let mut statements =
        texts(&session.rows("SELECT format('DROP EVENT TRIGGER IF EXISTS %I', evtname) FROM pg_event_trigger").await?);
    statements.extend(texts(&tables));
    statements.extend(texts(&session.rows(rest).await?));
    statements.push("CREATE SCHEMA public".to_owned());
    statements.push(format!("DROP SCHEMA IF EXISTS {MARK}"));
    super::batch::run(session, &statements).await
}

fn texts(rows: &[sqlx::postgres::PgRow]) -> Vec<String> {
    rows.iter().filter_map(|row| super::session::text(row, 0).ok().flatten()).collect()
}
