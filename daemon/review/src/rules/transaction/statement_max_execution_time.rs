//! A script does not say how long a statement may run.
//!
//! One that takes longer than planned holds its locks until somebody notices.

use crate::rules::prelude::*;

/// The rule `statement-max-execution-time`.
pub(super) static RULE: Rule = Rule {
    code: "statement-max-execution-time",
    engines: MYSQL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_max_execution_time.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_set = ["max_execution_time", "max_statement_time"].iter().any(|name| look.session.has(name));
    let counts = |unit: &Unit| unit.form.is_ddl() || unit.form.is_dml();
    if !is_set && counts(look.unit) && !look.before().iter().any(counts) {
        let mark = look.mark_all("nothing limits how long this may run");
        let mark = mark.help("SET SESSION max_execution_time, or max_statement_time in MariaDB");
        let is_mariadb = look.version().is_some_and(|version| version.is_mariadb);
        let line = if is_mariadb {
            "SET SESSION max_statement_time = 60;\n"
        } else {
            "SET SESSION max_execution_time = 60000;\n"
        };
        marks.push(look.inserting(mark, "set a limit", 0, line));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD a int;",
                "UPDATE t SET a = 1 WHERE b = 2;",
                "SET max_execution_time = 0; DELETE FROM t WHERE a = 1;",
            ],
            &[
                "SET max_execution_time = 1000; ALTER TABLE t ADD a int;",
                "SET SESSION max_statement_time = 10; UPDATE t SET a = 1 WHERE b = 2;",
                "SELECT 1;",
            ],
        );
    }
}
