//! A foreign key is checked against every row while writes to both tables wait.
//!
//! `ADD FOREIGN KEY` takes a SHARE ROW EXCLUSIVE lock on both tables and holds it for the scan.
//!
//! Instead, in two transactions; VALIDATE lets writes through:
//!
//! ```sql
//! ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
//! ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;
//! ```

use crate::rules::prelude::*;

/// The rule `fk-validates-existing`.
pub(super) static RULE: Rule = Rule {
    code: "fk-validates-existing",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &["statement-add-foreign-key-not-valid"],
    parameters: &[],
    source: include_str!("fk_validates_existing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        let is_partitioned = look.table(&alter.table).is_some_and(|table| table.is_partitioned);
        let Demand::Foreign(_, reference) = &constraint.demand else { continue };
        if constraint.not_valid || constraint.not_enforced || is_partitioned {
            continue;
        }
        let (table, parent) = (alter.table.shown(), reference.table.shown());
        let message = format!("writes to `{table}` and `{parent}` wait while every row is checked");
        let name = constraint.name.as_ref().map_or("NAME".to_owned(), |name| look.quote(name.as_str()));
        let validate = format!("ALTER TABLE {} VALIDATE CONSTRAINT {name};", look.sql(&alter.table));
        let mark = look.mark(&constraint.span, message);
        let mark = mark.help(format!("add it NOT VALID, then in a transaction of its own: {validate}"));
        marks.push(look.inserting(mark, "add it NOT VALID", constraint.span.end, " NOT VALID"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id);",
                "ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b ON DELETE CASCADE, ADD COLUMN y int;",
                "CREATE TABLE b (id int primary key); ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id) DEFERRABLE;",
            ],
            &[
                "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id) NOT VALID;",
                "CREATE TABLE a (x int); ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id);",
                "ALTER TABLE a VALIDATE CONSTRAINT f;",
            ],
        );
    }
}
