//! The session has no name: nobody sees in `pg_stat_activity` what holds the lock that they wait for.
//!
//! Instead, `SET application_name = …` at the beginning. Groundline names its own sessions; the rule is for other runners.

use crate::rules::prelude::*;

/// The rule `missing-application-name`.
pub(super) static RULE: Rule = Rule {
    code: "missing-application-name",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("missing_application_name.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let before = look.before().iter().any(|unit| unit.form.is_ddl());
    if look.unit.form.is_ddl() && !before && !look.session.has("application_name") {
        let mark = look.mark_all("nobody sees who holds the lock that this takes");
        marks.push(mark.help("begin with SET application_name = 'a name';"));
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
                "SET lock_timeout = '1s'; DROP TABLE t;",
                "CREATE INDEX i ON t (a); CREATE INDEX j ON t (a);",
            ],
            &[
                "SET application_name = 'x'; ALTER TABLE t ADD a int;",
                "SELECT 1;",
                "SET application_name TO 'x'; SET lock_timeout = '1s'; DROP TABLE t;",
            ],
        );
    }
}
