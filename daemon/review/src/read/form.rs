//! The internal form of a statement: as much as rules ask about, and nothing more.
//!
//! Not a syntax tree: expressions are ranges of tokens, and what no rule asks about is skipped.
//!
//! Invariant: every span lies inside the statement's text, every range inside its tokens.

use std::borrow::Cow;
use std::ops::Range;

use schema::sql::QualifiedName;
use schema::{Dialect, Ident};

/// Bytes within the statement's text.
pub type Span = Range<usize>;

/// Places within the statement's list of tokens.
pub type Tokens = Range<usize>;

/// One name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name as the catalog knows it.
    pub name: Ident,
    /// Where it is written.
    pub span: Span,
}

impl Part {
    /// The bare name.
    pub fn as_str(&self) -> &str {
        self.name.as_str()
    }
}

/// A name in the letter case by which it is found.
fn folded(dialect: Dialect, name: &Ident) -> Cow<'_, str> {
    match dialect {
        Dialect::Postgres => Cow::Borrowed(name.as_str()),
        Dialect::MySql | Dialect::Sqlite => Cow::Owned(name.as_str().to_lowercase()),
    }
}

/// A name that may have a schema before it, where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The schema, where one is written.
    pub schema: Option<Ident>,
    /// The object.
    pub name: Ident,
    /// Where it is written, schema included.
    pub span: Span,
}

impl Name {
    /// What the name is found by: the default schema is the same as none, and letter case as the dialect has it.
    pub fn key(&self, dialect: Dialect) -> String {
        self.found_by(dialect).into_owned()
    }

    /// The key, without a copy where the name is its own.
    pub(crate) fn found_by(&self, dialect: Dialect) -> Cow<'_, str> {
        let is_default = |schema: &Ident| {
            matches!((dialect, schema.as_str()), (Dialect::Postgres, "public") | (Dialect::Sqlite, "main"))
        };
        match self.schema.as_ref().filter(|schema| !is_default(schema)) {
            Some(schema) => Cow::Owned(format!("{}.{}", folded(dialect, schema), folded(dialect, &self.name))),
            None => folded(dialect, &self.name),
        }
    }

    /// The name as SQL.
    pub fn sql(&self, dialect: Dialect) -> String {
        QualifiedName { schema: self.schema.clone(), name: self.name.clone() }.display(dialect).to_string()
    }

    /// The name for a message: as it is, with a point between its parts.
    pub fn shown(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", schema.as_str(), self.name.as_str()),
            None => self.name.as_str().to_owned(),
        }
    }
}

/// The type of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeName {
    /// The one lower-case name that all spellings of the type share, such as `varchar` and `timestamptz`.
    pub base: String,
    /// The numbers and values in parentheses, without quotes.
    pub arguments: Vec<String>,
    /// Whether it is an array.
    pub is_array: bool,
    /// MySQL: without a sign.
    pub is_unsigned: bool,
    /// Where it is written.
    pub span: Span,
}

impl TypeName {
    /// The first argument as a number.
    pub fn size(&self) -> Option<u64> {
        self.arguments.first()?.parse().ok()
    }

    /// Whether it is one of these.
    pub fn is(&self, bases: &[&str]) -> bool {
        bases.contains(&self.base.as_str())
    }

    /// MySQL: whether its values may lie outside of the row: TEXT, BLOB and JSON.
    pub fn is_large(&self) -> bool {
        self.is(&["text", "tinytext", "mediumtext", "longtext", "blob", "tinyblob", "mediumblob", "longblob", "json"])
    }

    /// The same type, spelled in whatever way.
    pub fn same(&self, other: &Self) -> bool {
        self.base == other.base
            && self.arguments == other.arguments
            && self.is_array == other.is_array
            && self.is_unsigned == other.is_unsigned
    }
}

/// What a foreign key points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The table.
    pub table: Name,
    /// The columns; empty for its primary key.
    pub columns: Vec<Part>,
    /// What happens on delete, in upper case, such as `CASCADE`; empty when not said.
    pub on_delete: String,
    /// The same on update.
    pub on_update: String,
    /// From REFERENCES to its last word.
    pub span: Span,
}

/// How a generated column keeps its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    /// In the row.
    Stored,
    /// Computed when read.
    Virtual,
}

/// A column as CREATE TABLE or ALTER TABLE describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: Option<Part>,
    /// Its type; an empty base where none is written (SQLite).
    pub ty: TypeName,
    /// The whole definition.
    pub span: Span,
    /// NOT NULL, where it stands.
    pub not_null: Option<Span>,
    /// NULL, where it stands.
    pub null: Option<Span>,
    /// The value after DEFAULT.
    pub default: Option<Tokens>,
    /// GENERATED … AS (expression).
    pub generated: Option<Generated>,
    /// GENERATED … AS IDENTITY.
    pub is_identity: bool,
    /// AUTO_INCREMENT or AUTOINCREMENT, where it stands.
    pub auto_increment: Option<Span>,
    /// PRIMARY KEY, where it stands.
    pub primary_key: Option<Span>,
    /// UNIQUE, where it stands.
    pub unique: Option<Span>,
    /// REFERENCES.
    pub references: Option<Reference>,
    /// The expressions of CHECK.
    pub checks: Vec<Tokens>,
    /// COLLATE.
    pub collation: Option<Part>,
    /// CHARACTER SET.
    pub charset: Option<Part>,
    /// COMMENT, without quotes.
    pub comment: Option<String>,
    /// ON UPDATE CURRENT_TIMESTAMP, where it stands.
    pub on_update: Option<Span>,
    /// Where FIRST or AFTER stands.
    pub position: Option<Span>,
}

