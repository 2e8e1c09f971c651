//! The key by which a table is walked over: its primary key, or a unique index of columns that are never NULL.
//!
//! Invariant: the order of the key is one that the server can follow by an index, and its values can be written as literals exactly.

use plan::KeyValues;
use schema::object::{Column, ConstraintKind, Facts, Table};
use schema::sql::TokenKind;
use schema::sql::lex::Lexer;
use schema::sql::unquote;
use schema::{Database, Dialect, Ident, ObjectId};

/// The columns of the key of a table, with what their values are.
///
/// # Errors
/// Why there is none that will do.
pub(super) fn key_of(observed: &Database, id: &ObjectId) -> Result<Vec<(Ident, KeyValues)>, String> {
    let Some(Facts::Table(table)) = observed.get(id).map(|object| &object.facts) else {
        return Err(format!("there is no table `{}`", id.dotted()));
    };
    if observed.dialect == Dialect::Sqlite
        && !table.settings.keys().any(|key| key.eq_ignore_ascii_case("without rowid"))
    {
        return rowid(table);
    }
    let mut why = "it has neither a primary key nor a unique index whose columns are never NULL".to_owned();
    for columns in candidates(observed, id, table) {
        match values(observed.dialect, table, &columns) {
            Ok(values) => return Ok(columns.into_iter().zip(values).collect()),
            Err(reason) => why = reason,
        }
    }
    Err(why)
}

/// Every ordinary table of SQLite is stored in the order of its row numbers.
fn rowid(table: &Table) -> Result<Vec<(Ident, KeyValues)>, String> {
    let is_taken = |name: &&&str| table.columns.iter().any(|column| column.name.as_str().eq_ignore_ascii_case(name));
    match ["rowid", "_rowid_", "oid"].iter().find(|name| !is_taken(name)) {
        Some(name) => Ok(vec![(Ident::from(*name), KeyValues::Numbers)]),
        None => Err("its columns have taken every name of the row number".to_owned()),
    }
}

/// The columns of keys, the best first.
fn candidates(observed: &Database, id: &ObjectId, table: &Table) -> Vec<Vec<Ident>> {
    let mut found: Vec<(bool, Vec<Ident>)> = Vec::new();
    for clause in &table.clauses {
        let is_primary = clause.definition.starts_with("PRIMARY KEY");
        if is_primary || clause.definition.starts_with("UNIQUE") {
            found.extend(columns_of(observed.dialect, &clause.definition).map(|columns| (!is_primary, columns)));
        }
    }
    let of_table = observed
        .objects
        .values()
        .filter(|object| object.id.of.as_ref() == Some(&id.name) && object.id.schema == id.schema);
    for object in of_table {
        if let Facts::Constraint(constraint) = &object.facts
            && matches!(constraint.kind, ConstraintKind::Primary | ConstraintKind::Unique)
        {
            found.push((constraint.kind != ConstraintKind::Primary, constraint.columns.clone()));
        }
    }
    let of_columns = table.columns.iter().filter(|column| {
        column.clauses.iter().any(|clause| clause.definition.to_ascii_uppercase().starts_with("PRIMARY KEY"))
    });
    found.extend(of_columns.map(|column| (false, vec![column.name.clone()])));
    found.sort();
    found.into_iter().map(|(_, columns)| columns).filter(|columns| !columns.is_empty()).collect()
}

/// The columns in the first parentheses of a key, where there is nothing but names in it.
fn columns_of(dialect: Dialect, definition: &str) -> Option<Vec<Ident>> {
    let mut tokens = Lexer::new(dialect, definition).filter(|token| !token.is_trivia());
    tokens.find(|token| token.text(definition) == "(")?;
    let mut columns = Vec::new();
    loop {
        let name = tokens.next()?;
        if !matches!(name.kind, TokenKind::Word | TokenKind::QuotedIdent) {
            return None;
        }
        columns.push(Ident::from(unquote(dialect, name.text(definition))));
        match tokens.next()?.text(definition) {
            "," => {}
            ")" => return Some(columns),
            _ => return None,
        }
    }
}

fn values(dialect: Dialect, table: &Table, columns: &[Ident]) -> Result<Vec<KeyValues>, String> {
    columns
        .iter()
        .map(|name| {
            let column = table.columns.iter().find(|column| column.name == *name);
            let column = column.ok_or_else(|| format!("its key names `{}`, which is no column", name.as_str()))?;
            let is_primary = table.clauses.iter().any(|clause| {
                clause.definition.starts_with("PRIMARY KEY")
                    && columns_of(dialect, &clause.definition).is_some_and(|columns| columns.contains(name))
            });
            if !column.not_null && !is_primary {
                return Err(format!("`{}` of its key may be NULL", name.as_str()));
            }
            values_of(dialect, column).ok_or_else(|| {
                format!(
                    "`{}` of its key is `{}`, whose values have no order that can be written exactly",
                    name.as_str(),
                    column.data_type
                )
            })
        })
        .collect()
}

fn values_of(dialect: Dialect, column: &Column) -> Option<KeyValues> {
    let base = column.data_type.split(['(', ' ', '[']).next().unwrap_or_default().to_ascii_lowercase();
    match (dialect, base.as_str()) {
        (Dialect::Sqlite, _) => Some(KeyValues::Texts),
        (
            _,
            "real" | "double" | "float" | "json" | "jsonb" | "geometry" | "point" | "enum" | "set" | "bit" | "vector",
        ) => None,
        (Dialect::Postgres, "bytea") => Some(KeyValues::Bytes),
        (Dialect::Postgres, _) => Some(KeyValues::Texts),
        (Dialect::MySql, "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "year") => {
            Some(KeyValues::Numbers)
        }
        (Dialect::MySql, "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob") => {
            Some(KeyValues::Bytes)
        }
        (
            Dialect::MySql,
            "char" | "varchar" | "date" | "datetime" | "timestamp" | "time" | "uuid" | "inet4" | "inet6",
        ) => Some(KeyValues::Texts),
        (Dialect::MySql, _) => None,
    }
}
