//! A foreign key is put on rows that may point at nothing.
//!
//! Where one does, the change fails.
//!
//! Instead, look first: `SELECT c.* FROM child c LEFT JOIN parent p ON p.id = c.parent_id WHERE c.parent_id IS NOT NULL AND p.id IS NULL;`

use crate::rules::prelude::*;

/// The rule `fk-may-have-orphans`.
pub(super) static RULE: Rule = Rule {
    code: "fk-may-have-orphans",
    engines: ALL,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_may_have_orphans.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        let Demand::Foreign(columns, reference) = &constraint.demand else { continue };
        let known = look.table(&alter.table);
        let is_own = columns.iter().any(|part| {
            known
                .and_then(|table| table.column(part.as_str()))
                .is_some_and(|column| look.catalog.is_of_file(column.born))
        });
        if !is_own && !constraint.not_valid {
            let list: Vec<_> = columns.iter().map(|part| look.quote(part.as_str())).collect();
            let (list, child, parent) = (list.join(", "), look.sql(&alter.table), look.sql(&reference.table));
            let message = format!("it fails where a row of `{}` points at nothing", alter.table.shown());
            marks.push(
                look.mark(&constraint.span, message)
                    .help(format!("look first for rows of {child} whose {list} is not in {parent}"))
                    .probe(look.orphans(&alter.table, columns, reference)),
            );
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
                "ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
                "mysql: ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id);",
                "CREATE TABLE a (x int);\n---\nALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
            ],
            &[
                "ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id) NOT VALID;",
                "CREATE TABLE a (y int);\n---\nALTER TABLE a ADD COLUMN x int; ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
                "CREATE TABLE a (x int REFERENCES b (id));",
            ],
        );
        crate::cases::check_probe(
            &super::RULE,
            "CREATE TABLE b (id int PRIMARY KEY);\n---\nALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b;",
            "SELECT 1 AS found FROM a AS c WHERE c.x IS NOT NULL AND NOT EXISTS (SELECT 1 FROM b AS p WHERE p.id = c.x)",
        );
    }
}
