//! A primary key is over many columns.
//!
//! Every other index of InnoDB holds the whole key; every table that refers to it repeats all columns.
//!
//! Instead, one number as the key, and a unique constraint over the others.

use crate::rules::prelude::*;

/// The rule `pk-too-many-columns`.
pub(super) static RULE: Rule = Rule {
    code: "pk-too-many-columns",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter { name: "number", default: Value::Number(3), about: "how many columns a key may have" }],
    source: include_str!("pk_too_many_columns.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("number");
    for (_, constraint) in look.constraints() {
        let count = constraint.columns().len();
        if matches!(constraint.demand, Demand::Primary(_)) && count > most {
            let message = format!("the key has {count} columns, and at most {most} are allowed");
            marks.push(look.mark(&constraint.span, message).help("use one number, and a unique constraint over these"));
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
                "CREATE TABLE t (a int, b int, c int, d int, PRIMARY KEY (a, b, c, d));",
                "mysql: ALTER TABLE t ADD PRIMARY KEY (a, b, c, d);",
                "CREATE TABLE t (a int, b int, c int, d int, e int, CONSTRAINT k PRIMARY KEY (a, b, c, d, e));",
            ],
            &[
                "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));",
                "mysql: CREATE TABLE t (a int, b int, c int, d int, UNIQUE (a, b, c, d));",
                "CREATE TABLE t (a int PRIMARY KEY);",
            ],
        );
    }
}
