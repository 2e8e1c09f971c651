//! A column is added to a table that has many: rows get longer, and everything that reads whole rows gets slower.
//!
//! Instead, a table beside it for what is seldom read.

use crate::rules::prelude::*;

/// The rule `wide-table-growth`.
pub(super) static RULE: Rule = Rule {
    code: "wide-table-growth",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(100),
        about: "from how many columns on a table is wide",
    }],
    source: include_str!("wide_table_growth.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("number");
    for (alter, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        let count = look.table(&alter.table).map_or(0, |table| table.columns.len());
        if count >= most {
            let message = format!("`{}` has {count} columns already", alter.table.shown());
            marks.push(look.mark(&column.span, message));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.wide-table-growth]\nnumber = 3",
            &[
                "CREATE TABLE t (a int, b int, c int);\n---\nALTER TABLE t ADD COLUMN d int;",
                "CREATE TABLE t (a int, b int, c int, d int);\n---\nALTER TABLE t ADD e int;",
                "CREATE TABLE s.t (a int, b int, c int);\n---\nALTER TABLE s.t ADD COLUMN IF NOT EXISTS d int;",
            ],
            &[
                "CREATE TABLE t (a int, b int);\n---\nALTER TABLE t ADD COLUMN d int;",
                "ALTER TABLE t ADD COLUMN d int;",
                "CREATE TABLE t (a int, b int, c int); ALTER TABLE t ADD COLUMN d int;",
            ],
        );
    }
}
