//! What the server lets this user see: it keeps silent about the rest, so that what is there would look as if it were not.

use schema::{Dialect, Ident};

use super::session::{Session, value};
use crate::{Error, Result};

/// What shows the objects of a kind: any of these privileges.
const SHOWN_BY: &[(&str, &[&str])] = &[
    ("views", &["SHOW VIEW"]),
    ("triggers", &["TRIGGER"]),
    ("events", &["EVENT"]),
    ("functions and procedures", &["EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE"]),
];

impl Session {
    /// The privileges on the whole database. A user sees only its own and, on MariaDB, those of its roles.
    pub(super) async fn privileges(&mut self) -> Result<Vec<String>> {
        let held = "SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES UNION \
             SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE DATABASE() LIKE TABLE_SCHEMA";
        Ok(self.rows(held).await?.iter().map(|row| value(row, 0)).collect())
    }

    /// Refuses to inspect where some objects cannot be seen: a plan would take them for absent.
    pub(super) async fn must_see_everything(&mut self) -> Result<()> {
        let held = self.privileges().await?;
        let is_hidden =
            |(_, by): &&(&str, &[&str])| !by.iter().any(|needed| held.iter().any(|privilege| privilege == needed));
        let hidden: Vec<_> = SHOWN_BY.iter().filter(is_hidden).collect();
        if hidden.is_empty() || self.has_role().await {
            return Ok(());
        }
        let kinds: Vec<&str> = hidden.iter().map(|(kind, _)| *kind).collect();
        let needed: Vec<&str> = hidden.iter().filter_map(|(_, by)| by.first().copied()).collect();
        let database = Ident::from(self.database.as_str());
        let grant = format!(
            "`GRANT {} ON {}.* TO {}`",
            needed.join(", "),
            database.display(Dialect::MySql),
            self.account().await?
        );
        Err(Error::MissingPrivilege {
            action: "inspecting the database".to_owned(),
            reason: format!("the server does not show its {} to this user", kinds.join(", ")),
            hint: grant,
        })
    }

    /// Whether privileges come by way of a role, which not every server tells.
    pub(super) async fn has_role(&mut self) -> bool {
        let role = self.one("SELECT CURRENT_ROLE()").await.unwrap_or_default();
        !role.is_empty() && role != "NONE"
    }
}
