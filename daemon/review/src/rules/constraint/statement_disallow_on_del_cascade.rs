//! A foreign key deletes rows with its parent.
//!
//! One DELETE takes rows of other tables with it, and theirs, under locks of all of them.
//!
//! Instead, delete the other rows in the program, in batches.

use crate::rules::prelude::*;

/// The rule `statement-disallow-on-del-cascade`.
pub(super) static RULE: Rule = Rule {
    code: "statement-disallow-on-del-cascade",
    engines: POSTGRES_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_disallow_on_del_cascade.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, _, reference, _) in look.references() {
        if reference.on_delete == "CASCADE" {
            let message = format!("a delete in `{}` takes rows with it", reference.table.shown());
            marks.push(look.mark(&reference.span, message).help("delete the other rows in the program"));
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
                "CREATE TABLE t (a int REFERENCES p ON DELETE CASCADE);",
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (x) ON UPDATE CASCADE ON DELETE CASCADE;",
                "sqlite: CREATE TABLE t (a, FOREIGN KEY (a) REFERENCES p (x) ON DELETE CASCADE);",
            ],
            &[
                "CREATE TABLE t (a int REFERENCES p ON DELETE SET NULL);",
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (x) ON UPDATE CASCADE;",
                "sqlite: CREATE TABLE t (a REFERENCES p);",
            ],
        );
    }
}
