//! Partitions that come and go.
//!
//! A partition that is no longer named is dropped with its rows, which are saved first; where others take its place, rows
//! move. Everything else is a partitioning anew, which copies the table.

use schema::object::Table;
use schema::{Digest, Ident, Object};

use super::draft::Scene;
use super::keep;
use super::operation::COPY;
use super::sql::{closing, ident, split_list};
use super::step::Piece;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::snapshot::{Keep, KeepKind};

/// A partitioning in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Partitions<'a> {
    /// Everything before the list.
    head: &'a str,
    definitions: Vec<Partition<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Partition<'a> {
    text: &'a str,
}

impl<'a> Partition<'a> {
    fn name(self) -> Ident {
        let rest = self.text.trim_start_matches("PARTITION").trim_start();
        let quoted = rest.strip_prefix('`').and_then(|rest| rest.split('`').next());
        Ident::from(quoted.unwrap_or_else(|| rest.split(' ').next().unwrap_or(rest)))
    }
}

impl<'a> Partitions<'a> {
    fn of(text: &'a str) -> Self {
        let open = text.find("(PARTITION ").or_else(|| text.find("( PARTITION "));
        let Some(open) = open else { return Self { head: text.trim(), definitions: Vec::new() } };
        let inner = text.get(open + 1..closing(text, open)).unwrap_or_default();
        let definitions = split_list(inner).into_iter().map(|text| Partition { text }).collect();
        Self { head: text[..open].trim(), definitions }
    }

    fn is_range(&self) -> bool {
        self.head.to_ascii_uppercase().starts_with("RANGE")
    }

    fn is_list(&self) -> bool {
        self.head.to_ascii_uppercase().starts_with("LIST")
    }
}

