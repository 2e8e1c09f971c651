//! A policy reads claims that users can edit themselves, such as `user_metadata`: whoever edits the claim gets the rows.
//!
//! Instead, claims that only the server sets, such as `app_metadata`, or a table of memberships.

use crate::rules::prelude::*;

/// The rule `rls-user-editable-claim`.
pub(super) static RULE: Rule = Rule {
    code: "rls-user-editable-claim",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["user_metadata", "raw_user_meta_data"]),
        about: "claims that users can edit",
    }],
    source: include_str!("rls_user_editable_claim.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_policy = matches!(&unit.form, Form::Create(create) if create.kind == "POLICY")
        || matches!(&unit.form, Form::Alter(alter) if alter.kind == "POLICY");
    if !is_policy {
        return;
    }
    for claim in look.parameters.list("list") {
        let at =
            (0..unit.tokens.len()).find(|at| unit.token(*at).trim_matches(['\'', '"']).eq_ignore_ascii_case(claim));
        if let Some(at) = at {
            marks.push(look.mark(&unit.place(&(at..at + 1)), format!("users can edit `{claim}` themselves")));
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
                "CREATE POLICY p ON t USING ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');",
                "ALTER POLICY p ON t USING (current_setting('request.jwt.claims')::json -> 'raw_user_meta_data' ->> 'org' = org);",
                "CREATE POLICY p ON t FOR SELECT USING (org = (auth.jwt() -> 'USER_METADATA' ->> 'org'));",
            ],
            &[
                "CREATE POLICY p ON t USING ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');",
                "CREATE POLICY p ON t USING (owner = current_user);",
                "SELECT 'user_metadata';",
            ],
        );
    }
}
