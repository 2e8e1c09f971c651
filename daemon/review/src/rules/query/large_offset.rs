//! A query passes over many rows before it gives any.
//!
//! The database reads all that OFFSET passes over, for each page anew.
//!
//! Instead, go on from the last row: `WHERE id > 4711 ORDER BY id LIMIT 100`.

use crate::rules::prelude::*;

/// The rule `large-offset`.
pub(super) static RULE: Rule = Rule {
    code: "large-offset",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(10000),
        about: "how many rows may be passed over",
    }],
    source: include_str!("large_offset.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.number("number");
    for select in look.unit.selects() {
        let of_limit =
            select.limit.as_ref().filter(|range| range.len() == 3 && look.unit.token(range.start + 1) == ",");
        let Some(range) = select.offset.as_ref().or(of_limit) else { continue };
        if look.unit.token(range.start).parse::<i64>().is_ok_and(|number| number > most) {
            let span = look.unit.place(&(range.start..range.start + 1));
            let message = format!("{} rows are read and thrown away", look.unit.token(range.start));
            marks.push(look.mark(&span, message).help("go on from the last row: WHERE id > …"));
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
                "SELECT a FROM t ORDER BY a LIMIT 10 OFFSET 50000;",
                "mysql: SELECT a FROM t ORDER BY a LIMIT 50000, 10;",
                "SELECT a FROM (SELECT a FROM t OFFSET 20000) x;",
            ],
            &[
                "SELECT a FROM t LIMIT 50000;",
                "mysql: SELECT a FROM t LIMIT 10, 50000;",
                "SELECT a FROM t LIMIT 10 OFFSET 500;",
            ],
        );
    }
}
