//! A view reads with the rights of its owner, and passes by row level security.
//!
//! Instead, from PostgreSQL 15 on: `CREATE VIEW v WITH (security_invoker = true) AS …`.

use crate::rules::prelude::*;

/// The rule `security-definer-view`.
pub(super) static RULE: Rule = Rule {
    code: "security-definer-view",
    engines: POSTGRES,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("security_definer_view.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_view = matches!(&unit.form, Form::Create(create) if create.kind == "VIEW" && !create.is_temporary);
    let says = (0..unit.tokens.len())
        .any(|at| unit.is(at, "security_invoker") && !unit.is(at + 2, "false") && !unit.is(at + 2, "off"));
    if is_view && !says {
        let mark = look.mark_all("it reads with the rights of its owner, and passes by row level security");
        let mark = mark.help("add WITH (security_invoker = true)");
        let query = unit.places(&unit.all(), "AS").next().filter(|at| unit.places(&(0..*at), "WITH").next().is_none());
        marks.push(match query {
            Some(at) => {
                let start = unit.place(&(at..at + 1)).start;
                look.inserting(mark, "read with the caller's rights", start, "WITH (security_invoker = true) ")
            }
            None => mark,
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
                "CREATE VIEW v AS SELECT 1 AS a;",
                "CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT 1 AS a;",
                "CREATE VIEW v WITH (security_invoker = false) AS SELECT 1 AS a;",
            ],
            &[
                "CREATE VIEW v WITH (security_invoker = true) AS SELECT 1 AS a;",
                "CREATE VIEW v WITH (security_invoker) AS SELECT 1 AS a;",
                "CREATE TEMP VIEW v AS SELECT 1 AS a;",
            ],
        );
    }
}
