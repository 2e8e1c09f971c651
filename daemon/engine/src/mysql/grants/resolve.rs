//! A statement in the model: `ALL` as the privileges that it is on this server, people as accounts and roles, names as those of
//! objects. What does not exist is a fault with its place.

use std::collections::{BTreeMap, BTreeSet};

use schema::object::Grant;
use schema::sql::distance;
use schema::{Ident, Kind, ObjectId};

use super::access::{Access, Level, OPTION, grantee, named};
use super::statement::{Fault, Grantee, Listed, On, Statement};

/// What a statement may be on: relations with their columns where these are known, and routines.
#[derive(Clone, Debug, Default)]
pub(in crate::mysql) struct Known {
    pub(in crate::mysql) relations: BTreeMap<Ident, Vec<Ident>>,
    pub(in crate::mysql) routines: BTreeSet<(Kind, Ident)>,
}

impl Statement {
    /// The relation whose columns must be known.
    pub(in crate::mysql) fn looks_into(&self) -> Option<&Ident> {
        match &self.on {
            On::Relation(name, _) if self.listed.iter().any(|listed| !listed.columns.is_empty()) => Some(name),
            _ => None,
        }
    }

    /// What a statement of our own gives or takes, which needs no looking up: by identity.
    pub(in crate::mysql) fn plain(&self) -> (bool, Vec<(ObjectId, Grant)>) {
        let mut grant = Grant::default();
        for listed in self.listed.iter().filter(|listed| listed.name != "USAGE") {
            add(&mut grant, &listed.name, listed.columns.iter().map(|(name, _)| name.clone()).collect());
        }
        if self.with_option {
            grant.privileges.insert(OPTION.into());
        }
        let on = match &self.on {
            On::Database => None,
            On::Relation(name, _) => Some(ObjectId::new(Kind::Table, None, name.clone())),
            On::Routine(kind, name, _) => Some(ObjectId::new(*kind, None, name.clone())),
        };
        let id =
            |who: &Grantee| ObjectId::grant(on.as_ref(), grantee(&who.user, who.host.as_deref().unwrap_or_default()));
        (self.is_revoke, self.grantees.iter().map(|who| (id(who), grant.clone())).collect())
    }
}

/// What a desired statement gives to whom.
pub(in crate::mysql) fn resolve(
    statement: &Statement,
    access: &Access,
    known: &Known,
    must_exist: bool,
) -> Result<Vec<(ObjectId, Grant)>, Fault> {
    let (on, level) = on(statement, known)?;
    let mut grant = Grant::default();
    for listed in &statement.listed {
        let columns = columns(statement, listed, known)?;
        let level = if listed.columns.is_empty() { level } else { Level::Column };
        match listed.name.as_str() {
            "USAGE" if listed.columns.is_empty() => {}
            "ALL" | "ALL PRIVILEGES" if listed.columns.is_empty() => {
                grant.privileges.extend(access.at(level).into_iter().map(Box::from));
            }
            OPTION if listed.columns.is_empty() => drop(grant.privileges.insert(OPTION.into())),
            name => add(&mut grant, &privilege(name, listed.at, level, access)?, columns),
        }
    }
    if statement.with_option {
        grant.privileges.insert(OPTION.into());
    }
    let mut given = Vec::new();
    for who in &statement.grantees {
        let grantee = account(who, access, must_exist)?;
        if !access.is_own(&grantee) {
            given.push((ObjectId::grant(on.as_ref(), grantee), grant.clone()));
        }
    }
    Ok(given)
}

fn add(grant: &mut Grant, privilege: &str, columns: BTreeSet<Ident>) {
    if columns.is_empty() {
        grant.privileges.insert(privilege.into());
    } else {
        grant.columns.entry(privilege.into()).or_default().extend(columns);
    }
}

fn wrong(at: usize, message: String, hint: String) -> Fault {
    Fault { at, message, hint, is_refusal: false }
}

