//! An object is named without its schema.
//!
//! Where it ends up, or which one is meant, then depends on the `search_path` of whoever runs the file.

use crate::rules::prelude::*;

/// The rule `naming-fully-qualified`.
pub(super) static RULE: Rule = Rule {
    code: "naming-fully-qualified",
    engines: POSTGRES,
    level: Level::Off,
    priority: 2,
    aliases: &["schema-qualified", "statement-create-specify-schema"],
    parameters: &[],
    source: include_str!("naming_fully_qualified.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let names: Vec<&Name> = match &look.unit.form {
        Form::CreateTable(create) if !create.is_temporary => create.name.iter().collect(),
        Form::AlterTable(alter) => vec![&alter.table],
        Form::CreateIndex(index) => index.table.iter().collect(),
        Form::Create(create) if QUALIFIED.contains(&create.kind) => create.name.iter().collect(),
        Form::Drop(drop) if drop.kind == "TABLE" || QUALIFIED.contains(&drop.kind) => drop.names.iter().collect(),
        Form::Insert(insert) => vec![&insert.table],
        Form::Update(change) | Form::Delete(change) => vec![&change.table],
        Form::Truncate { tables, .. } => tables.iter().collect(),
        _ => return,
    };
    let is_temporary = |name: &&Name| look.table(name).is_some_and(|table| table.is_temporary);
    for name in names.into_iter().filter(|name| name.schema.is_none() && !is_temporary(name)) {
        let message = format!("which `{}` this is depends on the search_path", name.shown());
        let mark = look.mark(&name.span, message).help("write its schema before it");
        let path =
            look.session.settings.get("search_path").map(|path| path.split(',').next().unwrap_or_default().trim());
        let schema = path.filter(|schema| !schema.is_empty() && !schema.contains('$')).unwrap_or("public");
        let before = format!("{}.", look.quote(schema));
        marks.push(look.inserting(mark, "write its schema before it", name.span.start, before));
    }
}

const QUALIFIED: &[&str] =
    &["VIEW", "MATERIALIZED VIEW", "FUNCTION", "PROCEDURE", "SEQUENCE", "TYPE", "DOMAIN", "AGGREGATE"];

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE TABLE t (a int);", "UPDATE t SET a = 1 WHERE b = 2;", "CREATE VIEW v AS SELECT 1 AS a;"],
            &[
                "CREATE TABLE s.t (a int);",
                "CREATE TEMP TABLE t (a int); INSERT INTO t (a) VALUES (1);",
                "CREATE INDEX i ON s.t (a);",
            ],
        );
    }
}
