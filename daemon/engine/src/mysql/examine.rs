//! What a plan would need of this server and user, for `doctor`.

use super::scratch::Scratch;
use super::session::Session;
use crate::live::Finding;
use crate::{Error, Result};

impl Session {
    pub(crate) async fn examine(&mut self) -> Result<Vec<Finding>> {
        self.must_have_database()?;
        let version = self.one("SELECT VERSION()").await?;
        let product = if self.is_mariadb() { "MariaDB" } else { "MySQL" };
        let mut findings = vec![finding("the server's version is understood", true, format!("{product} {version}"))];
        findings.push(self.may_do_all().await?);
        findings.push(self.may_make_scratch().await?);
        findings.push(self.may_make_ledger().await?);
        findings.push(self.may_see_sessions().await?);
        findings.push(self.takes_changes().await?);
        findings.push(self.binlog().await?);
        Ok(findings)
    }

    /// Without `TRIGGER`, `EVENT` or `SHOW VIEW` the server keeps silent about what is there. Privileges of roles count too.
    async fn may_do_all(&mut self) -> Result<Finding> {
        const NEEDED: &[&str] = &[
            "ALTER",
            "ALTER ROUTINE",
            "CREATE",
            "CREATE ROUTINE",
            "CREATE VIEW",
            "DELETE",
            "DROP",
            "EVENT",
            "EXECUTE",
            "INDEX",
            "INSERT",
            "LOCK TABLES",
            "REFERENCES",
            "SELECT",
            "SHOW VIEW",
            "TRIGGER",
            "UPDATE",
        ];
        let held = self.privileges().await?;
        let missing: Vec<&str> =
            NEEDED.iter().copied().filter(|needed| !held.iter().any(|privilege| privilege == needed)).collect();
        let database = schema::Ident::from(self.database.as_str());
        let detail = if missing.is_empty() {
            "the user has every privilege on the database that a plan may need".to_owned()
        } else {
            format!(
                "{} are missing, and what needs them is not seen or not changed; `GRANT ALL PRIVILEGES ON {}.* TO {}`",
                missing.join(", "),
                database.display(schema::Dialect::MySql),
                self.account().await?
            )
        };
        Ok(finding("may see and change everything in the database", missing.is_empty(), detail))
    }

    /// Tried, because privileges by pattern cannot be read reliably.
    async fn may_make_scratch(&mut self) -> Result<Finding> {
        let subject = "may create a scratch database";
        match Scratch::create(Some(self), None).await {
            Ok(scratch) => {
                scratch.discard().await?;
                Ok(finding(subject, true, "desired SQL is elaborated and plans are proven in a scratch database"))
            }
            Err(Error::MissingPrivilege { reason, hint, .. }) => {
                Ok(finding(subject, false, format!("{reason}; {hint}")))
            }
            Err(error) => Ok(finding(subject, false, error.to_string())),
        }
    }

    async fn may_make_ledger(&mut self) -> Result<Finding> {
        let granted = "SELECT (SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE') \
             + (SELECT COUNT(*) FROM information_schema.SCHEMA_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE' \
             AND 'groundline' LIKE TABLE_SCHEMA)";
        let good = self.has_ledger().await? || self.one(granted).await? != "0";
        let why = "what ran is recorded in the database `groundline`";
        let mend = format!("`GRANT ALL PRIVILEGES ON groundline.* TO {}`", self.account().await?);
        let detail = if good { why.to_owned() } else { format!("{why}; {mend}") };
        Ok(finding("may make the ledger", good, detail))
    }

    async fn may_see_sessions(&mut self) -> Result<Finding> {
        let good = self.sees_sessions().await?;
        let detail = if good {
            "changes are noticed by the server's counters, and who holds a lock is named".to_owned()
        } else {
            let account = self.account().await?;
            format!(
                "changes are noticed by reading the catalogs, which costs more; `GRANT PROCESS ON *.* TO {account}`"
            )
        };
        Ok(finding("may see the sessions of others", good, detail))
    }

    async fn takes_changes(&mut self) -> Result<Finding> {
        let good = self.one("SELECT @@global.read_only").await? == "0";
        let detail =
            if good { "the server takes writes" } else { "the server is read-only; give the URL of its primary" };
        Ok(finding("takes changes", good, detail))
    }

    /// Whether rows are written to the binary log in full, which is what changing big tables online needs.
    pub(crate) async fn changes_online(&mut self) -> Result<bool> {
        Ok(self.binlog_settings().await? == "ON ROW FULL")
    }

    async fn binlog_settings(&mut self) -> Result<String> {
        self.one("SELECT CONCAT_WS(' ', IF(@@log_bin, 'ON', 'OFF'), @@binlog_format, @@binlog_row_image)").await
    }

    async fn binlog(&mut self) -> Result<Finding> {
        let settings = self.binlog_settings().await?;
        let good = settings == "ON ROW FULL";
        let detail = if good {
            "rows are written to the binary log in full".to_owned()
        } else {
            format!(
                "log_bin, binlog_format, binlog_row_image are `{settings}`; big tables change online only with `ON ROW FULL`"
            )
        };
        Ok(finding("can change big tables online", good, detail))
    }
}

fn finding(subject: &str, good: bool, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), good, detail: detail.into() }
}
