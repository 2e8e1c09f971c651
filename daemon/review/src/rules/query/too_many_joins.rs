//! A query joins many tables.
//!
//! Planners stop looking at every order beyond some number of tables, and take one that they find.
//!
//! Instead, split the query, or keep what belongs together in one table.

use crate::read::sources;
use crate::rules::prelude::*;

/// The rule `too-many-joins`.
pub(super) static RULE: Rule = Rule {
    code: "too-many-joins",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter { name: "number", default: Value::Number(8), about: "how many tables may be joined" }],
    source: include_str!("too_many_joins.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("number");
    for select in look.unit.selects() {
        let Some(from) = &select.from else { continue };
        let count = sources(look.unit, from).len();
        if count > most {
            let message = format!("{count} tables are joined, and at most {most} are allowed");
            marks.push(look.mark(&select.word, message).help("split the query"));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.too-many-joins]\nnumber = 2",
            &[
                "SELECT 1 FROM a JOIN b ON a.x = b.x LEFT JOIN c ON c.x = b.x;",
                "mysql: SELECT 1 FROM a, b, c WHERE a.x = b.x AND b.x = c.x;",
                "SELECT 1 FROM a JOIN (SELECT 1 AS x) b USING (x) CROSS JOIN c;",
            ],
            &[
                "SELECT 1 FROM a JOIN b ON left(a.x, 1) = b.x;",
                "mysql: SELECT 1 FROM a, b WHERE a.x = b.x;",
                "SELECT 1 FROM a WHERE a.x IN (SELECT x FROM b JOIN c USING (x));",
            ],
        );
    }
}
