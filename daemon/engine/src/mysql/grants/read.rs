//! The privileges on this database as the server keeps them: its four tables, in one round trip.

use std::collections::BTreeMap;

use schema::object::Grant;
use schema::{Database, Ident, Kind, ObjectId, Unsupported};
use sqlx::mysql::MySqlRow;

use super::Access;
use super::access::{grantee, members_of};
use super::held::Held;
use crate::Result;
use crate::mysql::inspect::reading::{is_own, routine_kind, routines};
use crate::mysql::session::{Session, value};

/// What was read.
pub(in crate::mysql) struct Privileges {
    pub(in crate::mysql) held: Held,
    /// The names under which the server keeps the database or a column, where they are not the plain ones: as `Object::grants` has
    /// them.
    pub(in crate::mysql) names: BTreeMap<ObjectId, Vec<Box<str>>>,
    /// Those that are kept under two names.
    pub(in crate::mysql) doubtful: Vec<Unsupported>,
}

impl Session {
    /// Everybody's privileges on this database but our own; nothing where they may not be read. Routines are named as `database`
    /// has them: the server keeps their names in lower case.
    pub(in crate::mysql) async fn read_privileges(
        &mut self,
        access: &Access,
        database: &Database,
    ) -> Result<Privileges> {
        let mut found = Privileges { held: Held::default(), names: BTreeMap::new(), doubtful: Vec::new() };
        if !access.hidden.is_empty() {
            return Ok(found);
        }
        let sql = query(access);
        let looking = Looking { access, database, routines: routines(database) };
        for row in self.rows(&sql).await? {
            if let Some((id, grant)) = looking.at(&row) {
                match id.of {
                    None => found.place(&id, &value(&row, 3), &self.database),
                    Some(_) => found.spelling(&id, &grant, &value(&row, 5)),
                }
                found.held.give(id, &grant);
            }
        }
        Ok(found)
    }
}

/// Where, whose host and name, the name of what it is on, the privileges, and the column or the kind of routine.
fn query(access: &Access) -> String {
    let levels = access.of_database();
    let granted: Vec<String> =
        levels.iter().map(|(name, column)| format!("IF(`{column}` = 'Y', '{name}', NULL)")).collect();
    format!(
        "SELECT 'db', User, Host, Db, CONCAT_WS(',', {}), '' FROM mysql.db WHERE Db IN (DATABASE(), \
         REPLACE(REPLACE(DATABASE(), '_', '\\\\_'), '%', '\\\\%')) ORDER BY 2, 3, 4; \
         SELECT 'table', User, Host, Table_name, Table_priv, '' FROM mysql.tables_priv WHERE Db = DATABASE(); \
         SELECT 'column', User, Host, Table_name, Column_priv, Column_name FROM mysql.columns_priv WHERE Db = DATABASE(); \
         SELECT 'routine', User, Host, Routine_name, Proc_priv, Routine_type FROM mysql.procs_priv WHERE Db = DATABASE()",
        granted.join(", ")
    )
}

/// What rows are understood by.
struct Looking<'a> {
    access: &'a Access,
    database: &'a Database,
    routines: BTreeMap<(Kind, String), ObjectId>,
}

impl Looking<'_> {
    /// What a row says; nothing where it is our own, or about what is gone.
    fn at(&self, row: &MySqlRow) -> Option<(ObjectId, Grant)> {
        let (user, host, name) = (value(row, 1), value(row, 2), value(row, 3));
        let (who, privileges) = (grantee(&user, &host), members_of(&value(row, 4)));
        if self.access.is_own(&who) || is_own(&name) || privileges.is_empty() {
            return None;
        }
        let whole = |privileges| Grant { privileges, ..Grant::default() };
        let relation = ObjectId::new(Kind::Table, None, Ident::from(name.as_str()));
        Some(match value(row, 0).as_str() {
            "db" => (ObjectId::grant(None, who), whole(privileges)),
            "table" => (ObjectId::grant(Some(&relation), who), whole(privileges)),
            "column" => {
                let column = column(self.database, &relation, &value(row, 5))?;
                let columns = privileges.into_iter().map(|name| (name, [column.clone()].into())).collect();
                (ObjectId::grant(Some(&relation), who), Grant { columns, ..Grant::default() })
            }
            _ => {
                let kind = routine_kind(&value(row, 5))?;
                let plain = ObjectId::new(kind, None, Ident::from(name.as_str()));
                let on = self.routines.get(&(kind, name.to_lowercase())).unwrap_or(&plain);
                (ObjectId::grant(Some(on), who), whole(privileges))
            }
        })
    }
}

impl Privileges {
    /// Notes under which name the database's own are kept.
    fn place(&mut self, id: &ObjectId, name: &str, database: &str) {
        let is_doubled = self.held.all().contains_key(id);
        if is_doubled {
            let reason =
                format!("it is kept under two names, `{database}` and with backslashes; revoke one of the two by hand");
            self.doubtful.push(Unsupported { object: id.to_string(), reason });
        } else if name != database {
            self.note(id, format!("ON `{}`.*", name.replace('`', "``")));
        }
    }

    /// Notes how a column is spelled there, where the table spells it otherwise.
    fn spelling(&mut self, id: &ObjectId, grant: &Grant, spelled: &str) {
        if grant.columns.values().flatten().any(|column| column != spelled) {
            self.note(id, format!("SPELLED {spelled}"));
        }
    }

    fn note(&mut self, id: &ObjectId, text: String) {
        self.names.entry(id.clone()).or_default().push(text.into());
    }
}

/// The column of that name, as the table has it; none where it has it no longer: the server keeps privileges on it for ever.
fn column(database: &Database, table: &ObjectId, spelled: &str) -> Option<Ident> {
    let Some(table) = database.get(table).and_then(schema::Object::table) else { return Some(Ident::from(spelled)) };
    let folded = spelled.to_lowercase();
    table.columns.iter().map(|column| &column.name).find(|name| name.as_str().to_lowercase() == folded).cloned()
}
