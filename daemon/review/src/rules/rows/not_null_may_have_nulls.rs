//! A column that may hold NULL becomes NOT NULL.
//!
//! Where a row has NULL, the change fails (PostgreSQL, MySQL in strict mode) or stores 0 or the empty text in its place.
//!
//! Instead, fill them first, in batches:
//!
//! ```sql
//! UPDATE users SET locale = 'en' WHERE locale IS NULL AND id BETWEEN 1 AND 10000;
//! ```

use crate::rules::prelude::*;

/// The rule `not-null-may-have-nulls`.
pub(super) static RULE: Rule = Rule {
    code: "not-null-may-have-nulls",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("not_null_may_have_nulls.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let (name, is_not_null) = match &action.act {
            Act::SetNotNull(name) => (name.as_str(), true),
            Act::Redefine { old, column } => {
                (old.as_ref().map_or(column.name(), Part::as_str), column.not_null.is_some())
            }
            _ => continue,
        };
        let known = look.table(&alter.table).and_then(|table| table.column(name));
        // MODIFY says NOT NULL also where nothing changes: then only the schema can tell.
        let is_change = match (&action.act, known) {
            (_, Some(known)) => !known.not_null,
            (act, None) => matches!(act, Act::SetNotNull(_)),
        };
        let (table, column) = (look.sql(&alter.table), look.quote(name));
        let is_filled = look.before().iter().any(|unit| fills(unit, &alter.table, name));
        if is_not_null && is_change && !is_filled {
            let message = format!("it fails where a row of `{}` has NULL in `{name}`", alter.table.shown());
            let help = format!("look first: SELECT count(*) FROM {table} WHERE {column} IS NULL;");
            marks.push(look.mark(&action.span, message).help(help).probe(look.nulls(&alter.table, name)));
        }
    }
}

/// Whether the statement fills the NULLs of the column.
fn fills(unit: &Unit, table: &Name, column: &str) -> bool {
    let Form::Update(change) = &unit.form else { return false };
    change.table.name == table.name
        && change.assignments.iter().any(|(part, _)| part.as_str().eq_ignore_ascii_case(column))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
                "mysql: CREATE TABLE t (a int);\n---\nALTER TABLE t MODIFY a int NOT NULL;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ALTER a SET NOT NULL;",
            ],
            &[
                "UPDATE t SET a = 0 WHERE a IS NULL; ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
                "mysql: CREATE TABLE t (a int NOT NULL);\n---\nALTER TABLE t MODIFY a bigint NOT NULL;",
                "CREATE TABLE t (a int); ALTER TABLE t ALTER a SET NOT NULL;",
            ],
        );
        crate::cases::check_probe(
            &super::RULE,
            "ALTER TABLE s.t ALTER COLUMN a SET NOT NULL;",
            "SELECT 1 AS found FROM s.t WHERE a IS NULL",
        );
    }
}
