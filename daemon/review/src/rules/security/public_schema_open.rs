//! Everyone may create objects in a schema.
//!
//! Whoever can may put a function or table there that others then call by mistake.

use crate::rules::prelude::*;

/// The rule `public-schema-open`.
pub(super) static RULE: Rule = Rule {
    code: "public-schema-open",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("public_schema_open.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let grants = matches!(unit.form, Form::Grant { is_revoke: false })
        && unit.find(&["ON", "SCHEMA"]).is_some()
        && unit.find(&["TO", "PUBLIC"]).is_some();
    let creates = unit.is(1, "ALL")
        || (1..unit.tokens.len()).take_while(|at| !unit.is(*at, "ON")).any(|at| unit.is(at, "CREATE"));
    if grants && creates {
        let mark = look.mark_all("everyone may create objects in this schema").help("grant CREATE to one role");
        let on = unit.places(&unit.all(), "ON").next().unwrap_or(1);
        let is_list = (1..on).any(|at| unit.token(at) == ",");
        marks.push(if is_list { mark } else { look.replacing(mark, "grant USAGE", &unit.place(&(1..on)), "USAGE") });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "GRANT CREATE ON SCHEMA public TO PUBLIC;",
                "GRANT ALL ON SCHEMA s TO public;",
                "GRANT USAGE, CREATE ON SCHEMA s TO PUBLIC;",
            ],
            &[
                "GRANT USAGE ON SCHEMA s TO PUBLIC;",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
                "GRANT CREATE ON SCHEMA s TO app;",
            ],
        );
    }
}
