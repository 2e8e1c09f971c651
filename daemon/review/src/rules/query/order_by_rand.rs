//! Rows are sorted by a random number.
//!
//! Every row is read and sorted to give a few.
//!
//! Instead, choose random keys, or use TABLESAMPLE.

use crate::rules::prelude::*;

/// The rule `order-by-rand`.
pub(super) static RULE: Rule = Rule {
    code: "order-by-rand",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &["statement-insert-disallow-order-by-rand"],
    parameters: &[],
    source: include_str!("order_by_rand.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for order in look.unit.selects().iter().filter_map(|select| select.order.as_ref()) {
        for at in order.clone() {
            let is_random = look.unit.is(at, "RAND")
                || look.unit.is(at, "RANDOM")
                || look.unit.is(at, "NEWID")
                || look.unit.is(at, "UUID");
            if is_random && look.unit.is_call(at) {
                marks.push(
                    look.mark(&look.unit.place(&(at..at + 1)), "every row is read and sorted to give a few")
                        .help("choose random keys"),
                );
            }
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
                "SELECT a FROM t ORDER BY random() LIMIT 1;",
                "mysql: INSERT INTO b (a) SELECT a FROM t ORDER BY RAND();",
                "sqlite: SELECT a FROM t ORDER BY b, RANDOM();",
            ],
            &[
                "SELECT a FROM t ORDER BY a;",
                "SELECT random() FROM t ORDER BY a;",
                "mysql: SELECT a FROM t ORDER BY rand;",
            ],
        );
    }
}
