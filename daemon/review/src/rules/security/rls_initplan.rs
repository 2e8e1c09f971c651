//! A policy calls a function for every row.
//!
//! `current_setting()`, `auth.uid()` and their like give the same for all rows of a statement; in a sub-select they are called once.
//!
//! Instead: `USING (owner = (SELECT auth.uid()))`.

use crate::rules::prelude::*;

/// The rule `rls-initplan`.
pub(super) static RULE: Rule = Rule {
    code: "rls-initplan",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("rls_initplan.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_policy = matches!(&unit.form, Form::Create(create) if create.kind == "POLICY")
        || matches!(&unit.form, Form::Alter(alter) if alter.kind == "POLICY");
    if !is_policy {
        return;
    }
    for at in 2..unit.tokens.len() {
        let is_auth = unit.is(at, "auth") && unit.token(at + 1) == "." && unit.is_call(at + 2);
        let is_setting = unit.is(at, "current_setting") && unit.is_call(at);
        if (is_auth || is_setting) && !unit.is(at - 1, "SELECT") {
            let message = "this is called for every row";
            let mark = look.mark(&unit.place(&(at..at + 1)), message).help("call it once: (SELECT f())");
            let open = if is_auth { at + 3 } else { at + 1 };
            let call = at..close(unit, open);
            let text = format!("(SELECT {})", unit.written(&call));
            marks.push(look.replacing(mark, "call it once", &unit.place(&call), text));
        }
    }
}

/// The token behind the parenthesis that closes the one here.
fn close(unit: &Unit, open: usize) -> usize {
    let mut depth = 0usize;
    for at in open..unit.tokens.len() {
        match unit.token(at) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    unit.tokens.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE POLICY p ON t USING (owner = auth.uid());",
                "CREATE POLICY p ON t FOR SELECT USING (tenant = current_setting('app.tenant')::int);",
                "ALTER POLICY p ON t USING (auth.role() = 'admin');",
            ],
            &[
                "CREATE POLICY p ON t USING (owner = (SELECT auth.uid()));",
                "CREATE POLICY p ON t USING (owner = current_user);",
                "SELECT current_setting('app.tenant');",
            ],
        );
    }
}
