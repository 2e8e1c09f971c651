//! Changes of tables in place: columns, settings, parents, comments.

use std::collections::BTreeSet;

use schema::object::{Column, Table};
use schema::{Facts, Ident, Object, ObjectId};

use super::types::comment_piece;
use super::{column, identity, not_null, retype, sequence, typed, values};
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::columns::is_retyped;
use crate::postgres::ground::{Fate, Ground};
use crate::postgres::inherit::{can_return, is_regenerated, parents};
use crate::postgres::online::{self, Way};
use crate::postgres::piece::Piece;
use crate::postgres::render::{self, column_comment, column_settings, table_settings};
use crate::postgres::settings::value;
use crate::postgres::sql::{ident, name};

/// It lets go of parents and defaults; a sequence of its owner.
pub(super) fn release(ground: &Ground<'_>, old: &Object) -> Vec<Piece> {
    let id = &old.id;
    if let Facts::Sequence(facts) = &old.facts {
        let piece = Piece::new(id, format!("take {id} from its column"));
        return vec![
            piece
                .one(sequence::owned_by(id, None), sequence::owned_by(id, facts.owned_by.as_ref()))
                .lock(Lock::ShareRowExclusive),
        ];
    }
    let Some(table) = old.table() else { return Vec::new() };
    let mut pieces: Vec<Piece> = typed::leave(ground, old).into_iter().collect();
    // The last one first: undone, they come back in the order that they were in.
    for parent in ground.detached.get(id).into_iter().flatten().rev() {
        pieces.push(detach(ground, id, table, parent));
    }
    for name_of in ground.released.get(id).into_iter().flatten() {
        let Some(default) = table.column(name_of).and_then(|column| column.default.as_ref()) else { continue };
        let alter = column::alter(id, name_of, true);
        let piece = Piece::new(id, format!("drop the default of column {} of {id} for a moment", name_of.as_str()));
        pieces.push(
            piece
                .one(format!("{alter} DROP DEFAULT"), format!("{alter} SET DEFAULT {default}"))
                .lock(Lock::AccessExclusive),
        );
    }
    pieces
}

fn detach(ground: &Ground<'_>, id: &ObjectId, table: &Table, parent: &ObjectId) -> Piece {
    let stays = ground.wanted(id).and_then(Object::table).is_none_or(|new| parents(new).any(|known| known == parent));
    let unseen = format!("rows of {id} are seen in {parent} no more");
    let piece = match &table.partition_of {
        Some(of) => {
            let undo = format!("ALTER TABLE ONLY {} ATTACH PARTITION {} {}", name(parent), name(id), of.bound);
            let piece = Piece::new(id, format!("detach {id} from {parent}"));
            piece
                .one(format!("ALTER TABLE {} DETACH PARTITION {}", name(parent), name(id)), undo)
                .lock(Lock::AccessExclusive)
        }
        None => {
            let alter = format!("ALTER TABLE {}", name(id));
            let piece = Piece::new(id, format!("take {id} out of {parent}"));
            let piece = piece
                .one(format!("{alter} NO INHERIT {}", name(parent)), format!("{alter} INHERIT {}", name(parent)))
                .lock(Lock::AccessExclusive);
            let lost = "columns or checks that came from the parent alone cannot be made so again";
            if can_return(ground, id, table, parent) { piece } else { piece.irreversible(lost) }
        }
    };
    piece.hazard_if(!stays && ground.wanted(parent).is_some(), HazardCode::Correctness, unseen)
}

/// The table as its own changes find it: after its parents', and after what was released.
fn found(ground: &Ground<'_>, id: &ObjectId) -> Table {
    let mut table = ground.seen(id).cloned().unwrap_or_default();
    for name in ground.released.get(id).into_iter().flatten() {
        if let Some(column) = table.columns.iter_mut().find(|column| column.name == *name) {
            column.default = None;
        }
    }
    table
}

/// Changes that stop nothing that uses the table.
pub(super) fn alter(ground: &Ground<'_>, old: &Object, new: &Object, wanted: &Table, fused: bool) -> Vec<Piece> {
    let id = &new.id;
    let before = found(ground, id);
    let reshape = ground.reshapes.get(id).cloned().unwrap_or_default();
    let waits = |column: &Column| column.generated.is_some() && !reshape.is_empty();
    let mut pieces = Vec::new();
    for column in wanted.columns.iter().filter(|column| before.column(&column.name).is_none() && !waits(column)) {
        pieces.extend(column::add(ground, id, &before, column));
    }
    for column in &wanted.columns {
        if let Some(from) = before.column(&column.name).filter(|_| !reshape.covers(&column.name)) {
            pieces.extend(change_column(ground, id, from, column, fused));
        }
    }
    pieces.extend(settings(ground, id, &before, wanted));
    pieces.extend(attach(ground, id, old.table(), wanted));
    pieces.extend(typed::join(ground, new).filter(|_| reshape.is_empty()));
    pieces.extend(comment_piece(old, new));
    pieces
}

