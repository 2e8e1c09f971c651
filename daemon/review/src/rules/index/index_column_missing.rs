//! An index or key is over a column that the table does not have.
//!
//! The statement fails when it runs.

use crate::rules::prelude::*;

/// The rule `index-column-missing`.
pub(super) static RULE: Rule = Rule {
    code: "index-column-missing",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("index_column_missing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let made: Vec<&str> = look.columns().into_iter().map(|(_, column)| column.name()).collect();
    let has = |table: &Name, name: &str| {
        let known = match &look.unit.form {
            Form::CreateTable(create) => {
                return create.like.is_some()
                    || create.inherits
                    || create.as_query.is_some()
                    || create.partition_of.is_some()
                    || made.iter().any(|one| one.eq_ignore_ascii_case(name));
            }
            _ => look.table(table),
        };
        known.is_none_or(|table| !table.is_whole || table.column(name).is_some())
            || made.iter().any(|one| one.eq_ignore_ascii_case(name))
    };
    let mut parts: Vec<(&Name, &Part)> = Vec::new();
    for (table, index) in look.indexes() {
        parts.extend(
            table
                .into_iter()
                .flat_map(|table| index.parts.iter().filter_map(move |part| Some((table, part.column.as_ref()?)))),
        );
    }
    for (table, constraint) in look.constraints() {
        parts.extend(constraint.columns().into_iter().map(|part| (table, part)));
    }
    for (table, part) in parts.into_iter().filter(|(table, part)| !has(table, part.as_str())) {
        if is_period(look, part) {
            continue;
        }
        marks.push(look.mark(&part.span, format!("`{}` has no column `{}`", table.shown(), part.as_str())));
    }
}

/// MariaDB: `p WITHOUT OVERLAPS` names a period of the table, which is no column.
fn is_period(look: &Look, part: &Part) -> bool {
    let rest = look.unit.text.get(part.span.end..).unwrap_or_default().trim_start();
    look.is_mysql() && rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("without"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int); CREATE INDEX i ON t (b);",
                "mysql: CREATE TABLE t (a int, KEY (b));",
                "sqlite: CREATE TABLE t (a, UNIQUE (a, b));",
            ],
            &[
                "CREATE TABLE t (a int); CREATE INDEX i ON t (a, lower(b));",
                "mysql: ALTER TABLE t ADD b int, ADD INDEX (b);",
                "mysql: CREATE TABLE t (a int, f date, u date, PERIOD FOR p (f, u), UNIQUE (a, p WITHOUT OVERLAPS));",
                "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int; CREATE INDEX i ON t (b);",
                "CREATE TABLE t (a int, d daterange, FOREIGN KEY (a, PERIOD d) REFERENCES r (a, PERIOD d));",
            ],
        );
    }
}
