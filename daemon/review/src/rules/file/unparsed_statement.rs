//! A statement is not understood, so that no rule can speak about it.
//!
//! It is never passed over in silence: either it is wrong, or it is something that Groundline does not know yet.
//!
//! Instead, look at it by hand, and allow it with a comment that says so.

use crate::rules::prelude::*;

/// The rule `unparsed-statement`.
pub(super) static RULE: Rule = Rule {
    code: "unparsed-statement",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("unparsed_statement.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    match &look.unit.form {
        Form::Unknown => marks.push(look.mark_all("this statement is not understood: no rule has looked at it")),
        Form::AlterTable(alter) => {
            let unknown = alter.actions.iter().filter(|action| action.act == Act::Unknown && !action.span.is_empty());
            let message = "this part of ALTER TABLE is not understood: no rule has looked at it";
            marks.extend(unknown.map(|action| look.mark(&action.span, message)));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["FROBNICATE TABLE t;", "mysql: ALTER TABLE t FROBNICATE a;", "sqlite: CREATE FROB t;"],
            &[
                "ALTER TABLE t ADD COLUMN a int, OWNER TO b, SET (fillfactor = 70);",
                "mysql: ALTER TABLE t ADD INDEX (a), ENGINE = InnoDB, ALGORITHM = INPLACE, LOCK = NONE;",
                "sqlite: VACUUM;",
            ],
        );
    }
}
