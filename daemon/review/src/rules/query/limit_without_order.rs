//! LIMIT without ORDER BY: which rows come is a matter of chance.
//!
//! Instead, sort by a key.

use crate::rules::prelude::*;

/// The rule `limit-without-order`.
pub(super) static RULE: Rule = Rule {
    code: "limit-without-order",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("limit_without_order.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for select in look.unit.selects() {
        let Some(limit) =
            select.limit.as_ref().filter(|_| select.order.is_none() && select.from.is_some() && !select.is_part)
        else {
            continue;
        };
        // One row is often asked for only to know that there is one.
        let is_one = look.unit.written(limit).trim() == "1";
        if !is_one {
            marks.push(
                look.mark(&look.unit.place(limit), "which rows come is a matter of chance").help("add ORDER BY a key"),
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
            &[
                "SELECT a FROM t LIMIT 10;",
                "mysql: INSERT INTO b (a) SELECT a FROM t WHERE c = 1 LIMIT 5;",
                "SELECT a FROM t FETCH FIRST 3 ROWS ONLY;",
            ],
            &["SELECT a FROM t ORDER BY a LIMIT 10;", "SELECT 1 FROM t LIMIT 1;", "SELECT a FROM t;"],
        );
    }
}
