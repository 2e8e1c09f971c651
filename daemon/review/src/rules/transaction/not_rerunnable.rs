//! A statement fails when the file is run a second time.
//!
//! Where a run ends in the middle and is not in a transaction, the file must be run again.
//!
//! Instead: IF NOT EXISTS, IF EXISTS, or a transaction.

use crate::rules::prelude::*;

/// The rule `not-rerunnable`.
pub(super) static RULE: Rule = Rule {
    code: "not-rerunnable",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("not_rerunnable.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if look.session.in_transaction() && !look.is_mysql() {
        return;
    }
    let place = match &look.unit.form {
        Form::CreateTable(create) if !create.if_not_exists && !create.or_replace && !create.is_temporary => {
            Some(("IF NOT EXISTS ", create.name.as_ref()))
        }
        Form::CreateIndex(index) if !index.if_not_exists && !look.is_mysql() => {
            Some(("IF NOT EXISTS ", index.name.as_ref()))
        }
        Form::Drop(drop)
            if !drop.if_exists && matches!(drop.kind, "TABLE" | "VIEW" | "INDEX" | "SEQUENCE" | "TYPE") =>
        {
            // MySQL has no IF EXISTS for an index.
            let is_possible = !(look.is_mysql() && drop.kind == "INDEX");
            Some(("IF EXISTS ", drop.names.first().filter(|_| is_possible)))
        }
        _ => None,
    };
    let Some((words, name)) = place else { return };
    let mark = look.mark_all("this fails when the file is run a second time");
    let mark = mark.help("write IF NOT EXISTS or IF EXISTS, or use a transaction");
    marks.push(match name {
        Some(name) => look.inserting(mark, &format!("write {}", words.trim_end()), name.span.start, words),
        None => mark,
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE TABLE t (a int);", "DROP TABLE t;", "mysql: BEGIN; CREATE TABLE t (a int); COMMIT;"],
            &[
                "CREATE TABLE IF NOT EXISTS t (a int);",
                "BEGIN; CREATE TABLE t (a int); COMMIT;",
                "sqlite: DROP INDEX IF EXISTS i;",
            ],
        );
    }
}
