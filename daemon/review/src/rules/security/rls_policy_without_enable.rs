//! A policy is made on a table whose row level security is off: it does nothing.
//!
//! Instead: `ALTER TABLE orders ENABLE ROW LEVEL SECURITY;`

use crate::rules::prelude::*;

/// The rule `rls-policy-without-enable`.
pub(super) static RULE: Rule = Rule {
    code: "rls-policy-without-enable",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("rls_policy_without_enable.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for unit in look.units {
        let Form::Create(create) = &unit.form else { continue };
        let Some(on) = create.on.as_ref().filter(|_| create.kind == "POLICY") else { continue };
        let Some(table) = look.table(on).filter(|table| !table.row_security) else { continue };
        let message = format!("row level security of `{}` is off: the policy does nothing", table.shown);
        let enable = format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", look.sql(on));
        let mark = look.mark_in(unit, &unit.head(), message).help(format!("{enable};"));
        let is_switched = |unit: &Unit| {
            unit.form.as_alter().is_some_and(|alter| {
                let switches = |action: &Action| matches!(action.act, Act::RowSecurity(_));
                alter.table.name == on.name && alter.actions.iter().any(switches)
            })
        };
        marks.push(if look.units.iter().any(is_switched) {
            mark
        } else {
            look.following_in(unit, mark, "switch it on", &enable)
        });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int); CREATE POLICY p ON t USING (a = 1);",
                "CREATE TABLE t (a int);\n---\nCREATE POLICY p ON t FOR SELECT TO public USING (a = 1);",
                "CREATE TABLE s.t (a int); ALTER TABLE s.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON s.t USING (a = 1); ALTER TABLE s.t DISABLE ROW LEVEL SECURITY;",
            ],
            &[
                "CREATE TABLE t (a int); CREATE POLICY p ON t USING (a = 1); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
                "CREATE POLICY p ON t USING (a = 1);",
                "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
            ],
        );
    }
}
