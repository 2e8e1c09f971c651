//! ORDER BY in UPDATE or DELETE sorts for nothing.
//!
//! Only together with LIMIT does it mean anything, and then rows should be named by key.

use crate::rules::prelude::*;

/// The rule `statement-disallow-order-by`.
pub(super) static RULE: Rule = Rule {
    code: "statement-disallow-order-by",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &["update-delete-order-by"],
    parameters: &[],
    source: include_str!("statement_disallow_order_by.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (Form::Update(change) | Form::Delete(change)) = &look.unit.form else { return };
    let Some(span) = &change.order else { return };
    let mark = look.mark(span, "the order means nothing here").help("leave it out");
    // With LIMIT it chooses the rows.
    let returning = look.unit.places(&look.unit.all(), "RETURNING").next();
    let is_plain = change.limit.is_none() && returning.is_none();
    let start = look.unit.text[..span.start].trim_end().len();
    marks.push(if is_plain { look.replacing(mark, "leave it out", &(start..look.unit.span().end), "") } else { mark });
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "mysql: UPDATE t SET a = 1 WHERE b = 2 ORDER BY c;",
                "mysql: DELETE FROM t ORDER BY c LIMIT 1;",
                "sqlite: DELETE FROM t WHERE a = 1 ORDER BY b LIMIT 3;",
            ],
            &[
                "mysql: UPDATE t SET a = 1 WHERE b = 2;",
                "SELECT a FROM t ORDER BY a;",
                "mysql: UPDATE t SET a = (SELECT b FROM u ORDER BY b LIMIT 1) WHERE c = 1;",
            ],
        );
    }
}
