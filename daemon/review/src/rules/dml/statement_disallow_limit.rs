//! LIMIT in UPDATE, DELETE or INSERT … SELECT: which rows it is about is a matter of chance.
//!
//! Replication by statement may choose others.
//!
//! Instead, name the rows by key.

use crate::rules::prelude::*;

/// The rule `statement-disallow-limit`.
pub(super) static RULE: Rule = Rule {
    code: "statement-disallow-limit",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &["update-delete-limit"],
    parameters: &[],
    source: include_str!("statement_disallow_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let span = match &look.unit.form {
        Form::Update(change) | Form::Delete(change) => change.limit.clone(),
        Form::Insert(insert) if insert.query.is_some() => {
            look.unit.selects().iter().find_map(|select| select.limit.as_ref()).map(|range| look.unit.place(range))
        }
        _ => None,
    };
    marks.extend(
        span.map(|span| {
            look.mark(&span, "which rows this is about is a matter of chance").help("name the rows by key")
        }),
    );
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "mysql: UPDATE t SET a = 1 WHERE b = 2 LIMIT 10;",
                "mysql: DELETE FROM t WHERE b = 2 LIMIT 10;",
                "INSERT INTO t (a) SELECT b FROM u LIMIT 5;",
            ],
            &[
                "DELETE FROM t WHERE b = 2;",
                "SELECT a FROM t LIMIT 5;",
                "mysql: UPDATE t SET a = (SELECT max(b) FROM u LIMIT 1) WHERE c = 1;",
            ],
        );
    }
}
