//! The live database refuses the statement before it runs: it does not even EXPLAIN.
//!
//! A table or column is not there, a type does not fit, a function is missing: it would fail when the change runs, perhaps behind
//! statements that are done by then. The database of `--url`, or the daemon's target, is asked; the statement is planned and never run.
//! What an earlier statement of the change makes is not there yet, so such statements are passed over.
//!
//! Instead, correct the statement, or look whether the database is the one that it is meant for.

use crate::estimate::DmlKind;
use crate::facts::Explained;
use crate::rules::prelude::*;

/// The rule `dml-explain-fails`.
pub(super) static RULE: Rule = Rule {
    code: "dml-explain-fails",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &["statement-dml-dry-run"],
    parameters: &[],
    source: include_str!("dml_explain_fails.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if DmlKind::of(look.unit).is_none() || look.touched.excuses(look.unit) {
        return;
    }
    if let Some(Explained::Fails(reason)) = look.facts.explained.get(look.unit.text) {
        let message = format!("the database refuses it: {reason}");
        marks.push(look.mark_all(message).help("correct it, or look whether it is meant for this database"));
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Explained, Facts};

    #[test]
    fn cases() {
        let fails = |text: &str| (text.to_owned(), Explained::Fails("no such column: b".to_owned()));
        let explained =
            ["UPDATE t SET b = 1", "DELETE FROM t WHERE b", "INSERT INTO t (b) VALUES (1)", "SELECT b FROM t"];
        let explained = explained.into_iter().map(fails);
        let unknown = ("UPDATE v SET a = 1".to_owned(), Explained::Unknown("no right".to_owned()));
        let facts = Facts { explained: explained.chain([unknown]).collect(), ..crate::cases::told(&[]) };
        crate::cases::check_facts(
            &super::RULE,
            "",
            &facts,
            &["UPDATE t SET b = 1;", "mysql: DELETE FROM t WHERE b;", "sqlite: INSERT INTO t (b) VALUES (1);"],
            &[
                "ALTER TABLE t ADD COLUMN b int; UPDATE t SET b = 1;",
                "UPDATE v SET a = 1;",
                "SELECT b FROM t;",
                "DO $$ BEGIN END $$; UPDATE t SET b = 1;",
                "UPDATE w SET b = 1;",
            ],
        );
    }
}
