//! What follows from the form of a table: its key, its rowid, the affinity of its columns.
//!
//! The rules are SQLite's (datatype3.html, lang_createtable.html); the text they are read from is in normal form.

use schema::Ident;
use schema::object::{Column, Table, TableClause};

use super::tokens::{first_name, folded, list};

/// The collation that a value is compared with when nothing else is said.
pub(super) const BINARY: &str = "BINARY";

/// One part of a key: a column or expression, and its collation where one is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyPart {
    pub(super) text: String,
    pub(super) collation: Option<String>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub(super) columns: Vec<Ident>,
    pub(super) parent: Ident,
    /// Empty: the primary key of the parent.
    pub(super) parent_columns: Vec<Ident>,
}

/// The column of that name in any case.
pub(super) fn column<'t>(table: &'t Table, name: &Ident) -> Option<&'t Column> {
    table.columns.iter().find(|column| folded(&column.name) == folded(name))
}

pub(super) fn is_without_rowid(table: &Table) -> bool {
    table.settings.contains_key("without rowid")
}

pub(super) fn is_strict(table: &Table) -> bool {
    table.settings.contains_key("strict")
}

/// The columns of the primary key, empty where there is none.
pub(super) fn primary_key(table: &Table) -> Vec<Ident> {
    let inline = table.columns.iter().find(|column| states(&column.clauses, "PRIMARY KEY"));
    if let Some(column) = inline {
        return vec![column.name.clone()];
    }
    let clause = table.clauses.iter().find(|clause| clause.definition.starts_with("PRIMARY KEY"));
    let parts = clause.and_then(|clause| list(&clause.definition)).map(|(parts, _)| parts).unwrap_or_default();
    parts.into_iter().filter_map(first_name).collect()
}

fn states(clauses: &[TableClause], start: &str) -> bool {
    clauses.iter().any(|clause| clause.definition.starts_with(start))
}

/// Whether the column has such a constraint of its own.
pub(super) fn column_states(column: &Column, start: &str) -> bool {
    states(&column.clauses, start)
}

/// The column that is another name of the rowid.
pub(super) fn rowid_alias(table: &Table) -> Option<&Column> {
    if is_without_rowid(table) {
        return None;
    }
    let key = primary_key(table);
    let [only] = key.as_slice() else { return None };
    let column = column(table, only)?;
    // Only inline does DESC make a difference; SQLite keeps that old error for old files.
    let descending = column.clauses.iter().any(|clause| clause.definition.starts_with("PRIMARY KEY DESC"));
    (&*column.data_type == "INTEGER" && !descending).then_some(column)
}

/// A name by which the rowid can be read, which no column hides; the alias itself where there is one.
pub(super) fn rowid_name(table: &Table) -> Option<Ident> {
    if is_without_rowid(table) {
        return None;
    }
    if let Some(alias) = rowid_alias(table) {
        return Some(alias.name.clone());
    }
    ["rowid", "_rowid_", "oid"].map(Ident::from).into_iter().find(|name| column(table, name).is_none())
}

/// Whether its key counts on in `sqlite_sequence`.
pub(super) fn counts_on(table: &Table) -> bool {
    let clauses = table.columns.iter().flat_map(|column| &column.clauses).chain(&table.clauses);
    clauses
        .filter(|clause| clause.definition.starts_with("PRIMARY KEY"))
        .any(|clause| clause.definition.contains("AUTOINCREMENT"))
}

/// Whether NULL is refused, by the column or by being the key of a table that has no NULL in keys.
pub(super) fn refuses_null(table: &Table, column: &Column) -> bool {
    column.not_null
        || ((is_without_rowid(table) || is_strict(table))
            && primary_key(table).iter().any(|key| folded(key) == folded(&column.name))
            && rowid_alias(table).is_none_or(|alias| alias.name != column.name))
}

/// How values are converted when they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Affinity {
    Text,
    Integer,
    Real,
    Numeric,
    /// Nothing is converted.
    Blob,
}

impl Affinity {
    /// A type that has this affinity in a table that is not STRICT.
    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Numeric => "NUMERIC",
            Self::Blob => "BLOB",
        }
    }

    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Real | Self::Numeric)
    }
}

/// The affinity of a column of that table.
pub(super) fn affinity(table: &Table, column: &Column) -> Affinity {
    let name = column.data_type.to_ascii_uppercase();
    let has = |part: &str| name.contains(part);
    if is_strict(table) && name == "ANY" {
        Affinity::Blob
    } else if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || name.is_empty() {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// The parts of a key or index in normal form.
pub(super) fn key_parts(definition: &str) -> Vec<KeyPart> {
    let parts = list(definition).map(|(parts, _)| parts).unwrap_or_default();
    parts.into_iter().map(key_part).collect()
}

fn key_part(text: &str) -> KeyPart {
    let text = text.strip_suffix(" AUTOINCREMENT").unwrap_or(text);
    let text = text.strip_suffix(" DESC").unwrap_or(text);
    match text.rsplit_once(" COLLATE ") {
        Some((part, collation)) if !collation.contains([' ', ')']) => {
            KeyPart { text: part.to_owned(), collation: Some(collation.to_owned()) }
        }
        _ => KeyPart { text: text.to_owned(), collation: None },
    }
}

/// Every foreign key with the clause that states it.
pub(super) fn foreign_keys(table: &Table) -> Vec<(&TableClause, ForeignKey)> {
    let inline = table.columns.iter().flat_map(|column| {
        let of_column = move |clause: &'_ TableClause| foreign_key(&clause.definition, Some(&column.name));
        column.clauses.iter().filter_map(move |clause| Some((clause, of_column(clause)?)))
    });
    let stated = table.clauses.iter().filter_map(|clause| Some((clause, foreign_key(&clause.definition, None)?)));
    inline.chain(stated).collect()
}

fn foreign_key(definition: &str, column: Option<&Ident>) -> Option<ForeignKey> {
    let (columns, rest) = match column {
        Some(column) => (vec![column.clone()], definition),
        None => {
            let (parts, rest) = list(definition.strip_prefix("FOREIGN KEY ")?)?;
            (parts.into_iter().filter_map(first_name).collect(), rest.trim_start())
        }
    };
    let rest = rest.strip_prefix("REFERENCES ")?;
    let parent = first_name(rest)?;
    let parent_columns = list(rest).map(|(parts, _)| parts.into_iter().filter_map(first_name).collect());
    Some(ForeignKey { columns, parent, parent_columns: parent_columns.unwrap_or_default() })
}
