//! The conditions of a statement, with the tables that their columns are of.
//!
//! Not a rule: the rules of this theme ask for it.
//!
//! Invariant: a column is resolved only where exactly one known table can have it.

use crate::catalog::{KnownColumn, Table};
use crate::look::Look;
use crate::read::form::Tokens;
use crate::read::statement::Form;
use crate::read::{Source, sources};
use crate::unit::Unit;

/// Each condition behind a WHERE, and what it reads from.
pub(super) fn filters(look: &Look) -> Vec<(Vec<Source>, Tokens)> {
    let unit = look.unit;
    let is_body = matches!(&unit.form, Form::Create(create) if !create.kind.ends_with("VIEW"));
    if is_body {
        return Vec::new();
    }
    let of_selects = unit.selects().iter().filter_map(|select| {
        let (from, condition) = (select.from.as_ref()?, select.condition.clone()?);
        Some((sources(unit, from), condition))
    });
    let mut found: Vec<_> = of_selects.collect();
    if let Form::Update(change) | Form::Delete(change) = &unit.form
        && let Some(condition) = change.condition.clone().filter(|_| !change.has_join)
    {
        let called = change.table.name.as_str().to_owned();
        let source = Source { name: Some(change.table.clone()), called, is_outer: false, join: 0..0 };
        found.push((vec![source], condition));
    }
    found
}

/// A column that stands in a condition.
pub(super) struct Used<'a> {
    /// Its source.
    pub(super) source: usize,
    /// Its table.
    pub(super) table: &'a Table,
    /// Itself.
    pub(super) column: &'a KnownColumn,
    /// Where it stands.
    pub(super) tokens: Tokens,
}

/// The column that begins at a token.
pub(super) fn column_at<'a>(look: &Look<'a>, sources: &[Source], at: usize) -> Option<Used<'a>> {
    let unit = look.unit;
    if !is_name(unit, at) || unit.token(at.wrapping_sub(1)) == "." || unit.is_call(at) {
        return None;
    }
    if unit.token(at + 1) == "." {
        let called = name(unit, at);
        let source = sources.iter().position(|source| source.called.eq_ignore_ascii_case(&called))?;
        return used(look, sources, source, at + 2, at..at + 3);
    }
    let mut found = (0..sources.len()).filter_map(|source| used(look, sources, source, at, at..at + 1));
    let only = found.next()?;
    // A table that is not known may have it too.
    let is_sure = sources.len() == 1 || sources.iter().all(|source| is_whole(look, source));
    (found.next().is_none() && is_sure).then_some(only)
}

fn used<'a>(look: &Look<'a>, sources: &[Source], source: usize, at: usize, tokens: Tokens) -> Option<Used<'a>> {
    let table = look.table(sources.get(source)?.name.as_ref()?)?;
    let column = table.column(&name(look.unit, at))?;
    Some(Used { source, table, column, tokens })
}

fn is_whole(look: &Look, source: &Source) -> bool {
    source.name.as_ref().and_then(|name| look.table(name)).is_some_and(|table| table.is_whole)
}

fn is_name(unit: &Unit, at: usize) -> bool {
    use schema::sql::TokenKind::{QuotedIdent, Word};
    matches!(unit.kind(at), Some(Word | QuotedIdent))
}

fn name(unit: &Unit, at: usize) -> String {
    schema::Ident::parse(unit.dialect, unit.token(at)).as_str().to_owned()
}
