//! A table's counter starts at another number than the team's.
//!
//! Mostly a dump that took its counter along.

use crate::rules::prelude::*;

/// The rule `column-auto-increment-initial-value`.
pub(super) static RULE: Rule = Rule {
    code: "column-auto-increment-initial-value",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &["autoincrement-init"],
    parameters: &[Parameter { name: "number", default: Value::Number(1), about: "where counters start" }],
    source: include_str!("column_auto_increment_initial_value.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    for option in create.options.iter().filter(|option| option.key == "AUTO_INCREMENT") {
        if option.value.parse() != Ok(look.parameters.number("number")) {
            let mark = look.mark(&option.span, format!("the counter starts at {}", option.value));
            marks.push(look.replacing(mark, "leave it out", &option.span, ""));
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
                "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=42;",
                "CREATE TABLE t (a int) ENGINE=InnoDB AUTO_INCREMENT 7 DEFAULT CHARSET=utf8mb4;",
                "CREATE TABLE t (a int) AUTO_INCREMENT = 0;",
            ],
            &[
                "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=1;",
                "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY);",
                "ALTER TABLE t ADD b int;",
            ],
        );
    }
}
