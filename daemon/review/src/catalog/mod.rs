//! What exists when a statement runs, as far as the schema and the statements before it tell.
//!
//! Not the live database: what neither of them tells is assumed to exist.
//!
//! Invariant: a table is new only in the file that creates it.

mod objects;
mod replay;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use schema::Dialect;

use crate::read::form::Name;
use crate::read::statement::Form;
use crate::unit::Unit;

use objects::Objects;

pub use objects::Object;
pub(crate) use table::known_index;
pub use table::{Born, KnownColumn, KnownConstraint, KnownIndex, KnownKind, Partition, Table};

/// The objects that are known of.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The dialect of all that is in it.
    pub dialect: Dialect,
    /// Whether a schema was given: then what is not here does not exist.
    pub is_complete: bool,
    /// The tables by the key of their name.
    pub tables: BTreeMap<String, Table>,
    /// The keys of tables with a schema, by their bare names.
    by_bare_name: BTreeMap<String, BTreeSet<String>>,
    /// Which table an index is on, by the key of the index.
    pub(crate) index_tables: BTreeMap<String, String>,
    /// Views, types, functions and so on.
    objects: Objects,
    /// Objects that the current file dropped: kind and key.
    pub(crate) dropped: BTreeSet<(&'static str, String)>,
    /// The file whose statements are replayed; `None` while the schema is.
    pub(crate) file: Option<usize>,
    /// The tables that the current file dropped, as they were.
    pub(crate) gone: Vec<(String, Table)>,
    /// The other objects that the current file dropped, as they were.
    gone_objects: Objects,
    /// The tables that a constraint of this name was ever on, by its key.
    constraint_tables: BTreeMap<String, BTreeSet<String>>,
    /// Who owns objects, by the keys of their names, where that is known.
    pub owners: BTreeMap<String, String>,
}

