//! The primary key is dropped in one statement and a new one added in another.
//!
//! Each writes the whole table again, and in between rows have no key.
//!
//! Instead, do both in one ALTER TABLE.

use crate::rules::prelude::*;

/// The rule `pk-drop-without-add`.
pub(super) static RULE: Rule = Rule {
    code: "pk-drop-without-add",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("pk_drop_without_add.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if action.act != Act::DropPrimaryKey {
            continue;
        }
        let adds = |alter: &AlterTable| {
            alter.actions.iter().any(
                |action| matches!(&action.act, Act::AddConstraint(one) if matches!(one.demand, Demand::Primary(_))),
            )
        };
        let mut later = look.later(&alter.table).filter_map(|unit| Some((unit, unit.form.as_alter()?)));
        let later = later.find(|(_, other)| other.table.name == alter.table.name && adds(other));
        if let Some((unit, other)) = later.filter(|_| !adds(alter)) {
            let message = format!("`{}` is written again twice, and has no key in between", alter.table.shown());
            let mut mark = look.mark(&action.span, message).help("drop and add the key in one ALTER TABLE");
            if let [add] = other.actions.as_slice() {
                let behind = look.unit.offset + action.span.end;
                let added = unit.text.get(add.span.clone()).unwrap_or_default();
                let edits = vec![(behind..behind, format!(", {added}")), (look.whole(unit), String::new())];
                mark.fix = Some(("do both in one ALTER TABLE".to_owned(), edits));
            }
            marks.push(mark);
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
                "ALTER TABLE t DROP PRIMARY KEY; ALTER TABLE t ADD PRIMARY KEY (b);",
                "ALTER TABLE t DROP PRIMARY KEY, ADD COLUMN c int; ALTER TABLE t ADD PRIMARY KEY (c);",
                "ALTER TABLE t DROP PRIMARY KEY; UPDATE u SET a = 1 WHERE b = 2; ALTER TABLE t ADD CONSTRAINT PRIMARY KEY (b);",
            ],
            &[
                "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (b);",
                "ALTER TABLE t DROP PRIMARY KEY;",
                "ALTER TABLE t DROP PRIMARY KEY; ALTER TABLE u ADD PRIMARY KEY (b);",
            ],
        );
    }
}
