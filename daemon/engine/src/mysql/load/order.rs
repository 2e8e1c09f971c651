//! An order of statements in which each comes after what it mentions, as far as names tell.
//!
//! A guess, and a good one: what it gets wrong is tried again later. A circle is left in the order of the files.

use std::collections::HashMap;

use schema::Dialect;
use schema::sql::{mention_key, mentions};

use super::piece::Piece;
use crate::walk::after_needs;

/// The numbers of the pieces in the order in which to run them.
pub(super) fn sorted(pieces: &[Piece<'_>]) -> Vec<usize> {
    let mut makers: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        for name in piece.defines.iter().filter_map(|defined| defined.name.as_ref()) {
            makers.entry(mention_key(Dialect::MySql, name.as_str()).into_owned()).or_default().push(at);
        }
    }
    let needs: Vec<Vec<usize>> = (0..pieces.len()).map(|at| needed(pieces, at, &makers)).collect();
    let mut starts: Vec<usize> = (0..pieces.len()).collect();
    starts.sort_by_key(|at| rank(&pieces[*at]));
    after_needs(&needs, starts)
}

/// What comes first, apart from names. Bodies of routines are not looked at when they are made.
fn rank(piece: &Piece<'_>) -> u8 {
    match piece.kind() {
        "SEQUENCE" => 0,
        "TABLE" => 1,
        "" | "INDEX" => 2,
        "PROCEDURE" | "FUNCTION" | "PACKAGE" => 3,
        "PACKAGE BODY" => 4,
        "VIEW" => 5,
        "TRIGGER" => 6,
        _ => 7,
    }
}

/// The pieces that a piece comes after: never of a later rank, and what changes or makes the same thing in the order of the file.
fn needed(pieces: &[Piece<'_>], at: usize, makers: &HashMap<String, Vec<usize>>) -> Vec<usize> {
    let piece = &pieces[at];
    if matches!(rank(piece), 3 | 7) {
        return Vec::new();
    }
    let is_before = |other: &usize| {
        let (mine, others) = (rank(piece), rank(&pieces[*other]));
        let is_own =
            piece.defines.iter().any(|made| pieces[*other].defines.iter().any(|theirs| theirs.name == made.name));
        *other != at && (others < mine || (others == mine && (!is_own && mine != 2 || *other < at)))
    };
    let names = mentions(Dialect::MySql, &piece.text);
    let mut needed: Vec<usize> =
        names.iter().filter_map(|name| makers.get(name)).flatten().copied().filter(is_before).collect();
    needed.sort_unstable();
    needed.dedup();
    needed
}
