//! An order of statements in which each comes after what it mentions, as far as names tell.
//!
//! A guess, and a good one: what it gets wrong is tried again later. A circle is left in the order of the files.

use std::collections::{HashMap, HashSet};

use schema::Dialect;
use schema::sql::{mention_key, mentions};

use super::piece::Piece;

/// The numbers of the pieces in the order in which to run them.
pub(super) fn sorted(pieces: &[Piece<'_>]) -> Vec<usize> {
    let needs = needs(pieces);
    let mut starts: Vec<usize> = (0..pieces.len()).collect();
    starts.sort_by_key(|at| rank(&pieces[*at]));
    let mut visit = Visit { needs: &needs, seen: vec![false; pieces.len()], order: Vec::with_capacity(pieces.len()) };
    for at in starts {
        visit.from(at);
    }
    visit.order
}

/// What comes first, apart from names: what everything lives in, then objects, then changes of them.
fn rank(piece: &Piece<'_>) -> u8 {
    let kind = piece.created().map(|defined| defined.kind).next();
    match (kind, piece.creates()) {
        (Some("SCHEMA"), _) => 0,
        (Some("EXTENSION"), _) => 1,
        (Some("INDEX" | "TRIGGER" | "RULE" | "POLICY"), true) => 5,
        (_, true) => 2,
        _ if has_words(piece.statement.text, "FOREIGN KEY") => 4,
        _ if piece.statement.text.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("COMMENT")) => 6,
        _ => 3,
    }
}

fn has_words(text: &str, words: &str) -> bool {
    text.to_ascii_uppercase().contains(words)
}

/// For each piece, the pieces that it comes after.
fn needs(pieces: &[Piece<'_>]) -> Vec<Vec<usize>> {
    let mut creators: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut changes: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
    let mut indexes: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        for defined in &piece.defines {
            let Some(name) = &defined.name else { continue };
            let on = defined.on_table.as_ref().unwrap_or(name);
            if piece.creates() {
                match defined.on_table {
                    None => creators.entry(name.as_str()).or_default().push(at),
                    Some(_) if defined.kind == "INDEX" => indexes.entry(on.as_str()).or_default().push(at),
                    Some(_) => {}
                }
            } else {
                changes.entry((piece.file, on.as_str())).or_default().push(at);
            }
        }
    }
    let all = pieces.iter().enumerate().map(|(at, piece)| {
        let mut needed = needed(at, piece, &creators, &changes);
        if copies_indexes(piece) {
            // `LIKE … INCLUDING INDEXES` copies those that are there by then.
            let names = mentions(Dialect::Postgres, piece.statement.text);
            let of =
                names.iter().filter_map(|name| indexes.get(mention_key(Dialect::Postgres, name).as_ref())).flatten();
            needed.extend(of.filter(|other| pieces[**other].file != piece.file || **other < at));
        }
        needed
    });
    all.collect()
}

fn copies_indexes(piece: &Piece<'_>) -> bool {
    piece.creates() && has_words(piece.statement.text, "LIKE ") && has_words(piece.statement.text, "INCLUDING ")
}

fn needed(
    at: usize,
    piece: &Piece<'_>,
    creators: &HashMap<&str, Vec<usize>>,
    changes: &HashMap<(usize, &str), Vec<usize>>,
) -> Vec<usize> {
    let own: HashSet<&str> = piece.defines.iter().filter_map(|d| d.name.as_ref()).map(AsRef::as_ref).collect();
    let is_create = piece.creates();
    let mut needed = Vec::new();
    for name in mentions(Dialect::Postgres, piece.statement.text) {
        let name = mention_key(Dialect::Postgres, &name);
        let before = |other: &&usize| **other < at;
        let made = creators.get(name.as_ref()).into_iter().flatten();
        if is_create && own.contains(name.as_ref()) {
            // A second definition of the same name, such as a view replaced or an overload, stays after the first.
            needed.extend(made.filter(before));
        } else {
            needed.extend(made.filter(|other| **other != at));
        }
        needed.extend(changes.get(&(piece.file, name.as_ref())).into_iter().flatten().filter(before));
    }
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// A walk that leaves a piece after everything it needs.
struct Visit<'a> {
    needs: &'a [Vec<usize>],
    seen: Vec<bool>,
    order: Vec<usize>,
}

impl Visit<'_> {
    /// Without recursion: desired SQL may be deep.
    fn from(&mut self, start: usize) {
        if std::mem::replace(&mut self.seen[start], true) {
            return;
        }
        let mut path = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            match self.needs[*at].get(*next) {
                Some(needed) => {
                    *next += 1;
                    if !std::mem::replace(&mut self.seen[*needed], true) {
                        path.push((*needed, 0));
                    }
                }
                None => {
                    self.order.push(*at);
                    path.pop();
                }
            }
        }
    }
}
