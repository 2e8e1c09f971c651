//! An order of statements in which each comes after what it mentions, as far as names tell.
//!
//! A guess, and a good one: what it gets wrong is tried again later. A circle is left in the order of the files.

use std::collections::{HashMap, HashSet};

use schema::Dialect;
use schema::sql::{mention_key, mentions};

use super::piece::Piece;
use super::refuse::leading_words;
use crate::walk::after_needs;

/// The numbers of the pieces in the order in which to run them.
pub(super) fn sorted(pieces: &[Piece<'_>]) -> Vec<usize> {
    let needs = needs(pieces);
    let mut starts: Vec<usize> = (0..pieces.len()).collect();
    starts.sort_by_key(|at| rank(&pieces[*at]));
    after_needs(&needs, starts)
}

/// What comes first, apart from names: what everything lives in, then objects, then changes of them.
fn rank(piece: &Piece<'_>) -> u8 {
    let kind = piece.created().map(|defined| defined.kind).next();
    match piece.verb().as_str() {
        "GRANT" | "REVOKE" => return 8,
        // What is said of later objects is not said of these, but where it stands before them.
        "ALTER" if is_default_privileges(piece) => return 7,
        // It may be of a role that this one is no member of.
        "ALTER" if has_words(piece.statement.text, "OWNER TO") => return 9,
        _ => {}
    }
    match (kind, piece.creates()) {
        (Some("EVENT TRIGGER"), _) => 10,
        (Some("SCHEMA"), _) => 0,
        (Some("EXTENSION"), _) => 1,
        (Some("INDEX" | "TRIGGER" | "RULE" | "POLICY"), true) => 5,
        (Some("TYPE"), true) if is_shell(piece) => 1,
        (_, true) => 2,
        _ if has_words(piece.statement.text, "FOREIGN KEY") => 4,
        _ if has_words(piece.statement.text, "EVENT TRIGGER") => 11,
        _ if piece.statement.text.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("COMMENT")) => 6,
        _ => 3,
    }
}

/// Whether it is about what is there already: privileges, owners, event triggers.
pub(super) fn is_last(piece: &Piece<'_>) -> bool {
    rank(piece) >= 8
}

fn is_default_privileges(piece: &Piece<'_>) -> bool {
    matches!(leading_words(piece.statement.text).as_slice(), [alter, default, ..] if alter == "ALTER" && default == "DEFAULT")
}

fn has_words(text: &str, words: &str) -> bool {
    text.to_ascii_uppercase().contains(words)
}

/// For each piece, the pieces that it comes after.
fn needs(pieces: &[Piece<'_>]) -> Vec<Vec<usize>> {
    let mut names = Names { pieces, creators: HashMap::new(), changes: HashMap::new(), indexes: HashMap::new() };
    for (at, piece) in pieces.iter().enumerate() {
        for defined in &piece.defines {
            let Some(name) = &defined.name else { continue };
            let on = defined.on_table.as_ref().unwrap_or(name);
            match (piece.creates(), &defined.on_table) {
                (true, None) => names.creators.entry(name.as_str()).or_default().push(at),
                (true, Some(_)) if defined.kind == "INDEX" => names.indexes.entry(on.as_str()).or_default().push(at),
                (true, Some(_)) => {}
                (false, _) => names.changes.entry((piece.file, on.as_str())).or_default().push(at),
            }
        }
    }
    let defaults: Vec<usize> = (0..pieces.len()).filter(|at| is_default_privileges(&pieces[*at])).collect();
    let needed = |at: usize| {
        let before = |other: &&usize| **other < at && pieces[**other].file == pieces[at].file && pieces[at].creates();
        names.needed(at).into_iter().chain(defaults.iter().filter(before).copied()).collect()
    };
    (0..pieces.len()).map(needed).collect()
}

/// Which pieces have to do with a name.
struct Names<'p, 'a> {
    pieces: &'p [Piece<'a>],
    creators: HashMap<&'p str, Vec<usize>>,
    /// By file as well: what changes a thing elsewhere stands in no order to a piece.
    changes: HashMap<(usize, &'p str), Vec<usize>>,
    /// By the table that they are on.
    indexes: HashMap<&'p str, Vec<usize>>,
}

impl Names<'_, '_> {
    fn needed(&self, at: usize) -> Vec<usize> {
        let piece = &self.pieces[at];
        let own: HashSet<&str> = piece.defines.iter().filter_map(|d| d.name.as_ref()).map(AsRef::as_ref).collect();
        let is_create = piece.creates();
        let copies = is_create && copies_indexes(piece);
        let mut needed = Vec::new();
        for name in mentions(Dialect::Postgres, piece.statement.text) {
            let name = mention_key(Dialect::Postgres, &name);
            let before = |other: &&usize| **other < at;
            let made = self.creators.get(name.as_ref()).into_iter().flatten();
            if is_create && own.contains(name.as_ref()) {
                // A second definition of the same name, such as a view replaced or an overload, stays after the first.
                needed.extend(made.filter(before));
            } else {
                needed.extend(made.filter(|other| **other != at && !completes(&self.pieces[**other], &own)));
            }
            needed.extend(self.changes.get(&(piece.file, name.as_ref())).into_iter().flatten().filter(before));
            if copies {
                let indexes = self.indexes.get(name.as_ref()).into_iter().flatten();
                needed.extend(indexes.filter(|other| self.pieces[**other].file != piece.file || **other < at));
            }
        }
        needed.sort_unstable();
        needed.dedup();
        needed
    }
}

/// Whether it makes no more of a type than its name, for the functions that the type itself needs.
fn is_shell(piece: &Piece<'_>) -> bool {
    !piece.statement.text.contains('(') && !has_words(piece.statement.text, " AS ")
}

/// Whether it makes a base type whole by something of these names, which then needs no more of it than its name.
fn completes(piece: &Piece<'_>, names: &HashSet<&str>) -> bool {
    piece.created().any(|made| made.kind == "TYPE")
        && has_words(piece.statement.text, "OUTPUT")
        && mentions(Dialect::Postgres, piece.statement.text)
            .iter()
            .any(|name| names.contains(mention_key(Dialect::Postgres, name).as_ref()))
}

/// `LIKE … INCLUDING INDEXES` copies those that are there by then.
fn copies_indexes(piece: &Piece<'_>) -> bool {
    has_words(piece.statement.text, "LIKE ") && has_words(piece.statement.text, "INCLUDING ")
}
