//! The reading of one database: lists, then statements in batches, put together as objects.

use std::collections::BTreeMap;

use schema::object::{Sequence, Settings, mysql};
use schema::{Database, Dialect, Facts, Ident, Kind, Object, ObjectId, Unsupported};
use sqlx::mysql::MySqlRow;

use super::words::{Unread, Words};
use super::{depends, is_about_one, program, table, view};
use crate::mysql::session::{Session, value};
use crate::mysql::{online, own_name};
use crate::{Result, Scope};

/// How many statements go in one round trip.
const BATCH: usize = 200;

/// What the names of Groundline's own tables begin with.
pub(in crate::mysql) const OWN: &str = "groundline_";

/// Whether a table of that name is one of Groundline's own.
pub(in crate::mysql) fn is_own(name: &str) -> bool {
    name.starts_with(OWN) || online::is_of_online_change(name)
}

pub(super) struct Reading<'s> {
    session: &'s mut Session,
    database: Database,
    /// The collation that each character set has by itself.
    collations: BTreeMap<String, String>,
    /// Relations and their types, as `SHOW FULL TABLES` names them.
    relations: Vec<(String, String)>,
}

impl<'s> Reading<'s> {
    pub(super) async fn start(session: &'s mut Session) -> Result<Self> {
        let (collations, relations) = Self::lists(session).await?;
        Ok(Self { session, database: super::empty(), collations, relations })
    }

    async fn lists(session: &mut Session) -> Result<(BTreeMap<String, String>, Vec<(String, String)>)> {
        let collations = session.rows("SHOW COLLATION WHERE `Default` = 'Yes'").await?;
        let collations = collations.iter().map(|row| (value(row, 1), value(row, 0))).collect();
        let relations = session.rows("SHOW FULL TABLES").await?;
        let relations = relations.iter().map(|row| (value(row, 0), value(row, 1)));
        Ok((collations, relations.filter(|(name, _)| !is_own(name)).collect()))
    }

