//! One file adds foreign keys to several tables.
//!
//! Each locks two tables; in one transaction all of them stay locked until the last scan is done.
//!
//! Instead, one file for each.

use crate::rules::prelude::*;

/// The rule `multiple-foreign-keys-one-migration`.
pub(super) static RULE: Rule = Rule {
    code: "multiple-foreign-keys-one-migration",
    engines: POSTGRES,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("multiple_foreign_keys_one_migration.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let adds = |unit: &Unit| -> Option<String> {
        let alter = unit.form.as_alter().filter(|alter| look.is_shared(&alter.table))?;
        alter.actions.iter().find_map(|action| match &action.act {
            Act::AddConstraint(one) => match &one.demand {
                Demand::Foreign(_, reference) if !one.not_valid => Some(reference.table.key(look.dialect())),
                _ => None,
            },
            _ => None,
        })
    };
    let Some(parent) = adds(look.unit) else { return };
    let others: Vec<_> = look.before().iter().rev().take(50).filter_map(adds).collect();
    if others.len() == 1 && others.iter().any(|other| *other != parent) {
        marks.push(
            look.mark_all("the file adds foreign keys to more than one table").help("add each in a file of its own"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b (id); ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES d (id);",
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b (id); SELECT 1; ALTER TABLE u ADD FOREIGN KEY (c) REFERENCES d (id);",
                "BEGIN; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b; ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES s.d; COMMIT;",
            ],
            &[
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b (id);",
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b (id); ALTER TABLE u ADD FOREIGN KEY (c) REFERENCES b (id);",
                "CREATE TABLE t (a int); ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b (id); ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES d (id);",
            ],
        );
    }
}
