//! A primary key builds its index while every read and write of the table waits.
//!
//! `ADD PRIMARY KEY` holds an ACCESS EXCLUSIVE lock until the index is built, and scans for NULL where a column may have them.
//!
//! Instead, build the index first and let the key take it over:
//!
//! ```sql
//! CREATE UNIQUE INDEX CONCURRENTLY users_pkey ON users (id);
//! ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;
//! ```

use crate::rules::prelude::*;

/// The rule `pk-builds-index`.
pub(super) static RULE: Rule = Rule {
    code: "pk-builds-index",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("pk_builds_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let span = match &action.act {
            Act::AddConstraint(constraint) if constraint.using_index.is_none() => match &constraint.demand {
                Demand::Primary(_) => &constraint.span,
                _ => continue,
            },
            Act::AddColumn { column, .. } => match &column.primary_key {
                Some(span) => span,
                None => continue,
            },
            _ => continue,
        };
        let message = format!("reads and writes of `{}` wait until the index is built", alter.table.shown());
        let help = "first CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … PRIMARY KEY USING INDEX";
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
                "ALTER TABLE t ADD PRIMARY KEY (id);",
                "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a, b);",
                "ALTER TABLE t ADD COLUMN id bigserial PRIMARY KEY;",
            ],
            &[
                "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY USING INDEX k;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a);",
                "CREATE TABLE t (a int PRIMARY KEY);",
            ],
        );
    }
}
