//! An empty database that somebody gave to serve as scratch, because its user may not create databases.
//!
//! Invariant: it is used only while it is empty, by one process at a time, and it is empty again afterwards.

use schema::{Dialect, Ident};

use super::scratch::Like;
use super::session::{Session, value};
use crate::{Error, Options, Result, Url};

/// How many seconds another process that uses it is waited for.
const WAIT: u32 = 60;

/// Takes the database of the URL; nothing where it names none.
///
/// # Errors
/// It is not empty, somebody else uses it, or it cannot be made like the live one.
pub(super) async fn take(url: &Url, like: &Like) -> Result<Option<Session>> {
    let mut session = Session::connect(url, &Options::default()).await?;
    if session.database.is_empty() {
        session.close().await?;
        return Ok(None);
    }
    // It ends with the session.
    let lock = format!("SELECT IFNULL(GET_LOCK(LEFT(CONCAT('groundline scratch ', DATABASE()), 64), {WAIT}), 0)");
    if session.one(&lock).await? != "1" {
        return Err(refused(&session, "another process uses it; give each process one of its own".to_owned()));
    }
    if let Some((object, _)) = objects(&mut session).await?.first() {
        let reason = format!(
            "it is not empty (it has {object}) and the user may not create databases; empty it, name another one, or let the \
             user create databases"
        );
        return Err(refused(&session, reason));
    }
    be_like(&mut session, like).await?;
    let _ = session.try_batch("SET SESSION sql_log_bin = 0").await;
    Ok(Some(session))
}

/// Takes out whatever is in it.
pub(super) async fn clear(session: &mut Session) -> Result<()> {
    session.batch("UNLOCK TABLES; SET SESSION foreign_key_checks = 0").await?;
    for (_, drop) in objects(session).await? {
        session.batch(&drop).await?;
    }
    Ok(())
}

async fn be_like(session: &mut Session, like: &Like) -> Result<()> {
    let is_like =
        format!("SELECT @@character_set_database = '{}' AND @@collation_database = '{}'", like.charset, like.collation);
    if session.one(&is_like).await? == "1" {
        return Ok(());
    }
    let name = Ident::from(session.database.as_str());
    let name = name.display(Dialect::MySql);
    session.batch(&format!("ALTER DATABASE {name} CHARACTER SET {} COLLATE {}", like.charset, like.collation)).await
}

/// What is in the database: in words, and the statement that drops it. Triggers go with their tables.
async fn objects(session: &mut Session) -> Result<Vec<(String, String)>> {
    let rows = session
        .rows(
            "SELECT CASE TABLE_TYPE WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END, TABLE_NAME \
             FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
             UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() \
             UNION ALL SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() \
             ORDER BY 1 DESC, 2",
        )
        .await?;
    let object = |row| {
        let (kind, name) = (value(row, 0), Ident::from(value(row, 1)));
        let drop = format!("DROP {kind} IF EXISTS {}", name.display(Dialect::MySql));
        (format!("{} {}", kind.to_lowercase(), name.as_str()), drop)
    };
    Ok(rows.iter().map(object).collect())
}

fn refused(session: &Session, reason: String) -> Error {
    Error::Refused { what: format!("the scratch database {}", session.url), reason }
}
