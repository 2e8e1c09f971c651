//! The target's lock: a named lock of the session, so that it ends with it; and who is in the way of a statement.

use schema::{Dialect, Digest};

use super::ledger::quoted;
use super::session::{Session, value};
use crate::live::LockState;
use crate::{Error, Result};

/// The longest name that every server takes for a lock.
const LONGEST: usize = 64;

impl Session {
    /// The lock's name: one for each database, because named locks belong to the whole server.
    fn lock_name(&self) -> String {
        let name = format!("groundline.{}", self.database);
        if name.chars().count() <= LONGEST {
            return quoted(&name);
        }
        quoted(&format!("groundline.{}", Digest::of_parts([self.database.as_bytes()]).short()))
    }

    pub(crate) async fn lock(&mut self) -> Result<LockState> {
        self.must_have_database()?;
        if self.is_locked {
            return Ok(LockState::Held);
        }
        let name = self.lock_name();
        if self.one(&format!("SELECT GET_LOCK({name}, 0)")).await? == "1" {
            self.is_locked = true;
            return Ok(LockState::Held);
        }
        let holder = self.one(&format!("SELECT IS_USED_LOCK({name})")).await?;
        let who = self
            .one(&format!("SELECT {DESCRIBED} FROM information_schema.PROCESSLIST p WHERE p.ID = '{holder}'"))
            .await?;
        let who = if who.is_empty() { "a session that has just ended, or cannot be seen".to_owned() } else { who };
        Ok(LockState::HeldByOther { who })
    }

    pub(crate) async fn unlock(&mut self) -> Result<()> {
        if std::mem::take(&mut self.is_locked) {
            let name = self.lock_name();
            self.one(&format!("SELECT RELEASE_LOCK({name})")).await?;
        }
        Ok(())
    }

    /// Says of a lock timeout who was in the way.
    pub(super) async fn with_blockers(&mut self, error: Error) -> Error {
        match error {
            Error::LockTimeout { what, .. } => {
                let blockers = self.blockers(&what).await;
                Error::LockTimeout { what, blockers }
            }
            other => other,
        }
    }

    /// Who holds what the statement waits for: by the server's list of metadata locks where it keeps one, else every session
    /// that is in a transaction or works in this database, those in it first. Their queries are not shown.
    async fn blockers(&mut self, statement: &str) -> Vec<String> {
        let exact = if self.is_mariadb() {
            "SELECT l.TABLE_NAME, l.THREAD_ID FROM information_schema.METADATA_LOCK_INFO l WHERE l.TABLE_SCHEMA = DATABASE()"
        } else {
            "SELECT l.OBJECT_NAME, t.PROCESSLIST_ID FROM performance_schema.metadata_locks l \
             JOIN performance_schema.threads t ON t.THREAD_ID = l.OWNER_THREAD_ID \
             WHERE l.OBJECT_TYPE = 'TABLE' AND l.LOCK_STATUS = 'GRANTED' AND l.OBJECT_SCHEMA = DATABASE()"
        };
        let mentioned = schema::sql::mentions(Dialect::MySql, statement);
        let is_named = |name: &str| mentioned.contains(schema::sql::mention_key(Dialect::MySql, name).as_ref());
        let held = self.rows(exact).await.unwrap_or_default();
        let sessions: Vec<String> =
            held.iter().filter(|row| is_named(&value(row, 0))).map(|row| value(row, 1)).collect();
        let which = if sessions.is_empty() {
            "(p.ID IN (SELECT trx_mysql_thread_id FROM information_schema.INNODB_TRX) OR (p.COMMAND = 'Query' AND p.DB = DATABASE()))"
                .to_owned()
        } else {
            format!("p.ID IN ({})", sessions.join(", "))
        };
        let sql = format!(
            "SELECT {DESCRIBED} FROM information_schema.PROCESSLIST p WHERE p.ID <> CONNECTION_ID() AND p.ID > 0 AND {which} \
             ORDER BY p.DB <=> DATABASE() DESC, p.ID LIMIT 5"
        );
        self.rows(&sql).await.unwrap_or_default().iter().map(|row| value(row, 0)).collect()
    }
}

/// A session in words.
const DESCRIBED: &str = "CONCAT('session ', p.ID, ' of user ', p.USER, '@', p.HOST, IFNULL(CONCAT(' in ', p.DB), ''), ', ', \
    IF(p.COMMAND = 'Sleep', 'idle', LOWER(p.COMMAND)), ' for ', p.TIME, ' s')";