/// The object, under the name that it is made by.
fn on(statement: &Statement, known: &Known) -> Result<(Option<ObjectId>, Level), Fault> {
    let missing = |kind: &str, name: &Ident, at: usize, names: Vec<&Ident>| {
        let near = names.into_iter().min_by_key(|other| distance(other.as_str(), name.as_str()));
        let near = near.filter(|near| distance(near.as_str(), name.as_str()) <= 1 + name.as_str().len() / 4);
        let hint = near.map_or_else(
            || "make it in the desired schema, or remove the statement".to_owned(),
            |near| format!("did you mean `{}`?", near.as_str()),
        );
        wrong(at, format!("there is no {kind} `{}` in the desired schema", name.as_str()), hint)
    };
    match &statement.on {
        On::Database => Ok((None, Level::Database)),
        On::Relation(name, _) if known.relations.contains_key(name) => {
            Ok((Some(ObjectId::new(Kind::Table, None, name.clone())), Level::Relation))
        }
        On::Relation(name, at) => Err(missing("table, view or sequence", name, *at, known.relations.keys().collect())),
        On::Routine(kind, name, at) => {
            let folded = name.as_str().to_lowercase();
            let of_kind = || known.routines.iter().filter(|(other, _)| other == kind).map(|(_, name)| name);
            match of_kind().find(|other| other.as_str().to_lowercase() == folded) {
                Some(name) => Ok((Some(ObjectId::new(*kind, None, name.clone())), Level::Routine)),
                None => Err(missing(kind.words(), name, *at, of_kind().collect())),
            }
        }
    }
}

/// The columns of one privilege, as the table has them.
fn columns(statement: &Statement, listed: &Listed, known: &Known) -> Result<BTreeSet<Ident>, Fault> {
    let mut found = BTreeSet::new();
    let On::Relation(table, _) = &statement.on else {
        return match listed.columns.first() {
            None => Ok(found),
            Some((_, at)) => {
                let hint = "name the table: `ON table`".to_owned();
                Err(wrong(*at, "only a table or view has columns".to_owned(), hint))
            }
        };
    };
    for (name, at) in &listed.columns {
        let folded = name.as_str().to_lowercase();
        let all = known.relations.get(table).map(Vec::as_slice).unwrap_or_default();
        let Some(column) = all.iter().find(|column| column.as_str().to_lowercase() == folded) else {
            let near = all.iter().min_by_key(|column| distance(column.as_str(), name.as_str()));
            let hint = near.map_or_else(String::new, |near| format!("did you mean `{}`?", near.as_str()));
            return Err(wrong(*at, format!("`{}` has no column `{}`", table.as_str(), name.as_str()), hint));
        };
        found.insert(column.clone());
    }
    Ok(found)
}

/// A privilege that there is at that level.
fn privilege(name: &str, at: usize, level: Level, access: &Access) -> Result<Box<str>, Fault> {
    let all = access.at(level);
    let name = named(name);
    if all.contains(&&*name) {
        return Ok(name);
    }
    let elsewhere = [Level::Database, Level::Relation, Level::Column, Level::Routine];
    let elsewhere = elsewhere.into_iter().find(|level| access.at(*level).contains(&&*name));
    let near = all.into_iter().min_by_key(|other| distance(other, &name));
    let near = near.filter(|near| distance(near, &name) <= 1 + name.len() / 3);
    let hint = match (elsewhere, near) {
        (Some(level), _) => format!("it is for {}", level.words()),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => "a privilege that is for the whole server belongs to `access/roles.toml`".to_owned(),
    };
    Err(wrong(at, format!("`{name}` is no privilege on {}", level.words()), hint))
}

/// The account or role that is meant.
fn account(who: &Grantee, access: &Access, must_exist: bool) -> Result<Ident, Fault> {
    let grantee = match &who.host {
        Some(host) => grantee(&who.user, if host.is_empty() { "%" } else { host }),
        None => access.without_host(&who.user),
    };
    if !must_exist || access.is_account(&grantee) {
        return Ok(grantee);
    }
    let near = access.nearest(&grantee).map(|near| format!("did you mean `{}`? ", near.as_str())).unwrap_or_default();
    let hint = format!("{near}accounts and roles are the server's, and belong to `access/roles.toml`: create it first");
    Err(wrong(who.at, format!("there is no account or role `{}` on the server", grantee.as_str()), hint))
}
