//! Indexes: built and dropped beside the writers of tables that are not small; a changed one without a gap.

use schema::object::{Index, Settings};
use schema::{Digest, Facts, Ident, Kind, Object, ObjectId};

use super::generic::recreated;
use super::types::comment_piece;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::fate::is_partitioned;
use crate::postgres::ground::{Fate, Ground};
use crate::postgres::piece::Piece;
use crate::postgres::render::{self, attach_index, comment_statement, index_changes, index_settings};
use crate::postgres::sql::{comment, described, ident, name};

/// The statement as it is run beside writers.
fn concurrently(definition: &str) -> String {
    definition.replacen(" INDEX ", " INDEX CONCURRENTLY ", 1)
}

/// Whether the table's writers must not wait for it.
fn is_beside(ground: &Ground<'_>, index: &Index, fused: bool) -> bool {
    !fused && ground.is_busy(&index.on) && index.on.kind == Kind::Table && !is_partitioned(&index.definition)
}

fn built(ground: &Ground<'_>, piece: Piece, index: &Index) -> Piece {
    if ground.is_new(&index.on) {
        return piece;
    }
    let busy = ground.is_busy(&index.on);
    piece.hazard_if(busy, HazardCode::IndexBuild, format!("an index is built on {}", index.on))
}

/// An index that was not there.
pub(super) fn create(ground: &Ground<'_>, new: &Object, index: &Index, fused: bool) -> Vec<Piece> {
    let id = &new.id;
    let piece = Piece::new(id, format!("create {id}"));
    // It goes with its parent or its table when these are undone.
    let goes_along = ground.is_new(&index.on)
        || index.parent.as_ref().is_some_and(|parent| ground.fate(parent).is_some_and(Fate::comes));
    let back = |drop: String| Some(drop).filter(|_| index.parent.is_none() || !goes_along);
    if !is_beside(ground, index, fused) {
        let lock = if ground.is_new(&index.on) { Lock::None } else { Lock::Share };
        let waits = format!("writers of {} wait while the index is built", index.on);
        let blocks = ground.is_busy(&index.on) && !is_partitioned(&index.definition) && index.on.kind == Kind::Table;
        let piece = piece.run(created(ground, new, index), back(render::drop(id))).lock(lock);
        let piece = piece.hazard_if(blocks, HazardCode::BlockingLock, waits);
        return vec![unique(ground, built(ground, piece, index), new, index)];
    }
    let drop = format!("DROP INDEX CONCURRENTLY {}", name(id));
    let first = piece.run([concurrently(&index.definition)], back(drop)).alone().lock(Lock::ShareUpdateExclusive);
    let mut pieces = vec![unique(ground, built(ground, first, index), new, index)];
    pieces.extend(afterwards(new, index));
    pieces
}

/// A new partition gets the indexes of its parent when it is attached, under the names that the server gives them in the desired database too.
fn created(ground: &Ground<'_>, new: &Object, index: &Index) -> Vec<String> {
    let mut statements = render::create(new);
    let stays = |parent: &ObjectId| ground.live(parent).is_some() && !ground.fate(parent).is_some_and(Fate::comes);
    if ground.is_new(&index.on)
        && index.parent.as_ref().is_some_and(stays)
        && let Some(first) = statements.first_mut()
    {
        *first = first.replacen(" INDEX ", " INDEX IF NOT EXISTS ", 1);
    }
    statements
}

/// Attachment, settings and comment of an index that was built alone.
fn afterwards(new: &Object, index: &Index) -> Option<Piece> {
    let id = &new.id;
    let mut statements: Vec<_> = attach_index(id, index).into_iter().collect();
    statements.extend(index_settings(id, index));
    statements.extend(comment_statement(new));
    let piece = Piece::new(id, format!("complete {id}")).run(statements, []).lock(Lock::ShareUpdateExclusive).apart();
    (!piece.is_empty()).then_some(piece)
}

/// Rows that are alike make a unique index fail.
fn unique(ground: &Ground<'_>, piece: Piece, new: &Object, index: &Index) -> Piece {
    let is_new = ground.is_new(&index.on) || index.on.kind != Kind::Table;
    piece.hazard_if(
        index.unique && !is_new,
        HazardCode::DataDependent,
        format!("it fails if rows of {} are alike in {}", index.on, new.id),
    )
}

/// An index disappears.
pub(super) fn drop(ground: &Ground<'_>, old: &Object, index: &Index, fused: bool) -> Vec<Piece> {
    let id = &old.id;
    // It goes with the index of the partitioned table that it is attached to.
    if index.parent.as_ref().is_some_and(|parent| ground.fate(parent).is_some_and(Fate::goes)) {
        return Vec::new();
    }
    let is_replaced = ground.fate(id) == Some(Fate::Replace);
    let piece = Piece::new(id, format!("drop {id}"));
    let slow = format!("queries that used {id} may become slow");
    let piece = piece.hazard_if(!is_replaced && index.on.kind == Kind::Table, HazardCode::IndexDropped, slow);
    if !is_beside(ground, index, fused) {
        let mut undo = recreated(old);
        undo.extend(children(ground, id));
        return vec![piece.run([render::drop(id)], undo).lock(Lock::AccessExclusive)];
    }
    let drop = format!("DROP INDEX CONCURRENTLY {}", name(id));
    let mut pieces: Vec<_> = undressed(old, index).into_iter().collect();
    pieces.push(piece.one(drop, concurrently(&index.definition)).alone().lock(Lock::ShareUpdateExclusive));
    pieces
}

