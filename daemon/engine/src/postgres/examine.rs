//! What a plan would need of this server and role, for `doctor`.

use super::session::Session;
use crate::Result;
use crate::live::Finding;

impl Session {
    pub(crate) async fn examine(&mut self) -> Result<Vec<Finding>> {
        let role = self.one("SELECT quote_ident(current_user)").await?;
        let database = self.one("SELECT quote_ident(current_database())").await?;
        let mut findings = vec![Finding {
            subject: "the server's version is understood".to_owned(),
            good: true,
            detail: format!("PostgreSQL {}", self.one("SHOW server_version").await?),
        }];
        findings.push(
            self.ask(
                "may create a scratch database",
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user",
                "desired SQL is elaborated and plans are proven in a scratch database",
                format!(
                    "`ALTER ROLE {role} CREATEDB`, or give another server of the same major version by `--scratch-url`"
                ),
            )
            .await?,
        );
        findings.push(
            self.ask(
                "may make the ledger",
                "SELECT to_regclass('groundline.run') IS NOT NULL OR has_database_privilege(current_database(), 'CREATE')",
                "what ran is recorded in the schema `groundline`",
                format!("`GRANT CREATE ON DATABASE {database} TO {role}`"),
            )
            .await?,
        );
        let is_standby = self.one("SELECT pg_is_in_recovery()").await?.starts_with('t');
        findings.push(Finding {
            subject: "takes changes".to_owned(),
            good: !is_standby,
            detail: if is_standby {
                "the server is a standby; give the URL of its primary".to_owned()
            } else {
                "the server is a primary".to_owned()
            },
        });
        findings.push(self.ownership(&role).await?);
        Ok(findings)
    }

    async fn ask(&mut self, subject: &str, query: &str, why: &str, mend: String) -> Result<Finding> {
        let good = self.one(query).await?.starts_with('t');
        let detail = if good { why.to_owned() } else { format!("{why}; {mend}") };
        Ok(Finding { subject: subject.to_owned(), good, detail })
    }

    /// Only a member of the owner may alter and drop.
    async fn ownership(&mut self, role: &str) -> Result<Finding> {
        let owners = self
            .one(
                "SELECT string_agg(DISTINCT quote_ident(r.rolname), ', ') FROM pg_class c \
                 JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner \
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname !~ '^(pg_|information_schema$|groundline)' \
                 AND NOT pg_has_role(current_user, c.relowner, 'MEMBER') AND NOT EXISTS (SELECT FROM pg_depend e \
                 WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')",
            )
            .await?;
        let good = owners.is_empty();
        let detail = if good {
            format!("{role} owns every relation, or is a member of its owner")
        } else {
            format!("relations belong to {owners}; `GRANT {owners} TO {role}`")
        };
        Ok(Finding { subject: "owns what it manages".to_owned(), good, detail })
    }
}
