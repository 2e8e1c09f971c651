//! Facts of a server about privileges: which there are at which level, which accounts there are, and which of them we are.

use std::collections::{BTreeMap, BTreeSet};

use schema::Ident;
use schema::object::mysql::PUBLIC;
use schema::sql::distance;
use sqlx::mysql::MySqlRow;

use crate::Result;
use crate::mysql::session::{Session, value};

/// The tables that tell of privileges on one database.
const TABLES: [&str; 4] = ["db", "tables_priv", "columns_priv", "procs_priv"];

/// What may have privileges of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mysql) enum Level {
    Database,
    Relation,
    Column,
    Routine,
}

impl Level {
    /// In words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Database => "the database",
            Self::Relation => "a table, view or sequence",
            Self::Column => "a column",
            Self::Routine => "a routine",
        }
    }
}

/// Facts about privileges.
#[derive(Clone, Debug, Default)]
pub(in crate::mysql) struct Access {
    /// The privileges on a whole database, with the column of `mysql.db` that tells each.
    database: BTreeMap<Box<str>, String>,
    relation: BTreeSet<Box<str>>,
    column: BTreeSet<Box<str>>,
    routine: BTreeSet<Box<str>>,
    /// The tables of the server that this user may not read.
    pub(in crate::mysql) hidden: Vec<&'static str>,
    /// Accounts and roles, where they may be seen.
    accounts: Option<BTreeSet<Ident>>,
    /// This user and its roles.
    own: BTreeSet<Ident>,
    /// Whether a name without a host may be that of a role.
    has_bare_roles: bool,
    /// Whether there is a `PUBLIC`.
    has_public: bool,
}

impl Access {
    /// Asks the server, but not for its accounts.
    pub(in crate::mysql) async fn of(session: &mut Session) -> Result<Self> {
        let mut access = Self {
            has_bare_roles: session.is_mariadb(),
            has_public: session.is_mariadb() && session.version >= 101_100,
            ..Self::default()
        };
        let listed = TABLES.map(|table| format!("'{table}'")).join(", ");
        let columns = format!(
            "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mysql' \
             AND TABLE_NAME IN ({listed}) AND COLUMN_NAME LIKE '%\\_priv' AND FIND_IN_SET('select', PRIVILEGES)"
        );
        let mut seen = BTreeSet::new();
        for row in session.rows(&columns).await? {
            let (table, column, members) = (value(&row, 0), value(&row, 1), value(&row, 2));
            match (table.as_str(), column.as_str()) {
                ("db", _) => drop(access.database.insert(named(column.trim_end_matches("_priv")), column)),
                ("tables_priv", "Table_priv") => access.relation = members_of(&members),
                ("columns_priv", _) => access.column = members_of(&members),
                ("procs_priv", _) => access.routine = members_of(&members),
                _ => {}
            }
            seen.insert(table);
        }
        access.hidden = TABLES.into_iter().filter(|table| !seen.contains(*table)).collect();
        access.own = session.own_accounts().await?;
        Ok(access)
    }

    /// With the accounts and roles, where they may be seen.
    pub(in crate::mysql) async fn with_accounts(session: &mut Session) -> Result<Self> {
        let mut access = Self::of(session).await?;
        let kind = if access.has_bare_roles { "is_role" } else { "'N'" };
        let users = session.rows(&format!("SELECT User, Host, {kind} FROM mysql.user")).await;
        access.accounts = users.ok().map(|rows| {
            let host = |row: &MySqlRow| if value(row, 2) == "Y" { String::new() } else { value(row, 1) };
            rows.iter().map(|row| grantee(&value(row, 0), &host(row))).collect()
        });
        Ok(access)
    }

    /// Whether it is this user, or a role that it acts by: its privileges are left alone.
    pub(in crate::mysql) fn is_own(&self, grantee: &Ident) -> bool {
        self.own.contains(grantee)
    }

    /// Whether there is such an account or role; true where that cannot be seen.
    pub(super) fn is_account(&self, grantee: &Ident) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.contains(grantee) || grantee == PUBLIC)
    }

    /// Whom a name without a host means: everybody, a role, or the account from anywhere.
    pub(super) fn without_host(&self, name: &str) -> Ident {
        let role = Ident::from(name);
        if self.has_public && name.eq_ignore_ascii_case(PUBLIC) {
            Ident::from(PUBLIC)
        } else if self.has_bare_roles && self.accounts.as_ref().is_some_and(|accounts| accounts.contains(&role)) {
            role
        } else {
            grantee(name, "%")
        }
    }

    /// The account that is most like one that there is not.
    pub(super) fn nearest(&self, grantee: &Ident) -> Option<&Ident> {
        let far = |name: &&Ident| distance(name.as_str(), grantee.as_str());
        let near = self.accounts.iter().flatten().min_by_key(far)?;
        (far(&near) <= 1 + grantee.as_str().len() / 4).then_some(near)
    }

    /// The privileges that there are at a level, but for the one to give them on.
    pub(super) fn at(&self, level: Level) -> Vec<&str> {
        let all: Vec<&str> = match level {
            Level::Database => self.database.keys().map(|name| &**name).collect(),
            Level::Relation => self.relation.iter().map(|name| &**name).collect(),
            Level::Column => self.column.iter().map(|name| &**name).collect(),
            Level::Routine => self.routine.iter().map(|name| &**name).collect(),
        };
        all.into_iter().filter(|name| *name != OPTION).collect()
    }

    /// The columns of `mysql.db` with their privileges.
    pub(super) const fn of_database(&self) -> &BTreeMap<Box<str>, String> {
        &self.database
    }
}

impl Session {
    /// Who this is: the account that the server took us for, and the roles that are active.
    async fn own_accounts(&mut self) -> Result<BTreeSet<Ident>> {
        let me = self.one("SELECT CURRENT_USER()").await?;
        let roles = self.one("SELECT CURRENT_ROLE()").await.unwrap_or_default();
        // MySQL: `a`@`%`,`b`@`%`; MariaDB: one bare name.
        let roles = roles.split(',').filter(|role| !matches!(*role, "" | "NONE")).map(|role| role.replace('`', ""));
        Ok(std::iter::once(me).chain(roles).map(Ident::from).collect())
    }
}

/// The privilege to give one's privileges to others.
pub(super) const OPTION: &str = "GRANT OPTION";

/// An account or role as the model names it.
pub(super) fn grantee(user: &str, host: &str) -> Ident {
    if host.is_empty() { Ident::from(user) } else { Ident::from(format!("{user}@{}", host.to_lowercase())) }
}

/// A privilege as SQL names it, from how the server's tables call it.
pub(super) fn named(word: &str) -> Box<str> {
    let name = word.to_ascii_uppercase().replace('_', " ");
    match name.as_str() {
        "GRANT" => OPTION.into(),
        "CREATE TMP TABLE" => "CREATE TEMPORARY TABLES".into(),
        "DELETE VERSIONING ROWS" => "DELETE HISTORY".into(),
        _ => name.into(),
    }
}

/// The members of `set('Select','Insert')`, or of such a value.
pub(super) fn members_of(text: &str) -> BTreeSet<Box<str>> {
    let inner = text.trim_start_matches("set(").trim_end_matches(')');
    let words = inner.split(',').map(|word| word.trim_matches('\'')).filter(|word| !word.is_empty());
    words.map(named).collect()
}
