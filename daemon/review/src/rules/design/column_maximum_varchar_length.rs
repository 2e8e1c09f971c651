//! A VARCHAR column is longer than the team allows.
//!
//! Long values belong into a text type, which says that there is no limit to count on.

use crate::rules::prelude::*;

/// The rule `column-maximum-varchar-length`.
pub(super) static RULE: Rule = Rule {
    code: "column-maximum-varchar-length",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &["varchar-too-long"],
    parameters: &[Parameter { name: "number", default: Value::Number(2560), about: "the greatest length" }],
    source: include_str!("column_maximum_varchar_length.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(0);
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.base == "varchar") {
        if let Some(size) = column.ty.size().filter(|size| *size > most) {
            marks.push(
                look.mark(&column.ty.span, format!("VARCHAR of {size}, and at most {most} are allowed"))
                    .help("use TEXT"),
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
                "mysql: CREATE TABLE t (a varchar(2561));",
                "CREATE TABLE t (a character varying(9000));",
                "sqlite: CREATE TABLE t (a varchar(3000));",
            ],
            &["CREATE TABLE t (a varchar(2560));", "mysql: CREATE TABLE t (a char(9));", "CREATE TABLE t (a varchar);"],
        );
    }
}
