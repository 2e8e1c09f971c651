//! A table is called `dual`: `SELECT … FROM dual` reads no table on MySQL, whatever there is.
//!
//! Instead, another name.

use crate::rules::prelude::*;

/// The rule `dual-as-table-name`.
pub(super) static RULE: Rule = Rule {
    code: "dual-as-table-name",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("dual_as_table_name.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let created = look.unit.form.created();
    for name in created.into_iter().filter(|name| name.name.as_str().eq_ignore_ascii_case("dual")) {
        marks.push(look.mark(&name.span, "`FROM dual` reads no table").help("give it another name"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE `dual` (a int);",
                "CREATE TABLE IF NOT EXISTS `DUAL` (a int);",
                "CREATE VIEW `dual` AS SELECT 1;",
            ],
            &["CREATE TABLE duals (a int);", "SELECT 1 FROM dual;", "DROP TABLE `dual`;"],
        );
    }
}
