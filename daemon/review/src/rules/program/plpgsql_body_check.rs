//! The body of a PL/pgSQL routine has a fault that PostgreSQL tells only when it is called, or not at all.
//!
//! Blocks that are not closed, a function that never returns, a table that does not exist, a variable that nobody uses or that
//! hides another one.
//!
//! What can be told without a server is told: expressions and types are not checked.
//!
//! Instead, mend it before it ships; `plpgsql.extra_warnings` and the extension plpgsql_check find more on a server.

use super::body::{arguments, body, variables};
use crate::rules::prelude::*;

/// The rule `plpgsql-body-check`.
pub(super) static RULE: Rule = Rule {
    code: "plpgsql-body-check",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("plpgsql_body_check.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(body) = body(look) else { return };
    let blocks = blocks(look, &body);
    let is_whole = blocks.is_none();
    marks.extend(blocks);
    if !is_whole {
        return;
    }
    marks.extend(never_returns(look, &body));
    marks.extend(unused(look, &body));
    if look.catalog.is_complete {
        marks.extend(missing(look, &body));
    }
}

/// Blocks that are not closed, and ends without a begin.
fn blocks(look: &Look, body: &Unit) -> Option<Mark> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while at < body.tokens.len() {
        let is_part = body.token(at.wrapping_sub(1)) == ".";
        let opens = ["BEGIN", "IF", "LOOP", "CASE"].into_iter().find(|word| body.is(at, word) && !is_part);
        if body.is(at, "END") && !is_part {
            let word = ["IF", "LOOP", "CASE"].into_iter().find(|word| body.is(at + 1, word));
            let top = open.pop().map(|(_, top)| top);
            let fits = match word {
                Some(word) => top == Some(word),
                None => matches!(top, Some("BEGIN" | "CASE")),
            };
            if !fits {
                let span = body.place(&(at..at + 1 + usize::from(word.is_some())));
                let message = top
                    .map_or_else(|| "no block ends here".to_owned(), |top| format!("{top} is not closed before this"));
                return Some(
                    look.mark_in(body, &span, message).help("close the blocks in the order in which they were opened"),
                );
            }
            at += usize::from(word.is_some());
        } else if let Some(word) = opens.filter(|word| *word != "IF" || !is_of_ddl(body, at)) {
            open.push((at, word));
        }
        at += 1;
    }
    let (at, word) = open.pop()?;
    Some(look.mark_in(body, &body.place(&(at..at + 1)), format!("{word} is not closed")).help("close it with END"))
}

/// `IF [NOT] EXISTS name` of a statement within the body.
fn is_of_ddl(body: &Unit, at: usize) -> bool {
    let exists = at + 1 + usize::from(body.is(at + 1, "NOT"));
    body.is(exists, "EXISTS") && body.token(exists + 1) != "("
}

fn never_returns(look: &Look, body: &Unit) -> Option<Mark> {
    let unit = look.unit;
    let at = unit.places(&unit.all(), "RETURNS").next()?;
    let none_needed = ["void", "SETOF", "TABLE", "event_trigger"].iter().any(|word| unit.is(at + 1, word));
    let gives_out = unit.places(&(0..at), "OUT").chain(unit.places(&(0..at), "INOUT")).next().is_some();
    let mut ends = body.places(&body.all(), "RETURN").chain(body.places(&body.all(), "RAISE"));
    if none_needed || gives_out || ends.next().is_some() {
        return None;
    }
    let span = unit.place(&(at..at + 2));
    Some(
        look.mark(&span, "the body has no RETURN: every call fails").help("RETURN a value, or declare it RETURNS void"),
    )
}

fn unused(look: &Look, body: &Unit) -> Vec<Mark> {
    let arguments = arguments(look.unit);
    let variables = variables(body);
    let mut marks = Vec::new();
    for (number, variable) in variables.iter().enumerate() {
        let name = variable.name.as_str();
        let is_name = |at: usize| schema::Ident::parse(body.dialect, body.token(at)).as_str() == name;
        let is_used = (0..body.tokens.len()).any(|at| !variable.declaration.contains(&at) && is_name(at));
        let outer = variables[..number].iter().any(|other| other.name.as_str() == name && other.depth < variable.depth);
        let message = if arguments.iter().any(|argument| argument == name) {
            format!("`{name}` hides the argument of its name")
        } else if outer {
            format!("`{name}` hides the variable of its name in the block around")
        } else if !is_used {
            format!("`{name}` is never used")
        } else {
            continue;
        };
        marks.push(look.mark_in(body, &variable.name.span, message).help("give it another name, or remove it"));
    }
    marks
}

/// Tables that are written to and that do not exist.
fn missing(look: &Look, body: &Unit) -> Vec<Mark> {
    let mut marks = Vec::new();
    for at in 0..body.tokens.len() {
        let from = match () {
            () if body.are(at, &["INSERT", "INTO"]) || body.are(at, &["DELETE", "FROM"]) => at + 2,
            () if body.is(at, "UPDATE") && !body.is(at + 1, "SET") && !body.is(at.wrapping_sub(1), "FOR") => at + 1,
            () => continue,
        };
        let mut reader = crate::read::Reader::new(body.dialect, body.text, &body.tokens);
        reader.at = from;
        reader.take("ONLY");
        let Some(name) = reader.name() else { continue };
        if !is_known(look, body, &name) {
            let message = format!("there is no table `{}`", name.shown());
            marks.push(look.mark_in(body, &name.span, message).help("make it first, or mend the name"));
        }
    }
    marks
}

fn is_known(look: &Look, body: &Unit, name: &Name) -> bool {
    let kinds = ["VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE"];
    let of_system = name.schema.as_ref().is_some_and(|schema| schema.as_str().starts_with("pg_"));
    let makes = |at: usize| {
        body.is(at, "TABLE") && (at..at + 7).any(|at| body.token(at).eq_ignore_ascii_case(name.name.as_str()))
    };
    of_system
        || look.table(name).is_some()
        || kinds.into_iter().any(|kind| look.catalog.object(kind, name).is_some())
        || look.is_made_later(&["TABLE", "VIEW"], name)
        || (0..body.tokens.len()).any(makes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF true THEN RETURN 1; END; $$;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END; $$;",
                "DO $$ DECLARE a int; b int := 1; BEGIN RAISE NOTICE '%', b; END; $$;",
                "CREATE FUNCTION f(a int) RETURNS void LANGUAGE plpgsql AS $$ DECLARE a int; BEGIN a := 1; END $$;",
                "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $b$ DECLARE a int; BEGIN DECLARE a int; BEGIN a := 1; END; END $b$;",
                "CREATE TABLE t (a int);\n---\nCREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO u VALUES (1); END $$;",
            ],
            &[
                "CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $$ DECLARE r record; n int := 0; BEGIN FOR r IN SELECT 1 AS x LOOP IF r.x > a THEN n := n + CASE WHEN a > 0 THEN 1 ELSE 2 END; END IF; END LOOP; CASE a WHEN 1 THEN n := 2; END CASE; RETURN n; END; $$;",
                "CREATE TABLE t (a int);\n---\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 1; RETURN NULL; END $$;",
                "DO $$ BEGIN CREATE TABLE IF NOT EXISTS x (a int); IF NOT EXISTS (SELECT 1) THEN DROP TABLE IF EXISTS y; END IF; END $$;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;",
                "CREATE FUNCTION f(OUT a int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN a := 1; EXCEPTION WHEN others THEN a := 2; END $$;",
            ],
        );
    }
}
