//! A unique key's name does not follow the team's pattern.
//!
//! Placeholders: `{{table}}` and `{{column_list}}`, whose columns are joined by `_`. A format that also matches the empty text lets the
//! key go unnamed.

use crate::rules::prelude::*;

/// The rule `naming-index-uk`.
pub(super) static RULE: Rule = Rule {
    code: "naming-index-uk",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["name-pattern-unique"],
    parameters: &[
        Parameter {
            name: "format",
            default: Value::Text("^uk_{{table}}_{{column_list}}$"),
            about: "what a name must match, after its placeholders are filled",
        },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters it may have" },
    ],
    source: include_str!("naming_index_uk.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, constraint) in look.constraints() {
        if let Demand::Unique(_) = constraint.demand {
            super::pattern::check_constraint(look, marks, "unique key", table, constraint, &[]);
        }
    }
    for (table, index) in look.indexes().into_iter().filter(|(_, index)| index.is_unique) {
        super::pattern::check_index(look, marks, "unique key", table, index);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE UNIQUE INDEX u ON t (a);",
                "mysql: CREATE TABLE t (a int, UNIQUE KEY k (a));",
                "ALTER TABLE t ADD UNIQUE (a);",
            ],
            &[
                "CREATE UNIQUE INDEX uk_t_a ON t (a);",
                "mysql: CREATE TABLE t (a int, b int, UNIQUE KEY uk_t_a_b (a, b));",
                "CREATE INDEX i ON t (a);",
            ],
        );
    }
}
