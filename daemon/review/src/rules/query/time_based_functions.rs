//! A statement waits on purpose: sleep, benchmark, pg_sleep.
//!
//! It holds its connection and locks while it does, and is what an attack by timing looks like.

use crate::rules::prelude::*;

/// The rule `time-based-functions`.
pub(super) static RULE: Rule = Rule {
    code: "time-based-functions",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("time_based_functions.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    const WAITING: &[&str] = &["sleep", "benchmark", "pg_sleep", "pg_sleep_for", "pg_sleep_until"];
    for at in 0..look.unit.tokens.len() {
        if look.unit.is_call(at) && WAITING.iter().any(|name| look.unit.is(at, name)) {
            marks.push(
                look.mark(&look.unit.place(&(at..at + 1)), "this waits, and holds its locks while it does")
                    .help("remove it"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["SELECT pg_sleep(10);", "mysql: SELECT SLEEP(5);", "mysql: SELECT BENCHMARK(1000000, md5('x'));"],
            &["SELECT sleep FROM t;", "SELECT now();", "mysql: SELECT 'SLEEP(5)';"],
        );
    }
}
