//! A CHAR column is longer than the team allows.
//!
//! CHAR pads its values with blanks to its length.

use crate::rules::prelude::*;

/// The rule `column-maximum-character-length`.
pub(super) static RULE: Rule = Rule {
    code: "column-maximum-character-length",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter { name: "number", default: Value::Number(20), about: "the greatest length" }],
    source: include_str!("column_maximum_character_length.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(0);
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "char") {
        if let Some(size) = column.ty.size().filter(|size| *size > most) {
            marks.push(
                look.mark(&column.ty.span, format!("CHAR of {size}, and at most {most} are allowed"))
                    .help("use VARCHAR"),
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
                "CREATE TABLE t (a char(21));",
                "mysql: ALTER TABLE t ADD a CHARACTER(255);",
                "CREATE TABLE t (a character(100) NOT NULL);",
            ],
            &["CREATE TABLE t (a char(20));", "mysql: CREATE TABLE t (a varchar(255));", "CREATE TABLE t (a char);"],
        );
    }
}
