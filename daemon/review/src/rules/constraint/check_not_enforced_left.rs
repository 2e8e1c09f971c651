//! A constraint is added NOT VALID or NOT ENFORCED, and never validated.
//!
//! Nobody may count on it: neither readers nor the planner.
//!
//! Instead, validate it in the next step: `ALTER TABLE t VALIDATE CONSTRAINT c;`

use crate::rules::prelude::*;

/// The rule `check-not-enforced-left`.
pub(super) static RULE: Rule = Rule {
    code: "check-not-enforced-left",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &["not-valid-never-validated"],
    parameters: &[],
    source: include_str!("check_not_enforced_left.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (at, unit) in look.units.iter().enumerate() {
        let Some(alter) = unit.form.as_alter() else { continue };
        for action in &alter.actions {
            let Act::AddConstraint(constraint) = &action.act else { continue };
            if !(constraint.not_valid || constraint.not_enforced) {
                continue;
            }
            let later =
                look.units[at..].iter().filter(|_| constraint.name.is_some()).filter_map(|unit| unit.form.as_alter());
            let settles = |other: &Act| match (other, &constraint.name) {
                (Act::Validate(name) | Act::DropConstraint { name, .. }, Some(own)) => name.name == own.name,
                _ => false,
            };
            let is_settled = later
                .filter(|other| other.table.name == alter.table.name)
                .any(|other| other.actions.iter().any(|action| settles(&action.act)));
            if !is_settled {
                marks.push(
                    look.mark_in(unit, &constraint.span, "nobody may count on it until it is validated")
                        .help("VALIDATE CONSTRAINT in the next step"),
                );
            }
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
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;",
                "mysql: ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE u VALIDATE CONSTRAINT c;",
            ],
            &[
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
                "ALTER TABLE t VALIDATE CONSTRAINT c;",
            ],
        );
    }
}
