//! Catalog rows as objects of the model, with the edges to what they need.

use std::collections::{BTreeMap, BTreeSet};

use schema::object::Index;
use schema::{Database, Dialect, Facts, Ident, Kind, Object, ObjectId, Unsupported};

use super::catalog::{Catalog, Entry};
use super::check;
use crate::sqlite::own;
use crate::sqlite::parse::normal::TableNames;
use crate::sqlite::parse::tokens::significant;
use crate::sqlite::parse::{Misread, index, table, trigger, view, virtual_table};

/// What all readers need to know of the whole.
struct Names<'c> {
    catalog: &'c Catalog,
    /// Tables, virtual tables and views by folded name.
    relations: BTreeMap<String, ObjectId>,
    /// The columns of tables by folded name of the table.
    columns: BTreeMap<String, TableNames>,
    /// Every name of a column or relation, folded.
    known: BTreeSet<String>,
}

/// The database that the catalogs describe; Groundline's own objects and shadow tables are left out.
pub(super) fn database(catalog: &Catalog) -> Database {
    let names = Names::new(catalog);
    let foreign = catalog.of_unknown_modules();
    let mut database = Database::empty(Dialect::Sqlite);
    for entry in &catalog.entries {
        if is_left_out(entry, catalog, &foreign) {
            continue;
        }
        match names.object(entry) {
            Ok(object) => database.insert(object),
            Err(reason) => drop(
                database.unsupported.insert(Unsupported { object: format!("{} {}", entry.kind, entry.name), reason }),
            ),
        }
    }
    database
}

/// Whether it is SQLite's own, Groundline's own, or the inside of a virtual table.
fn is_left_out(entry: &Entry, catalog: &Catalog, foreign: &[&str]) -> bool {
    let internal = |name: &str| name.to_ascii_lowercase().starts_with("sqlite_");
    internal(&entry.name)
        || own::is_own(&entry.name)
        || own::is_own(&entry.table)
        || catalog.is_shadow(&entry.table, foreign)
        || entry.sql.is_none()
}

impl Catalog {
    /// The virtual tables whose module is not built in.
    fn of_unknown_modules(&self) -> Vec<&str> {
        let virtual_tables = self.entries.iter().filter(|entry| entry.is_virtual());
        virtual_tables.filter(|entry| !self.knows_module_of(entry)).map(|entry| entry.name.as_str()).collect()
    }

    /// Whether the table is the inside of a virtual table. Of a module that is not built in, everything that bears its
    /// table's name as a prefix is taken for such.
    fn is_shadow(&self, table: &str, foreign: &[&str]) -> bool {
        self.types.get(table).is_some_and(|kind| kind == "shadow")
            || foreign.iter().any(|name| table.strip_prefix(name).is_some_and(|rest| rest.starts_with('_')))
    }

    fn knows_module_of(&self, entry: &Entry) -> bool {
        let read = entry.sql.as_deref().map(virtual_table::read);
        matches!(read, Some(Ok(read)) if self.modules.contains(&read.module))
    }
}

impl Entry {
    fn is_virtual(&self) -> bool {
        let words = self.sql.as_deref().map(|sql| significant(sql.get(..64).unwrap_or(sql)));
        self.kind == "table" && words.is_some_and(|words| words.get(1).is_some_and(|word| word.is_word("VIRTUAL")))
    }

    fn id(&self) -> ObjectId {
        let name = Ident::from(self.name.as_str());
        match self.kind.as_str() {
            "view" => ObjectId::new(Kind::View, None, name),
            "index" => ObjectId::new(Kind::Index, None, name),
            "trigger" => ObjectId::part(Kind::Trigger, None, self.table.as_str().into(), name),
            _ if self.is_virtual() => ObjectId::new(Kind::VirtualTable, None, name),
            _ => ObjectId::new(Kind::Table, None, name),
        }
    }
}

impl<'c> Names<'c> {
    fn new(catalog: &'c Catalog) -> Self {
        let mut names = Self { catalog, relations: BTreeMap::new(), columns: BTreeMap::new(), known: BTreeSet::new() };
        for (table, rows) in &catalog.columns {
            let columns = rows.iter().map(|row| Ident::from(row.name.as_str()));
            let table_names = TableNames::new(table, columns);
            names.known.extend(table_names.columns.keys().cloned());
            names.columns.insert(table_names.table.clone(), table_names);
        }
        for entry in catalog.entries.iter().filter(|entry| matches!(entry.kind.as_str(), "table" | "view")) {
            names.known.insert(entry.name.to_ascii_lowercase());
            names.relations.insert(entry.name.to_ascii_lowercase(), entry.id());
        }
        names
    }

