//! A foreign key's name does not follow the team's pattern.
//!
//! Placeholders: `{{referencing_table}}`, `{{referencing_column}}`, `{{referenced_table}}`, `{{referenced_column}}`. A format that also
//! matches the empty text lets the key go unnamed.

use crate::rules::prelude::*;

/// The rule `naming-index-fk`.
pub(super) static RULE: Rule = Rule {
    code: "naming-index-fk",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["name-pattern-fk"],
    parameters: &[
        Parameter {
            name: "format",
            default: Value::Text(
                "^fk_{{referencing_table}}_{{referencing_column}}_{{referenced_table}}_{{referenced_column}}$",
            ),
            about: "what a name must match, after its placeholders are filled",
        },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters it may have" },
    ],
    source: include_str!("naming_index_fk.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, constraint) in look.constraints() {
        if let Demand::Foreign(columns, reference) = &constraint.demand {
            let fill = [
                ("referencing_table", table.name.as_str().to_owned()),
                ("referencing_column", super::pattern::joined(columns.iter())),
                ("referenced_table", reference.table.name.as_str().to_owned()),
                ("referenced_column", super::pattern::joined(reference.columns.iter())),
            ];
            super::pattern::check_constraint(look, marks, "foreign key", table, constraint, &fill);
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
                "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id);",
                "mysql: CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES b (id));",
                "sqlite: CREATE TABLE a (x int, CONSTRAINT \"F\" FOREIGN KEY (x) REFERENCES b (id));",
            ],
            &[
                "ALTER TABLE a ADD CONSTRAINT fk_a_x_b_id FOREIGN KEY (x) REFERENCES b (id);",
                "mysql: CREATE TABLE a (x int, CONSTRAINT fk_a_x_b_id FOREIGN KEY (x) REFERENCES b (id));",
                "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0);",
            ],
        );
    }
}
