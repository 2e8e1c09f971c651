//! A primary key is over a column that is neither INT nor BIGINT.
//!
//! InnoDB keeps rows in the order of the key and the key in every other index: a wide one makes all of them bigger, a random one
//! slower.
//!
//! Instead, a BIGINT that the database counts up, and a unique key over the other column.

use crate::rules::prelude::*;

/// The rule `index-pk-type-limit`.
pub(super) static RULE: Rule = Rule {
    code: "index-pk-type-limit",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("index_pk_type_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (column, ty, span) in super::made::primary_columns(look) {
        if !ty.is(&["int", "integer", "bigint"]) {
            let message = format!("a primary key over `{column}`, which is `{}`", ty.base);
            marks.push(look.mark(&span, message).help("use INT or BIGINT"));
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
                "CREATE TABLE t (id varchar(36) PRIMARY KEY);",
                "CREATE TABLE t (id int, k char(2), PRIMARY KEY (id, k));",
                "sqlite: CREATE TABLE t (id text PRIMARY KEY);",
                "CREATE TABLE t (k char(2));\n---\nALTER TABLE t ADD PRIMARY KEY (k);",
            ],
            &[
                "CREATE TABLE t (id bigint unsigned PRIMARY KEY, k char(2));",
                "CREATE TABLE t (id int, PRIMARY KEY (id));",
                "sqlite: CREATE TABLE t (id INTEGER PRIMARY KEY);",
            ],
        );
    }
}
