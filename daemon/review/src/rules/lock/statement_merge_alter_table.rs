//! Several ALTER TABLE follow each other on one table.
//!
//! Each takes its lock anew, and each may write the table again.
//!
//! Instead, one ALTER TABLE with all actions.

use crate::rules::prelude::*;

/// The rule `statement-merge-alter-table`.
pub(super) static RULE: Rule = Rule {
    code: "statement-merge-alter-table",
    engines: SERVERS,
    level: Level::Notice,
    priority: 2,
    aliases: &["mergeable-alter-table"],
    parameters: &[],
    source: include_str!("statement_merge_alter_table.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter() else { return };
    let Some(last) = look.before().last() else { return };
    let Some(before) =
        last.form.as_alter().filter(|before| before.table.key(look.dialect()) == alter.table.key(look.dialect()))
    else {
        return;
    };
    // What must stand alone or in another transaction is no candidate.
    let is_alone = |act: &Act| {
        matches!(
            act,
            Act::Validate(_)
                | Act::RenameTo(_)
                | Act::RenameColumn(..)
                | Act::RenamePart(..)
                | Act::Attach(..)
                | Act::Detach(..)
                | Act::SetSchema(_)
                | Act::Tune
                | Act::Other
                | Act::Unknown
                | Act::Redefine { old: Some(_), .. }
        )
    };
    let uses = |act: &Act| {
        match act {
        Act::AddColumn { column, .. } => alter.actions.iter().any(|action| matches!(&action.act, Act::SetNotNull(name) | Act::SetDefault(name, _) if name.as_str() == column.name())),
        _ => false,
    }
    };
    let none = |actions: &[Action]| !actions.iter().any(|action| is_alone(&action.act) || uses(&action.act));
    if none(&before.actions) && none(&alter.actions) && !alter.actions.is_empty() && look.is_shared(&alter.table) {
        let message = format!("`{}` was altered by the statement before", alter.table.shown());
        let mut mark = look.mark(&alter.table.span, message).help("make it one ALTER TABLE");
        // What is written between the two stays where it is.
        let between = last.offset + last.span().end..look.unit.offset;
        let is_blank = |text: &str| text.chars().all(|c| c == ';' || c.is_whitespace());
        let first = alter.actions.first().map(|action| look.unit.offset + action.span.start);
        if let Some(first) = first.filter(|_| look.around.text.get(between.clone()).is_some_and(is_blank)) {
            mark.fix = Some(("make it one ALTER TABLE".to_owned(), vec![(between.start..first, ", ".to_owned())]));
        }
        marks.push(mark);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int; ALTER TABLE t ADD COLUMN b int;",
                "mysql: ALTER TABLE t ADD a int; ALTER TABLE t ADD INDEX (b);",
                "ALTER TABLE t DROP COLUMN a; ALTER TABLE ONLY t DROP COLUMN b;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int; ALTER TABLE u ADD COLUMN b int;",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;",
                "ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int;",
            ],
        );
    }
}
