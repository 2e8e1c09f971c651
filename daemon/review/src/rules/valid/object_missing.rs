//! A statement names a table or column that does not exist.
//!
//! It is only told where the schema is known (`--schema`), or where the same file dropped what it names.

use crate::rules::prelude::*;

/// The rule `object-missing`.
pub(super) static RULE: Rule = Rule {
    code: "object-missing",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("object_missing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (name, is_optional) = match &look.unit.form {
        Form::AlterTable(alter) => (Some(&alter.table), alter.if_exists),
        Form::CreateIndex(index) => (index.table.as_ref(), false),
        Form::Insert(insert) => (Some(&insert.table), false),
        Form::Update(change) | Form::Delete(change) if !change.has_join && !look.unit.is(0, "WITH") => {
            (Some(&change.table), false)
        }
        Form::Drop(drop) if drop.kind == "TABLE" && drop.names.len() == 1 => (drop.names.first(), drop.if_exists),
        _ => (None, true),
    };
    if let Some(name) = name.filter(|name| !is_optional && look.table(name).is_none()) {
        let kinds = ["VIEW", "MATERIALIZED VIEW", "SEQUENCE", "VIRTUAL TABLE"];
        let is_other = kinds.into_iter().any(|kind| look.catalog.object(kind, name).is_some());
        let is_system = name
            .schema
            .as_ref()
            .is_some_and(|schema| schema.as_str().starts_with("pg_") || schema.as_str() == "information_schema")
            || name.name.as_str().starts_with("sqlite_");
        if !is_other && !is_system && (look.catalog.is_complete || look.catalog.was_dropped("TABLE", name)) {
            let mark = look.mark(&name.span, format!("there is no table `{}`", name.shown()));
            let is_possible = match look.unit.form {
                Form::AlterTable(_) => look.is_postgres(),
                Form::Drop(_) => true,
                _ => false,
            };
            marks.push(if is_possible {
                look.inserting(mark, "write IF EXISTS", if_exists_at(look, name), "IF EXISTS ")
            } else {
                mark
            });
            return;
        }
    }
    columns(look, marks);
}

/// Where IF EXISTS goes: before the name, and before ONLY.
fn if_exists_at(look: &Look, name: &Name) -> usize {
    let at = look.unit.tokens.partition_point(|token| token.span.start < name.span.start);
    match at.checked_sub(1).filter(|before| look.unit.is(*before, "ONLY")) {
        Some(only) => look.unit.place(&(only..at)).start,
        None => name.span.start,
    }
}

/// Columns that ALTER TABLE, INSERT and UPDATE name.
fn columns(look: &Look, marks: &mut Vec<Mark>) {
    let mut parts: Vec<(&Name, &Part)> = Vec::new();
    for (alter, action) in look.actions() {
        let part = match &action.act {
            Act::DropColumn { name, if_exists: false, .. }
            | Act::SetType { name, .. }
            | Act::SetNotNull(name)
            | Act::DropNotNull(name)
            | Act::DropDefault(name) => name,
            Act::SetDefault(name, _) | Act::RenameColumn(name, _) | Act::Redefine { old: Some(name), .. } => name,
            _ => continue,
        };
        let is_added = |other: &Action| matches!(&other.act, Act::AddColumn { column, .. } if column.name().eq_ignore_ascii_case(part.as_str()));
        if !alter.actions.iter().any(is_added) {
            parts.push((&alter.table, part));
        }
    }
    match &look.unit.form {
        Form::Insert(insert) => parts.extend(insert.columns.iter().flatten().map(|part| (&insert.table, part))),
        Form::Update(change) if !change.has_join => {
            parts.extend(change.assignments.iter().map(|(part, _)| (&change.table, part)))
        }
        _ => {}
    }
    const HIDDEN: &[&str] = &["rowid", "oid", "_rowid_", "ctid"];
    for (table, part) in parts {
        let lacks = look.table(table).is_some_and(|known| known.is_whole && known.column(part.as_str()).is_none());
        if lacks && !HIDDEN.contains(&part.as_str().to_lowercase().as_str()) {
            let mark = look.mark(&part.span, format!("`{}` has no column `{}`", table.shown(), part.as_str()));
            let drops = |action: &Action| matches!(&action.act, Act::DropColumn { name, .. } if name.span == part.span);
            marks.push(if look.is_postgres() && look.actions().any(|(_, action)| drops(action)) {
                look.inserting(mark, "write IF EXISTS", part.span.start, "IF EXISTS ")
            } else {
                mark
            });
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE a (x int);\n---\nALTER TABLE b ADD COLUMN x int;",
                "mysql: CREATE TABLE a (x int);\n---\nUPDATE a SET y = 1 WHERE x = 2;",
                "sqlite: CREATE TABLE a (x); DROP TABLE a; INSERT INTO a VALUES (1);",
            ],
            &[
                "ALTER TABLE b ADD COLUMN x int;",
                "CREATE TABLE a (x int);\n---\nALTER TABLE IF EXISTS b ADD COLUMN x int;",
                "mysql: CREATE TABLE a (x int); ALTER TABLE a ADD y int; UPDATE a SET y = 1 WHERE x = 2;",
                "CREATE TABLE a (x int);\n---\nALTER TABLE a RENAME TO b; ALTER TABLE b DROP COLUMN x;",
            ],
        );
    }
}
