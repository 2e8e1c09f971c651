//! An index's name does not follow the team's pattern.
//!
//! Placeholders: `{{table}}` and `{{column_list}}`, whose columns are joined by `_`.

use crate::rules::prelude::*;

/// The rule `naming-index-idx`.
pub(super) static RULE: Rule = Rule {
    code: "naming-index-idx",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["name-pattern-index"],
    parameters: &[
        Parameter {
            name: "format",
            default: Value::Text("^idx_{{table}}_{{column_list}}$"),
            about: "what a name must match, after its placeholders are filled",
        },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters it may have" },
    ],
    source: include_str!("naming_index_idx.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, index) in look.indexes().into_iter().filter(|(_, index)| !index.is_unique && index.special.is_none()) {
        super::pattern::check_index(look, marks, "index", table, index);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE INDEX i ON t (a);",
                "mysql: ALTER TABLE t ADD INDEX (a);",
                "sqlite: CREATE INDEX idx_t_b ON t (a);",
            ],
            &[
                "CREATE INDEX idx_t_a_b ON t (a, b);",
                "mysql: CREATE TABLE t (a int, KEY idx_t_a (a));",
                "CREATE UNIQUE INDEX u ON t (a);",
            ],
        );
    }
}
