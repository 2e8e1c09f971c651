//! A big table is altered directly.
//!
//! What is not done at once copies the table or blocks writes for as long as it takes. How many rows a table has is known with `--url`, and to
//! the daemon.
//!
//! Instead: `groundline online`, gh-ost or pt-osc.

use crate::rules::prelude::*;

/// The rule `large-table-needs-osc`.
pub(super) static RULE: Rule = Rule {
    code: "large-table-needs-osc",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &["advice-online-migration"],
    parameters: &[
        Parameter { name: "number", default: Value::Number(1000000), about: "from how many rows a table is big" },
        Parameter { name: "megabytes", default: Value::Number(10000), about: "from how many megabytes a table is big" },
    ],
    source: include_str!("large_table_needs_osc.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter().filter(|alter| look.is_shared(&alter.table)) else { return };
    let rows = look.rows(&alter.table).unwrap_or(0);
    let most = u64::try_from(look.parameters.number("number")).unwrap_or(u64::MAX);
    let at_once = |act: &Act| {
        matches!(
            act,
            Act::SetDefault(..)
                | Act::DropDefault(_)
                | Act::RenameTo(_)
                | Act::RenameColumn(..)
                | Act::RenamePart(..)
                | Act::DropConstraint { .. }
                | Act::DropIndex(_)
                | Act::Tune
                | Act::Other
        )
    };
    let told = look.facts.tables.get(&look.catalog.key(&alter.table));
    let megabytes = told.and_then(|table| table.bytes).unwrap_or(0) / 1_000_000;
    let is_big = rows > most || i64::try_from(megabytes).unwrap_or(i64::MAX) > look.parameters.number("megabytes");
    if is_big && !alter.actions.iter().all(|action| at_once(&action.act)) {
        let message = format!("`{}` has about {rows} rows and {megabytes} MB", alter.table.shown());
        marks.push(
            look.mark(&alter.table.span, message).help("change it online: `groundline online`, gh-ost or pt-osc"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_rows(
            &super::RULE,
            &[("t", 2000000)],
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD b int;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t MODIFY a bigint;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD INDEX (a), DROP COLUMN b;",
            ],
            &[
                "CREATE TABLE u (a int);\n---\nALTER TABLE u ADD b int;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t RENAME TO u;",
                "ALTER TABLE x ADD b int;",
            ],
        );
        let mut wide = crate::cases::told(&[("t", 1000)]);
        wide.tables.get_mut("t").expect("it is there").bytes = Some(20_000_000_000);
        let found = crate::cases::findings(&super::RULE, "ALTER TABLE t ADD b int;", "", &wide);
        assert!(found.iter().any(|one| one.message.ends_with("20000 MB")), "{found:?}");
    }
}
