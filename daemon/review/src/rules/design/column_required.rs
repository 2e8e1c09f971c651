//! A table lacks a column that every table must have.
//!
//! Tools that copy, archive or audit rows count on the same columns everywhere.

use crate::rules::prelude::*;

/// The rule `column-required`.
pub(super) static RULE: Rule = Rule {
    code: "column-required",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["must-have-columns"],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["id", "created_ts", "updated_ts", "creator_id", "updater_id"]),
        about: "columns that every table must have",
    }],
    source: include_str!("column_required.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let list = look.parameters.list("list");
    if let Form::CreateTable(create) = &look.unit.form {
        let Some(name) = create.name.as_ref().filter(|_| !create.is_temporary && create.partition_of.is_none()) else {
            return;
        };
        let has = |wanted: &&String| create.columns.iter().any(|column| column.name().eq_ignore_ascii_case(wanted));
        let missing: Vec<_> = list.iter().filter(|wanted| !has(wanted)).map(|wanted| format!("`{wanted}`")).collect();
        if !missing.is_empty() && create.as_query.is_none() && create.like.is_none() && !create.inherits {
            let mark = look.mark(&name.span, format!("`{}` lacks {}", name.shown(), missing.join(", ")));
            let lacks = list.iter().filter(|wanted| !has(wanted));
            let defined = lacks.map(|wanted| defined(look, wanted)).collect::<Option<String>>();
            marks.push(match defined.zip(look.last_definition(true)) {
                Some((columns, end)) => look.inserting(mark, "add them", end, columns),
                None => mark,
            });
        }
    }
    for (alter, action) in look.actions() {
        let lost = match &action.act {
            Act::DropColumn { name, .. } => name,
            Act::RenameColumn(from, _) => from,
            Act::Redefine { old: Some(old), column } if old.as_str() != column.name() => old,
            _ => continue,
        };
        if list.iter().any(|wanted| wanted.eq_ignore_ascii_case(lost.as_str())) {
            marks.push(look.mark(
                &action.span,
                format!("`{}` loses `{}`, which every table must have", alter.table.shown(), lost.as_str()),
            ));
        }
    }
}

/// A column by what its name tells: a time, or a number that says who or what.
fn defined(look: &Look, name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let is_time = ["_ts", "_at", "_time"].iter().any(|ending| lower.ends_with(ending));
    let is_number = lower == "id" || lower.ends_with("_id") || lower.ends_with("_by");
    let time = match look.dialect() {
        schema::Dialect::Postgres => "timestamptz",
        schema::Dialect::MySql => "datetime",
        schema::Dialect::Sqlite => "text",
    };
    let ty = match () {
        () if is_time => format!("{time} NOT NULL DEFAULT CURRENT_TIMESTAMP"),
        () if is_number => "bigint NOT NULL".to_owned(),
        () => return None,
    };
    Some(format!(", {} {ty}", look.quote(name)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.column-required]\nlist = [\"id\", \"made_at\"]",
            &[
                "CREATE TABLE t (id int);",
                "mysql: ALTER TABLE t DROP COLUMN id;",
                "sqlite: ALTER TABLE t RENAME COLUMN made_at TO x;",
            ],
            &[
                "CREATE TABLE t (id int, made_at timestamptz);",
                "mysql: ALTER TABLE t DROP COLUMN other;",
                "CREATE TEMP TABLE t (a int);",
            ],
        );
    }
}