impl Column {
    /// Its name, empty where it could not be read.
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or("", Part::as_str)
    }

    /// Where its name stands.
    pub fn name_span(&self) -> Span {
        self.name.as_ref().map_or_else(|| self.span.clone(), |part| part.span.clone())
    }

    /// Whether it is PostgreSQL's `serial` in one of its sizes.
    pub fn is_serial(&self) -> bool {
        self.ty.is(&["serial", "bigserial", "smallserial"])
    }

    /// Whether the database gives it a value of its own where a row has none.
    pub fn fills_itself(&self) -> bool {
        self.default.is_some()
            || self.generated.is_some()
            || self.is_identity
            || self.auto_increment.is_some()
            || self.is_serial()
    }
}

/// One column, or expression, of an index or key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPart {
    /// The column; `None` for an expression.
    pub column: Option<Part>,
    /// How many characters of it, in MySQL.
    pub prefix: Option<u64>,
    /// The whole part.
    pub tokens: Tokens,
    /// Where it is written.
    pub span: Span,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// PRIMARY KEY.
    Primary(Vec<KeyPart>),
    /// UNIQUE.
    Unique(Vec<KeyPart>),
    /// FOREIGN KEY.
    Foreign(Vec<Part>, Reference),
    /// CHECK.
    Check(Tokens),
    /// EXCLUDE.
    Exclude,
    /// NOT NULL as a constraint of its own (PostgreSQL 18).
    NotNull(Part),
}

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Its name, where one is written.
    pub name: Option<Part>,
    /// What it demands.
    pub demand: Demand,
    /// The index that it takes over, for USING INDEX.
    pub using_index: Option<Part>,
    /// NOT VALID.
    pub not_valid: bool,
    /// NOT ENFORCED.
    pub not_enforced: bool,
    /// DEFERRABLE.
    pub deferrable: bool,
    /// The whole of it.
    pub span: Span,
}

impl Constraint {
    /// The columns that it is over, as far as they are plain columns.
    pub fn columns(&self) -> Vec<&Part> {
        match &self.demand {
            Demand::Primary(parts) | Demand::Unique(parts) => {
                parts.iter().filter_map(|part| part.column.as_ref()).collect()
            }
            Demand::Foreign(columns, _) => columns.iter().collect(),
            Demand::NotNull(column) => vec![column],
            Demand::Check(_) | Demand::Exclude => Vec::new(),
        }
    }
}

/// An index, made by itself or inside a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name, where one is written.
    pub name: Option<Name>,
    /// The table.
    pub table: Option<Name>,
    /// UNIQUE.
    pub is_unique: bool,
    /// FULLTEXT or SPATIAL, in upper case.
    pub special: Option<&'static str>,
    /// CONCURRENTLY.
    pub concurrently: bool,
    /// IF NOT EXISTS.
    pub if_not_exists: bool,
    /// ON ONLY.
    pub only: bool,
    /// The method after USING, in lower case.
    pub method: Option<String>,
    /// What it is over.
    pub parts: Vec<KeyPart>,
    /// The condition after WHERE.
    pub condition: Option<Tokens>,
    /// The word INDEX (or KEY), after which CONCURRENTLY would stand.
    pub word: Span,
    /// The whole of it.
    pub span: Span,
}

/// An option of a MySQL table, or of an ALTER TABLE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableOption {
    /// Its word in upper case, such as `ENGINE`, `CHARSET`, `COLLATE`, `AUTO_INCREMENT`, `COMMENT`.
    pub key: &'static str,
    /// Its value without quotes.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

/// CREATE TABLE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateTable {
    /// The table.
    pub name: Option<Name>,
    /// TEMPORARY.
    pub is_temporary: bool,
    /// UNLOGGED.
    pub is_unlogged: bool,
    /// OR REPLACE.
    pub or_replace: bool,
    /// IF NOT EXISTS.
    pub if_not_exists: bool,
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// The constraints that are not part of a column.
    pub constraints: Vec<Constraint>,
    /// MySQL: the indexes inside it.
    pub indexes: Vec<Index>,
    /// The options behind it.
    pub options: Vec<TableOption>,
    /// PARTITION BY, where it stands, and its columns.
    pub partition_by: Option<(Span, Vec<Part>)>,
    /// PARTITION OF.
    pub partition_of: Option<Name>,
    /// AS SELECT, where it stands.
    pub as_query: Option<Span>,
    /// LIKE another table.
    pub like: Option<Name>,
    /// INHERITS.
    pub inherits: bool,
    /// SQLite: STRICT.
    pub is_strict: bool,
    /// SQLite: WITHOUT ROWID.
    pub without_rowid: bool,
}
