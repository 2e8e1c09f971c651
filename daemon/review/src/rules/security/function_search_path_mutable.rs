//! A function has no search_path of its own.
//!
//! What its names mean depends on who calls it.
//!
//! Instead: `SET search_path = ''`, and every name with its schema.

use crate::rules::prelude::*;

/// The rule `function-search-path-mutable`.
pub(super) static RULE: Rule = Rule {
    code: "function-search-path-mutable",
    engines: POSTGRES,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("function_search_path_mutable.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_routine = matches!(&unit.form, Form::Create(create) if matches!(create.kind, "FUNCTION" | "PROCEDURE"));
    // A body in SQL form is bound when the function is made.
    let is_bound =
        unit.find(&["BEGIN", "ATOMIC"]).is_some() || (unit.find(&["AS"]).is_none() && unit.find(&["RETURN"]).is_some());
    if is_routine && !is_bound && unit.find(&["SET", "search_path"]).is_none() {
        let mark = look.mark_all("what its names mean depends on who calls it").help("add SET search_path = ''");
        // Another rule mends one that runs with its owner's rights.
        let language =
            unit.places(&unit.all(), "LANGUAGE").next().filter(|_| unit.find(&["SECURITY", "DEFINER"]).is_none());
        marks.push(match language {
            Some(at) => {
                let end = unit.place(&(at..at + 2)).end;
                look.inserting(mark, "fix the search_path", end, " SET search_path = ''")
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
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;",
                "CREATE OR REPLACE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN END $$;",
                "CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;",
            ],
            &[
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = '' AS $$ SELECT 1 $$;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1;",
                "CREATE VIEW v AS SELECT 1 AS a;",
            ],
        );
    }
}
