//! A column is dropped, and its values are lost.
//!
//! Programs that still name it fail at once; an ORM that caches the columns fails even when it does not use it.
//!
//! Instead, first release a version of the program that ignores the column, then drop it.

use crate::rules::prelude::*;

/// The rule `drop-column`.
pub(super) static RULE: Rule = Rule {
    code: "drop-column",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::DropColumn { name, .. } = &action.act else { continue };
        let known = look.table(&alter.table).and_then(|table| table.column(name.as_str()));
        let holds_nothing = known.is_some_and(|column| column.is_generated || look.catalog.is_of_file(column.born));
        if !holds_nothing {
            let message = format!("the values of `{}.{}` are lost", alter.table.shown(), name.as_str());
            let help = "first release a program that ignores the column";
            marks.push(look.mark(&action.span, message).help(help));
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
                "ALTER TABLE t DROP COLUMN a;",
                "mysql: ALTER TABLE t DROP a, ADD b int;",
                "sqlite: ALTER TABLE t DROP COLUMN \"a b\";",
            ],
            &[
                "CREATE TABLE t (a int, b int); ALTER TABLE t DROP COLUMN a;",
                "mysql: ALTER TABLE t DROP INDEX a, DROP FOREIGN KEY b, DROP PRIMARY KEY;",
                "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) STORED);\n---\nALTER TABLE t DROP COLUMN b;",
            ],
        );
    }
}
