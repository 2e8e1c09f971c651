//! CREATE TABLE with a foreign key locks the table that it points to, SHARE ROW EXCLUSIVE: writes to that wait until the transaction ends.
//!
//! It reads nothing, so that alone it is short; behind it in one transaction everything else makes it longer.
//!
//! Instead, make the key in a transaction of its own, with a bound on the wait for the lock.

use crate::rules::prelude::*;

/// The rule `fk-in-create-table-locks-parent`.
pub(super) static RULE: Rule = Rule {
    code: "fk-in-create-table-locks-parent",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_in_create_table_locks_parent.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if !matches!(look.unit.form, Form::CreateTable(_)) {
        return;
    }
    for (table, _, reference, _) in look.references() {
        let is_own = look.catalog.key(table) == look.catalog.key(&reference.table);
        if look.is_shared(&reference.table) && !is_own {
            let message = format!("writes to `{}` wait until the transaction ends", reference.table.shown());
            marks.push(look.mark(&reference.span, message));
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
                "CREATE TABLE t (a int REFERENCES u);",
                "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES s.u (id));",
                "CREATE TABLE u (id int PRIMARY KEY);\n---\nCREATE TABLE t (a int REFERENCES u);",
            ],
            &[
                "CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES u);",
                "CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES t);",
                "CREATE TABLE t (a int);",
            ],
        );
    }
}
