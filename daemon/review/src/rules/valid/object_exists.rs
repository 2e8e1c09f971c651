//! Something is created that exists already.
//!
//! The statement fails when it runs.
//!
//! Instead, alter what is there, or write IF NOT EXISTS where both definitions are the same.

use crate::rules::prelude::*;

/// The rule `object-exists`.
pub(super) static RULE: Rule = Rule {
    code: "object-exists",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &["builtin-walk-through-check"],
    parameters: &[],
    source: include_str!("object_exists.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    match &look.unit.form {
        Form::CreateTable(create) if !create.if_not_exists && !create.or_replace && !create.is_temporary => {
            if let Some(name) =
                create.name.as_ref().filter(|name| exact(look, name).is_some_and(|table| !table.is_temporary))
            {
                let mark = look.mark(&name.span, format!("table `{}` exists already", name.shown()));
                let mark = mark.help("use ALTER TABLE, or IF NOT EXISTS where it is the same");
                marks.push(look.inserting(mark, "write IF NOT EXISTS", name.span.start, "IF NOT EXISTS "));
            }
        }
        Form::CreateIndex(index) if !index.if_not_exists => {
            let taken = index.name.as_ref().zip(index.table.as_ref()).is_some_and(|(name, on)| {
                let name = Name { schema: name.schema.clone().or_else(|| on.schema.clone()), ..name.clone() };
                let of_table = || {
                    look.table(on).is_some_and(|table| {
                        table.indexes.iter().any(|known| known.name.eq_ignore_ascii_case(name.name.as_str()))
                    })
                };
                if look.is_mysql() { of_table() } else { look.catalog.index(&name).is_some() }
            });
            if taken {
                let mark = look.mark_all("an index of this name exists already");
                let mark = mark.help("choose another name, or drop the old one");
                let name = index.name.as_ref().filter(|_| !look.is_mysql());
                marks.push(match name {
                    Some(name) => look.inserting(mark, "write IF NOT EXISTS", name.span.start, "IF NOT EXISTS "),
                    None => mark,
                });
            }
        }
        Form::Create(create) if !create.if_not_exists && !create.or_replace && UNIQUE.contains(&create.kind) => {
            if let Some(name) = create.name.as_ref().filter(|name| is_taken(look, create, name)) {
                let mark =
                    look.mark(&name.span, format!("{} `{}` exists already", create.kind.to_lowercase(), name.shown()));
                let with_clause = ["MATERIALIZED VIEW", "SEQUENCE", "SCHEMA", "EXTENSION"].contains(&create.kind)
                    || (create.kind == "VIEW" && look.dialect() == schema::Dialect::Sqlite);
                marks.push(match create.kind {
                    _ if with_clause => look.inserting(mark, "write IF NOT EXISTS", name.span.start, "IF NOT EXISTS "),
                    "VIEW" => look.inserting(mark, "replace it", look.unit.place(&(0..1)).end, " OR REPLACE"),
                    _ => mark,
                });
            }
        }
        _ => {}
    }
    for (alter, action) in look.actions() {
        let Act::AddColumn { column, if_not_exists: false } = &action.act else { continue };
        let dropped = alter
            .actions
            .iter()
            .any(|other| matches!(&other.act, Act::DropColumn { name, .. } if name.as_str() == column.name()));
        if !dropped && look.table(&alter.table).is_some_and(|table| table.column(column.name()).is_some()) {
            let message = format!("`{}` has a column `{}` already", alter.table.shown(), column.name());
            let mark = look.mark(&column.name_span(), message);
            marks.push(if look.is_postgres() {
                look.inserting(mark, "write IF NOT EXISTS", column.name_span().start, "IF NOT EXISTS ")
            } else {
                mark
            });
        }
    }
}

/// The table of just this name, and not one that it may stand for.
fn exact<'a>(look: &Look<'a>, name: &Name) -> Option<&'a Table> {
    look.catalog.tables.get(&name.key(look.dialect()))
}

/// Kinds whose objects have one name each; functions may share one.
const UNIQUE: &[&str] = &["VIEW", "MATERIALIZED VIEW", "SEQUENCE", "TYPE", "DOMAIN", "SCHEMA", "EXTENSION"];

/// Whether an object has the name. A type that is no more than a name (`CREATE TYPE t`) is completed by the statement that says the rest.
fn is_taken(look: &Look, create: &Create, name: &Name) -> bool {
    let Some(known) = look.catalog.object(create.kind, name) else { return false };
    let says_more = |unit: &Unit| matches!(&unit.form, Form::Create(one) if one.rest < unit.tokens.len());
    let completes = || says_more(look.unit) && !says_more(&Unit::new(look.dialect(), &known.text, 0));
    create.kind != "TYPE" || !completes()
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int); CREATE TABLE t (b int);",
                "mysql: CREATE TABLE t (a int);\n---\nALTER TABLE t ADD COLUMN a int;",
                "sqlite: CREATE TABLE t (a); CREATE INDEX i ON t (a);\n---\nCREATE INDEX i ON t (a);",
                "CREATE VIEW v AS SELECT 1 AS a; CREATE VIEW v AS SELECT 2 AS a;",
            ],
            &[
                "CREATE TABLE t (a int); CREATE TABLE IF NOT EXISTS t (b int);",
                "mysql: CREATE TABLE t (a int); DROP TABLE t; CREATE TABLE t (a int);",
                "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "mysql: CREATE TABLE a (x int, KEY k (x)); CREATE TABLE b (x int, KEY k (x));",
            ],
        );
    }
}
