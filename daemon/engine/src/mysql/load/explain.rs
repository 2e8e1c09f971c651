//! Failures in words: what is missing and what is nearest to it, where it stands, and what goes in a circle.
//!
//! Invariant: what failed only because another statement did is left out.

use std::collections::{BTreeMap, BTreeSet};

use schema::Dialect;
use schema::sql::lex::Lexer;
use schema::sql::{mention_key, unquote};

use super::nearest;
use super::piece::Piece;
use super::run::Failure;
use crate::source::SqlDiagnostic;
use crate::walk::circles;

/// Final failures as diagnostics. `scratch` is the name of the scratch database.
pub(super) fn explain(pieces: &[Piece<'_>], failures: &[Failure], scratch: &str) -> Vec<SqlDiagnostic> {
    let failed: BTreeSet<usize> = failures.iter().map(|failure| failure.piece).collect();
    let waits: BTreeMap<usize, usize> =
        failures.iter().filter_map(|failure| Some((failure.piece, waited_for(pieces, &failed, failure)?))).collect();
    let circles = circles(&waits);
    let mut diagnostics: Vec<_> = circles.iter().filter_map(|circle| describe_circle(pieces, circle)).collect();
    let own = failures.iter().filter(|failure| !waits.contains_key(&failure.piece));
    diagnostics.extend(own.map(|failure| describe(pieces, failure, scratch)));
    diagnostics
}

/// The failed piece that would make what this one misses.
fn waited_for(pieces: &[Piece<'_>], failed: &BTreeSet<usize>, failure: &Failure) -> Option<usize> {
    let key = |name: &str| mention_key(Dialect::MySql, name).into_owned();
    let missing = key(&missing_name(&failure.message)?);
    let makes = |at: &usize| {
        pieces[*at].created().and_then(|made| made.name.as_ref()).is_some_and(|name| key(name.as_str()) == missing)
    };
    failed.iter().find(|at| **at != failure.piece && makes(at)).copied()
}

fn describe_circle(pieces: &[Piece<'_>], circle: &[usize]) -> Option<SqlDiagnostic> {
    let first = circle.first()?;
    let name = |at: &usize| {
        let made = pieces[*at].created().and_then(|made| made.name.as_ref());
        format!("`{}` ({})", made.map(|name| name.as_str()).unwrap_or_default(), pieces[*at].place())
    };
    let names: Vec<_> = circle.iter().chain([first]).map(name).collect();
    let hint = "break the circle: a view must not need itself".to_owned();
    Some(pieces[*first].diagnostic(0, format!("these need each other in a circle: {}", names.join(" → ")), Some(hint)))
}

fn describe(pieces: &[Piece<'_>], failure: &Failure, scratch: &str) -> SqlDiagnostic {
    let piece = &pieces[failure.piece];
    let hint = missing_name(&failure.message)
        .and_then(|missing| nearest(pieces, &missing))
        .map(|near| format!("did you mean `{near}`?"));
    let hint = hint.or_else(|| {
        (failure.number == 1227).then(|| {
            "a DEFINER other than the user needs a privilege (`SET USER`, `SET_USER_ID` or SUPER); leave the clause away, or grant it"
                .to_owned()
        })
    });
    // The scratch database's name says nothing to people.
    let message = without_database(&failure.message, scratch);
    let character = match failure.character {
        0 => missing_name(&failure.message).and_then(|name| place_of(piece.statement.text, &name)).unwrap_or(0),
        character => character,
    };
    piece.diagnostic(character, message, hint)
}

/// Where a name stands first in a statement, in characters.
fn place_of(text: &str, name: &str) -> Option<usize> {
    let mut tokens = Lexer::new(Dialect::MySql, text).filter(|token| !token.is_trivia());
    let found = tokens.find(|token| unquote(Dialect::MySql, token.text(text)) == name)?;
    Some(text[..found.span.start].chars().count())
}

/// `Table 'scratch.t' doesn't exist` without the database.
fn without_database(message: &str, scratch: &str) -> String {
    message.replace(&format!("`{scratch}`."), "").replace(&format!("'{scratch}."), "'")
}

/// The name in quotes in the server's message, without its database.
fn missing_name(message: &str) -> Option<String> {
    let is_missing = ["doesn't exist", "does not exist", "Unknown"].iter().any(|words| message.contains(words));
    let whole = message.split(['\'', '`']).nth(1).filter(|_| is_missing)?;
    Some(whole.rsplit('.').next().unwrap_or(whole).to_owned())
}
