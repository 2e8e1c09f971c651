//! A statement that goes in pieces: which can, and what each piece is.
//!
//! A piece is the statement with one condition more: that the row of the table is in a range of its key. So a statement can go in pieces
//! when each row of the table that it changes, or reads, is looked at by itself; what sorts, limits, joins or adds rows up is refused.
//!
//! Invariant: all pieces together do what the statement does, or it is refused.

use std::time::Duration;

use plan::{KeyColumn, Online};
use review::Unit;
use review::read::form::{Name, Tokens};
use review::read::statement::{Change, Form, Insert};
use schema::sql::TokenKind;
use schema::{Database, Dialect, Ident, ObjectId};

use super::key::key_of;
use super::statement::object;

/// What goes in pieces.
pub(super) struct Pieces<'b> {
    /// The table that is walked over, as it is written.
    pub(super) table: &'b str,
    pub(super) size: u64,
    pub(super) pause: Duration,
}

/// Where the condition of a piece goes in the statement.
struct Cut {
    before: String,
    after: String,
    /// What the statement calls the table.
    called: String,
}

/// The work of a statement in pieces; nothing where it has nothing to do with the table.
///
/// # Errors
/// Why it cannot go in pieces.
pub(super) fn in_pieces(unit: &Unit<'_>, of: &Pieces<'_>, observed: &Database) -> Result<Option<Online>, String> {
    let cut = match &unit.form {
        Form::Update(change) if is_named(unit, &change.table, of.table) => of_change(unit, change, "UPDATE")?,
        Form::Delete(change) if is_named(unit, &change.table, of.table) => of_change(unit, change, "DELETE")?,
        Form::Insert(insert) => match of_insert(unit, insert, of.table)? {
            Some(cut) => cut,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let name = written_name(unit.dialect, of.table);
    let table = object(unit, &name, observed);
    let key = key_of(observed, &table).map_err(|why| format!("`{}` cannot be walked over: {why}", of.table))?;
    if let Form::Update(change) = &unit.form
        && let Some(column) = changes_key(observed, &table, change, &key)
    {
        return Err(format!(
            "it changes `{}`, by which `{}` is walked over, so that rows would be met twice",
            column.as_str(),
            of.table
        ));
    }
    let shown = |name: &Ident| name.display(unit.dialect).to_string();
    let columns = key.iter().map(|(name, values)| KeyColumn {
        name: shown(name),
        written: format!("{}.{}", cut.called, shown(name)),
        values: *values,
    });
    Ok(Some(Online::Pieces {
        key: columns.collect(),
        table,
        before: cut.before,
        after: cut.after,
        size: of.size,
        pause_ms: u64::try_from(of.pause.as_millis()).unwrap_or(u64::MAX),
    }))
}

/// The name of a table as people write it in settings.
pub(super) fn written_name(dialect: Dialect, text: &str) -> Name {
    let read = |part: &str| Ident::from(schema::sql::unquote(dialect, part));
    match text.split_once('.') {
        Some((schema, name)) => Name { schema: Some(read(schema)), name: read(name), span: 0..0 },
        None => Name { schema: None, name: read(text), span: 0..0 },
    }
}

fn is_named(unit: &Unit<'_>, name: &Name, wanted: &str) -> bool {
    let wanted = written_name(unit.dialect, wanted);
    let key = |name: &Name| Name { schema: name.schema.clone(), ..name.clone() }.key(unit.dialect);
    match (&name.schema, &wanted.schema) {
        (Some(_), Some(_)) | (None, None) => key(name) == key(&wanted),
        _ => {
            Name { schema: None, ..name.clone() }.key(unit.dialect) == Name { schema: None, ..wanted }.key(unit.dialect)
        }
    }
}

fn changes_key(
    observed: &Database,
    table: &ObjectId,
    change: &Change,
    key: &[(Ident, plan::KeyValues)],
) -> Option<Ident> {
    let is_set = |name: &Ident| {
        change.assignments.iter().any(|(part, _)| part.name.as_str().eq_ignore_ascii_case(name.as_str()))
    };
    let of_key = key.iter().map(|(name, _)| name.clone());
    // The row number of SQLite has another name where a table has a whole number for its primary key.
    let of_row = observed.get(table).into_iter().flat_map(|object| match &object.facts {
        schema::object::Facts::Table(table) if observed.dialect == Dialect::Sqlite => table.columns.as_slice(),
        _ => &[],
    });
    let is_number = |column: &&schema::object::Column| column.data_type.eq_ignore_ascii_case("integer");
    let named = of_row.filter(is_number).filter(|column| {
        column.clauses.iter().any(|clause| clause.definition.to_ascii_uppercase().starts_with("PRIMARY KEY"))
    });
    of_key.chain(named.map(|column| column.name.clone())).find(is_set)
}

fn of_change(unit: &Unit<'_>, change: &Change, verb: &str) -> Result<Cut, String> {
    if !unit.is(0, verb) {
        return Err(format!("it begins with {} and not with {verb}", unit.token(0)));
    }
    for (there, what) in [
        (change.has_join, "other tables take part in it"),
        (change.order.is_some(), "it has ORDER BY"),
        (change.limit.is_some(), "it has LIMIT"),
        ((0..unit.tokens.len()).any(|at| unit.is(at, "RETURNING")), "it has RETURNING"),
        (unit.is(1, "ONLY") || unit.is(2, "ONLY"), "it has ONLY"),
        (unit.is(1, "OR"), "it has OR"),
    ] {
        if there {
            return Err(what.to_owned());
        }
    }
    let after_name = after(unit, change.table.span.end);
    let called = alias(unit, after_name, &["SET", "WHERE"])?;
    let called = called.unwrap_or_else(|| unit.text[change.table.span.clone()].to_owned());
    Ok(cut(unit, change.condition.as_ref(), unit.span().end, called))
}

/// Where the condition goes: into the one that is there, or before `end`.
fn cut(unit: &Unit<'_>, condition: Option<&Tokens>, end: usize, called: String) -> Cut {
    let text = unit.text;
    match condition {
        Some(tokens) => {
            let place = unit.place(tokens);
            let before = format!("{}({}\n) AND (", &text[..place.start], &text[place.clone()]);
            Cut { before, after: format!("){}", &text[place.end..]), called }
        }
        None => {
            Cut { before: format!("{}\nWHERE (", text[..end].trim_end()), after: format!("){}", &text[end..]), called }
        }
    }
}

/// The first token that begins at or behind a byte.
fn after(unit: &Unit<'_>, byte: usize) -> usize {
    unit.tokens.iter().position(|token| token.span.start >= byte).unwrap_or(unit.tokens.len())
}

/// The other name of a table that stands at a token, before one of these words or the end.
fn alias(unit: &Unit<'_>, at: usize, ends: &[&str]) -> Result<Option<String>, String> {
    let is_end = |at: usize| at >= unit.tokens.len() || ends.iter().any(|word| unit.is(at, word));
    if is_end(at) {
        return Ok(None);
    }
    let name = if unit.is(at, "AS") { at + 1 } else { at };
    let is_name = matches!(unit.kind(name), Some(TokenKind::Word | TokenKind::QuotedIdent));
    if is_name && is_end(name + 1) {
        return Ok(Some(unit.token(name).to_owned()));
    }
    Err(format!("`{}` is not understood where the table's other name could stand", unit.token(at)))
}

/// `INSERT INTO … SELECT … FROM table WHERE …`; nothing where it does not read the table.
fn of_insert(unit: &Unit<'_>, insert: &Insert, wanted: &str) -> Result<Option<Cut>, String> {
    const ENDS: [&str; 3] = ["WHERE", "ON", "RETURNING"];
    let Some(query) = insert.query.clone() else { return Ok(None) };
    let depths = depths(unit, &query);
    let at_top = |word: &str| depths.iter().find(|(at, depth)| *depth == 0 && unit.is(*at, word)).map(|(at, _)| *at);
    let Some(from) = at_top("FROM") else { return Ok(None) };
    let (name, next) = table_at(unit, from + 1);
    if !name.is_some_and(|name| is_named(unit, &name, wanted)) {
        return Ok(None);
    }
    if is_named(unit, &insert.table, wanted) {
        return Err("it fills the table that it reads, so that rows would be met twice".to_owned());
    }
    if !unit.is(query.start, "SELECT") {
        return Err("its query does not begin with SELECT".to_owned());
    }
    const NOT: [&str; 16] = [
        "JOIN",
        "GROUP",
        "HAVING",
        "ORDER",
        "LIMIT",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "DISTINCT",
        "WINDOW",
        "FETCH",
        "OFFSET",
        "FOR",
        "OVER",
        "STRAIGHT_JOIN",
        "RETURNING",
    ];
    if let Some(word) = NOT.into_iter().find(|word| depths.iter().any(|(at, _)| unit.is(*at, word))) {
        return Err(format!("its query has {word}"));
    }
    const SUMS: [&str; 12] = [
        "count",
        "sum",
        "min",
        "max",
        "avg",
        "string_agg",
        "array_agg",
        "json_agg",
        "jsonb_agg",
        "group_concat",
        "total",
        "every",
    ];
    let is_sum = |at: usize| unit.is_call(at) && SUMS.iter().any(|name| unit.is(at, name));
    if depths.iter().any(|(at, _)| is_sum(*at)) {
        return Err("its query adds rows up".to_owned());
    }
    let condition = at_top("WHERE");
    let called = alias(unit, next, &ENDS)?;
    let called = called
        .unwrap_or_else(|| unit.text[unit.tokens[from + 1].span.start..unit.tokens[next - 1].span.end].to_owned());
    // What follows the query, as ON CONFLICT does, may be read as a part of it.
    let clause = depths.iter().find(|(at, depth)| *depth == 0 && *at > from && unit.is(*at, "ON")).map(|(at, _)| *at);
    let last = clause.unwrap_or(query.end);
    let end = unit.tokens.get(last).map_or(unit.span().end, |token| token.span.start);
    let tokens = condition.map(|at| at + 1..last);
    Ok(Some(cut(unit, tokens.as_ref(), end, called)))
}

/// The tokens of a range with how many parentheses are open around each.
fn depths(unit: &Unit<'_>, range: &Tokens) -> Vec<(usize, usize)> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for at in range.start..range.end.min(unit.tokens.len()) {
        match unit.token(at) {
            "(" => {
                found.push((at, depth));
                depth += 1;
            }
            ")" => {
                depth = depth.saturating_sub(1);
                found.push((at, depth));
            }
            _ => found.push((at, depth)),
        }
    }
    found
}

/// The name at a token, and the token behind it.
fn table_at(unit: &Unit<'_>, at: usize) -> (Option<Name>, usize) {
    let is_name = |at: usize| matches!(unit.kind(at), Some(TokenKind::Word | TokenKind::QuotedIdent));
    let read = |at: usize| Ident::parse(unit.dialect, unit.token(at));
    if !is_name(at) {
        return (None, at);
    }
    if unit.token(at + 1) == "." && is_name(at + 2) {
        return (Some(Name { schema: Some(read(at)), name: read(at + 2), span: 0..0 }), at + 3);
    }
    (Some(Name { schema: None, name: read(at), span: 0..0 }), at + 1)
}
