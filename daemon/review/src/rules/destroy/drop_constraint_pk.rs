//! The primary key of a table is dropped.
//!
//! Rows can no longer be told apart: replication, online changes and foreign keys to it stop working, and duplicates come in.
//!
//! Instead, replace it in one statement (MySQL), or add the new unique index first (PostgreSQL).

use crate::rules::prelude::*;

/// The rule `drop-constraint-pk`.
pub(super) static RULE: Rule = Rule {
    code: "drop-constraint-pk",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_constraint_pk.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let adds = |alter: &AlterTable| {
        alter.actions.iter().any(
            |action| matches!(&action.act, Act::AddConstraint(added) if matches!(added.demand, Demand::Primary(_))),
        )
    };
    for (alter, action) in look.shared_actions() {
        let is_key = match &action.act {
            Act::DropPrimaryKey => true,
            Act::DropConstraint { name, .. } => {
                let known = look.table(&alter.table).and_then(Table::primary_key);
                let is_known = known.is_some_and(|key| key.name.as_deref() == Some(name.as_str()));
                let usual = format!("{}_pkey", alter.table.name.as_str());
                is_known || (look.is_postgres() && name.as_str() == usual)
            }
            _ => false,
        };
        if is_key && !adds(alter) {
            let message = format!("rows of `{}` can no longer be told apart", alter.table.shown());
            marks.push(look.mark(&action.span, message).help("add the new key in the same statement"));
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
                "mysql: ALTER TABLE t DROP PRIMARY KEY;",
                "ALTER TABLE t DROP CONSTRAINT t_pkey;",
                "CREATE TABLE t (a int, CONSTRAINT k PRIMARY KEY (a));\n---\nALTER TABLE t DROP CONSTRAINT k;",
            ],
            &[
                "mysql: ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (a, b);",
                "ALTER TABLE t DROP CONSTRAINT t_a_check;",
                "CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t DROP CONSTRAINT t_pkey;",
            ],
        );
    }
}