/// Everything about one column but its type.
fn change_column(ground: &Ground<'_>, id: &ObjectId, from: &Column, to: &Column, fused: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let is_identity_change = from.identity.is_some() != to.identity.is_some();
    if from.generated.is_some() && to.generated.is_none() {
        pieces.push(column::drop_expression(id, from));
    } else if from.generated != to.generated {
        pieces.extend(column::set_expression(ground, id, from, to));
    }
    if from.default != to.default && !is_identity_change {
        pieces.push(column::set_default(id, from, to));
    }
    let ends = from.not_null && !to.not_null;
    if !ends {
        pieces.extend(not_null::change(ground, id, from, to, fused));
    }
    pieces.extend(identity::change(ground, id, from, to));
    if ends {
        pieces.extend(not_null::change(ground, id, from, to, fused));
    }
    pieces.extend(dressing(id, from, to));
    pieces
}

/// Storage, statistics, options and comment of a column.
pub(super) fn dressing(id: &ObjectId, from: &Column, to: &Column) -> Vec<Piece> {
    let column = to.name.as_str();
    let mut pieces = Vec::new();
    let (forth, back) = (column_settings(id, from, to), column_settings(id, to, from));
    if !forth.is_empty() {
        let piece = Piece::new(id, format!("change the storage settings of column {column} of {id}"));
        let is_storage =
            ["storage", "compression"].iter().any(|key| value(&from.settings, key) != value(&to.settings, key));
        let lock = if is_storage { Lock::AccessExclusive } else { Lock::ShareUpdateExclusive };
        pieces.push(piece.run(forth, back).lock(lock));
    }
    if from.comment != to.comment {
        let set = |column: &Column| column_comment(id, &column.name, column.comment.as_deref());
        let piece = Piece::new(id, format!("comment on column {column} of {id}"));
        pieces.push(piece.one(set(to), set(from)).lock(Lock::ShareUpdateExclusive));
    }
    pieces
}

fn settings(ground: &Ground<'_>, id: &ObjectId, from: &Table, to: &Table) -> Option<Piece> {
    let (forth, back) =
        (table_settings(id, &from.settings, &to.settings), table_settings(id, &to.settings, &from.settings));
    if forth.is_empty() {
        return None;
    }
    let differs = |key: &str| value(&from.settings, key) != value(&to.settings, key);
    let rewrites =
        ["unlogged", "access_method", "tablespace"].iter().any(|key| differs(key)) && to.partition_by.is_none();
    let is_strong =
        rewrites || ["row_security", "force_row_security", "replica_identity"].iter().any(|key| differs(key));
    let keys: BTreeSet<_> = from
        .settings
        .keys()
        .chain(to.settings.keys())
        .filter(|key| differs(key) && key.as_ref() != crate::postgres::typed::KEY)
        .map(|key| key.replace('_', " "))
        .collect();
    let keys = keys.into_iter().collect::<Vec<_>>().join(", ");
    let piece = Piece::new(id, format!("change {keys} of {id}")).run(forth, back);
    let piece = piece.lock(if is_strong { Lock::AccessExclusive } else { Lock::ShareUpdateExclusive });
    let ends = |key: &str| from.settings.contains_key(key) && !to.settings.contains_key(key);
    let all = format!("whoever may read or change {id} may do so with every row: its row security is switched off");
    let owner = format!("the owner of {id} may see and change every row: row security is no longer forced on it");
    let piece = piece.hazard_if(ends("row_security"), HazardCode::AccessGranted, all);
    let piece = piece.hazard_if(ends("force_row_security"), HazardCode::AccessGranted, owner);
    Some(if rewrites { rewriting(ground, piece, [id.clone()].into()) } else { piece })
}

/// The tables are written again, with the dangers of that where they are not small.
pub(super) fn rewriting(ground: &Ground<'_>, piece: Piece, tables: BTreeSet<ObjectId>) -> Piece {
    rewriting_because(ground, piece, tables, None)
}

/// The same; `why` says why it is not done online.
pub(super) fn rewriting_because(
    ground: &Ground<'_>,
    piece: Piece,
    tables: BTreeSet<ObjectId>,
    why: Option<&str>,
) -> Piece {
    let busy: Vec<_> = tables.iter().filter(|id| ground.is_busy(id)).map(ToString::to_string).collect();
    let (busy, is_busy) = (busy.join(", "), !busy.is_empty());
    let waits = format!("readers and writers of {busy} wait while every row is written again");
    let why = why.map_or_else(String::new, |why| format!("; it is not done online, because {why}"));
    piece
        .rewriting(tables)
        .hazard_if(is_busy, HazardCode::TableRewrite, format!("every row of {busy} is written again{why}"))
        .hazard_if(is_busy, HazardCode::BlockingLock, waits)
}

