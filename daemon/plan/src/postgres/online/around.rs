//! What hangs on the columns of an online change and goes with them: indexes, keys and checks.
//!
//! Foreign keys, views, policies and the like are not here: they step aside for the swap, as they do for every change of a type.

use std::collections::BTreeSet;

use schema::object::{Constraint, ConstraintKind, Index};
use schema::sql::lex::{Lexer, TokenKind};
use schema::{Dialect, Facts, Ident, Object, ObjectId};

use super::conversion::Conversion;
use super::names::Names;
use crate::postgres::ground::{Fate, Ground, text_of};
use crate::postgres::sql::{ident, is_part_of, mentions};

/// An index, key or check on its way.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) before: &'a Object,
    pub(super) after: &'a Object,
    /// The name of the one on the shadow columns.
    pub(super) shadow: Ident,
    /// The name of the one on the old columns, after the swap.
    pub(super) old: Ident,
}

/// The parts, each kind in the order of their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Around<'a> {
    pub(super) indexes: Vec<Part<'a>>,
    pub(super) keys: Vec<Part<'a>>,
    pub(super) checks: Vec<Part<'a>>,
}

impl<'a> Around<'a> {
    /// Finds them, or says why one of them cannot go along.
    pub(super) fn of(
        ground: &Ground<'a>,
        table: &ObjectId,
        names: &Names,
        columns: &[Conversion<'_>],
    ) -> Result<Self, String> {
        let mut around = Self::default();
        for id in ground.dependents.get(table).into_iter().flatten().copied() {
            let Some(before) = ground.live(id) else { continue };
            let text = text_of(before).unwrap_or_default();
            let is_about = columns.iter().any(|column| mentions(&text, &column.from.name));
            // What goes is dropped before, or after, on its own.
            let Some(after) = ground.wanted(id).filter(|_| is_about && ground.fate(id) != Some(Fate::Drop)) else {
                continue;
            };
            let part = Part { before, after, shadow: names.name("new", &id.name), old: names.name("old", &id.name) };
            match (&before.facts, &after.facts) {
                (Facts::Index(from), Facts::Index(to)) if from.on == *table => {
                    may_go_along_index(ground, &part, from, to)?;
                    around.indexes.push(part);
                }
                (Facts::Constraint(from), Facts::Constraint(to)) if is_part_of(id, table) => {
                    may_go_along(ground, &part, from, to)?;
                    match from.kind {
                        ConstraintKind::Foreign => {}
                        ConstraintKind::Check => around.checks.push(part),
                        ConstraintKind::Primary | ConstraintKind::Unique => around.keys.push(part),
                        ConstraintKind::Exclusion => {
                            return Err(format!("the index of {id} cannot be built while rows are written"));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(around)
    }

    fn all(&self) -> impl Iterator<Item = &Part<'a>> {
        self.indexes.iter().chain(&self.keys).chain(&self.checks)
    }

    pub(super) fn covers(&self, id: &ObjectId) -> bool {
        self.all().any(|part| part.before.id == *id)
    }

    /// Those whose definition changes with the columns.
    pub(super) fn redefined(&self) -> BTreeSet<&'a ObjectId> {
        self.all().filter(|part| text_of(part.before) != text_of(part.after)).map(|part| &part.before.id).collect()
    }
}

/// What the swap does not do for an index or constraint.
const NOT_SWAPPED: &[&str] = &["cluster", "replica_identity", "tablespace"];

fn may_go_along_index(ground: &Ground<'_>, part: &Part<'_>, from: &Index, to: &Index) -> Result<(), String> {
    let id = &part.before.id;
    let differs = from.definition != to.definition;
    if differs && (from.settings != to.settings || part.before.comment != part.after.comment) {
        return Err(format!("{id} changes in other ways too"));
    }
    if !from.valid || from.definition.contains("NULLS NOT DISTINCT") {
        return Err(format!("{id} is no index that can be had for two columns at once"));
    }
    if ground.fate(id) == Some(Fate::Replace) {
        return Err(format!("{id} must be made anew"));
    }
    refuse_settings(id, from.settings.keys().chain(to.settings.keys()))
}

fn may_go_along(ground: &Ground<'_>, part: &Part<'_>, from: &Constraint, to: &Constraint) -> Result<(), String> {
    let id = &part.before.id;
    if from.kind == ConstraintKind::Foreign {
        return Ok(());
    }
    let is_plain = part.before.comment == part.after.comment && from.settings == to.settings;
    if from.kind != to.kind || (ground.fate(id).is_some() && !is_plain) || !from.validated || !to.validated {
        return Err(format!("{id} changes in other ways too"));
    }
    if from.inherited || to.definition.contains("WITHOUT OVERLAPS") || to.definition.contains("NULLS NOT DISTINCT") {
        return Err(format!("{id} cannot be had for two columns at once"));
    }
    refuse_settings(id, from.settings.keys())
}

fn refuse_settings<'k>(id: &ObjectId, mut keys: impl Iterator<Item = &'k Box<str>>) -> Result<(), String> {
    match keys.find(|key| NOT_SWAPPED.contains(&key.as_ref())) {
        Some(key) => Err(format!("{id} has the setting {}", key.replace('_', " "))),
        None => Ok(()),
    }
}

/// The text with the shadow columns in place of the old ones.
pub(super) fn on_shadows(text: &str, columns: &[Conversion<'_>]) -> String {
    let tokens: Vec<_> = Lexer::new(Dialect::Postgres, text).collect();
    let said = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |token| token.text(text));
    let significant = |mut range: Box<dyn Iterator<Item = usize>>| range.find(|&at| !tokens[at].is_trivia());
    let mut written = String::with_capacity(text.len() + 32);
    for (at, token) in tokens.iter().enumerate() {
        let word = token.text(text);
        let shadow = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent)
            .then(|| Ident::parse(Dialect::Postgres, word))
            .and_then(|name| columns.iter().find(|column| column.from.name == name));
        let before = said(significant(Box::new((0..at).rev())));
        let after = said(significant(Box::new(at + 1..tokens.len())));
        let is_column = !matches!(before, "::" | "." | "COLLATE") && !matches!(after, "(" | ".");
        match shadow.filter(|_| is_column) {
            Some(column) => written.push_str(&ident(&column.shadow)),
            None => written.push_str(word),
        }
    }
    written
}