    fn object(&self, entry: &Entry) -> Result<Object, String> {
        let id = entry.id();
        let sql = entry.sql.as_deref().unwrap_or_default();
        let not_read = |misread: Misread| format!("its definition has {}, which is not understood", misread.0);
        let (facts, mut needs) = match id.kind {
            Kind::View => (Facts::View(view::read(sql, &self.known).map_err(not_read)?), self.mentioned(sql)),
            Kind::Index => self.index(entry, sql)?,
            Kind::Trigger => {
                let on = self.relation(&entry.table);
                let definition = trigger::read(sql, &on.name, &self.known).map_err(not_read)?.into();
                (Facts::Defined { definition }, self.mentioned(sql))
            }
            Kind::VirtualTable => self.virtual_table(sql).map_err(|error| error.unwrap_or_else(not_read))?,
            _ => {
                let read = table::read(sql, &|name| self.declared(name)).map_err(not_read)?;
                check::table(&entry.name, &read, self.catalog)?;
                let parents = read.parents.iter().filter_map(|name| self.find(name.as_str()).cloned()).collect();
                (Facts::Table(read.table), parents)
            }
        };
        needs.retain(|need| *need != id);
        needs.sort();
        needs.dedup();
        let mut object = Object::new(id, facts);
        object.depends_on = needs;
        Ok(object)
    }

    fn index(&self, entry: &Entry, sql: &str) -> Result<(Facts, Vec<ObjectId>), String> {
        let on = self.relation(&entry.table);
        let names = self.columns.get(&entry.table.to_ascii_lowercase()).ok_or("its table has no columns")?;
        let read = index::read(sql, &on.name, names)
            .map_err(|misread| format!("its definition has {}, which is not understood", misread.0))?;
        check::index(&entry.table, &entry.name, &read, self.catalog)?;
        let index = Index {
            on: on.clone(),
            definition: read.definition.into(),
            unique: read.unique,
            valid: true,
            parent: None,
            settings: Default::default(),
        };
        Ok((Facts::Index(index), vec![on]))
    }

    fn virtual_table(&self, sql: &str) -> Result<(Facts, Vec<ObjectId>), Either> {
        let read = virtual_table::read(sql).map_err(Either::Misread)?;
        if !self.catalog.modules.contains(&read.module) {
            return Err(Either::Reason(format!(
                "its module `{}` is not built in, so it cannot be read or rebuilt",
                read.module
            )));
        }
        let needs = self.content_table(&read.definition);
        Ok((Facts::Defined { definition: read.definition.into() }, needs))
    }

    /// The table that a full-text index takes its content from.
    fn content_table(&self, definition: &str) -> Vec<ObjectId> {
        let tokens = significant(definition);
        tokens
            .windows(3)
            .filter(|three| three[0].is_word("content") && three[1].text == "=" && three[2].is_name())
            .filter_map(|three| self.find(&three[2].name()).cloned())
            .collect()
    }

    /// The relations whose names stand in the text.
    fn mentioned(&self, sql: &str) -> Vec<ObjectId> {
        let tokens = significant(sql);
        tokens.iter().filter(|token| token.is_name()).filter_map(|token| self.find(&token.name()).cloned()).collect()
    }

    fn find(&self, name: &str) -> Option<&ObjectId> {
        let id = self.relations.get(&name.to_ascii_lowercase())?;
        (!own::is_own(id.name.as_str())).then_some(id)
    }

    /// The table or view of that name in its declared spelling.
    fn relation(&self, name: &str) -> ObjectId {
        self.find(name).cloned().unwrap_or_else(|| ObjectId::new(Kind::Table, None, name.into()))
    }

    fn declared(&self, name: &Ident) -> Ident {
        self.find(name.as_str()).map_or_else(|| name.clone(), |id| id.name.clone())
    }
}

/// Why a virtual table is not understood.
enum Either {
    Misread(Misread),
    Reason(String),
}

impl Either {
    fn unwrap_or_else(self, say: impl Fn(Misread) -> String) -> String {
        match self {
            Self::Misread(misread) => say(misread),
            Self::Reason(reason) => reason,
        }
    }
}