/// One change of the list of partitions.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Move<'a> {
    Add(Vec<Partition<'a>>),
    Drop(Vec<Partition<'a>>),
    Reorganize(Vec<Partition<'a>>, Vec<Partition<'a>>),
}

/// The clause that partitions the table anew, or not at all; none where that is not needed.
pub(super) fn anew(from: &Table, to: &Table) -> Option<String> {
    if from.partition_by == to.partition_by || moves(from, to).is_some() {
        return None;
    }
    Some(match &to.partition_by {
        Some(text) => format!("PARTITION BY {text}"),
        None => "REMOVE PARTITIONING".to_owned(),
    })
}

/// The moves from one list of partitions to another; none where the table is to be partitioned anew.
fn moves<'a>(from: &'a Table, to: &'a Table) -> Option<Vec<Move<'a>>> {
    let (from, to) = (Partitions::of(from.partition_by.as_deref()?), Partitions::of(to.partition_by.as_deref()?));
    let is_list_of_partitions = from.is_range() || from.is_list();
    if from.head != to.head || !is_list_of_partitions || from.definitions.is_empty() || to.definitions.is_empty() {
        return None;
    }
    let kept: Vec<Partition<'_>> =
        from.definitions.iter().copied().filter(|one| to.definitions.contains(one)).collect();
    let kept_there: Vec<Partition<'_>> =
        to.definitions.iter().copied().filter(|one| from.definitions.contains(one)).collect();
    if kept != kept_there || kept.is_empty() {
        return None;
    }
    let (old, new) = (gaps(&from.definitions, &kept), gaps(&to.definitions, &kept));
    let mut moves = Vec::new();
    let mut added = Vec::new();
    for (at, (gone, come)) in old.into_iter().zip(new).enumerate() {
        let next = kept.get(at).copied();
        match (gone.is_empty(), come.is_empty(), next) {
            (true, true, _) => {}
            (false, true, _) => moves.push(Move::Drop(gone)),
            (true, false, None) => added.push(Move::Add(come)),
            (true, false, Some(next)) if from.is_range() => {
                let into = come.into_iter().chain([next]).collect();
                moves.push(Move::Reorganize(vec![next], into));
            }
            (false, false, next)
                if from.is_list()
                    || bound(&gone) == bound(&come)
                    || next.is_none() && reaches(&come) >= reaches(&gone) =>
            {
                moves.push(Move::Reorganize(gone, come))
            }
            _ => return None,
        }
    }
    moves.extend(added);
    Some(moves)
}

/// What stands before each kept partition, and after the last.
fn gaps<'a>(all: &[Partition<'a>], kept: &[Partition<'a>]) -> Vec<Vec<Partition<'a>>> {
    let mut gaps = vec![Vec::new()];
    for partition in all {
        if kept.contains(partition) {
            gaps.push(Vec::new());
        } else if let Some(gap) = gaps.last_mut() {
            gap.push(*partition);
        }
    }
    gaps
}

/// The bound of the last one.
fn bound(partitions: &[Partition<'_>]) -> String {
    let text = partitions.last().map_or("", |partition| partition.text);
    let values = text.find("VALUES").map_or("", |at| &text[at..]);
    match values.find('(') {
        Some(open) => values[..closing(values, open)].to_owned(),
        None => values.split(' ').take(4).collect::<Vec<_>>().join(" "),
    }
}

/// How far the last one reaches, where that is a number.
fn reaches(partitions: &[Partition<'_>]) -> Option<i128> {
    let bound = bound(partitions);
    if bound.contains("MAXVALUE") {
        return Some(i128::MAX);
    }
    let inner = bound.find('(').map(|open| bound[open + 1..].trim_end_matches([')', ' ']).trim().to_owned());
    inner.and_then(|number| number.parse().ok())
}

fn list(partitions: &[Partition<'_>]) -> String {
    partitions.iter().map(|partition| partition.text).collect::<Vec<_>>().join(", ")
}

fn names(partitions: &[Partition<'_>]) -> String {
    partitions.iter().map(|partition| ident(&partition.name())).collect::<Vec<_>>().join(", ")
}

fn statement(table: &Ident, change: &Move<'_>) -> String {
    let table = ident(table);
    match change {
        Move::Add(come) => format!("ALTER TABLE {table} ADD PARTITION ({})", list(come)),
        Move::Drop(gone) => format!("ALTER TABLE {table} DROP PARTITION {}", names(gone)),
        Move::Reorganize(gone, come) => {
            format!("ALTER TABLE {table} REORGANIZE PARTITION {} INTO ({})", names(gone), list(come))
        }
    }
}

/// The pieces that lead from one list of partitions to the other; none where the table is to be partitioned anew.
pub(super) fn changes(scene: &Scene<'_>, new: &Object, from: &Table, to: &Table) -> Option<Vec<Piece>> {
    if from.partition_by == to.partition_by {
        return None;
    }
    let moves = moves(from, to)?;
    let mut present = Partitions::of(from.partition_by.as_deref()?).definitions;
    let mut pieces = Vec::new();
    for change in &moves {
        let before = present.clone();
        apply(&mut present, change);
        pieces.push(piece(scene, new, to, change, &before, &present));
    }
    Some(pieces)
}

fn apply<'a>(present: &mut Vec<Partition<'a>>, change: &Move<'a>) {
    let (gone, come): (&[Partition<'a>], &[Partition<'a>]) = match change {
        Move::Add(come) => (&[], come),
        Move::Drop(gone) => (gone, &[]),
        Move::Reorganize(gone, come) => (gone, come),
    };
    let at = gone.first().and_then(|first| present.iter().position(|one| one == first)).unwrap_or(present.len());
    present.retain(|one| !gone.contains(one));
    let at = at.min(present.len());
    present.splice(at..at, come.iter().copied());
}

/// The move that undoes one: what was dropped is cut out of what came after it.
fn back<'a>(change: &Move<'a>, before: &[Partition<'a>], after: &[Partition<'a>]) -> Vec<Move<'a>> {
    match change {
        Move::Add(come) => vec![Move::Drop(come.clone())],
        Move::Reorganize(gone, come) => vec![Move::Reorganize(come.clone(), gone.clone())],
        Move::Drop(_) => {
            let mut moves = Vec::new();
            let mut added = Vec::new();
            for (at, gap) in gaps(before, after).into_iter().enumerate().filter(|(_, gap)| !gap.is_empty()) {
                match after.get(at) {
                    Some(next) => moves.push(Move::Reorganize(vec![*next], gap.into_iter().chain([*next]).collect())),
                    None => added.push(Move::Add(gap)),
                }
            }
            moves.extend(added);
            moves
        }
    }
}

fn piece<'a>(
    scene: &Scene<'_>,
    new: &Object,
    table: &Table,
    change: &Move<'a>,
    before: &[Partition<'a>],
    after: &[Partition<'a>],
) -> Piece {
    let name = &new.id.name;
    let mut undo: Vec<String> = back(change, before, after).iter().map(|change| statement(name, change)).collect();
    if bound(before) != bound(after) && matches!(change, Move::Reorganize(..)) {
        // What reaches less far is only made by partitioning anew.
        let head = table.partition_by.as_deref().map_or("", |text| Partitions::of(text).head);
        undo = vec![format!(
            "ALTER TABLE {} {} PARTITION BY {head} ({})",
            ident(name),
            COPY.spelled(scene.server),
            list(before)
        )];
    }
    let forward = statement(name, change);
    match change {
        Move::Drop(gone) => dropped(scene, new, table, gone, forward, undo),
        Move::Add(come) => added(scene, new, table, come, vec![forward], undo),
        Move::Reorganize(gone, come) => {
            let come: Vec<Partition<'_>> = come.iter().copied().filter(|one| !gone.contains(one)).collect();
            let piece = added(scene, new, table, &come, vec![forward], undo);
            let (gone, is_small) = (names(gone), scene.is_small(&new.id));
            piece
                .lock(Lock::Shared)
                .rewriting(true)
                .hazard(
                    HazardCode::TableRewrite,
                    format!("every row in the partitions {gone} of `{}` is written again", name.as_str()),
                )
                .hazard_if(
                    !is_small,
                    HazardCode::BlockingLock,
                    format!("writers of `{}` wait until it is done", name.as_str()),
                )
        }
    }
}

fn digest(partition: Partition<'_>) -> Digest {
    Digest::of_parts([partition.text.as_bytes()])
}

/// Partitions that come, with the rows that were kept of them.
fn added(
    scene: &Scene<'_>,
    new: &Object,
    table: &Table,
    come: &[Partition<'_>],
    mut statements: Vec<String>,
    undo: Vec<String>,
) -> Piece {
    let name = &new.id.name;
    let find = |one: &Partition<'_>| {
        keep::find(scene.situation.kept, KeepKind::Table, &new.id, Some(&one.name()), digest(*one))
    };
    let kept: Vec<&Keep> = come.iter().filter_map(find).collect();
    let back = kept.iter().map(|keep| refill(name, table, keep)).collect();
    statements.extend(scene.quietly(name, back));
    let mut piece = Piece::new(&new.id, format!("add partition {} to {}", names(come), new.id), statements, undo)
        .lock(Lock::Metadata);
    for keep in kept {
        piece = piece.restore(keep.clone());
    }
    piece
}

fn refill(name: &Ident, table: &Table, keep: &Keep) -> String {
    let columns = keep::stored(table);
    format!("INSERT IGNORE INTO {} ({columns}) SELECT {columns} FROM {}", ident(name), ident(&keep.in_table))
}

/// Partitions that go, and whose rows are saved.
fn dropped(
    scene: &Scene<'_>,
    new: &Object,
    table: &Table,
    gone: &[Partition<'_>],
    forward: String,
    mut undo: Vec<String>,
) -> Piece {
    let name = &new.id.name;
    let after = scene.situation.desired.digest();
    let keeps: Vec<Keep> = gone
        .iter()
        .map(|one| Keep {
            kind: KeepKind::Table,
            table: new.id.clone(),
            column: Some(one.name()),
            in_schema: None,
            in_table: keep::kept_name(digest(*one), after, &[name.as_str(), one.name().as_str()]),
            key: Vec::new(),
            definition: digest(*one),
        })
        .collect();
    let mut statements = Vec::new();
    for keep in &keeps {
        let kept = ident(&keep.in_table);
        statements.push(keep::drop(keep));
        statements.push(format!("CREATE TABLE {kept} LIKE {}", ident(name)));
        statements.push(format!("ALTER TABLE {kept} REMOVE PARTITIONING"));
    }
    statements.push(keep::lock(name, keeps.iter().map(|keep| &keep.in_table)));
    let columns = keep::stored(table);
    for (keep, one) in keeps.iter().zip(gone) {
        statements.push(format!(
            "REPLACE INTO {} ({columns}) SELECT {columns} FROM {} PARTITION ({})",
            ident(&keep.in_table),
            ident(name),
            ident(&one.name())
        ));
    }
    statements.push(forward);
    statements.push("UNLOCK TABLES".to_owned());
    let back = keeps.iter().map(|keep| refill(name, table, keep)).collect();
    undo.extend(scene.quietly(name, back));
    undo.extend(keeps.iter().map(keep::drop));
    let what = names(gone);
    let mut piece =
        Piece::new(&new.id, format!("drop partition {what} of {}", new.id), statements, undo).lock(Lock::Write).hazard(
            HazardCode::DataLoss,
            format!("the rows in the partitions {what} of `{}` disappear; they are saved first", name.as_str()),
        );
    for keep in keeps {
        piece = piece.keep(keep);
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(list: &str) -> Table {
        Table { partition_by: Some(format!("RANGE (`a`) ({list})").into()), ..Table::default() }
    }

    fn told(from: &str, to: &str) -> Option<Vec<String>> {
        let (from, to) = (table(from), table(to));
        moves(&from, &to).map(|moves| moves.iter().map(|change| statement(&"t".into(), change)).collect())
    }

    const P0: &str = "PARTITION `p0` VALUES LESS THAN (10) ENGINE = InnoDB";
    const P1: &str = "PARTITION `p1` VALUES LESS THAN (20) ENGINE = InnoDB";
    const P2: &str = "PARTITION `p2` VALUES LESS THAN (30) ENGINE = InnoDB";

    #[test]
    fn partitions_rotate_without_moving_rows() {
        let moves = told(&format!("{P0}, {P1}"), &format!("{P1}, {P2}")).unwrap();
        assert_eq!(
            moves,
            ["ALTER TABLE t DROP PARTITION p0".to_owned(), format!("ALTER TABLE t ADD PARTITION ({P2})")]
        );
    }

    #[test]
    fn a_new_bound_moves_rows() {
        let wider = P1.replace("20", "25");
        let moves = told(&format!("{P0}, {P1}"), &format!("{P0}, {wider}")).unwrap();
        assert_eq!(moves, [format!("ALTER TABLE t REORGANIZE PARTITION p1 INTO ({wider})")]);
        let split = told(&format!("{P0}, {P2}"), &format!("{P0}, {P1}, {P2}")).unwrap();
        assert_eq!(split, [format!("ALTER TABLE t REORGANIZE PARTITION p2 INTO ({P1}, {P2})")]);
    }

    #[test]
    fn what_cannot_be_moved_is_partitioned_anew() {
        assert_eq!(told(P0, P1), None);
        let narrower = P0.replace("10", "5");
        assert_eq!(told(&format!("{P0}, {P1}"), &format!("{narrower}, {P1}")), None);
    }
}
