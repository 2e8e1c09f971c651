//! Row level security is switched on, and there is no policy: nobody but the owner sees a row.
//!
//! Instead, make the policies in the same change.

use crate::rules::prelude::*;

/// The rule `rls-enabled-no-policy`.
pub(super) static RULE: Rule = Rule {
    code: "rls-enabled-no-policy",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("rls_enabled_no_policy.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for unit in look.units {
        let Some(alter) = unit.form.as_alter() else { continue };
        let Some(action) = alter.actions.iter().find(|action| action.act == Act::RowSecurity(true)) else { continue };
        let key = format!(" {}", alter.table.name.as_str());
        let is_on = |(_, policy): &(&str, &Object)| {
            policy.text.contains(&key)
                || policy.text.contains(&format!(".{}", alter.table.name.as_str()))
                || policy.text.contains(&format!("\"{}\"", alter.table.name.as_str()))
        };
        if !look.catalog.objects_of("POLICY").any(|policy| is_on(&policy)) {
            let message = format!("nobody but the owner sees a row of `{}`: there is no policy", alter.table.shown());
            marks.push(look.mark_in(unit, &action.span, message).help("make the policies in the same change"));
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
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
                "CREATE TABLE t (a int); ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;",
                "CREATE POLICY p ON u USING (true); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
            ],
            &[
                "CREATE POLICY p ON t USING (a = 1); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a = 1);",
                "CREATE POLICY p ON t USING (a = 1);\n---\nALTER TABLE t ENABLE ROW LEVEL SECURITY;",
            ],
        );
    }
}
