//! A unique constraint builds its index while every read and write of the table waits.
//!
//! `ADD UNIQUE` holds an ACCESS EXCLUSIVE lock until the index is built.
//!
//! Instead, build the index first and let the constraint take it over:
//!
//! ```sql
//! CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);
//! ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;
//! ```

use crate::rules::prelude::*;

/// The rule `unique-constraint-builds-index`.
pub(super) static RULE: Rule = Rule {
    code: "unique-constraint-builds-index",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("unique_constraint_builds_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let span = match &action.act {
            Act::AddConstraint(constraint) if constraint.using_index.is_none() => match &constraint.demand {
                Demand::Unique(_) => &constraint.span,
                _ => continue,
            },
            Act::AddColumn { column, .. } => match &column.unique {
                Some(span) => span,
                None => continue,
            },
            _ => continue,
        };
        let message = format!("reads and writes of `{}` wait until the index is built", alter.table.shown());
        let help = "first CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX";
        marks.push(look.mark(span, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);",
                "ALTER TABLE t ADD UNIQUE (a, b);",
                "ALTER TABLE t ADD COLUMN a int UNIQUE;",
            ],
            &[
                "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD UNIQUE (a);",
                "CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);",
            ],
        );
    }
}
