//! What a query reads from, and what it gives out.
//!
//! Not an analysis: a source that is a query of its own has no name, and an expression is a range of tokens.
//!
//! Invariant: sources and outputs come in the order in which they are written.

use super::Reader;
use super::form::{Name, Span, Tokens};
use super::query::Select;
use crate::unit::Unit;

/// One table, or query, behind FROM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The table; `None` for a query or a function.
    pub(crate) name: Option<Name>,
    /// What the query calls it.
    pub(crate) called: String,
    /// Whether its rows may be missing: it stands on the right of LEFT JOIN.
    pub(crate) is_outer: bool,
    /// The words that join it, empty for the first one and after a comma.
    pub(crate) join: Span,
}

/// One column that a query gives out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// What it is called, where that is plain.
    pub(crate) name: Option<String>,
    /// The expression without its name; `*` for all columns.
    pub(crate) tokens: Tokens,
}

const JOINS: &[&str] = &["JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "STRAIGHT_JOIN"];
const ENDS: &[&str] = &["ON", "USING", "SET", "WHERE", "TABLESAMPLE", "USE", "FORCE", "IGNORE", "PARTITION", "INDEXED"];

/// The sources behind FROM.
pub(crate) fn sources(unit: &Unit, from: &Tokens) -> Vec<Source> {
    let mut reader = Reader::new(unit.dialect, unit.text, &unit.tokens).within(from);
    let mut found = Vec::new();
    let (mut join, mut is_outer) = (0..0, false);
    while !reader.is_end() {
        found.push(source(&mut reader, is_outer, join));
        let at = next_join(&mut reader);
        let is_comma = reader.take(",");
        is_outer = reader.is("LEFT");
        while reader.is_one_of(JOINS) || reader.is("OUTER") {
            reader.at += 1;
        }
        join = if is_comma || reader.at == at { 0..0 } else { reader.since(at) };
        if reader.at == at {
            break;
        }
    }
    found
}

fn source(reader: &mut Reader<'_>, is_outer: bool, join: Span) -> Source {
    while reader.is("LATERAL") || reader.is("ONLY") {
        reader.at += 1;
    }
    let mut name = None;
    if reader.parenthesis().is_none() {
        name = reader.name();
        if reader.parenthesis().is_some() {
            name = None;
        }
    }
    let is_named = reader.take("AS");
    let ends = reader.is_one_of(JOINS) || reader.is_one_of(ENDS);
    let alias = if is_named || !ends { reader.part() } else { None };
    let own = || name.as_ref().map(|name| name.name.as_str().to_owned());
    let called = alias.map(|part| part.as_str().to_owned()).or_else(own).unwrap_or_default();
    Source { name, called, is_outer, join }
}

/// Goes to the next comma or words of a join, outside of parentheses.
fn next_join(reader: &mut Reader<'_>) -> usize {
    while !reader.is_end() {
        // `LEFT(a, 2)` is a function.
        if reader.is(",") || (reader.is_one_of(JOINS) && !reader.is_ahead(1, "(")) || reader.is("JOIN") {
            break;
        }
        if reader.parenthesis().is_none() {
            reader.at += 1;
        }
    }
    reader.at
}

/// What a query gives out.
pub(crate) fn outputs(unit: &Unit, select: &Select) -> Vec<Output> {
    let mut range = select.columns.clone();
    while ["DISTINCT", "ALL", "SQL_CALC_FOUND_ROWS", "STRAIGHT_JOIN"].iter().any(|word| unit.is(range.start, word)) {
        range.start += 1;
    }
    unit.elements(&range).into_iter().map(|element| output(unit, element)).collect()
}

fn output(unit: &Unit, mut tokens: Tokens) -> Output {
    use schema::sql::TokenKind::{Number, QuotedIdent, String, Word};
    let last = tokens.end.saturating_sub(1);
    let is_name = |at: usize| matches!(unit.kind(at), Some(Word | QuotedIdent));
    let called = |at: usize| Some(schema::Ident::parse(unit.dialect, unit.token(at)).as_str().to_owned());
    if tokens.len() > 2 && unit.is(last - 1, "AS") {
        tokens.end -= 2;
        return Output { name: called(last), tokens };
    }
    let before = unit.kind(last.wrapping_sub(1));
    let ends_value =
        matches!(before, Some(Word | QuotedIdent | Number | String)) || unit.token(last.wrapping_sub(1)) == ")";
    if tokens.len() > 1 && is_name(last) && ends_value && !unit.is(last, "END") {
        tokens.end -= 1;
        return Output { name: called(last), tokens };
    }
    let is_column = is_name(last) && (tokens.len() == 1 || unit.token(last - 1) == ".");
    Output { name: if is_column { called(last) } else { None }, tokens }
}

/// The parts between the ANDs outside of parentheses; none where an OR stands among them.
pub(crate) fn conjuncts(unit: &Unit, condition: &Tokens) -> Vec<Tokens> {
    let (mut depth, mut cases, mut between) = (0usize, 0usize, false);
    let (mut start, mut parts) = (condition.start, Vec::new());
    for at in condition.clone() {
        match unit.token(at) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if unit.is(at, "CASE") => cases += 1,
            _ if unit.is(at, "END") => cases = cases.saturating_sub(1),
            _ if cases > 0 => {}
            _ if unit.is(at, "OR") || unit.is(at, "XOR") || unit.token(at) == "||" => return Vec::new(),
            _ if unit.is(at, "BETWEEN") => between = true,
            _ if unit.is(at, "AND") && between => between = false,
            _ if unit.is(at, "AND") => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..condition.end);
    parts
}