/// What an index has beside its definition is taken away first, so that the undo of its drop is one statement alone.
fn undressed(old: &Object, index: &Index) -> Option<Piece> {
    let id = &old.id;
    let mut taken = index_changes(&name(&index.on), id, &index.settings, &Settings::new());
    taken.extend(old.comment.as_ref().map(|_| comment(&described(id), None)));
    let again = index_settings(id, index).into_iter().chain(comment_statement(old));
    let piece = Piece::new(id, format!("take the settings from the old {id}")).run(taken, again);
    (!piece.is_empty()).then(|| piece.lock(Lock::ShareUpdateExclusive))
}

/// The indexes of partitions that go with their parent, as they were.
fn children(ground: &Ground<'_>, parent: &ObjectId) -> Vec<String> {
    let attached = ground.observed.objects.values().filter(|object| match &object.facts {
        Facts::Index(index) => index.parent.as_ref() == Some(parent) && ground.fate(&object.id).is_some_and(Fate::goes),
        _ => false,
    });
    attached.flat_map(|child| recreated(child).into_iter().chain(children(ground, &child.id))).collect()
}

/// A name for an index while the other one still has its own.
fn aside(id: &ObjectId) -> ObjectId {
    let digest = Digest::of_parts([name(id).as_bytes()]).short();
    ObjectId { name: Ident::new(format!("groundline_new_{digest}")), ..id.clone() }
}

/// The definition under another name.
fn under(definition: &str, id: &ObjectId, other: &ObjectId) -> String {
    definition.replacen(&format!(" INDEX {} ON ", ident(&id.name)), &format!(" INDEX {} ON ", ident(&other.name)), 1)
}

/// Another definition, validity, attachment, settings, comment.
pub(super) fn alter(
    ground: &Ground<'_>,
    old: &Object,
    new: &Object,
    from: &Index,
    to: &Index,
    fused: bool,
) -> Vec<Piece> {
    let id = &new.id;
    let mut pieces = Vec::new();
    if from.definition != to.definition || (!from.valid && to.valid && !is_partitioned(&to.definition)) {
        return rebuilt(ground, old, new, from, to, fused);
    }
    if let Some(parent) = to.parent.as_ref().filter(|_| from.parent != to.parent) {
        let comes_along = ground.detached.contains_key(&to.on) || ground.fate(parent).is_some_and(Fate::goes);
        let attach = attach_index(id, to).filter(|_| !comes_along);
        // An attached index cannot be detached alone: it is made anew.
        let again = [render::drop(id)].into_iter().chain(recreated(old));
        pieces.push(
            Piece::new(id, format!("attach {id} to {parent}")).run(attach, again).lock(Lock::ShareUpdateExclusive),
        );
    }
    let (forth, back) = (
        index_changes(&name(&to.on), id, &from.settings, &to.settings),
        index_changes(&name(&to.on), id, &to.settings, &from.settings),
    );
    if !forth.is_empty() {
        pieces
            .push(Piece::new(id, format!("change the settings of {id}")).run(forth, back).lock(Lock::AccessExclusive));
    }
    pieces.extend(comment_piece(old, new));
    pieces
}

/// The new one is built under another name, the old one dropped, and the name moved over.
fn rebuilt(ground: &Ground<'_>, old: &Object, new: &Object, from: &Index, to: &Index, fused: bool) -> Vec<Piece> {
    let id = &new.id;
    if !is_beside(ground, to, fused) {
        let again = [render::drop(id)].into_iter().chain(recreated(old));
        let statements = [render::drop(id)].into_iter().chain(render::create(new));
        let piece = Piece::new(id, format!("build {id} anew")).run(statements, again).lock(Lock::AccessExclusive);
        return vec![unique(ground, built(ground, piece, to), new, to)];
    }
    let aside = aside(id);
    let (build, drop) =
        (concurrently(&under(&to.definition, id, &aside)), format!("DROP INDEX CONCURRENTLY {}", name(&aside)));
    let first = Piece::new(id, format!("build {id} anew beside the old one"))
        .one(build, drop)
        .alone()
        .lock(Lock::ShareUpdateExclusive);
    let first = unique(ground, built(ground, first, to), new, to);
    let second = Piece::new(id, format!("drop the old {id}"));
    let drop_old = format!("DROP INDEX CONCURRENTLY {}", name(id));
    let second = second.one(drop_old, concurrently(&from.definition)).alone().lock(Lock::ShareUpdateExclusive);
    let mut statements = vec![format!("ALTER INDEX {} RENAME TO {}", name(&aside), ident(&id.name))];
    statements.extend(index_settings(id, to));
    statements.extend(comment_statement(new));
    let back = format!("ALTER INDEX {} RENAME TO {}", name(id), ident(&aside.name));
    let third =
        Piece::new(id, format!("give {id} its name")).run(statements, [back]).lock(Lock::ShareUpdateExclusive).apart();
    let mut pieces = vec![first];
    pieces.extend(undressed(old, from));
    pieces.extend([second, third]);
    pieces
}
