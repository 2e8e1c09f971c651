//! UNION sorts or hashes all rows to drop those that are there twice.
//!
//! Instead, UNION ALL where no row can be there twice, or it does not matter.

use crate::rules::prelude::*;

/// The rule `union-instead-of-union-all`.
pub(super) static RULE: Rule = Rule {
    code: "union-instead-of-union-all",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("union_instead_of_union_all.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for at in unit.places(&unit.all(), "UNION").filter(|at| !unit.is(at + 1, "ALL") && !unit.is(at + 1, "DISTINCT")) {
        // MySQL: a table made of others.
        if unit.token(at + 1) == "=" {
            continue;
        }
        let mark = look.mark(&unit.place(&(at..at + 1)), "all rows are compared, to drop those that are there twice");
        marks.push(mark.help("use UNION ALL, or UNION DISTINCT where that is meant"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT a FROM t UNION SELECT a FROM u;",
                "mysql: CREATE VIEW v AS SELECT 1 UNION SELECT 2;",
                "sqlite: INSERT INTO t SELECT 1 UNION SELECT 2;",
            ],
            &[
                "SELECT a FROM t UNION ALL SELECT a FROM u;",
                "mysql: SELECT 1 UNION DISTINCT SELECT 2;",
                "sqlite: SELECT \"union\" FROM t;",
            ],
        );
    }
}
