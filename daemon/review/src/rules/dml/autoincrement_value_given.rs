//! INSERT gives a value to a column that the database counts itself.
//!
//! The counter of PostgreSQL does not follow: a later row gets the same number and fails. On MySQL it jumps ahead.
//!
//! Instead, leave the column out; or set the counter behind it.

use crate::rules::prelude::*;

/// The rule `autoincrement-value-given`.
pub(super) static RULE: Rule = Rule {
    code: "autoincrement-value-given",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("autoincrement_value_given.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Insert(insert) = &look.unit.form else { return };
    let (Some(columns), Some(table)) = (&insert.columns, look.table(&insert.table)) else { return };
    for part in columns {
        let is_counter = table.column(part.as_str()).is_some_and(|column| column.is_counter);
        if is_counter {
            let message = format!("`{}.{}` is counted by the database", insert.table.shown(), part.as_str());
            marks.push(look.mark(&part.span, message).help("leave the column out"));
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
                "CREATE TABLE t (id serial PRIMARY KEY, a int);\n---\nINSERT INTO t (id, a) VALUES (1, 2);",
                "mysql: CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int);\n---\nINSERT INTO t (a, id) VALUES (1, 2);",
                "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int); INSERT INTO t (id) VALUES (7);",
            ],
            &[
                "CREATE TABLE t (id serial PRIMARY KEY, a int);\n---\nINSERT INTO t (a) VALUES (2);",
                "mysql: INSERT INTO t (id, a) VALUES (1, 2);",
                "CREATE TABLE t (id int, a int); INSERT INTO t (id) VALUES (7);",
            ],
        );
    }
}
