//! A lock timeout is longer than the team allows.
//!
//! For as long as the statement waits, everything that comes after waits too.

use crate::rules::prelude::*;

/// The rule `timeout-too-long`.
pub(super) static RULE: Rule = Rule {
    code: "timeout-too-long",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter { name: "seconds", default: Value::Number(10), about: "the longest lock timeout" }],
    source: include_str!("timeout_too_long.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Set(setting) = &look.unit.form else { return };
    let most = look.parameters.number("seconds") * 1000;
    if setting.name == "lock_timeout" && milliseconds(&setting.value).is_some_and(|found| found > most) {
        let seconds = most / 1000;
        let mark = look.mark_all(format!("waits for up to {}, and at most {seconds} s are allowed", setting.value));
        let value = look.unit.place(&(look.unit.tokens.len().saturating_sub(1)..look.unit.tokens.len()));
        marks.push(look.replacing(mark, "set what is allowed", &value, format!("'{seconds}s'")));
    }
}

fn milliseconds(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: i64 = text[..end].parse().ok()?;
    let factor = match text[end..].trim() {
        "" | "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["SET lock_timeout = '1min';", "SET lock_timeout = 60000;", "SET LOCAL lock_timeout TO '30s';"],
            &["SET lock_timeout = '3s';", "SET lock_timeout = 3000;", "SET statement_timeout = '1h';"],
        );
    }
}
