//! A function builds a statement by joining texts.
//!
//! What a caller passes in becomes SQL.
//!
//! Instead, PostgreSQL: `EXECUTE format('SELECT … FROM %I WHERE a = %L', name, value)` or `USING`; MySQL: placeholders.

use crate::rules::prelude::*;

/// The rule `dynamic-sql-injection`.
pub(super) static RULE: Rule = Rule {
    code: "dynamic-sql-injection",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("dynamic_sql_injection.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_routine = matches!(&unit.form, Form::Create(create) if matches!(create.kind, "FUNCTION" | "PROCEDURE"))
        || unit.form == Form::Dynamic;
    if !is_routine {
        return;
    }
    for token in unit.tokens.iter().filter(|token| token.kind == schema::sql::TokenKind::DollarString) {
        let body = token.text(unit.text);
        let start = body[1..].find('$').map_or(0, |end| end + 2);
        let inner = Unit::new(unit.dialect, &body[start..body.len() - start.min(body.len())], 0);
        let at = token.span.start + start;
        let shifted = |span: &Span| at + span.start..at + span.end;
        marks.extend(joined(&inner).into_iter().map(|place| {
            let mark = mark(look, &shifted(&inner.place(&(place..place + 2))));
            match quoted(&inner, place) {
                Some((span, text)) => look.replacing(mark, "quote it", &shifted(&span), text),
                None => mark,
            }
        }));
    }
    if look.is_mysql() {
        let prepared = (0..unit.tokens.len()).find(|at| unit.is(*at, "CONCAT") && unit.is_call(*at));
        let prepares = unit.find(&["PREPARE"]).is_some();
        marks.extend(prepared.filter(|_| prepares).map(|at| mark(look, &unit.place(&(at..at + 1)))));
    }
}

fn mark(look: &Look, span: &Span) -> Mark {
    look.mark(span, "what a caller passes in becomes SQL")
        .help("use format() with %I and %L, or USING and placeholders")
}

/// A variable behind `||` as an argument of what quotes it: a name behind FROM and its like, else a value.
fn quoted(inner: &Unit, place: usize) -> Option<(Span, String)> {
    const BEFORE_NAMES: &[&str] =
        &["FROM", "INTO", "TABLE", "UPDATE", "JOIN", "VIEW", "ON", "SCHEMA", "INDEX", "COLUMN"];
    let is_variable = inner.kind(place + 1) == Some(schema::sql::TokenKind::Word)
        && !inner.is_call(place + 1)
        && !matches!(inner.token(place + 2), "." | "[" | "::");
    let before = crate::read::string_value(inner.token(place.checked_sub(1)?));
    let is_text = inner.kind(place - 1) == Some(schema::sql::TokenKind::String);
    let last = before.split_whitespace().last().unwrap_or_default().to_uppercase();
    if !is_variable || !is_text || before.ends_with('\'') || !before.ends_with([' ', '=', '(', ',']) {
        return None;
    }
    let how = if BEFORE_NAMES.contains(&last.as_str()) { "quote_ident" } else { "quote_nullable" };
    Some((inner.place(&(place + 1..place + 2)), format!("{how}({})", inner.token(place + 1))))
}

/// Where EXECUTE joins texts with something that is neither a literal nor quoted.
fn joined(inner: &Unit) -> Vec<usize> {
    let mut found = Vec::new();
    let execute = (0..inner.tokens.len())
        .filter(|at| inner.is(*at, "EXECUTE") && !inner.is(at + 1, "FUNCTION") && !inner.is(at + 1, "PROCEDURE"));
    for at in execute {
        let end = (at..inner.tokens.len())
            .find(|end| inner.token(*end) == ";" || inner.is(*end, "USING"))
            .unwrap_or(inner.tokens.len());
        let is_text = |place: usize| inner.kind(place) == Some(schema::sql::TokenKind::String);
        let is_safe = |place: usize| {
            ["quote_ident", "quote_literal", "quote_nullable", "format"].iter().any(|name| inner.is(place, name))
        };
        let is_risky = |place: &usize| inner.token(*place) == "||" && !is_text(place + 1) && !is_safe(place + 1);
        found.extend((at..end).filter(is_risky));
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TABLE ' || t; END $$;",
                "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $body$ BEGIN EXECUTE 'SELECT 1 FROM ' || t || ' WHERE a = 1'; END $body$;",
                "mysql: CREATE PROCEDURE p(n text) BEGIN SET @s = CONCAT('DROP TABLE ', n); PREPARE x FROM @s; EXECUTE x; END;",
            ],
            &[
                "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('DROP TABLE %I', t); END $$;",
                "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TABLE ' || quote_ident(t) || ';'; END $$;",
                "mysql: CREATE PROCEDURE p(n text) SELECT CONCAT('a', n);",
            ],
        );
    }
}
