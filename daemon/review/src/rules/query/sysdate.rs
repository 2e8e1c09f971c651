//! SYSDATE() is another time on each replica.
//!
//! It is the time of the call, not of the statement; replication by statement gives other rows on the replica.
//!
//! Instead: `NOW()`.

use crate::rules::prelude::*;

/// The rule `sysdate`.
pub(super) static RULE: Rule = Rule {
    code: "sysdate",
    engines: MYSQL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("sysdate.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for at in 0..look.unit.tokens.len() {
        if look.unit.is(at, "SYSDATE") && look.unit.is_call(at) {
            let span = look.unit.place(&(at..at + 1));
            let mark = look.mark(&span, "SYSDATE() differs on each replica").help("use NOW()");
            marks.push(look.replacing(mark, "use NOW", &span, "NOW"));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["INSERT INTO t (a) VALUES (SYSDATE());", "SELECT sysdate();", "UPDATE t SET a = SYSDATE(6) WHERE b = 1;"],
            &["SELECT NOW();", "SELECT sysdate FROM t;", "SELECT 'SYSDATE()';"],
        );
    }
}