/// It joins the parents that it did not have.
fn attach(ground: &Ground<'_>, id: &ObjectId, old: Option<&Table>, new: &Table) -> Vec<Piece> {
    let left = ground.detached.get(id).cloned().unwrap_or_default();
    let stays =
        |parent: &ObjectId| old.is_some_and(|old| parents(old).any(|known| known == parent)) && !left.contains(parent);
    let mut pieces = Vec::new();
    if let Some(of) = new.partition_of.as_ref().filter(|of| !stays(&of.parent)) {
        let statement = render::attach_partition(id, new).unwrap_or_default();
        let piece = Piece::new(id, format!("attach {id} to {}", of.parent));
        let undo = format!("ALTER TABLE {} DETACH PARTITION {}", name(&of.parent), name(id));
        let piece = piece.one(statement, undo).lock(Lock::AccessExclusive);
        pieces.push(piece.hazard_if(
            ground.is_busy(id),
            HazardCode::BlockingLock,
            format!("{id} is locked while its rows are looked at"),
        ));
    }
    for parent in new.inherits.iter().filter(|parent| !stays(parent)) {
        let alter = format!("ALTER TABLE {}", name(id));
        let piece = Piece::new(id, format!("put {id} under {parent}"));
        let piece =
            piece.one(format!("{alter} INHERIT {}", name(parent)), format!("{alter} NO INHERIT {}", name(parent)));
        pieces.push(piece.lock(Lock::AccessExclusive));
    }
    pieces
}

/// Columns that disappear, are made again or retyped.
pub(super) fn reshape(ground: &Ground<'_>, old: &Object, new: &Object, wanted: &Table) -> Vec<Piece> {
    let id = &new.id;
    let before = found(ground, id);
    let Some(reshape) = ground.reshapes.get(id) else { return Vec::new() };
    let goes =
        |column: &&Column| reshape.dropped.contains(&column.name) && !is_handed_down(ground, old, new, &column.name);
    let mut pieces = Vec::new();
    // A generated column stands in the way of what it is computed from.
    let (computed, plain): (Vec<_>, Vec<_>) =
        before.columns.iter().filter(goes).partition(|column| column.generated.is_some());
    for column in computed.into_iter().chain(plain) {
        pieces.extend(values::drop_column(ground, id, &before, column, &reshape.dropped));
    }
    let pairs: Vec<(&Column, &Column)> = before
        .columns
        .iter()
        .filter(|column| reshape.retyped.contains(&column.name))
        .filter_map(|column| Some((column, wanted.column(&column.name)?)))
        .collect();
    // What a parent hands down is done already.
    let changed: Vec<(&Column, &Column)> = pairs.iter().copied().filter(|(from, to)| is_retyped(from, to)).collect();
    let online = match ground.online.get(id) {
        Some(Way::Online(change)) => Some(change),
        _ => None,
    };
    match online {
        Some(change) => pieces.extend(online::pieces(ground, change)),
        None => pieces.extend(retype::change(ground, id, &before, &changed)),
    }
    for column in wanted.columns.iter() {
        let is_again = reshape.dropped.contains(&column.name) && !is_handed_down(ground, old, new, &column.name);
        let is_late = before.column(&column.name).is_none() && column.generated.is_some();
        if is_again || is_late {
            pieces.extend(column::add(ground, id, &before, column));
        }
    }
    for (from, to) in pairs.into_iter().filter(|_| online.is_none()) {
        pieces.extend(change_column(ground, id, &retype::after(from, to), to, true));
    }
    pieces.extend(typed::join(ground, new));
    pieces
}

/// Whether a parent's change does it already.
fn is_handed_down(ground: &Ground<'_>, old: &Object, new: &Object, column: &Ident) -> bool {
    let before = ground.seen(&old.id).and_then(|table| table.column(column)).cloned();
    let after = new.table().and_then(|table| table.column(column));
    match (before, after) {
        (None, _) => true,
        (Some(before), Some(after)) => {
            let was = old.table().and_then(|table| table.column(column));
            let is_made_again = was.is_some_and(|was| is_regenerated(was, after, ground.situation.server_version));
            is_made_again && before.generated == after.generated && before.data_type == after.data_type
        }
        (Some(_), None) => false,
    }
}

/// The sequence that a column owns and that is dropped by this plan.
pub(super) fn owned_sequence<'a>(ground: &Ground<'a>, table: &ObjectId, column: &Ident) -> Option<&'a Object> {
    let mut sequences =
        ground.fates.iter().filter(|(id, fate)| id.kind == schema::Kind::Sequence && **fate == Fate::Drop);
    sequences.find_map(|(id, _)| {
        let object = ground.live(id)?;
        let Facts::Sequence(facts) = &object.facts else { return None };
        facts.owned_by.as_ref().is_some_and(|(owner, owned)| owner == table && owned == column).then_some(object)
    })
}

/// `schema.table` and a quoted column, for messages and statements about both.
pub(super) fn dotted(id: &ObjectId, column: &Ident) -> String {
    format!("{}.{}", name(id), ident(column))
}
