//! Who holds what: the privileges of a database as the model has them.

use std::collections::BTreeMap;

use schema::object::Grant;
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

/// Privileges by what they are on and who has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::mysql) struct Held(BTreeMap<ObjectId, Grant>);

impl Held {
    /// Adds privileges.
    pub(in crate::mysql) fn give(&mut self, id: ObjectId, grant: &Grant) {
        let held = self.0.remove(&id).unwrap_or_default().with(grant);
        if !held.is_empty() {
            self.0.insert(id, held);
        }
    }

    /// Takes privileges, as the server does.
    pub(in crate::mysql) fn take(&mut self, id: ObjectId, grant: &Grant) {
        let held = self.0.remove(&id).unwrap_or_default();
        let held = held.clone().revoked(&spelled_as(&held, grant));
        if !held.is_empty() {
            self.0.insert(id, held);
        }
    }

    /// What is held, without duplicates.
    pub(in crate::mysql) const fn all(&self) -> &BTreeMap<ObjectId, Grant> {
        &self.0
    }

    /// Puts it into a database of the model, with the edges to what it is on.
    pub(in crate::mysql) fn into_database(self, database: &mut Database) {
        let mut named: BTreeMap<_, Vec<ObjectId>> = BTreeMap::new();
        for id in database.objects.keys().filter(|id| id.of.is_none()) {
            named.entry(id.name.clone()).or_default().push(id.clone());
        }
        for (id, grant) in self.0 {
            let table = id.of.clone().and_then(|of| database.get(&ObjectId::new(Kind::Table, None, of))?.table());
            let grant = match table {
                Some(table) => {
                    respelled(&grant, |column| find(table.columns.iter().map(|column| &column.name), column))
                }
                None => grant,
            };
            let mut object = Object::new(id, Facts::Grant(grant));
            let same = object.id.of.as_ref().and_then(|of| named.get(of)).into_iter().flatten();
            let is_on = |on: &&ObjectId| ObjectId::grant(Some(*on), object.id.name.clone()) == object.id;
            object.depends_on = same.filter(is_on).cloned().collect();
            database.insert(object);
        }
    }
}

/// The grant with columns spelled as those that are held.
fn spelled_as(held: &Grant, grant: &Grant) -> Grant {
    respelled(grant, |column| find(held.columns.values().flatten(), column))
}

/// The grant with columns spelled otherwise, where there is another spelling.
fn respelled<'a>(grant: &Grant, spelling: impl Fn(&Ident) -> Option<&'a Ident>) -> Grant {
    let mut grant = grant.clone();
    for columns in grant.columns.values_mut() {
        *columns = columns.iter().map(|column| spelling(column).unwrap_or(column).clone()).collect();
    }
    grant
}

/// The name that is the same but for its letter case.
fn find<'a>(mut names: impl Iterator<Item = &'a Ident>, wanted: &Ident) -> Option<&'a Ident> {
    let folded = wanted.as_str().to_lowercase();
    names.find(|name| name.as_str().to_lowercase() == folded)
}
