//! DROP … CASCADE takes away whatever depends on the object.
//!
//! Views, foreign keys, functions' defaults: what goes with it is nowhere in the statement.
//!
//! Instead, drop the dependents by name, and this without CASCADE; the server then says what was forgotten.

use crate::rules::prelude::*;

/// The rule `drop-cascade`.
pub(super) static RULE: Rule = Rule {
    code: "drop-cascade",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &["statement-disallow-rm-tbl-cascade"],
    parameters: &[],
    source: include_str!("drop_cascade.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::Drop(drop) = &look.unit.form {
        let all_new = !drop.names.is_empty() && drop.names.iter().all(|name| look.catalog.is_new(name));
        if let Some(cascade) =
            drop.cascade.as_ref().filter(|_| !all_new && drop.kind != "SCHEMA" && !is_absent(look, drop))
        {
            marks.push(mark(look, cascade));
        }
    }
    for (_, action) in look.shared_actions() {
        if let Act::DropColumn { cascade: Some(cascade), .. } | Act::DropConstraint { cascade: Some(cascade), .. } =
            &action.act
        {
            marks.push(mark(look, cascade));
        }
    }
}

/// A script that makes its objects anew.
fn is_absent(look: &Look, drop: &DropObjects) -> bool {
    drop.if_exists && drop.names.iter().all(|name| look.table(name).is_none() && look.is_made_later(&[drop.kind], name))
}

fn mark(look: &Look, cascade: &Span) -> Mark {
    let mark = look.mark(cascade, "whatever depends on it is dropped too, and is not named here");
    let mark = mark.help("drop the dependents by name, and this without CASCADE");
    look.replacing(mark, "drop without CASCADE", cascade, "RESTRICT")
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["DROP TABLE t CASCADE;", "DROP VIEW IF EXISTS v CASCADE;", "ALTER TABLE t DROP COLUMN a CASCADE;"],
            &["DROP TABLE t;", "DROP TABLE t RESTRICT;", "CREATE TABLE t (a int); DROP TABLE t CASCADE;"],
        );
    }
}
