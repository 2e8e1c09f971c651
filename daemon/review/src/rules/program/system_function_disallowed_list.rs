//! A function is called that the team does not allow.
//!
//! Such as `rand`, `uuid` or `sleep`, whose result differs on each server or which wait.

use crate::rules::prelude::*;

/// The rule `system-function-disallowed-list`.
pub(super) static RULE: Rule = Rule {
    code: "system-function-disallowed-list",
    engines: MYSQL_SQLITE,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter { name: "list", default: Value::List(&[]), about: "functions that may not be called" }],
    source: include_str!("system_function_disallowed_list.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for at in 0..look.unit.tokens.len() {
        if look.unit.is_call(at) && look.parameters.has("list", look.unit.token(at)) {
            marks.push(look.mark(&look.unit.place(&(at..at + 1)), format!("`{}` is not allowed", look.unit.token(at))));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.system-function-disallowed-list]\nlist = [\"rand\", \"UUID\"]",
            &["SELECT RAND();", "INSERT INTO t (a) VALUES (uuid());", "sqlite: SELECT rand(1);"],
            &["SELECT rand FROM t;", "SELECT now();", "SELECT 'rand()';"],
        );
    }
}
