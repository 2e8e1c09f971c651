//! A table that is changed has no key by which an online tool could copy it.
//!
//! gh-ost, pt-osc and `groundline online` walk the rows by a primary or unique NOT NULL key that both the old and the new table have.

use crate::rules::prelude::*;

/// The rule `osc-no-shared-key`.
pub(super) static RULE: Rule = Rule {
    code: "osc-no-shared-key",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_no_shared_key.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    let Some(table) = look.table(&alter.table).filter(|table| table.is_whole) else { return };
    let drops_key = alter.actions.iter().any(|action| action.act == Act::DropPrimaryKey);
    let has_other = table.indexes.iter().any(|index| {
        index.is_unique
            && !index.of_constraint
            && index.columns.iter().all(|name| table.column(name).is_some_and(|column| column.not_null))
    });
    let message = match () {
        () if !table.has_row_key() => "has no primary or unique NOT NULL key",
        () if drops_key && !has_other => "loses the key that the old and the new table share",
        () => return,
    };
    let message = format!("`{}` {message}: no online tool can copy it", alter.table.shown());
    marks.push(look.mark(&alter.table.span, message).help("give it a primary key first"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD b int;",
                "CREATE TABLE t (a int, UNIQUE KEY (a));\n---\nALTER TABLE t ADD INDEX (a);",
                "CREATE TABLE t (a int PRIMARY KEY);\n---\nALTER TABLE t DROP PRIMARY KEY;",
            ],
            &[
                "CREATE TABLE t (a int PRIMARY KEY);\n---\nALTER TABLE t ADD b int;",
                "CREATE TABLE t (a int NOT NULL, UNIQUE KEY (a));\n---\nALTER TABLE t ADD b int;",
                "ALTER TABLE t ADD b int;",
            ],
        );
    }
}
