//! A routine is replaced by one with other arguments, another result or another volatility.
//!
//! With other arguments PostgreSQL keeps the old one as an overload: callers go on calling it, or find the call ambiguous.
//! Another result type it refuses. A function that was IMMUTABLE and is no longer makes indexes over it wrong. MariaDB replaces
//! it, and callers fail.
//!
//! Instead, give the new one a name of its own, move callers over, then drop the old one.

use crate::read::Reader;
use crate::rules::prelude::*;

/// The rule `function-signature-change`.
pub(super) static RULE: Rule = Rule {
    code: "function-signature-change",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("function_signature_change.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    let (Some(name), "FUNCTION" | "PROCEDURE") = (&create.name, create.kind) else { return };
    let Some(before) = look.catalog.object_before(create.kind, name) else { return };
    let is_dropped = look.catalog.object(create.kind, name).is_none();
    if look.catalog.is_of_file(before.born) || !(create.or_replace || is_dropped) {
        return;
    }
    let old = Unit::new(look.dialect(), &before.text, 0);
    let Some((old, new)) = signature(&old).zip(signature(look.unit)) else { return };
    let shown = name.shown();
    let problem = if old.arguments != new.arguments {
        let left = if look.is_postgres() && !is_dropped {
            "the old one stays behind as an overload"
        } else {
            "its callers fail"
        };
        format!("`{shown}` gets other arguments: {left}")
    } else if old.result != new.result {
        let refused =
            if look.is_postgres() && !is_dropped { "PostgreSQL refuses that" } else { "its callers may fail" };
        format!("`{shown}` gives another type: {refused}")
    } else if old.volatility != new.volatility && old.volatility == "IMMUTABLE" {
        format!("`{shown}` is no longer IMMUTABLE: an index over it is not maintained")
    } else {
        return;
    };
    marks.push(
        look.mark(&name.span, problem)
            .help("give the new one a name of its own, move callers over, then drop the old one"),
    );
}

/// What callers of a routine see.
struct Signature {
    arguments: Vec<String>,
    result: String,
    volatility: &'static str,
}

fn signature(unit: &Unit) -> Option<Signature> {
    let Form::Create(create) = &unit.form else { return None };
    let mut reader = Reader::new(unit.dialect, unit.text, &unit.tokens);
    reader.at = create.rest;
    let arguments = reader.parenthesis()?;
    let arguments = reader.elements(&arguments).into_iter().filter_map(|range| argument(&reader.within(&range)));
    let arguments = arguments.collect();
    let result = if reader.take("RETURNS") { result(&reader) } else { TypeName::default() };
    let known = ["IMMUTABLE", "STABLE"];
    let volatility =
        known.into_iter().find(|word| unit.places(&(create.rest..unit.tokens.len()), word).next().is_some());
    let result = format!("{}{}", result.base, if result.is_array { "[]" } else { "" });
    Some(Signature { arguments, result, volatility: volatility.unwrap_or("VOLATILE") })
}

/// The type behind RETURNS, which ends where a clause of the routine begins.
fn result(reader: &Reader<'_>) -> TypeName {
    const CLAUSES: &[&str] = &[
        "LANGUAGE",
        "AS",
        "IMMUTABLE",
        "STABLE",
        "VOLATILE",
        "STRICT",
        "CALLED",
        "RETURNS",
        "SECURITY",
        "PARALLEL",
        "COST",
        "ROWS",
        "SET",
        "BEGIN",
        "RETURN",
        "DETERMINISTIC",
        "NOT",
        "CONTAINS",
        "READS",
        "MODIFIES",
        "NO",
        "SQL",
        "COMMENT",
        "WINDOW",
        "LEAKPROOF",
        "SUPPORT",
        "EXTERNAL",
        "TRANSFORM",
    ];
    let mut end = reader.clone();
    end.skip_to(CLAUSES);
    reader.within(&(reader.at..end.at)).type_name()
}

/// The type of an argument that callers give.
fn argument(reader: &Reader<'_>) -> Option<String> {
    const TYPES: &[&str] = &["double", "character", "timestamp", "time", "bit", "national", "interval"];
    let mut reader = reader.clone();
    let mode = reader.take_one_of(&["INOUT", "OUT", "IN", "VARIADIC"]);
    if mode == Some("OUT") {
        return None;
    }
    let next_is_type = !reader.is_ahead(1, "(") && !reader.is_ahead(1, "[") && !reader.ahead(1).is_empty();
    let is_default = reader.is_ahead(1, "DEFAULT") || reader.is_ahead(1, "=") || reader.is_ahead(1, ".");
    if next_is_type && !is_default && !TYPES.iter().any(|word| reader.is(word)) {
        reader.at += 1;
    }
    let ty = reader.type_name();
    Some(format!("{}{}", ty.base, if ty.is_array { "[]" } else { "" }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n---\nCREATE OR REPLACE FUNCTION f(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n---\nCREATE OR REPLACE FUNCTION f(b integer) RETURNS text LANGUAGE sql AS 'SELECT 1';",
                "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';\n---\nCREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "mysql: CREATE FUNCTION f(a int) RETURNS int RETURN 1;\n---\nDROP FUNCTION f; CREATE FUNCTION f(a int, b int) RETURNS int RETURN 1;",
            ],
            &[
                "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n---\nCREATE OR REPLACE FUNCTION f(a integer) RETURNS int4 LANGUAGE sql AS 'SELECT 2';",
                "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "mysql: CREATE PROCEDURE p(IN a int) SELECT 1;\n---\nCREATE OR REPLACE PROCEDURE p(a int) SELECT 2;",
                "CREATE FUNCTION f(a timestamp with time zone) RETURNS int LANGUAGE sql AS 'SELECT 1';\n---\nCREATE OR REPLACE FUNCTION f(timestamptz DEFAULT now()) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            ],
        );
    }
}
