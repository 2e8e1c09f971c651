//! A policy for writes holds for every row: `USING (true)` or `WITH CHECK (true)`.
//!
//! Whoever the policy is for may change every row; row level security is on in name only.

use crate::rules::prelude::*;

/// The rule `rls-policy-always-true`.
pub(super) static RULE: Rule = Rule {
    code: "rls-policy-always-true",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("rls_policy_always_true.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_policy = matches!(&unit.form, Form::Create(create) if create.kind == "POLICY")
        || matches!(&unit.form, Form::Alter(alter) if alter.kind == "POLICY");
    let is_read = unit.find(&["FOR", "SELECT"]).is_some();
    if !is_policy || is_read {
        return;
    }
    for at in 0..unit.tokens.len() {
        let opens = (unit.is(at, "USING") || unit.is(at, "CHECK")) && unit.token(at + 1) == "(";
        if opens && unit.is(at + 2, "TRUE") && unit.token(at + 3) == ")" {
            marks.push(
                look.mark(&unit.place(&(at..at + 4)), "this holds for every row: anyone it is for may write them all"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE POLICY p ON t USING (true);",
                "CREATE POLICY p ON t FOR INSERT TO app WITH CHECK (true);",
                "ALTER POLICY p ON t USING (TRUE) WITH CHECK (a = 1);",
            ],
            &[
                "CREATE POLICY p ON t FOR SELECT USING (true);",
                "CREATE POLICY p ON t USING (owner = current_user);",
                "SELECT true;",
            ],
        );
    }
}
