//! A column is renamed in an ALTER that an online tool may run.
//!
//! A tool that copies rows by the names of columns may read it as a dropped and a new one, and lose the values.
//!
//! Instead, tell it so: gh-ost `--approve-renamed-columns`, pt-osc `--no-check-alter`; `groundline online` knows renames.

use crate::rules::prelude::*;

/// The rule `osc-rename-column`.
pub(super) static RULE: Rule = Rule {
    code: "osc-rename-column",
    engines: MYSQL,
    level: Level::Notice,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_rename_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, action) in look.shared_actions() {
        let is_rename = match &action.act {
            Act::RenameColumn(..) => true,
            Act::Redefine { old: Some(old), column } => !old.as_str().eq_ignore_ascii_case(column.name()),
            _ => false,
        };
        if is_rename {
            marks.push(
                look.mark(&action.span, "a tool that copies rows by name may lose the values")
                    .help("tell the tool that it is a rename"),
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
                "ALTER TABLE t RENAME COLUMN a TO b;",
                "ALTER TABLE t CHANGE a b int;",
                "ALTER TABLE t ADD c int, CHANGE COLUMN a b int;",
            ],
            &[
                "ALTER TABLE t CHANGE a a bigint;",
                "CREATE TABLE t (a int); ALTER TABLE t RENAME COLUMN a TO b;",
                "ALTER TABLE t RENAME INDEX a TO b;",
            ],
        );
    }
}
