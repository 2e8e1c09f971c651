//! REFERENCES inside a column has no effect in MySQL.
//!
//! It is read and thrown away: there is no foreign key. MariaDB takes it from 10.5 on.
//!
//! Instead: `FOREIGN KEY (customer_id) REFERENCES customers (id)` as a definition of its own.

use crate::rules::prelude::*;

/// The rule `mysql-inline-references-ignored`.
pub(super) static RULE: Rule = Rule {
    code: "mysql-inline-references-ignored",
    engines: MYSQL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("mysql_inline_references_ignored.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        if let Some(reference) = &column.references {
            let message = "MySQL throws this away: there will be no foreign key";
            let help =
                format!("write FOREIGN KEY ({}) REFERENCES … as a definition of its own", look.quote(column.name()));
            marks.push(look.mark(&reference.span, message).help(help));
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
                "CREATE TABLE a (x int REFERENCES b (id));",
                "ALTER TABLE a ADD COLUMN x int REFERENCES b (id) ON DELETE CASCADE;",
                "CREATE TABLE a (x int NOT NULL REFERENCES b, y int);",
            ],
            &[
                "CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES b (id));",
                "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id);",
                "CREATE TABLE a (x int COMMENT 'REFERENCES b');",
            ],
        );
    }
}
