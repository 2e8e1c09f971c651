//! A FULLTEXT or SPATIAL index is built while writes wait; the first FULLTEXT one writes the table again.
//!
//! Instead, change the table with an online tool.

use crate::rules::prelude::*;

/// The rule `fulltext-index-blocks`.
pub(super) static RULE: Rule = Rule {
    code: "fulltext-index-blocks",
    engines: MYSQL,
    level: Level::Notice,
    priority: 2,
    aliases: &["spatial-index-blocks"],
    parameters: &[],
    source: include_str!("fulltext_index_blocks.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, index) in look.indexes() {
        if let (Some(kind), Some(table)) = (index.special, table)
            && look.is_shared(table)
            && !matches!(look.unit.form, Form::CreateTable(_))
        {
            marks.push(
                look.mark(&index.span, format!("writes to `{}` wait while the {kind} index is built", table.shown())),
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
                "ALTER TABLE t ADD FULLTEXT INDEX f (a);",
                "CREATE FULLTEXT INDEX f ON t (a);",
                "ALTER TABLE t ADD SPATIAL KEY (g);",
            ],
            &[
                "CREATE TABLE t (a text, FULLTEXT KEY (a));",
                "ALTER TABLE t ADD INDEX (a);",
                "CREATE TABLE t (a text); CREATE FULLTEXT INDEX f ON t (a);",
            ],
        );
    }
}
