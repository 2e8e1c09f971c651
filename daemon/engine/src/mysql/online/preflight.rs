//! Whether a table can be changed online here, before anything is made: each refusal says what to do.

use std::collections::BTreeMap;

use super::columns::name;
use super::job::Stage;
use crate::mysql::ledger::quoted;
use crate::mysql::session::{Session, value};
use crate::{Error, Result};

/// What the server is set to, as far as it matters.
#[derive(Clone, Debug, Default)]
pub(super) struct Server {
    variables: BTreeMap<String, String>,
}

impl Server {
    pub(super) async fn read(session: &mut Session) -> Result<Self> {
        let sql = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', 'binlog_row_image', \
             'binlog_row_value_options', 'binlog_transaction_compression', 'wsrep_on', 'innodb_autoinc_lock_mode', 'expire_logs_days', 'binlog_expire_logs_seconds')";
        let rows = session.rows(sql).await?;
        let read = |row| (value(row, 0).to_ascii_lowercase(), value(row, 1).to_ascii_uppercase());
        Ok(Self { variables: rows.iter().map(read).collect() })
    }

    fn get(&self, variable: &str) -> &str {
        self.variables.get(variable).map_or("", String::as_str)
    }

    /// Whether inserts of many rows into a counted table go side by side.
    pub(super) fn counts_side_by_side(&self) -> bool {
        self.get("innodb_autoinc_lock_mode") == "2"
    }

    /// How long logs are kept, in seconds; 0 is for ever.
    pub(super) fn retention(&self) -> f64 {
        let seconds: f64 = self.get("binlog_expire_logs_seconds").parse().unwrap_or_default();
        let days: f64 = self.get("expire_logs_days").parse().unwrap_or_default();
        if seconds > 0.0 { seconds } else { days * 86_400.0 }
    }

    fn fault(&self) -> Option<String> {
        let is = |variable: &str, good: &str| self.get(variable).is_empty() || self.get(variable) == good;
        if self.get("log_bin") != "ON" {
            return Some(
                "the server writes no binary log; start it with `log_bin` and `binlog_format = ROW`".to_owned(),
            );
        }
        if !is("binlog_format", "ROW") {
            let now = self.get("binlog_format");
            return Some(format!(
                "the server's binary log has statements (`binlog_format` is {now}), which cannot be followed; run `SET GLOBAL \
                 binlog_format = ROW` and let sessions connect anew"
            ));
        }
        if !is("binlog_row_image", "FULL") {
            let now = self.get("binlog_row_image");
            return Some(format!(
                "the server's binary log has parts of rows only (`binlog_row_image` is {now}); run `SET GLOBAL binlog_row_image = \
                 FULL` and let sessions connect anew"
            ));
        }
        if !self.get("binlog_row_value_options").is_empty() {
            let what = "`binlog_row_value_options` makes the log tell parts of values only";
            return Some(format!(
                "{what}; run `SET GLOBAL binlog_row_value_options = ''` and let sessions connect anew"
            ));
        }
        if self.get("binlog_transaction_compression") == "ON" {
            let what = "`binlog_transaction_compression` packs each transaction of the log as a whole";
            return Some(format!(
                "{what}; run `SET GLOBAL binlog_transaction_compression = OFF` and let sessions connect anew"
            ));
        }
        if self.get("wsrep_on") == "ON" {
            let what = "the server is part of a Galera cluster, where names cannot be exchanged under a lock";
            return Some(format!("{what}; change the table with the cluster's own rolling upgrade"));
        }
        None
    }
}

/// Looks whether a table can be changed online.
///
/// # Errors
/// It cannot.
pub(super) async fn check(session: &mut Session, table: &str) -> Result<Server> {
    let server = Server::read(session).await?;
    let fault = match server.fault() {
        Some(fault) => Some(fault),
        None => table_fault(session, table).await?,
    };
    match fault {
        Some(reason) => Err(Error::Refused { what: format!("changing `{table}` online"), reason }),
        None => Ok(server),
    }
}

