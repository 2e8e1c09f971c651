//! Which part of the desired SQL is to be elaborated again, and how it is put together with the rest.
//!
//! It is told from names alone, and generously. Where names do not tell, there is no part: everything is elaborated.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schema::sql::mention_key;
use schema::{Database, Dialect, Facts, Object};

use super::Elaborated;
use super::provenance;
use super::unit::{Text, Unit, hash};
use crate::Source;

/// The part that is elaborated again.
pub(super) struct Part<'a> {
    dialect: Dialect,
    /// The files to load: the affected ones and what they need.
    pub(super) loaded: Vec<Text<'a>>,
    /// The names whose objects are taken from the scratch database, if they are there at all.
    fresh: BTreeSet<Box<str>>,
    /// What each file defines and mentions now.
    units: BTreeMap<String, Unit>,
    files: BTreeMap<String, String>,
}

impl<'a> Part<'a> {
    /// The part of the files that differs from before; none where everything must be elaborated.
    pub(super) fn of(dialect: Dialect, previous: &Elaborated, sources: &'a [Source]) -> Option<Self> {
        if previous.units.is_empty() || !previous.database.unsupported.is_empty() {
            return None;
        }
        let is_same = |source: &&Source| previous.files.get(&source.path) == Some(&source.id);
        let changed: BTreeMap<&str, Text<'a>> = sources
            .iter()
            .filter(|source| !is_same(source))
            .map(|source| (source.path.as_str(), Text::read(dialect, source)))
            .collect();
        let by_path: BTreeMap<&str, &'a Source> = sources.iter().map(|source| (source.path.as_str(), source)).collect();
        let gone = previous.units.iter().filter(|(path, _)| !by_path.contains_key(path.as_str()));
        let replaced = previous.units.iter().filter(|(path, _)| changed.contains_key(path.as_str()));
        let old: Vec<&Unit> = gone.chain(replaced).map(|(_, unit)| unit).collect();
        let mut units = previous.units.clone();
        units.retain(|path, _| by_path.contains_key(path.as_str()));
        units.extend(changed.iter().map(|(path, text)| ((*path).to_owned(), text.unit.clone())));
        if units.values().any(|unit| unit.is_opaque) || old.iter().any(|unit| unit.is_base || unit.is_opaque) {
            return None;
        }
        if changed.values().any(|text| text.unit.is_base) {
            return None;
        }
        let (affected, fresh) = affected(&units, &old, changed.keys().copied());
        let needed = needed(&units, &affected);
        if needed.len() * 2 > units.len() && units.len() > 1 {
            return None;
        }
        let mut changed = changed;
        let mut loaded = Vec::with_capacity(needed.len());
        for path in needed {
            let read = || by_path.get(path).map(|source| Text::read(dialect, source));
            loaded.extend(changed.remove(path).or_else(read));
        }
        let files = sources.iter().map(|source| (source.path.clone(), source.id.clone())).collect();
        Some(Self { dialect, loaded, fresh, units, files })
    }

    /// The whole from what the scratch database made of the part, and the rest of before; none where the two do not fit.
    pub(super) fn merged(self, previous: &Elaborated, scratch: Database) -> Option<Elaborated> {
        if !scratch.unsupported.is_empty() {
            return None;
        }
        let mut database = Database::empty(self.dialect);
        let is_fresh = |object: &Object| self.fresh.contains(&*mention_key(self.dialect, root(object)));
        for object in previous.database.objects.values().filter(|object| !is_fresh(object)) {
            database.insert(object.clone());
        }
        let mut provenance: Vec<_> =
            previous.provenance.iter().filter(|(id, _)| database.objects.contains_key(id)).cloned().collect();
        let mut made = Database::empty(self.dialect);
        for object in scratch.objects.into_values().filter(|object| is_fresh(object)) {
            made.insert(object);
        }
        let (new, renames) = provenance::resolve(&made, &self.loaded);
        let old_renames = previous.renames.iter().filter(|rename| database.objects.contains_key(&rename.object));
        let mut renames: Vec<_> = old_renames.cloned().chain(renames).collect();
        renames.sort();
        renames.dedup();
        provenance.extend(new);
        provenance.sort_by(|a, b| a.0.cmp(&b.0));
        for object in made.objects.into_values() {
            database.insert(object);
        }
        // What is left over from before must still find what it needs.
        let is_whole = database
            .objects
            .values()
            .all(|object| object.depends_on.iter().all(|id| database.objects.contains_key(id)));
        is_whole.then(|| Elaborated {
            database,
            files: self.files,
            renames,
            provenance,
            units: self.units,
            scope: previous.scope.clone(),
        })
    }
}

/// The name that an object stands or falls with: that of its table, if it has one.
fn root(object: &Object) -> &str {
    let name = match &object.facts {
        Facts::Index(index) => &index.on.name,
        Facts::Sequence(sequence) => sequence.owned_by.as_ref().map_or(&object.id.name, |(table, _)| &table.name),
        _ => object.id.of.as_ref().unwrap_or(&object.id.name),
    };
    name.as_str()
}

/// The files whose objects may differ, and the names of these objects, gone ones included.
fn affected<'u>(
    units: &'u BTreeMap<String, Unit>,
    old: &[&Unit],
    changed: impl Iterator<Item = &'u str>,
) -> (BTreeSet<&'u str>, BTreeSet<Box<str>>) {
    let mut affected: BTreeSet<&str> =
        changed.filter_map(|path| units.get_key_value(path)).map(|(path, _)| path.as_str()).collect();
    let mut fresh: BTreeSet<Box<str>> = old.iter().flat_map(|unit| unit.names.iter().cloned()).collect();
    fresh.extend(affected.iter().filter_map(|path| units.get(*path)).flat_map(|unit| unit.names.iter().cloned()));
    // Names whose change is seen by what mentions them.
    let mut spreading: Vec<u32> = fresh.iter().map(|name| hash(name)).collect();
    let mut spread: BTreeSet<u32> = spreading.iter().copied().collect();
    while !spreading.is_empty() {
        let reached = |unit: &Unit| spreading.iter().any(|name| unit.mentions(*name));
        let next: Vec<(&str, &Unit)> = units
            .iter()
            .filter(|(path, unit)| !affected.contains(path.as_str()) && reached(unit))
            .map(|(path, unit)| (path.as_str(), unit))
            .collect();
        spreading.clear();
        for (path, unit) in next {
            affected.insert(path);
            for name in &unit.names {
                fresh.insert(name.clone());
                if unit.passes_on && spread.insert(hash(name)) {
                    spreading.push(hash(name));
                }
            }
        }
    }
    (affected, fresh)
}

/// The affected files, and every file that defines something which a needed file mentions.
fn needed<'u>(units: &'u BTreeMap<String, Unit>, affected: &BTreeSet<&'u str>) -> BTreeSet<&'u str> {
    let mut makers: HashMap<u32, Vec<&'u str>> = HashMap::new();
    for (path, unit) in units {
        for name in &unit.names {
            makers.entry(hash(name)).or_default().push(path);
        }
    }
    let base = units.iter().filter(|(_, unit)| unit.is_base).map(|(path, _)| path.as_str());
    let mut needed: BTreeSet<&str> = affected.iter().copied().chain(base).collect();
    let mut waiting: Vec<&str> = needed.iter().copied().collect();
    while let Some(unit) = waiting.pop().and_then(|path| units.get(path)) {
        for maker in unit.mentions.iter().filter_map(|name| makers.get(name)).flatten() {
            if needed.insert(maker) {
                waiting.push(maker);
            }
        }
    }
    needed
}