    /// The server's statements for some names: one row each; what cannot be shown is reported.
    async fn shown(&mut self, kind: Kind, show: &str, names: &[String]) -> Result<Vec<(String, MySqlRow)>> {
        let statement = |name: &String| format!("{show} {}", table::backticks(name));
        let mut found = Vec::with_capacity(names.len());
        for chunk in names.chunks(BATCH) {
            let sql: Vec<String> = chunk.iter().map(statement).collect();
            match self.session.rows(&sql.join(";")).await {
                Ok(rows) if rows.len() == chunk.len() => found.extend(chunk.iter().cloned().zip(rows)),
                Err(error) if !is_about_one(&error) => return Err(error),
                _ => {
                    for name in chunk {
                        match self.session.rows(&statement(name)).await {
                            Ok(mut rows) if rows.len() == 1 => found.extend(rows.pop().map(|row| (name.clone(), row))),
                            Ok(_) => self.refuse(kind, name, "the server does not show its statement"),
                            Err(error) if is_about_one(&error) => self.refuse(kind, name, &error.to_string()),
                            Err(error) => return Err(error),
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    fn refuse(&mut self, kind: Kind, name: &str, reason: &str) {
        let object = format!("{kind} {name}");
        self.database.unsupported.insert(Unsupported { object, reason: reason.to_owned() });
    }

    fn unread(&mut self, kind: Kind, name: &str, unread: &Unread) {
        self.refuse(kind, name, &format!("{} is not understood", unread.0));
    }

    fn insert(&mut self, id: ObjectId, facts: Facts, comment: Option<Box<str>>, kept: Vec<Box<str>>) {
        let mut object = Object::new(id, facts);
        object.comment = comment;
        object.grants = kept;
        self.database.insert(object);
    }

    fn relations_of(&self, kinds: &[&str], kind: Kind, scope: &Scope) -> Vec<String> {
        let covered = |name: &String| scope.covers(&id(kind, name));
        let of_kind = |(_, found): &&(String, String)| kinds.contains(&found.as_str());
        self.relations.iter().filter(of_kind).map(|(name, _)| name.clone()).filter(covered).collect()
    }

    pub(super) async fn tables(&mut self, scope: &Scope) -> Result<()> {
        const KNOWN: &[&str] = &["BASE TABLE", "SYSTEM VERSIONED", "VIEW", "SEQUENCE"];
        for (name, kind) in self.relations.clone() {
            if !KNOWN.contains(&kind.as_str())
                && !kind.starts_with("TEMPORARY")
                && scope.covers(&id(Kind::Table, &name))
            {
                self.refuse(Kind::Table, &name, &format!("relations of the type {kind} are not understood"));
            }
        }
        let names = self.relations_of(&["BASE TABLE", "SYSTEM VERSIONED"], Kind::Table, scope);
        for (name, row) in self.shown(Kind::Table, "SHOW CREATE TABLE", &names).await? {
            let sql = own_name::without(&value(&row, 1), &[&self.session.database], false);
            let collations = &self.collations;
            match table::read(&sql, &self.session.database, |charset| collations.get(charset).cloned()) {
                Ok(read) => self.table(&name, read),
                Err(unread) => self.unread(Kind::Table, &name, &unread),
            }
        }
        let names = self.relations_of(&["SEQUENCE"], Kind::Sequence, scope);
        for (name, row) in self.shown(Kind::Sequence, "SHOW CREATE SEQUENCE", &names).await? {
            match sequence(&value(&row, 1)) {
                Ok((sequence, comment)) => {
                    self.insert(id(Kind::Sequence, &name), Facts::Sequence(sequence), comment, Vec::new())
                }
                Err(unread) => self.unread(Kind::Sequence, &name, &unread),
            }
        }
        Ok(())
    }

    fn table(&mut self, name: &str, read: table::Read) {
        if let Some(other) = read.reaches_into {
            let reason =
                format!("a foreign key reaches into the database `{}`: a target is one database", other.as_str());
            self.refuse(Kind::Table, name, &reason);
            return;
        }
        let this = id(Kind::Table, name);
        for (key, constraint) in read.foreign {
            let mut object = Object::new(
                ObjectId::part(Kind::Constraint, None, this.name.clone(), key),
                Facts::Constraint(constraint),
            );
            object.depends_on = vec![this.clone()];
            if let Facts::Constraint(constraint) = &object.facts {
                object.depends_on.extend(constraint.references.clone().filter(|parent| *parent != this));
            }
            object.depends_on.sort();
            self.database.insert(object);
        }
        self.insert(this, Facts::Table(read.table), read.comment, Vec::new());
    }

    pub(super) async fn views(&mut self, scope: &Scope) -> Result<()> {
        let names = self.relations_of(&["VIEW"], Kind::View, scope);
        for (name, row) in self.shown(Kind::View, "SHOW CREATE VIEW", &names).await? {
            let sql = own_name::without(&value(&row, 1), &[&self.session.database], false);
            match view::read(&sql) {
                Ok((view, definer)) => {
                    let kept = program::kept(definer, &value(&row, 3));
                    self.insert(id(Kind::View, &name), Facts::View(view), None, kept);
                }
                Err(unread) => self.unread(Kind::View, &name, &unread),
            }
        }
        Ok(())
    }

    pub(super) async fn programs(&mut self, scope: &Scope) -> Result<()> {
        let routines =
            "SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()";
        let mut by_kind: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
        for row in self.session.rows(routines).await? {
            let (name, word) = (value(&row, 0), value(&row, 1));
            match routine_kind(&word) {
                Some(kind) if scope.covers(&id(kind, &name)) => by_kind.entry(kind).or_default().push(name),
                Some(_) => {}
                None => self.refuse(Kind::Function, &name, &format!("routines of the type {word} are not understood")),
            }
        }
        for (kind, names) in by_kind {
            let word = kind.words().to_ascii_uppercase();
            for (name, row) in self.shown(kind, &format!("SHOW CREATE {word}"), &names).await? {
                let connection = value(&row, 4);
                self.program(kind, &name, &value(&row, 2), &value(&row, 1), &connection, Settings::new());
            }
        }
        self.events(scope).await
    }

    async fn events(&mut self, scope: &Scope) -> Result<()> {
        let list = "SELECT EVENT_NAME, STARTS, CREATED = STARTS OR LAST_ALTERED = STARTS FROM information_schema.EVENTS \
             WHERE EVENT_SCHEMA = DATABASE()";
        let rows = self.session.rows(list).await?;
        let filled: BTreeMap<String, (String, bool)> =
            rows.iter().map(|row| (value(row, 0), (value(row, 1), value(row, 2) == "1"))).collect();
        let names: Vec<String> = filled.keys().filter(|name| scope.covers(&id(Kind::Event, name))).cloned().collect();
        for (name, row) in self.shown(Kind::Event, "SHOW CREATE EVENT", &names).await? {
            let mut sql = value(&row, 3);
            if let Some((starts, true)) = filled.get(&name) {
                sql = sql.replacen(&format!(" STARTS '{starts}'"), "", 1);
            }
            let (zone, mut settings) = (value(&row, 2), Settings::new());
            if zone != "SYSTEM" {
                settings.insert(mysql::TIME_ZONE.into(), zone.into());
            }
            self.program(Kind::Event, &name, &sql, &value(&row, 1), &value(&row, 5), settings);
        }
        Ok(())
    }

    fn program(&mut self, kind: Kind, name: &str, sql: &str, mode: &str, connection: &str, more: Settings) {
        if sql.is_empty() {
            return self.refuse(kind, name, "its body is not shown; the user needs the privilege to see it");
        }
        let sql = own_name::without(sql, &[&self.session.database], program::has_ansi_quotes(mode));
        match program::read(&sql, &kind.words().to_ascii_uppercase(), mode) {
            Ok(mut read) => {
                read.program.settings.extend(more);
                let kept = program::kept(read.definer, connection);
                let mut object = Object::new(id(kind, name), Facts::Program(read.program));
                object.grants = kept;
                if kind == Kind::PackageBody {
                    object.depends_on = vec![id(Kind::Package, name)];
                }
                self.database.insert(object);
            }
            Err(unread) => self.unread(kind, name, &unread),
        }
    }

    /// They are asked for by the schema of their table, always their own: by `TRIGGER_SCHEMA` the server would open the tables
    /// of all databases, and wait for whatever changes one of them (EXPLAIN of MariaDB 10.11: «Scanned all databases»).
    pub(super) async fn triggers(&mut self, scope: &Scope) -> Result<()> {
        let rows = self
            .session
            .rows(
                "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT, SQL_MODE, DEFINER, \
                 COLLATION_CONNECTION FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE() \
                 ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER",
            )
            .await?;
        let mut before: Option<(String, String)> = None;
        for row in &rows {
            let text = |column| value(row, column);
            let (name, on) = (text(0), text(1));
            let place = format!("{} {} ON {}", text(2), text(3), table::backticks(&on));
            let follows = before.replace((place.clone(), name.clone())).filter(|(other, _)| *other == place);
            let this = ObjectId::part(Kind::Trigger, None, Ident::from(on.as_str()), Ident::from(name.as_str()));
            if is_own(&on) || !scope.covers(&this) {
                continue;
            }
            let mode = text(5);
            let body = own_name::without(&text(4), &[&self.session.database], program::has_ansi_quotes(&mode));
            let definition =
                format!("CREATE TRIGGER {} {place} FOR EACH ROW {}", table::backticks(&name), body.trim_end());
            let mut program = program::program(definition, &mode);
            if let Some((_, follows)) = follows {
                program.settings.insert(mysql::FOLLOWS.into(), follows.into());
            }
            let mut object = Object::new(this, Facts::Program(program));
            object.depends_on = vec![id(Kind::Table, &on)];
            object.grants = program::kept(definer_of(&text(6)), &text(7));
            self.database.insert(object);
        }
        Ok(())
    }

    /// Privileges on routines, which are lost when a routine is dropped; a user who may not read them cannot keep them.
    pub(super) async fn lost_with_routines(&mut self) {
        let list = "SELECT Routine_name, Routine_type, User, Host, Proc_priv FROM mysql.procs_priv WHERE Db = DATABASE() \
             ORDER BY Routine_name, User, Host";
        let routines = routines(&self.database);
        for row in self.session.rows(list).await.unwrap_or_default() {
            let Some(kind) = routine_kind(&value(&row, 1)) else { continue };
            let Some(id) = routines.get(&(kind, value(&row, 0).to_lowercase())) else { continue };
            let Some(object) = self.database.objects.get_mut(id) else { continue };
            let all = value(&row, 4).to_ascii_uppercase();
            let privileges: Vec<&str> =
                all.split(',').filter(|privilege| !matches!(*privilege, "" | "GRANT")).collect();
            let option = if all.contains("GRANT") { " WITH GRANT OPTION" } else { "" };
            let privileges = if privileges.is_empty() { "USAGE".to_owned() } else { privileges.join(", ") };
            let (user, host) = (table::backticks(&value(&row, 2)), value(&row, 3));
            // A role of MariaDB has no host.
            let who = if host.is_empty() { user } else { format!("{user}@{}", table::backticks(&host)) };
            let (word, name) = (kind.words().to_ascii_uppercase(), table::backticks(id.name.as_str()));
            object.grants.push(format!("GRANT {privileges} ON {word} {name} TO {who}{option}").into());
        }
    }

    /// The whole, with edges to what views and defaults need.
    pub(super) fn finish(mut self) -> Database {
        let named = [Kind::Table, Kind::View, Kind::Sequence, Kind::Function];
        let mut edges: Vec<(ObjectId, Vec<ObjectId>)> = Vec::new();
        for object in self.database.objects.values() {
            let names = match &object.facts {
                Facts::View(view) => depends::relations(&view.query),
                Facts::Table(table) => {
                    let defaults = table.columns.iter().filter_map(|column| column.default.as_deref());
                    // A table of the engine MERGE is made of others.
                    let members = table.settings.get("union").map(|members| &**members);
                    defaults.chain(members).flat_map(depends::relations).collect()
                }
                _ => continue,
            };
            let targets = names.iter().flat_map(|name| named.map(|kind| ObjectId::new(kind, None, name.clone())));
            let found = targets.filter(|target| *target != object.id && self.database.objects.contains_key(target));
            edges.push((object.id.clone(), found.collect()));
        }
        for (id, mut needed) in edges {
            if let Some(object) = self.database.objects.get_mut(&id) {
                needed.sort();
                object.depends_on = needed;
            }
        }
        std::mem::replace(&mut self.database, Database::empty(Dialect::MySql))
    }
}

/// The routines by kind and name in lower case: so the server keeps their names where it tells of privileges.
pub(in crate::mysql) fn routines(database: &Database) -> BTreeMap<(Kind, String), ObjectId> {
    let all = database
        .objects
        .keys()
        .filter(|id| matches!(id.kind, Kind::Function | Kind::Procedure | Kind::Package | Kind::PackageBody));
    all.map(|id| ((id.kind, id.name.as_str().to_lowercase()), id.clone())).collect()
}

fn id(kind: Kind, name: &str) -> ObjectId {
    ObjectId::new(kind, None, Ident::from(name))
}

pub(in crate::mysql) fn routine_kind(word: &str) -> Option<Kind> {
    Some(match word {
        "FUNCTION" => Kind::Function,
        "PROCEDURE" => Kind::Procedure,
        "PACKAGE" => Kind::Package,
        "PACKAGE BODY" => Kind::PackageBody,
        _ => return None,
    })
}

/// `user@host` of the catalog; the last `@` parts the two.
fn definer_of(text: &str) -> Option<String> {
    let (user, host) = text.rsplit_once('@')?;
    Some(format!("{}{}@{}", mysql::DEFINER, table::backticks(user), table::backticks(host)))
}

fn sequence(sql: &str) -> Result<(Sequence, Option<Box<str>>), Unread> {
    let mut words = Words::new(sql);
    words.expect(&["CREATE", "SEQUENCE"])?;
    words.name()?;
    let options = words.until(|words| words.is(&["ENGINE"]) || words.is(&["COMMENT"]));
    let (mut settings, mut comment) = (Settings::new(), None);
    if words.eat(&["ENGINE", "="]) {
        settings.insert(mysql::ENGINE.into(), words.next().unwrap_or_default().into());
    }
    if words.eat(&["COMMENT", "="]) {
        comment = Some(words.string()?.into_boxed_str());
    }
    if !words.is_at_end() {
        return Err(words.unread());
    }
    Ok((Sequence { options: options.into(), owned_by: None, settings }, comment))
}
