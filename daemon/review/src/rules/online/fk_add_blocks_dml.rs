//! A foreign key is added, and the table is copied while writes wait.
//!
//! MySQL adds one in place only while `foreign_key_checks` is 0, and then tests no old row.
//!
//! Instead, look for orphans first, then:
//!
//! ```sql
//! SET SESSION foreign_key_checks = 0;
//! ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id);
//! SET SESSION foreign_key_checks = 1;
//! ```

use crate::rules::prelude::*;

/// The rule `fk-add-blocks-dml`.
pub(super) static RULE: Rule = Rule {
    code: "fk-add-blocks-dml",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_add_blocks_dml.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_off = look
        .session
        .settings
        .get("foreign_key_checks")
        .is_some_and(|value| value == "0" || value.eq_ignore_ascii_case("off"));
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        if matches!(constraint.demand, Demand::Foreign(..)) && !is_off {
            let message = format!("every row of `{}` is copied while writes wait", alter.table.shown());
            marks.push(
                look.mark(&constraint.span, message).help("look for orphans, then add it with foreign_key_checks = 0"),
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
                "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id);",
                "ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id), ADD INDEX (y);",
                "SET foreign_key_checks = 1; ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
            ],
            &[
                "SET foreign_key_checks = 0; ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
                "CREATE TABLE a (x int); ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
                "ALTER TABLE a DROP FOREIGN KEY f;",
            ],
        );
    }
}
