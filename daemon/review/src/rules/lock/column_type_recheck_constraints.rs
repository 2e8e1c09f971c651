//! A type change that keeps the rows still checks every row again, or builds indexes anew.
//!
//! PostgreSQL drops and makes again what depends on the column: a CHECK is evaluated for every row, a foreign key is looked up,
//! an index over an expression or with a condition is built, all under an ACCESS EXCLUSIVE lock.
//!
//! Instead, drop the constraint first, change the type, add the constraint with NOT VALID and validate it later; build the index
//! again CONCURRENTLY.

use crate::rules::prelude::*;

/// The rule `column-type-recheck-constraints`.
pub(super) static RULE: Rule = Rule {
    code: "column-type-recheck-constraints",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_type_recheck_constraints.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::SetType { name, ty, .. } = &action.act else { continue };
        let Some(table) = look.table(&alter.table) else { continue };
        let old = table.column(name.as_str()).map(|column| &column.ty);
        if !old.is_some_and(|old| super::column_type_rewrite::keeps_rows(old, ty) && !old.same(ty)) {
            continue;
        }
        let again: Vec<_> = again(table, name.as_str()).collect();
        if !again.is_empty() {
            let message = format!("no row is written again, but while everything waits: {}", again.join(", "));
            let help =
                "drop it first, and add it again afterwards: NOT VALID and VALIDATE, or CREATE INDEX CONCURRENTLY";
            marks.push(look.mark(&action.span, message).help(help));
        }
    }
}

/// What is checked or built again.
fn again<'t>(table: &'t Table, column: &'t str) -> impl Iterator<Item = String> + use<'t> {
    let named = |name: &Option<String>, what: &str| {
        name.as_ref().map_or_else(|| what.to_owned(), |name| format!("{what} `{name}`"))
    };
    let constraints = table.constraints.iter().filter_map(move |one| {
        let has = one.columns.iter().any(|name| name == column);
        match &one.kind {
            KnownKind::Check(text) if has || mentions(text, column) => Some(named(&one.name, "CHECK")),
            KnownKind::Foreign(..) if has => Some(named(&one.name, "foreign key")),
            _ => None,
        }
    });
    let indexes = table.indexes.iter().filter_map(move |index| {
        let by_expression = index.columns.iter().any(|part| part.starts_with('(') && mentions(part, column));
        let by_condition = index.condition.as_deref().is_some_and(|condition| mentions(condition, column));
        (by_expression || by_condition).then(|| format!("index `{}`", index.name))
    });
    constraints.chain(indexes)
}

/// Whether a text has the column as a word.
fn mentions(text: &str, column: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == column)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a varchar(9), CONSTRAINT c CHECK (a <> ''));\n---\nALTER TABLE t ALTER COLUMN a TYPE text;",
                "CREATE TABLE u (a varchar(9) PRIMARY KEY);\nCREATE TABLE t (a varchar(9) REFERENCES u);\n---\nALTER TABLE t ALTER a TYPE varchar(20);",
                "CREATE TABLE t (a varchar(9));\nCREATE INDEX i ON t (lower(a));\n---\nALTER TABLE t ALTER COLUMN a SET DATA TYPE text;",
            ],
            &[
                "CREATE TABLE t (a varchar(9), b int CHECK (b > 0));\n---\nALTER TABLE t ALTER COLUMN a TYPE text;",
                "CREATE TABLE t (a int CHECK (a > 0));\n---\nALTER TABLE t ALTER COLUMN a TYPE bigint;",
                "CREATE TABLE t (a varchar(9) CHECK (a <> ''));\nALTER TABLE t ALTER COLUMN a TYPE text;",
            ],
        );
    }
}
