//! The counter of a table that is changed has nearly used up the numbers of its type.
//!
//! When they are used up every INSERT fails, and making the column wider then is an outage: the table is written again. The database of
//! `--url`, or the daemon's target, tells how far AUTO_INCREMENT, a sequence or an identity has come.
//!
//! Instead, make the column `bigint` now, online: `groundline online`, gh-ost or pt-osc; on PostgreSQL a second column, filled in batches.

use crate::rules::prelude::*;

/// The rule `auto-inc-near-capacity`.
pub(super) static RULE: Rule = Rule {
    code: "auto-inc-near-capacity",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "percent",
        default: Value::Number(80),
        about: "how much of the numbers may be used",
    }],
    source: include_str!("auto_inc_near_capacity.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let table = match &look.unit.form {
        Form::Insert(insert) => &insert.table,
        Form::AlterTable(alter) => &alter.table,
        _ => return,
    };
    let Some(known) = look.facts.tables.get(&look.catalog.key(table)) else { return };
    let most = u64::try_from(look.parameters.number("percent")).unwrap_or(100);
    for (column, (last, end)) in &known.counters {
        let percent = u128::from(*last) * 100 / u128::from(*end).max(1);
        if percent >= u128::from(most) && look.is_shared(table) && !is_redefined(look, column) {
            let message = format!(
                "the counter of `{}.{column}` is at {last} of {end}: {percent} % of its numbers are used",
                table.shown()
            );
            marks.push(look.mark(&table.span, message).help("make the column `bigint` before they are used up"));
        }
    }
}

/// Whether the statement gives the column another type, or ends it.
fn is_redefined(look: &Look, column: &str) -> bool {
    look.actions().any(|(_, action)| match &action.act {
        Act::SetType { name, .. } | Act::DropColumn { name, .. } => name.as_str().eq_ignore_ascii_case(column),
        Act::Redefine { old, column: new } => {
            old.as_ref().map_or(new.name(), Part::as_str).eq_ignore_ascii_case(column)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let mut facts = crate::cases::told(&[("t", 10), ("u", 10)]);
        for (table, last) in [("t", 2_000_000_000), ("u", 5)] {
            let table = facts.tables.get_mut(table).expect("it is there");
            table.counters.insert("id".to_owned(), (last, 2_147_483_647));
        }
        crate::cases::check_facts(
            &super::RULE,
            "",
            &facts,
            &[
                "INSERT INTO t (a) VALUES (1);",
                "ALTER TABLE t ADD COLUMN b int;",
                "mysql: INSERT INTO t (a) SELECT a FROM u;",
            ],
            &[
                "ALTER TABLE t ALTER COLUMN id TYPE bigint;",
                "mysql: ALTER TABLE t MODIFY id bigint AUTO_INCREMENT;",
                "INSERT INTO u (a) VALUES (1);",
                "UPDATE t SET a = 1;",
            ],
        );
    }
}
