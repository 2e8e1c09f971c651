//! An index is over a column that may be NULL: MySQL keeps a bit more for each entry, and `IS NULL` seldom uses it.
//!
//! Instead, NOT NULL with a value that stands for none.

use crate::rules::prelude::*;

/// The rule `nullable-indexed-column`.
pub(super) static RULE: Rule = Rule {
    code: "nullable-indexed-column",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("nullable_indexed_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let new = look.columns();
    for (table, index) in look.indexes() {
        for part in index.parts.iter().filter_map(|part| part.column.as_ref()) {
            let here = new.iter().find(|(_, column)| column.name().eq_ignore_ascii_case(part.as_str()));
            let known = || Some(look.table(table?)?.column(part.as_str())?.not_null);
            let refuses = match here {
                Some((_, column)) => Some(column.not_null.is_some() || column.primary_key.is_some()),
                None => known(),
            };
            if refuses == Some(false) {
                marks.push(look.mark(&part.span, format!("`{}` may be NULL", part.as_str())));
            }
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
                "CREATE TABLE t (a int, KEY (a));",
                "CREATE TABLE t (a int);\n---\nCREATE INDEX i ON t (a);",
                "CREATE TABLE t (a int NOT NULL, b int);\n---\nALTER TABLE t ADD INDEX (a, b);",
            ],
            &[
                "CREATE TABLE t (a int NOT NULL, KEY (a));",
                "CREATE INDEX i ON t (a);",
                "CREATE TABLE t (a int PRIMARY KEY, KEY k (a));",
            ],
        );
    }
}
