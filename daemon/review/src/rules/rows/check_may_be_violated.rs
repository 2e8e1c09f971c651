//! A CHECK is put on rows that may break it.
//!
//! Where one does, the change fails.
//!
//! Instead, look first: `SELECT count(*) FROM t WHERE NOT (condition);`

use crate::rules::prelude::*;

/// The rule `check-may-be-violated`.
pub(super) static RULE: Rule = Rule {
    code: "check-may-be-violated",
    engines: ALL,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("check_may_be_violated.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if let Act::AddColumn { column, .. } = &action.act
            && look.dialect() == schema::Dialect::Sqlite
            && let Some(check) = column.checks.first()
        {
            // Old rows have the default.
            let message = format!("it fails where a row of `{}` breaks it", alter.table.shown());
            marks.push(look.mark(&look.unit.place(check), message).help("give the column a default that keeps it"));
        }
        let Act::AddConstraint(constraint) = &action.act else { continue };
        let Demand::Check(condition) = &constraint.demand else { continue };
        if !constraint.not_valid && !constraint.not_enforced {
            let query = format!(
                "SELECT count(*) FROM {} WHERE NOT ({});",
                look.sql(&alter.table),
                look.unit.written(condition)
            );
            let message = format!("it fails where a row of `{}` breaks it", alter.table.shown());
            let probe = look.breaking(&alter.table, condition);
            marks.push(look.mark(&constraint.span, message).help(format!("look first: {query}")).probe(probe));
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
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
                "mysql: ALTER TABLE t ADD CHECK (a > 0);",
                "sqlite: ALTER TABLE t ADD COLUMN b int CHECK (b > a);",
                "ALTER TABLE s.t ADD COLUMN b int, ADD CHECK (a > b);",
            ],
            &[
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0);",
                "mysql: ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;",
            ],
        );
        crate::cases::check_probe(
            &super::RULE,
            "ALTER TABLE t ADD CHECK (length(a) > 0 AND b IN (1, 2));",
            "SELECT 1 AS found FROM t WHERE NOT (length(a) > 0 AND b IN (1, 2))",
        );
        let acts = "ALTER TABLE t ADD CHECK (pg_sleep(a) IS NULL);";
        let found = crate::cases::findings(&super::RULE, acts, "", &crate::cases::told(&[]));
        assert!(found.iter().all(|finding| finding.probe.is_none()), "what may act is not asked: {found:?}");
    }
}
