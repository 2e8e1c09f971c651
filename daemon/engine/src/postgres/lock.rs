//! The target's lock: an advisory lock of the session, so that it ends with it.

use sqlx::Row as _;

use super::alone::runs_alone;
use super::session::{Session, text};
use crate::Result;
use crate::live::LockState;

/// `groundln` as a number; advisory locks are per database.
const KEY: i64 = 0x6772_6f75_6e64_6c6e;

impl Session {
    pub(crate) async fn lock(&mut self) -> Result<LockState> {
        if self.is_locked {
            return Ok(LockState::Held);
        }
        if self.one(&format!("SELECT pg_try_advisory_lock({KEY})")).await?.starts_with('t') {
            self.is_locked = true;
            self.ends_with_its_process().await;
            return Ok(LockState::Held);
        }
        Ok(LockState::HeldByOther { who: self.holder().await? })
    }

    pub(crate) async fn unlock(&mut self) -> Result<()> {
        if std::mem::take(&mut self.is_locked) {
            self.batch(&format!("SELECT pg_advisory_unlock({KEY})")).await?;
        }
        Ok(())
    }

    /// Who holds the lock, as far as this role may see.
    async fn holder(&mut self) -> Result<String> {
        let who = self
            .one(&format!(
                "SELECT format('process %s of role %s, application %s, since %s', a.pid, a.usename, \
                 coalesce(nullif(a.application_name, ''), 'unknown'), to_char(a.backend_start AT TIME ZONE 'UTC', \
                 'YYYY-MM-DD HH24:MI:SS') || ' UTC') FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = {} AND l.objid = {} \
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1",
                KEY >> 32,
                KEY & 0xffff_ffff
            ))
            .await?;
        Ok(if who.is_empty() { "a session that has just ended, or cannot be seen".to_owned() } else { who })
    }

    /// Who holds locks on relations that a statement mentions, by their own names or by those of their indexes: asked after
    /// it timed out. Their queries are not shown. What runs beside others waits for old transactions too.
    pub(super) async fn blockers(&mut self, statement: &str) -> Vec<String> {
        let held = self
            .rows(
                "SELECT n.name, format('process %s of role %s, application %s, %s on %s since %s%s', a.pid, a.usename, \
                 coalesce(nullif(a.application_name, ''), 'unknown'), l.mode, c.oid::regclass, \
                 to_char(coalesce(a.xact_start, a.query_start) AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC', \
                 CASE WHEN a.state LIKE 'idle in transaction%' THEN ', idle in its transaction' END) \
                 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_stat_activity a USING (pid) \
                 CROSS JOIN LATERAL (SELECT c.relname AS name UNION SELECT x.relname FROM pg_index i \
                 JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid) n WHERE l.granted AND l.locktype = 'relation' AND l.pid <> pg_backend_pid() AND c.relkind NOT IN ('i', 'I') \
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 2 LIMIT 2000",
            )
            .await
            .unwrap_or_default();
        let mentioned = schema::sql::mentions(schema::Dialect::Postgres, statement);
        let is_named = |row: &sqlx::postgres::PgRow| {
            row.try_get_unchecked::<&str, _>(0).is_ok_and(|name| mentioned.contains(name))
        };
        let mut who: Vec<_> =
            held.iter().filter(|row| is_named(row)).filter_map(|row| text(row, 1).ok().flatten()).collect();
        who.dedup();
        who.truncate(5);
        if who.is_empty() && runs_alone(statement) { self.old_transactions().await } else { who }
    }

    /// Sessions whose view of the data is older than now: what runs beside others waits until they are over.
    async fn old_transactions(&mut self) -> Vec<String> {
        let sql = "SELECT format('process %s of role %s, application %s, in a transaction since %s', pid, usename, \
                   coalesce(nullif(application_name, ''), 'unknown'), to_char(xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC') \
                   FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                   AND backend_xmin IS NOT NULL ORDER BY xact_start LIMIT 5";
        let rows = self.rows(sql).await.unwrap_or_default();
        rows.iter().filter_map(|row| text(row, 0).ok().flatten()).collect()
    }
}
