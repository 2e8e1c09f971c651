//! A lock timeout is set after the statement that needed it.
//!
//! Instead, set it first.

use crate::rules::prelude::*;

/// The rule `timeout-after-danger`.
pub(super) static RULE: Rule = Rule {
    code: "timeout-after-danger",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("timeout_after_danger.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Set(setting) = &look.unit.form else { return };
    let is_strong =
        |unit: &Unit| locks(unit, look.catalog).iter().any(|(_, mode, _)| *mode >= LockMode::ShareRowExclusive);
    let first = look.before().iter().find(|unit| is_strong(unit));
    let is_first = !look.session.settings.contains_key("lock_timeout");
    if let Some(first) = first.filter(|_| setting.name == "lock_timeout" && is_first) {
        let mut mark = look.mark_all("a statement before this one waited without a limit");
        let line = format!("{};\n", look.unit.written(&look.unit.all()));
        let edits = vec![(first.offset..first.offset, line), (look.whole(look.unit), String::new())];
        mark.fix = Some(("set it before".to_owned(), edits));
        marks.push(mark.help("set it at the head of the file"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD COLUMN a int; SET lock_timeout = '3s';",
                "DROP TABLE t; SET lock_timeout = '3s'; DROP TABLE u;",
                "BEGIN; ALTER TABLE t ADD COLUMN a int; SET LOCAL lock_timeout = '1s'; COMMIT;",
            ],
            &[
                "SET lock_timeout = '3s'; ALTER TABLE t ADD COLUMN a int;",
                "SELECT 1; SET lock_timeout = '3s';",
                "SET lock_timeout = '3s'; ALTER TABLE t ADD COLUMN a int; SET lock_timeout = '1s';",
            ],
        );
    }
}
