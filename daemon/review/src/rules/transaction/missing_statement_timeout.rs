//! Nothing limits how long a statement of the file may run.
//!
//! A statement that takes longer than anybody thought holds its locks for as long, and nobody stops it at night.
//!
//! Instead, at the head of the file: `SET statement_timeout = '15min'` (PostgreSQL), `SET SESSION max_execution_time = 60000`
//! (MySQL), `SET SESSION max_statement_time = 60` (MariaDB).

use crate::rules::prelude::*;

/// The rule `missing-statement-timeout`.
pub(super) static RULE: Rule = Rule {
    code: "missing-statement-timeout",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("missing_statement_timeout.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let known = ["statement_timeout", "max_execution_time", "max_statement_time"];
    let is_set = known.iter().any(|name| look.session.has(name));
    let counts = |unit: &Unit| unit.form.writes();
    if is_set || !counts(look.unit) || look.before().iter().any(counts) {
        return;
    }
    let is_mariadb = look.version().is_some_and(|version| version.is_mariadb);
    let line = match () {
        () if look.is_postgres() => "SET statement_timeout = '15min';\n",
        () if is_mariadb => "SET SESSION max_statement_time = 60;\n",
        () => "SET SESSION max_execution_time = 60000;\n",
    };
    let mark = look.mark_all("nothing limits how long this may run").help(format!("before it: {}", line.trim_end()));
    marks.push(look.inserting(mark, "set a limit", 0, line));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int;",
                "mysql: UPDATE t SET a = 1 WHERE b = 2;",
                "SET statement_timeout = 0; DELETE FROM t WHERE a = 1;",
            ],
            &[
                "SET statement_timeout = '5s'; ALTER TABLE t ADD COLUMN a int;",
                "mysql: SET SESSION max_execution_time = 1000; UPDATE t SET a = 1 WHERE b = 2;",
                "SELECT 1;",
            ],
        );
    }
}
