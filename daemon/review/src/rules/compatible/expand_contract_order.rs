//! A column is added and another one dropped from the same table in one release.
//!
//! There is no moment at which both the old and the new program work.
//!
//! Instead, put the drop into a later release, when every program uses the new column.

use crate::rules::prelude::*;

/// The rule `expand-contract-order`.
pub(super) static RULE: Rule = Rule {
    code: "expand-contract-order",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("expand_contract_order.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::DropColumn { name, .. } = &action.act else { continue };
        let key = look.catalog.key(&alter.table);
        let adds = |unit: &Unit| {
            unit.form.as_alter().is_some_and(|other| {
                look.catalog.key(&other.table) == key
                    && other.actions.iter().any(
                        |action| matches!(&action.act, Act::AddColumn { column, .. } if column.name() != name.as_str()),
                    )
            })
        };
        let known = look.table(&alter.table).and_then(|table| table.column(name.as_str()));
        let is_own = known.is_some_and(|column| look.catalog.is_of_file(column.born));
        if !is_own && look.earlier(&alter.table).chain([look.unit]).any(adds) {
            let message = format!(
                "`{}` gains and loses a column in one release: no program fits both before and after",
                alter.table.shown()
            );
            marks.push(look.mark(&action.span, message).help("drop the old column in a later release"));
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
                "ALTER TABLE t ADD COLUMN b int; UPDATE t SET b = a WHERE b IS NULL; ALTER TABLE t DROP COLUMN a;",
                "mysql: ALTER TABLE t ADD b int, DROP a;",
                "sqlite: ALTER TABLE t ADD b int; ALTER TABLE t DROP a;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN b int; ALTER TABLE u DROP COLUMN a;",
                "ALTER TABLE t DROP COLUMN a;",
                "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int; ALTER TABLE t DROP COLUMN a;",
            ],
        );
    }
}
