//! Who the session's role is, and what it may do with what is there.
//!
//! Invariant: one query for all relations and one for all schemas, whatever their number.

use std::collections::BTreeSet;

use sqlx::postgres::PgRow;

use super::super::session::Session;
use crate::Result;
use crate::facts::Standing;

const RELATIONS: &str = "SELECT n.nspname, c.relname, pg_get_userbyid(c.relowner), concat_ws(',', \
    CASE WHEN pg_has_role(c.relowner, 'USAGE') THEN 'OWNER' END, \
    CASE WHEN has_any_column_privilege(c.oid, 'INSERT') THEN 'INSERT' END, \
    CASE WHEN has_any_column_privilege(c.oid, 'UPDATE') THEN 'UPDATE' END, \
    CASE WHEN has_any_column_privilege(c.oid, 'REFERENCES') THEN 'REFERENCES' END, \
    CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 'DELETE' END, \
    CASE WHEN has_table_privilege(c.oid, 'TRUNCATE') THEN 'TRUNCATE' END, \
    CASE WHEN has_table_privilege(c.oid, 'TRIGGER') THEN 'TRIGGER' END) \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|groundline$|groundline_)' \
    AND n.nspname <> 'information_schema' ORDER BY 1, 2";

const SCHEMAS: &str = "SELECT nspname, concat_ws(',', CASE WHEN pg_has_role(nspowner, 'USAGE') THEN 'OWNER' END, \
    CASE WHEN has_schema_privilege(oid, 'CREATE') THEN 'CREATE' END, CASE WHEN has_schema_privilege(oid, 'USAGE') THEN 'USAGE' END) \
    FROM pg_namespace WHERE nspname !~ '^(pg_|groundline$|groundline_)' AND nspname <> 'information_schema' ORDER BY 1";

impl Session {
    pub(crate) async fn standing(&mut self) -> Result<Standing> {
        let mut standing = Standing { role: Some(self.one("SELECT current_user").await?), ..Standing::default() };
        for row in self.rows(RELATIONS).await? {
            let id = self.table_of(&row)?;
            standing.owners.insert(id.clone(), self.value(&row, 2)?);
            standing.tables.insert(id, self.words(&row, 3)?);
        }
        for row in self.rows(SCHEMAS).await? {
            standing.schemas.insert(self.value(&row, 0)?, self.words(&row, 1)?);
        }
        Ok(standing)
    }

    fn words(&self, row: &PgRow, column: usize) -> Result<BTreeSet<String>> {
        let list = self.value(row, column)?;
        Ok(list.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }
}
