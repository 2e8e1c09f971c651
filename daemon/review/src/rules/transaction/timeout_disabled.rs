//! A timeout is switched off.
//!
//! `lock_timeout = 0` waits for ever, with everything else behind it.

use crate::rules::prelude::*;

/// The rule `timeout-disabled`.
pub(super) static RULE: Rule = Rule {
    code: "timeout-disabled",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("timeout_disabled.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Set(setting) = &look.unit.form else { return };
    let is_timeout = matches!(setting.name.as_str(), "lock_timeout" | "statement_timeout");
    // What pg_dump writes at the head of a dump.
    let is_dump = look.at < 3 && look.units.iter().take(12).any(|unit| unit.is(1, "client_encoding"));
    if is_timeout && !is_dump && matches!(setting.value.trim_end_matches(['s', 'm']), "0") {
        let mark = look.mark_all(format!("{} is switched off: it waits for ever", setting.name));
        let mark = mark.help("give it a limit, such as '3s'");
        let value = look.unit.place(&(look.unit.tokens.len().saturating_sub(1)..look.unit.tokens.len()));
        let limit = if setting.name == "lock_timeout" { "'3s'" } else { "'15min'" };
        marks.push(look.replacing(mark, "give it a limit", &value, limit));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["SET lock_timeout = 0;", "SET statement_timeout TO '0';", "SET LOCAL lock_timeout = '0s';"],
            &[
                "SET lock_timeout = '3s';",
                "SET statement_timeout = 0; SET lock_timeout = 0; SET client_encoding = 'UTF8';",
                "SET work_mem = 0;",
            ],
        );
    }
}
