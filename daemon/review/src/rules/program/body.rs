//! The body of a PL/pgSQL routine: where it is, and what is declared in it.
//!
//! Not a parser of the language: words and blocks.
//!
//! Invariant: a body that is read is within its statement.

use crate::look::Look;
use crate::read::Reader;
use crate::read::form::{Part, Tokens};
use crate::read::statement::Form;
use crate::unit::Unit;

/// The body of a routine, or of DO, in PL/pgSQL, as a unit of the same file.
pub(super) fn body<'a>(look: &Look<'a>) -> Option<Unit<'a>> {
    let unit = look.unit;
    let is_do = unit.is(0, "DO");
    let is_routine = matches!(&unit.form, Form::Create(create) if matches!(create.kind, "FUNCTION" | "PROCEDURE"));
    let mut languages = unit.places(&unit.all(), "LANGUAGE");
    let language = languages.next().map(|at| unit.token(at + 1).trim_matches(['"', '\'']));
    let is_plpgsql = language.map_or(is_do, |language| language.eq_ignore_ascii_case("plpgsql"));
    if !is_plpgsql || !(is_do || is_routine) {
        return None;
    }
    let token = unit.tokens.iter().find(|token| token.kind == schema::sql::TokenKind::DollarString)?;
    let text = token.text(unit.text);
    let tag = text[1..].find('$')? + 2;
    let inner = text.get(tag..text.len().checked_sub(tag)?)?;
    Some(Unit::new(unit.dialect, inner, unit.offset + token.span.start + tag))
}

/// The names of the arguments of a routine.
pub(super) fn arguments(unit: &Unit) -> Vec<String> {
    let Form::Create(create) = &unit.form else { return Vec::new() };
    let mut reader = Reader::new(unit.dialect, unit.text, &unit.tokens);
    reader.at = create.rest;
    let Some(range) = reader.parenthesis() else { return Vec::new() };
    let named = reader.elements(&range).into_iter().filter_map(|range| {
        let mut reader = reader.within(&range);
        reader.take_one_of(&["INOUT", "OUT", "IN", "VARIADIC"]);
        let is_named = !reader.ahead(1).is_empty() && !reader.is_ahead(1, "(") && !reader.is_ahead(1, "DEFAULT");
        reader.part().filter(|_| is_named).map(|part| part.as_str().to_owned())
    });
    named.collect()
}

/// A variable with where it is declared, and how deep in blocks.
pub(super) struct Variable {
    pub(super) name: Part,
    pub(super) declaration: Tokens,
    pub(super) depth: usize,
}

/// The variables behind each DECLARE.
pub(super) fn variables(body: &Unit) -> Vec<Variable> {
    let mut found = Vec::new();
    let (mut at, mut depth) = (0, 0usize);
    while at < body.tokens.len() {
        if body.is(at, "END") && !["IF", "LOOP", "CASE"].iter().any(|word| body.is(at + 1, word)) {
            depth = depth.saturating_sub(1);
        } else if body.is(at, "BEGIN") || body.is(at, "CASE") && !body.is(at.wrapping_sub(1), "END") {
            depth += 1;
        } else if body.is(at, "DECLARE") {
            at = declared(body, at + 1, depth, &mut found);
            continue;
        }
        at += 1;
    }
    found
}

/// Reads declarations up to BEGIN, and gives its place.
fn declared(body: &Unit, mut at: usize, depth: usize, found: &mut Vec<Variable>) -> usize {
    while at < body.tokens.len() && !body.is(at, "BEGIN") {
        let end = (at..body.tokens.len()).find(|at| body.token(*at) == ";").unwrap_or(body.tokens.len());
        let mut reader = Reader::new(body.dialect, body.text, &body.tokens);
        reader.at = at;
        if let Some(name) = reader.part() {
            found.push(Variable { name, declaration: at..end, depth });
        }
        at = end + 1;
    }
    at
}