impl Catalog {
    /// Knows nothing.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            is_complete: false,
            tables: BTreeMap::new(),
            by_bare_name: BTreeMap::new(),
            index_tables: BTreeMap::new(),
            objects: Objects::default(),
            dropped: BTreeSet::new(),
            file: None,
            gone: Vec::new(),
            gone_objects: Objects::default(),
            constraint_tables: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }

    /// A catalog of only the table that a statement is about, to try the statement on.
    pub fn clone_for(&self, unit: &Unit) -> Self {
        let mut small = Self { is_complete: self.is_complete, file: self.file, ..Self::new(self.dialect) };
        let name = match &unit.form {
            Form::CreateTable(create) => create.name.as_ref(),
            Form::AlterTable(alter) => Some(&alter.table),
            Form::CreateIndex(index) => index.table.as_ref(),
            _ => None,
        };
        if let Some((key, table)) = name.and_then(|name| self.tables.get_key_value(&self.key(name))) {
            small.insert_table(key.clone(), table.clone());
        }
        small
    }

    pub(crate) fn insert_table(&mut self, key: String, table: Table) {
        if let Some((_, bare)) = key.split_once('.') {
            self.by_bare_name.entry(bare.to_owned()).or_default().insert(key.clone());
        }
        self.tables.insert(key, table);
    }

    pub(crate) fn remove_table(&mut self, key: &str) -> Option<Table> {
        if let Some(known) = key.split_once('.').and_then(|(_, bare)| self.by_bare_name.get_mut(bare)) {
            known.remove(key);
        }
        self.tables.remove(key)
    }

    /// Says about how many rows a table has.
    pub(crate) fn set_rows(&mut self, key: &str, rows: u64) {
        self.set(key, |table| table.rows = Some(rows));
    }

    /// Says about how many bytes a table has.
    pub(crate) fn set_bytes(&mut self, key: &str, bytes: u64) {
        self.set(key, |table| table.bytes = Some(bytes));
    }

    fn set(&mut self, key: &str, what: impl FnOnce(&mut Table)) {
        if !self.tables.contains_key(key) {
            let unknown = Table { is_whole: false, ..Table::new(key.to_owned(), Born::Before) };
            self.insert_table(key.to_owned(), unknown);
        }
        if let Some(table) = self.tables.get_mut(key) {
            what(table);
        }
    }

    /// Begins a file: what the files before made is no longer new.
    pub fn begin_file(&mut self, file: usize) {
        self.gone.clear();
        self.gone_objects.clear();
        self.file = Some(file);
        self.dropped.clear();
    }

    fn born(&self) -> Born {
        self.file.map_or(Born::Before, Born::In)
    }

    /// The table of a name, where it is known.
    pub fn table(&self, name: &Name) -> Option<&Table> {
        let key = name.found_by(self.dialect);
        self.tables.get(&*key).or_else(|| self.tables.get(self.only_one_called(name, &key)?))
    }

    /// The key under which the table of a name is known: without a schema, or with another, it may be the only one of its name.
    pub fn key(&self, name: &Name) -> String {
        let key = name.found_by(self.dialect);
        let other = if self.tables.contains_key(&*key) { None } else { self.only_one_called(name, &key) };
        other.map_or_else(|| key.into_owned(), str::to_owned)
    }

    /// The key of the only table with a schema that has this bare name.
    fn only_one_called(&self, name: &Name, key: &str) -> Option<&str> {
        let alike = self.by_bare_name.get(key).filter(|known| name.schema.is_none() && known.len() == 1)?;
        alike.first().map(String::as_str)
    }

    /// Whether the current file made the table, or it is temporary: nothing else can be using it.
    ///
    /// Views and sequences count too: they are altered and indexed as tables are.
    pub fn is_new(&self, name: &Name) -> bool {
        if let Some(table) = self.table(name) {
            return table.is_temporary || self.is_of_file(table.born);
        }
        let key = name.found_by(self.dialect);
        let alike =
            ["VIEW", "MATERIALIZED VIEW", "SEQUENCE"].into_iter().filter_map(|kind| self.objects.get(kind, &key));
        alike.into_iter().any(|object| self.is_of_file(object.born))
    }

    /// Whether the current file made it.
    pub fn is_of_file(&self, born: Born) -> bool {
        matches!((born, self.file), (Born::In(born), Some(now)) if born == now)
    }

    /// The table that an index is on.
    pub fn table_of_index(&self, index: &Name) -> Option<&Table> {
        self.tables.get(self.index_tables.get(&index.key(self.dialect))?)
    }

    /// The index and its table.
    pub fn index(&self, index: &Name) -> Option<(&Table, &KnownIndex)> {
        let table = self.table_of_index(index)?;
        let key = index.name.as_str();
        table.indexes.iter().find(|known| known.name.eq_ignore_ascii_case(key)).map(|known| (table, known))
    }

    /// The tables that have a constraint of this name now, in the schema of a table.
    pub(crate) fn tables_with(&self, table: &Name, constraint: &str) -> impl Iterator<Item = (&String, &Table)> {
        let name = Name { schema: table.schema.clone(), name: constraint.into(), span: 0..0 };
        let keys = self.constraint_tables.get(&name.key(self.dialect)).into_iter().flatten();
        let found = keys.filter_map(|key| self.tables.get_key_value(key));
        let is =
            |known: &KnownConstraint, of: &str| known.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(of));
        let of = constraint.to_owned();
        found.filter(move |(_, table)| table.constraints.iter().any(|known| is(known, &of)))
    }

    /// An object that is no table.
    pub fn object(&self, kind: &'static str, name: &Name) -> Option<&Object> {
        self.objects.get(kind, &name.found_by(self.dialect))
    }

    /// An object that is no table, or what it was before the current file dropped it.
    pub fn object_before(&self, kind: &'static str, name: &Name) -> Option<&Object> {
        let gone = || self.gone_objects.get(kind, &name.found_by(self.dialect));
        self.object(kind, name).or_else(gone)
    }

    /// Objects of a kind, with their keys.
    pub fn objects_of<'s>(&'s self, kind: &'static str) -> impl Iterator<Item = (&'s str, &'s Object)> {
        self.objects.of(kind)
    }

    /// Whether a table gave up this name in the current file.
    pub fn was_renamed(&self, name: &Name) -> bool {
        self.dropped.contains(&("RENAMED", name.key(self.dialect)))
    }

    /// Whether the current file dropped the object before.
    pub fn was_dropped(&self, kind: &'static str, name: &Name) -> bool {
        self.dropped.contains(&(kind, name.key(self.dialect)))
    }
}
