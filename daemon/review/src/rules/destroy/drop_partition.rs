//! A partition is dropped, emptied or exchanged, and its rows are lost.
//!
//! Instead, detach it (PostgreSQL) or exchange it with an empty table that is kept (MySQL), back it up, and drop that later.

use crate::rules::prelude::*;

/// The rule `drop-partition`.
pub(super) static RULE: Rule = Rule {
    code: "drop-partition",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_partition.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        if let Act::LosePartition(word) = &action.act {
            let message = format!("{word} PARTITION takes the rows of the partition out of `{}`", alter.table.shown());
            marks.push(
                look.mark(&action.span, message)
                    .help("keep the rows in a table of their own until nobody asks for them"),
            );
        }
    }
    let Form::Drop(drop) = &look.unit.form else { return };
    let is_child = |name: &&Name| {
        let creates = |unit: &Unit| {
            matches!(&unit.form, Form::AlterTable(alter) if alter.actions.iter().any(
                |action| matches!(&action.act, Act::Detach(child, _) if child.name == name.name)))
        };
        look.earlier(name).any(creates)
    };
    for name in drop.names.iter().filter(|_| drop.kind == "TABLE").filter(is_child) {
        let message =
            format!("partition `{}` is dropped in the file that detaches it: its rows are lost", name.shown());
        marks.push(look.mark(&name.span, message).help("drop it in a later release"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "mysql: ALTER TABLE t DROP PARTITION p0;",
                "mysql: ALTER TABLE t TRUNCATE PARTITION p0, p1;",
                "ALTER TABLE p DETACH PARTITION c; DROP TABLE c;",
            ],
            &[
                "mysql: ALTER TABLE t ADD PARTITION (PARTITION p9 VALUES LESS THAN (9));",
                "ALTER TABLE p DETACH PARTITION c;",
                "mysql: ALTER TABLE t REORGANIZE PARTITION p0 INTO (PARTITION p1 VALUES LESS THAN (1));",
            ],
        );
    }
}