async fn table_fault(session: &mut Session, table: &str) -> Result<Option<String>> {
    let of = |column: &str| format!("{column} = {}", quoted(table));
    let facts = format!(
        "SELECT TABLE_TYPE, IFNULL(ENGINE, '') FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND {}",
        of("TABLE_NAME")
    );
    let rows = session.rows(&facts).await?;
    let Some(row) = rows.first() else { return Ok(Some("there is no such table".to_owned())) };
    let (kind, engine) = (value(row, 0), value(row, 1));
    if kind != "BASE TABLE" {
        return Ok(Some(format!(
            "it is not a plain table ({}); change it in a way that is not online",
            kind.to_lowercase()
        )));
    }
    if engine != "InnoDB" {
        return Ok(Some(format!(
            "its engine is {engine}, and only InnoDB can be read while it is written; change it in a way that is not online"
        )));
    }
    let foreign = format!(
        "SELECT CONSTRAINT_NAME, TABLE_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND \
         ({} OR {}) UNION SELECT CONSTRAINT_NAME, TABLE_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_SCHEMA \
         = DATABASE() AND {} LIMIT 1",
        of("TABLE_NAME"),
        of("REFERENCED_TABLE_NAME"),
        of("REFERENCED_TABLE_NAME")
    );
    if let Some(row) = session.rows(&foreign).await?.first() {
        return Ok(Some(format!(
            "the foreign key `{}` of `{}` is bound to it, and would stay with the table as it was; drop it before and add it after, or \
             change the table in a way that is not online",
            value(row, 0),
            value(row, 1)
        )));
    }
    if let Some(check) = check_with_name(session, table).await? {
        return Ok(Some(format!(
            "MySQL knows the check `{check}` by one name in the whole database, which a table beside it cannot have; drop it before and \
             add it after, or change the table in a way that is not online"
        )));
    }
    let triggers = format!(
        "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND {} LIMIT 1",
        of("EVENT_OBJECT_TABLE")
    );
    if let Some(row) = session.rows(&triggers).await?.first() {
        return Ok(Some(format!(
            "its trigger `{}` would stay with the table as it was; drop it before and create it after, or change the table in a way \
             that is not online",
            value(row, 0)
        )));
    }
    Ok(None)
}

/// A check of the table whose name would not come over: `CREATE TABLE … LIKE` of MySQL gives checks other names (seen on 9.7).
async fn check_with_name(session: &mut Session, table: &str) -> Result<Option<String>> {
    if session.is_mariadb() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT CONSTRAINT_NAME FROM information_schema.TABLE_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND CONSTRAINT_TYPE \
         = 'CHECK' AND TABLE_NAME = {} LIMIT 1",
        quoted(table)
    );
    Ok(Some(session.one(&sql).await?).filter(|name| !name.is_empty()))
}

/// Refuses a second change of a table, and ends the feeding of what an earlier one left.
pub(super) async fn check_others(session: &mut Session, table: &str) -> Result<()> {
    for mut job in session.read_jobs(&format!("tbl = {}", quoted(table))).await? {
        match job.stage {
            Stage::Exchanged => session.set_stage(&mut job, Stage::Ended).await?,
            Stage::Reverted | Stage::Ended => {}
            _ => {
                return Err(Error::Refused {
                    what: format!("changing `{table}` online"),
                    reason: format!(
                        "change {} of it, of run {}, is not finished; finish or abort that one first",
                        job.id, job.run
                    ),
                });
            }
        }
    }
    Ok(())
}

/// Says what to grant where the log cannot be read.
pub(super) async fn with_grant(session: &mut Session, error: Error) -> Error {
    let Error::MissingPrivilege { action, reason, .. } = error else { return error };
    let account = session.account().await.unwrap_or_else(|_| "the user".to_owned());
    let monitor = if session.is_mariadb() { "BINLOG MONITOR" } else { "REPLICATION CLIENT" };
    let database = name(&session.database);
    Error::MissingPrivilege {
        action,
        reason,
        hint: format!(
            "`GRANT REPLICATION SLAVE, {monitor}, PROCESS ON *.* TO {account}` and `GRANT ALTER, CREATE, DELETE, DROP, INDEX, INSERT, \
             LOCK TABLES, SELECT, CREATE TEMPORARY TABLES ON {database}.* TO {account}`"
        ),
    }
}
