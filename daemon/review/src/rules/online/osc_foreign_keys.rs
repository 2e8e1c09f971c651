//! A table that is changed has foreign keys, or others refer to it.
//!
//! gh-ost refuses such a table; pt-osc drops and makes the keys anew, or leaves them pointing at the old table.

use crate::rules::prelude::*;

/// The rule `osc-foreign-keys`.
pub(super) static RULE: Rule = Rule {
    code: "osc-foreign-keys",
    engines: MYSQL,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_foreign_keys.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    let key = look.catalog.key(&alter.table);
    let gains = alter
        .actions
        .iter()
        .any(|action| matches!(&action.act, Act::AddConstraint(one) if matches!(one.demand, Demand::Foreign(..))));
    let is_foreign = |known: &KnownConstraint| matches!(known.kind, KnownKind::Foreign(..));
    let has = look.table(&alter.table).is_some_and(|table| table.constraints.iter().any(is_foreign));
    let refers = |table: &&Table| {
        table.constraints.iter().any(|known| matches!(&known.kind, KnownKind::Foreign(to, _) if *to == key))
    };
    let child = look.catalog.tables.values().find(refers);
    let message = match (gains || has, child) {
        (true, _) => format!("`{}` has foreign keys", alter.table.shown()),
        (false, Some(child)) => format!("`{}` refers to `{}`", child.shown, alter.table.shown()),
        (false, None) => return,
    };
    marks.push(
        look.mark(&alter.table.span, format!("{message}: an online tool may refuse it, or leave the keys behind")),
    );
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES u (id));\n---\nALTER TABLE t ADD b int;",
                "CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE c (a int, FOREIGN KEY (a) REFERENCES t (a));\n---\nALTER TABLE t ADD b int;",
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id);",
            ],
            &[
                "CREATE TABLE t (a int PRIMARY KEY);\n---\nALTER TABLE t ADD b int;",
                "ALTER TABLE t ADD b int;",
                "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES u (id)); ALTER TABLE t ADD b int;",
            ],
        );
    }
}
