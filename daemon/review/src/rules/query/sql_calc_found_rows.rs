//! A query counts all rows beside those that it gives.
//!
//! SQL_CALC_FOUND_ROWS makes LIMIT useless: every row is found. MySQL 8.0.17 deprecates it.
//!
//! Instead, a `SELECT count(*)` of its own, where the number is needed at all.

use crate::rules::prelude::*;

/// The rule `sql-calc-found-rows`.
pub(super) static RULE: Rule = Rule {
    code: "sql-calc-found-rows",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("sql_calc_found_rows.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let places = look.unit.places(&look.unit.all(), "SQL_CALC_FOUND_ROWS").collect::<Vec<_>>();
    for at in places {
        let span = look.unit.place(&(at..at + 1));
        marks.push(look.mark(&span, "every row is found, whatever LIMIT says").help("count with a query of its own"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 5;",
                "select sql_calc_found_rows a from t;",
                "INSERT INTO u SELECT SQL_CALC_FOUND_ROWS a FROM t;",
            ],
            &["SELECT count(*) FROM t;", "SELECT 'SQL_CALC_FOUND_ROWS';", "SELECT a FROM t LIMIT 5;"],
        );
    }
}
