//! SQLite cannot add a NOT NULL column without a default, nor with a default that is NULL or an expression.
//!
//! Instead, give it a constant default, or build the table anew and copy the rows.

use crate::rules::prelude::*;

/// The rule `sqlite-not-null-without-default`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-not-null-without-default",
    engines: SQLITE,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_not_null_without_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, action) in look.actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        let default = column.default.as_ref().map(|value| look.unit.written(value));
        let is_null = default.is_none_or(|text| text.eq_ignore_ascii_case("NULL"));
        let is_expression =
            default.is_some_and(|text| text.starts_with('(') || text.to_ascii_uppercase().starts_with("CURRENT_"));
        if (column.not_null.is_some() && is_null && column.generated.is_none()) || is_expression {
            let message = "SQLite refuses it: a column added NOT NULL needs a constant default, and no default may be an expression";
            marks.push(look.mark(&column.span, message).help("give it a constant default, or build the table anew"));
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
                "ALTER TABLE t ADD COLUMN a text NOT NULL;",
                "ALTER TABLE t ADD a text NOT NULL DEFAULT NULL;",
                "ALTER TABLE t ADD COLUMN at text DEFAULT CURRENT_TIMESTAMP;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a text NOT NULL DEFAULT '';",
                "ALTER TABLE t ADD COLUMN a text;",
                "CREATE TABLE t (a text NOT NULL);",
            ],
        );
    }
}
