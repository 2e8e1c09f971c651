//! A row level security policy is made, changed or dropped.
//!
//! Who may see which rows changes with it; the owner of the data should have seen it.

use crate::rules::prelude::*;

/// The rule `policy-changed`.
pub(super) static RULE: Rule = Rule {
    code: "policy-changed",
    engines: POSTGRES,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("policy_changed.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_policy = match &look.unit.form {
        Form::Create(create) => create.kind == "POLICY" && create.on.as_ref().is_some_and(|on| look.is_shared(on)),
        Form::Alter(alter) => alter.kind == "POLICY",
        Form::Drop(drop) => drop.kind == "POLICY",
        _ => false,
    };
    if is_policy {
        marks.push(look.mark_all("who may see which rows changes with this"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE POLICY p ON t USING (a = 1);", "ALTER POLICY p ON t USING (a = 2);", "DROP POLICY p ON t;"],
            &[
                "CREATE TABLE t (a int); CREATE POLICY p ON t USING (a = 1);",
                "CREATE TABLE t (a int);",
                "GRANT SELECT ON t TO app;",
            ],
        );
    }
}
