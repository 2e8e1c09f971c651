//! What the session's account may do with what is there.
//!
//! Invariant: where the server does not tell all of it, as with roles, nothing is listed.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Ident, Kind, ObjectId};

use super::super::inspect::reading::is_own;
use super::super::session::{Session, value};
use crate::Result;
use crate::facts::Standing;

/// The account as `information_schema` writes it: it lists those of others too to whoever may see them.
const GRANTEE: &str = "GRANTEE = CONCAT('\\'', REPLACE(CURRENT_USER(), '@', '\\'@\\''), '\\'')";

impl Session {
    pub(crate) async fn standing(&mut self) -> Result<Standing> {
        let everywhere = format!(
            "SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE {GRANTEE} UNION ALL \
             SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE {GRANTEE} AND DATABASE() LIKE TABLE_SCHEMA"
        );
        let everywhere: BTreeSet<String> = self.rows(&everywhere).await?.iter().map(|row| value(row, 0)).collect();
        // Every account has one at least, USAGE.
        if everywhere.is_empty() || self.has_role().await {
            return Ok(Standing::default());
        }
        let of_tables = format!(
            "SELECT t.TABLE_NAME, p.PRIVILEGE_TYPE FROM information_schema.TABLES t LEFT JOIN \
             (SELECT TABLE_SCHEMA, TABLE_NAME, PRIVILEGE_TYPE FROM information_schema.TABLE_PRIVILEGES WHERE {GRANTEE} UNION \
             SELECT TABLE_SCHEMA, TABLE_NAME, PRIVILEGE_TYPE FROM information_schema.COLUMN_PRIVILEGES WHERE {GRANTEE}) p \
             ON p.TABLE_SCHEMA = t.TABLE_SCHEMA AND p.TABLE_NAME = t.TABLE_NAME WHERE t.TABLE_SCHEMA = DATABASE()"
        );
        let mut tables: BTreeMap<ObjectId, BTreeSet<String>> = BTreeMap::new();
        for row in self.rows(&of_tables).await?.iter().filter(|row| !is_own(&value(row, 0))) {
            let id = ObjectId::new(Kind::Table, None, Ident::from(value(row, 0)));
            let held = tables.entry(id).or_insert_with(|| everywhere.clone());
            held.extend(Some(value(row, 1)).filter(|privilege| !privilege.is_empty()));
        }
        Ok(Standing { tables, schemas: [(String::new(), everywhere)].into(), ..Standing::default() })
    }
}
