//! Objects of the model as SQLite statements: one spelling of each.

use schema::object::{Column, Table, TableClause};
use schema::{Dialect, Facts, Ident, Kind, Object};

/// A name as SQL.
pub(super) fn quoted(name: &Ident) -> String {
    name.display(Dialect::Sqlite).to_string()
}

/// A text as a SQL string.
pub(super) fn text(value: &str) -> String {
    schema::sql::literal(Dialect::Sqlite, value).to_string()
}

/// The statement that creates the object.
pub(super) fn create(object: &Object) -> Vec<String> {
    let name = &object.id.name;
    match &object.facts {
        Facts::Table(facts) => vec![table(name, facts)],
        Facts::Index(index) => vec![index.definition.to_string()],
        Facts::View(view) => {
            let columns = view.settings.get("columns").map(|columns| format!(" ({columns})")).unwrap_or_default();
            vec![format!("CREATE VIEW {}{columns} AS {}", quoted(name), view.query)]
        }
        Facts::Defined { definition } => vec![definition.to_string()],
        // SQLite has no other kinds.
        _ => Vec::new(),
    }
}

/// `CREATE TABLE` under a name that may be another than the table's own.
pub(super) fn table(name: &Ident, table: &Table) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    lines.extend(table.clauses.iter().map(clause));
    let mut options: Vec<&str> = Vec::new();
    for (setting, words) in [("without rowid", "WITHOUT ROWID"), ("strict", "STRICT")] {
        if table.settings.contains_key(setting) {
            options.push(words);
        }
    }
    let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(", ")) };
    format!("CREATE TABLE {} (\n  {}\n){options}", quoted(name), lines.join(",\n  "))
}

/// A column as it stands in `CREATE TABLE` and `ADD COLUMN`.
pub(super) fn column(column: &Column) -> String {
    let mut out = quoted(&column.name);
    let mut add = |part: &str| {
        out.push(' ');
        out.push_str(part);
    };
    let states = |start: &str, add: &mut dyn FnMut(&str)| {
        column.clauses.iter().filter(|part| part.definition.starts_with(start)).for_each(|part| add(&clause(part)));
    };
    if !column.data_type.is_empty() {
        add(&column.data_type);
    }
    states("PRIMARY KEY", &mut add);
    if column.not_null {
        if let Some(name) = column.settings.get("not null name") {
            add(&format!("CONSTRAINT {name}"));
        }
        add("NOT NULL");
        if let Some(conflict) = column.settings.get("not null") {
            add(conflict);
        }
    }
    states("UNIQUE", &mut add);
    if let Some(default) = &column.default {
        add(&format!("DEFAULT {default}"));
    }
    if let Some(collation) = &column.collation {
        add(&format!("COLLATE {collation}"));
    }
    if let Some(generated) = &column.generated {
        let how = if generated.stored { "STORED" } else { "VIRTUAL" };
        add(&format!("GENERATED ALWAYS AS ({}) {how}", generated.expression));
    }
    states("CHECK", &mut add);
    states("REFERENCES", &mut add);
    out
}

fn clause(clause: &TableClause) -> String {
    match &clause.name {
        Some(name) => format!("CONSTRAINT {} {}", quoted(name), clause.definition),
        None => clause.definition.to_string(),
    }
}

/// Where an object stands among those that build a database: SQLite binds names late, so that the kind decides.
pub(super) const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Table => 0,
        Kind::VirtualTable => 1,
        Kind::Index => 2,
        Kind::View => 3,
        _ => 4,
    }
}
