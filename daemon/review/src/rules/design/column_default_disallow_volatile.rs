//! A column is added with a function as its default.
//!
//! Whether the old rows get one value for all, or one each with the table written again, depends on the function.

use crate::rules::prelude::*;

/// The rule `column-default-disallow-volatile`.
pub(super) static RULE: Rule = Rule {
    code: "column-default-disallow-volatile",
    engines: POSTGRES_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_default_disallow_volatile.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        let Some(default) = &column.default else { continue };
        if default.clone().any(|at| look.unit.is_call(at)) {
            let mark = look.mark(&look.unit.place(default), "the default of the new column is a function");
            marks.push(mark.help("add the column without it, then SET DEFAULT"));
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
                "ALTER TABLE t ADD COLUMN a timestamptz DEFAULT now();",
                "ALTER TABLE t ADD COLUMN a uuid DEFAULT s.new_id();",
                "sqlite: ALTER TABLE t ADD COLUMN a DEFAULT (random());",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int DEFAULT 0;",
                "CREATE TABLE t (a uuid DEFAULT gen_random_uuid());",
                "ALTER TABLE t ADD COLUMN a timestamptz DEFAULT CURRENT_TIMESTAMP;",
            ],
        );
    }
}
