//! Failures in words: what is missing and what is nearest to it, what is defined twice, and what goes in a circle.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schema::sql::distance;

use super::piece::Piece;
use super::place;
use super::run::{ENOUGH, Failure};
use crate::source::SqlDiagnostic;
use crate::walk::circles;

/// Objects that two files define and that the server would quietly take twice: `OR REPLACE`, `IF NOT EXISTS`.
pub(super) fn duplicates(pieces: &[Piece<'_>]) -> Vec<SqlDiagnostic> {
    let mut first: HashMap<(&str, Option<&str>, &str), &Piece<'_>> = HashMap::new();
    let mut found = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.creates()) {
        for defined in piece.created() {
            let Some(name) = &defined.name else { continue };
            let kind = match defined.kind {
                // One name space. Functions are told apart by their arguments, which only the server knows.
                "TABLE" | "VIEW" | "MATERIALIZED VIEW" | "SEQUENCE" => "relation",
                "INDEX" | "TYPE" | "DOMAIN" => defined.kind,
                _ => continue,
            };
            let schema = match defined.schema.as_ref().map(AsRef::as_ref) {
                None if piece.settings.is_empty() => Some("public"),
                schema => schema,
            };
            let Some(earlier) = first.insert((kind, schema, name.as_str()), piece) else { continue };
            if earlier.file != piece.file {
                let message = format!("`{}` is defined twice: it is defined at {} too", name.as_str(), earlier.place());
                found.push(piece.diagnostic(0, message, Some("keep one of the two".to_owned())));
            }
        }
    }
    found
}

/// Final failures as diagnostics. What failed only because another statement did is left out, and so is what comes after
/// more errors than anybody reads.
pub(super) fn explain(pieces: &[Piece<'_>], mut failures: Vec<Failure>) -> Vec<SqlDiagnostic> {
    failures.sort_by_key(|failure| (failure.is_missing_something(), failure.piece));
    failures.truncate(ENOUGH);
    let failed: BTreeMap<usize, &Failure> = failures.iter().map(|failure| (failure.piece, failure)).collect();
    let waits: BTreeMap<usize, usize> =
        failed.iter().filter_map(|(at, failure)| Some((*at, waited_for(pieces, &failed, failure)?))).collect();
    let circles = circles(&waits);
    let in_circle: BTreeSet<usize> = circles.iter().flatten().copied().collect();
    let mut diagnostics: Vec<_> = circles.iter().filter_map(|circle| describe_circle(pieces, circle)).collect();
    for failure in &failures {
        if !waits.contains_key(&failure.piece) && !in_circle.contains(&failure.piece) {
            diagnostics.push(describe(pieces, failure));
        }
    }
    diagnostics
}

/// The failed piece that would make what this one misses.
fn waited_for(pieces: &[Piece<'_>], failed: &BTreeMap<usize, &Failure>, failure: &Failure) -> Option<usize> {
    let missing = missing_name(failure)?;
    let makes = |at: &usize| pieces[*at].created().any(|made| made.name.as_ref().is_some_and(|name| *name == *missing));
    failed.keys().find(|at| **at != failure.piece && makes(at)).copied()
}

fn describe_circle(pieces: &[Piece<'_>], circle: &[usize]) -> Option<SqlDiagnostic> {
    let first = circle.first()?;
    let names: Vec<_> =
        circle.iter().chain([first]).map(|at| format!("`{}` ({})", name(&pieces[*at]), pieces[*at].place())).collect();
    let hint = "break the circle: a foreign key can be added by ALTER TABLE, a view must not need itself".to_owned();
    Some(pieces[*first].diagnostic(0, format!("these need each other in a circle: {}", names.join(" → ")), Some(hint)))
}

fn name(piece: &Piece<'_>) -> String {
    let made = piece.created().find_map(|made| made.name.as_ref().map(|name| name.as_str().to_owned()));
    made.unwrap_or_else(|| piece.statement.text.chars().take(40).collect())
}

fn describe(pieces: &[Piece<'_>], failure: &Failure) -> SqlDiagnostic {
    let piece = &pieces[failure.piece];
    let mut message = failure.message.clone();
    let mut hint = failure.hint.clone();
    match failure.code.as_str() {
        "42P07" | "42710" | "42723" | "42P06" | "42701" => {
            if let Some(other) = other_definition(pieces, failure.piece) {
                message = format!("{message}; it is defined at {} too", other.place());
                hint = Some("keep one of the two".to_owned());
            }
        }
        "0A000" | "58P01" if piece.created().any(|made| made.kind == "EXTENSION") => {
            hint = Some(format!(
                "install it on the server, for example by its package `postgresql-<version>-{}`, or give the URL of a \
                 server that has it by `--scratch-url`",
                name(piece)
            ));
        }
        _ => {}
    }
    if hint.is_none()
        && let Some(near) = missing_name(failure).and_then(|missing| nearest(pieces, &missing))
    {
        hint = Some(format!("did you mean `{near}`?"));
    }
    let character = match failure.character {
        0 if missing_name(failure).is_some() => place::of_missing(piece.statement.text, &failure.message).unwrap_or(0),
        character => character,
    };
    piece.diagnostic(character, message, hint)
}

fn other_definition<'p, 'a>(pieces: &'p [Piece<'a>], at: usize) -> Option<&'p Piece<'a>> {
    let names: Vec<_> = pieces[at].created().filter_map(|made| made.name.as_ref()).collect();
    let makes =
        |piece: &Piece<'_>| piece.created().any(|made| made.name.as_ref().is_some_and(|name| names.contains(&name)));
    pieces.iter().enumerate().find(|(other, piece)| *other != at && makes(piece)).map(|(_, piece)| piece)
}

/// The name in quotes in the server's message, without its schema and arguments.
fn missing_name(failure: &Failure) -> Option<String> {
    const MISSING: &[&str] = &["42P01", "42704", "3F000", "42883", "42703"];
    if !MISSING.contains(&failure.code.as_str()) {
        return None;
    }
    let quoted = failure.message.split('"').nth(1);
    let called = || failure.message.strip_prefix("function ").and_then(|rest| rest.split('(').next());
    let whole = quoted.or_else(called)?;
    Some(whole.rsplit('.').next().unwrap_or(whole).to_owned())
}

/// The defined name that is most like the missing one, if any is.
fn nearest(pieces: &[Piece<'_>], missing: &str) -> Option<String> {
    let names: BTreeSet<&str> =
        pieces.iter().flat_map(Piece::created).filter_map(|made| made.name.as_ref()).map(AsRef::as_ref).collect();
    let scored = names.into_iter().filter(|name| *name != missing).map(|name| (distance(name, missing), name));
    scored
        .filter(|(distance, name)| *distance <= 1 + name.len().min(missing.len()) / 4)
        .min()
        .map(|(_, name)| name.to_owned())
}
