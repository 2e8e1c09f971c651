//! A primary key's name does not follow the team's pattern.
//!
//! Placeholders: `{{table}}` and `{{column_list}}`, whose columns are joined by `_`. A format that also matches the empty text lets the
//! key go unnamed.

use crate::rules::prelude::*;

/// The rule `naming-index-pk`.
pub(super) static RULE: Rule = Rule {
    code: "naming-index-pk",
    engines: POSTGRES_SQLITE,
    level: Level::Off,
    priority: 3,
    aliases: &["name-pattern-pk"],
    parameters: &[
        Parameter {
            name: "format",
            default: Value::Text("^pk_{{table}}_{{column_list}}$"),
            about: "what a name must match, after its placeholders are filled",
        },
        Parameter { name: "max_length", default: Value::Number(63), about: "how many characters it may have" },
    ],
    source: include_str!("naming_index_pk.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, constraint) in look.constraints() {
        if let Demand::Primary(_) = constraint.demand {
            super::pattern::check_constraint(look, marks, "primary key", table, constraint, &[]);
        }
    }
    for (table, column) in look.columns() {
        if let Some(span) = &column.primary_key {
            let fill = [("table", table.name.as_str().to_owned()), ("column_list", column.name().to_owned())];
            super::pattern::check(look, marks, "primary key", "", span, &fill);
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
                "CREATE TABLE t (a int, CONSTRAINT k PRIMARY KEY (a));",
                "ALTER TABLE t ADD PRIMARY KEY (a);",
                "CREATE TABLE t (a int PRIMARY KEY);",
            ],
            &[
                "CREATE TABLE t (a int, b int, CONSTRAINT pk_t_a_b PRIMARY KEY (a, b));",
                "ALTER TABLE t ADD CONSTRAINT pk_t_a PRIMARY KEY (a);",
                "CREATE TABLE t (a int);",
            ],
        );
    }
}
