//! A file that ran already has another content.
//!
//! What ran is not run again: the databases that had it keep the old effect, new ones get the new one, and nobody sees the
//! difference.
//!
//! What ran, and with which content, is told by the caller: the daemon from its ledger, `groundline review` from the commit it
//! compares with.
//!
//! Instead, leave the file as it was and write a new one.

use crate::known::digest;
use crate::rules::prelude::*;

/// The rule `edited-after-apply`.
pub(super) static RULE: Rule = Rule {
    code: "edited-after-apply",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("edited_after_apply.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let ran = look.around.siblings.ran(look.around.path);
    if ran.and_then(|ran| ran.digest).is_some_and(|before| before != digest(look.around.text))
        && let Some(first) = look.units.first()
    {
        let mark = look.mark_in(first, &first.head(), "this file ran with another content, and does not run again");
        marks.push(mark.help("leave it as it was, and write a new file"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let known = crate::Known { ran: vec![crate::Ran::of("1_a.sql", "SELECT 1;")], ..crate::Known::default() };
        let setup = |path| crate::cases::Setup { known: known.clone(), path, ..Default::default() };
        crate::cases::check_in(
            &super::RULE,
            &setup("1_a.sql"),
            &["SELECT 2;", "mysql: SELECT 1; SELECT 2;", "sqlite: -- more\nSELECT 1;"],
            &["SELECT 1;", "mysql: SELECT 1;", "sqlite: SELECT 1;"],
        );
        crate::cases::check_in(&super::RULE, &setup("2_b.sql"), &[], &["SELECT 2;"]);
    }
}
