//! A statement runs a text, which no rule can look into.
//!
//! DO, PREPARE and EXECUTE: what they do is only known when they run.
//!
//! Instead, write the statements out.

use crate::rules::prelude::*;

/// The rule `dynamic-sql-opaque`.
pub(super) static RULE: Rule = Rule {
    code: "dynamic-sql-opaque",
    engines: SERVERS,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("dynamic_sql_opaque.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if look.unit.form == Form::Dynamic {
        marks.push(look.mark_all("what this does is only known when it runs: no rule has looked at it"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["DO $$ BEGIN DROP TABLE t; END $$;", "PREPARE p AS SELECT 1;", "mysql: EXECUTE p;"],
            &["SELECT 1;", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", "mysql: CALL p();"],
        );
    }
}
