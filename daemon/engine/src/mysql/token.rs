//! The token: a mark that changes when something of a schema changes, at the price of one short query.
//!
//! The server keeps no mark of its own. It counts the statements that change schemas, by kind, since it was started; the counters
//! belong to the whole server, so that a change in another database is an inspection in vain, but none is missed. A statement is
//! counted when it begins: those that still run are part of the token, so that their end is a change too. Nothing is read of the
//! catalogs, and the price does not grow with the schema. The session list must be readable (`PROCESS`) for that; without
//! it the token is a digest of what the catalogs say of each table, view, trigger, routine and event.

use sha2::{Digest as _, Sha256};

use super::session::{Session, value};
use crate::Result;
use crate::live::Token;

/// Statements of these kinds change no schema: sessions that run one are no change under way.
const HARMLESS: &str = "^([[:space:](]|/[*][^!M][^*]*[*]/)*(SELECT|INSERT|UPDATE|DELETE|REPLACE|SHOW|SET|COMMIT|ROLLBACK|START|DO|KILL|USE|EXPLAIN|ANALYZE|LOAD|FLUSH|WITH)";

/// Whether the user may see the sessions of others; a privilege by way of a role is not seen, which only costs.
const SEES_SESSIONS: &str = "SELECT 'sees', COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'PROCESS' \
    AND GRANTEE = CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')";

impl Session {
    pub(crate) async fn token(&mut self) -> Result<Token> {
        match self.counted().await? {
            Some(token) => Ok(token),
            None => self.digested().await,
        }
    }

    /// Whether the user may see the sessions of others.
    pub(super) async fn sees_sessions(&mut self) -> Result<bool> {
        let rows = self.rows(SEES_SESSIONS).await?;
        Ok(rows.first().is_some_and(|row| value(row, 1) != "0"))
    }

    /// The token by counters; none where sessions of others cannot be seen.
    async fn counted(&mut self) -> Result<Option<Token>> {
        let status = if self.is_mariadb() { "information_schema" } else { "performance_schema" };
        // First what began, then what still runs: a statement between the two is in both or in the second.
        let sql = format!(
            "{SEES_SESSIONS}; SELECT VARIABLE_NAME, IF(VARIABLE_NAME = 'Uptime', UNIX_TIMESTAMP() - VARIABLE_VALUE, VARIABLE_VALUE) \
             FROM {status}.global_status WHERE VARIABLE_NAME = 'Uptime' OR VARIABLE_NAME LIKE 'Com\\_alter\\_%' \
             OR (VARIABLE_NAME LIKE 'Com\\_create\\_%' AND VARIABLE_NAME NOT LIKE '%temporary%') \
             OR (VARIABLE_NAME LIKE 'Com\\_drop\\_%' AND VARIABLE_NAME NOT LIKE '%temporary%') \
             OR VARIABLE_NAME LIKE 'Com\\_rename\\_%' OR VARIABLE_NAME LIKE 'Com\\_grant%' OR VARIABLE_NAME LIKE 'Com\\_revoke%'; \
             SELECT ID, 'runs' FROM information_schema.PROCESSLIST WHERE COMMAND IN ('Query', 'Execute', 'Slave_SQL', \
             'Slave_worker') AND ID <> CONNECTION_ID() AND INFO IS NOT NULL AND INFO NOT REGEXP '{HARMLESS}'"
        );
        let rows = self.rows(&sql).await?;
        let lines = rows.iter().map(|row| (value(row, 0).to_ascii_lowercase(), value(row, 1)));
        let lines: Vec<(String, String)> = lines.collect();
        if lines.iter().any(|(name, value)| name == "sees" && value == "0") {
            return Ok(None);
        }
        Ok(Some(digest(lines.into_iter().map(|(name, value)| format!("{name}={value}")))))
    }

    /// What the catalogs say, without the objects' own statements.
    async fn digested(&mut self) -> Result<Token> {
        let sql = "SELECT TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, COLUMN_TYPE, COLUMN_DEFAULT, IS_NULLABLE, EXTRA, COLUMN_COMMENT \
             FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1, 2; \
             SELECT TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, NON_UNIQUE, INDEX_TYPE, INDEX_COMMENT \
             FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1, 2, 3; \
             SELECT TABLE_NAME, CONSTRAINT_NAME, CONSTRAINT_TYPE, '', '', '', '', '' FROM information_schema.TABLE_CONSTRAINTS \
             WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1, 2; \
             SELECT TABLE_NAME, TABLE_TYPE, CREATE_TIME, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT, '' \
             FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1; \
             SELECT TABLE_NAME, MD5(VIEW_DEFINITION), CHECK_OPTION, SECURITY_TYPE, DEFINER, '', '', '' \
             FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1; \
             SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, MD5(ACTION_STATEMENT), ACTION_ORDER, CREATED, SQL_MODE, DEFINER, '' \
             FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE() ORDER BY 1; \
             SELECT ROUTINE_TYPE, ROUTINE_NAME, LAST_ALTERED, MD5(ROUTINE_DEFINITION), ROUTINE_COMMENT, SQL_MODE, DEFINER, '' \
             FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY 1, 2; \
             SELECT EVENT_NAME, LAST_ALTERED, STATUS, MD5(EVENT_DEFINITION), STARTS, INTERVAL_VALUE, DEFINER, '' \
             FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY 1";
        let rows = self.rows(sql).await?;
        Ok(digest(rows.iter().map(|row| (0..8).map(|column| value(row, column) + "\u{1f}").collect())))
    }
}

fn digest(lines: impl Iterator<Item = String>) -> Token {
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    let hash = Sha256::digest(lines.join("\n"));
    Token(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}
