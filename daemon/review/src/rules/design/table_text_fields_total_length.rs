//! The text columns of a table are longer together than the team allows.
//!
//! A row of MySQL has at most 65,535 bytes, in which they all must fit.

use crate::rules::prelude::*;

/// The rule `table-text-fields-total-length`.
pub(super) static RULE: Rule = Rule {
    code: "table-text-fields-total-length",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &["total-char-length"],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(1000),
        about: "how many characters all text columns may have together",
    }],
    source: include_str!("table_text_fields_total_length.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let Some(name) = &create.name else { return };
    let texts = create.columns.iter().filter(|column| column.ty.is(&["char", "varchar"]));
    let all: u64 = texts.filter_map(|column| column.ty.size()).sum();
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(0);
    if all > most {
        marks.push(look.mark(
            &name.span,
            format!("the text columns of `{}` have {all} characters, at most {most} are allowed", name.shown()),
        ));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a varchar(600), b varchar(600));",
                "CREATE TABLE t (a char(255), b varchar(1000));",
                "sqlite: CREATE TABLE t (a varchar(1001));",
            ],
            &[
                "CREATE TABLE t (a varchar(500), b varchar(500));",
                "CREATE TABLE t (a text);",
                "ALTER TABLE t ADD a varchar(2000);",
            ],
        );
    }
}
