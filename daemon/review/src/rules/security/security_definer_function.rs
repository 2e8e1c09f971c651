//! A SECURITY DEFINER function has no fixed search_path.
//!
//! It runs with the rights of its owner, and looks up names where its caller says: whoever calls it can make it run something else.
//!
//! Instead: `SET search_path = pg_catalog, pg_temp`, and every other name with its schema.

use crate::rules::prelude::*;

/// The rule `security-definer-function`.
pub(super) static RULE: Rule = Rule {
    code: "security-definer-function",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("security_definer_function.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_routine = matches!(&unit.form, Form::Create(create) if matches!(create.kind, "FUNCTION" | "PROCEDURE"));
    let Some(span) = unit.find(&["SECURITY", "DEFINER"]).filter(|_| is_routine) else { return };
    if unit.find(&["SET", "search_path"]).is_none() {
        let mark =
            look.mark(&span, "whoever calls it chooses what its names mean, and it runs with its owner's rights");
        let mark = mark.help("add SET search_path = pg_catalog, pg_temp, and write every other name with its schema");
        marks.push(look.inserting(mark, "fix the search_path", span.end, " SET search_path = pg_catalog, pg_temp"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;",
                "CREATE OR REPLACE PROCEDURE p() LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN END $$;",
                "CREATE FUNCTION s.f() RETURNS int AS 'SELECT 1' LANGUAGE sql EXTERNAL SECURITY DEFINER;",
            ],
            &[
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT 1 $$;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY INVOKER AS $$ SELECT 1 $$;",
                "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT 'SECURITY DEFINER' $$;",
            ],
        );
    }
}
