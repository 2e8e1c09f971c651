//! A SECURITY DEFINER function may be called by everyone.
//!
//! New functions are executable by PUBLIC, and this one runs with the rights of its owner.
//!
//! Instead: `REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;` in the same transaction.

use crate::rules::prelude::*;

/// The rule `definer-function-executable`.
pub(super) static RULE: Rule = Rule {
    code: "definer-function-executable",
    engines: POSTGRES,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("definer_function_executable.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (at, unit) in look.units.iter().enumerate() {
        let Form::Create(create) = &unit.form else { continue };
        let (true, Some(name), Some(span)) =
            (create.kind == "FUNCTION", &create.name, unit.find(&["SECURITY", "DEFINER"]))
        else {
            continue;
        };
        let revokes = |unit: &Unit| {
            matches!(unit.form, Form::Grant { is_revoke: true })
                && unit.places(&unit.all(), "PUBLIC").next().is_some()
                && (0..unit.tokens.len()).any(|at| {
                    unit.token(at).trim_matches('"').eq_ignore_ascii_case(name.name.as_str())
                        || unit.are(at, &["ALL", "FUNCTIONS"])
                })
        };
        if !look.units[at..].iter().any(revokes) {
            let help = "REVOKE EXECUTE ON FUNCTION … FROM PUBLIC in the same transaction";
            let mark =
                look.mark_in(unit, &span, "everyone may call it, and it runs with the rights of its owner").help(help);
            let revoke = arguments(unit, create.rest)
                .map(|arguments| format!("REVOKE EXECUTE ON FUNCTION {}({arguments}) FROM PUBLIC", look.sql(name)));
            marks.push(match revoke {
                Some(revoke) => look.following_in(unit, mark, "take it from PUBLIC", &revoke),
                None => mark,
            });
        }
    }
}

/// The arguments without their defaults.
fn arguments(unit: &Unit, at: usize) -> Option<String> {
    let mut reader = crate::read::Reader::new(unit.dialect, unit.text, &unit.tokens);
    reader.at = at;
    let range = reader.parenthesis()?;
    let bare = unit.elements(&range).into_iter().map(|part| {
        let end = part.clone().find(|at| unit.is(*at, "DEFAULT") || matches!(unit.token(*at), "=" | ":="));
        unit.written(&(part.start..end.unwrap_or(part.end)))
    });
    Some(bare.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
                "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; REVOKE EXECUTE ON FUNCTION g() FROM PUBLIC;",
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION f() TO app;",
            ],
            &[
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            ],
        );
    }
}
