//! Declared renames of tables, views and columns. Foreign keys, keys and triggers follow by the server's own rules; what names
//! the old name in its text does not. Privileges stay with the old name on the server; those that are managed are moved.

use schema::object::Column;
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::alter::find;
use super::follow;
use super::grant;
use super::keep;
use super::key;
use super::render;
use super::server::Server;
use super::sql::{folded, ident, mentions};
use super::step::Piece;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::rename::{Rename, RenameError};
use crate::step::{Step, Timeouts};

/// The steps of the renames that are still to be done. Tables come first: a column is renamed in its table's new name.
pub(super) fn steps(
    observed: &Database,
    renames: &[Rename],
    server: Server,
    timeouts: Timeouts,
) -> Result<Vec<Step>, RenameError> {
    let mut ordered: Vec<&Rename> = renames.iter().collect();
    ordered.sort();
    let mut pieces = Vec::new();
    let mut tables: Vec<(&Ident, &Ident)> = Vec::new();
    for rename in ordered.iter().filter(|rename| rename.column.is_none()) {
        if let Some(piece) = of_object(observed, rename)? {
            tables.push((&rename.object.name, &rename.from));
            pieces.push(piece);
        }
    }
    for rename in ordered {
        if let Some(to) = &rename.column {
            let before = tables.iter().find(|(new, _)| **new == rename.object.name).map(|(_, old)| *old);
            pieces.extend(of_column(observed, rename, (to, before.unwrap_or(&rename.object.name)), server)?);
        }
    }
    Ok(pieces.into_iter().map(|piece| piece.into_step(timeouts)).collect())
}

fn of_object(observed: &Database, rename: &Rename) -> Result<Option<Piece>, RenameError> {
    let new = &rename.object;
    let old = ObjectId { name: rename.from.clone(), ..new.clone() };
    let is_renamed = matches!(new.kind, Kind::Table | Kind::View | Kind::Sequence);
    // What holds nothing is dropped and created under the new name.
    if !is_renamed || observed.get(&old).is_none() || old == *new {
        return Ok(None);
    }
    if observed.get(new).is_some() {
        return Err(RenameError::BothExist { object: new.to_string(), from: rename.from.as_str().to_owned() });
    }
    let (mut there, mut back) = (vec![keep::rename(&old.name, &new.name)], vec![keep::rename(&new.name, &old.name)]);
    let (given, returned) = grant::moved(observed, &old, new, None);
    there.extend(given);
    back.extend(returned);
    let summary = format!("rename {old} to {}", new.name.as_str());
    Ok(Some(breaking(piece(observed, &old, &old.name, summary, there, back), &old.dotted())))
}

/// The views that show the table and name what is renamed: they go before, and the undo brings them back.
fn views<'a>(observed: &'a Database, table: &ObjectId, name: &Ident) -> Vec<&'a Object> {
    let mut shown = vec![table];
    let mut at = 0;
    let dependents = observed.dependents();
    while let Some(id) = shown.get(at) {
        let new: Vec<&ObjectId> = dependents.get(*id).into_iter().flatten().copied().collect();
        shown.extend(new.into_iter().filter(|id| id.kind == Kind::View && !shown.contains(id)).collect::<Vec<_>>());
        at += 1;
    }
    let names = |object: &&Object| matches!(&object.facts, Facts::View(view) if mentions(&view.query, name));
    let found = shown.into_iter().skip(1).filter_map(|id| observed.get(id)).filter(names).collect();
    render::in_order(observed, found)
}

/// A rename with the views that it would break.
fn piece(
    observed: &Database,
    old: &ObjectId,
    name: &Ident,
    summary: String,
    there: Vec<String>,
    back: Vec<String>,
) -> Piece {
    let views = views(observed, old, name);
    let mut statements: Vec<String> = views.iter().rev().map(|view| render::drop(&view.id)).collect();
    statements.extend(there);
    let mut undo = back;
    undo.extend(views.iter().flat_map(|view| render::create(view)));
    let gone = views.iter().map(|view| format!("{} is gone until it is made again", view.id));
    let piece = Piece::new(old, summary, statements, undo);
    gone.fold(piece, |piece, message| piece.hazard(HazardCode::Correctness, message))
}

/// The rename of a column to a name, of a table as it was called before.
fn of_column(
    observed: &Database,
    rename: &Rename,
    (to, before): (&Ident, &Ident),
    server: Server,
) -> Result<Option<Piece>, RenameError> {
    let old = ObjectId { name: before.clone(), ..rename.object.clone() };
    let Some(table) = observed.get(&old).and_then(Object::table) else { return Ok(None) };
    let Some(column): Option<&Column> = find(table, &rename.from) else { return Ok(None) };
    if folded(&column.name) == folded(to) {
        return Ok(None);
    }
    if find(table, to).is_some() {
        let object = format!("column {}.{}", rename.object.dotted(), to.as_str());
        return Err(RenameError::BothExist { object, from: rename.from.as_str().to_owned() });
    }
    let name = ident(&rename.object.name);
    // Every server that knows RENAME COLUMN does it without touching rows, and INPLACE allows it to.
    let is_copied = key::has_overlaps(table);
    let following = follow::renaming(&rename.object.name, table, (&column.name, to), server);
    let way = if is_copied { "ALGORITHM=COPY, LOCK=SHARED" } else { "ALGORITHM=INPLACE, LOCK=NONE" };
    let statement =
        |from: &Ident, to: &Ident| format!("ALTER TABLE {name} RENAME COLUMN {} TO {}, {way}", ident(from), ident(to));
    let summary = format!("rename column {} of {} to {}", column.name.as_str(), rename.object, to.as_str());
    let (given, returned) = grant::moved(observed, &old, &rename.object, Some((&column.name, to)));
    let (mut there, mut back) = (vec![statement(&column.name, to)], vec![statement(to, &column.name)]);
    let is_copied = is_copied || following.as_ref().is_some_and(|following| following.rewrites);
    if let Some(following) = following {
        let after = follow::renamed(table, &column.name, to);
        let returning = follow::renaming(&rename.object.name, &after, (to, &column.name), server);
        there = following.statements;
        back = returning.map_or(back, |returning| returning.statements);
    }
    there.extend(given);
    back.extend(returned);
    let piece = piece(observed, &old, &column.name, summary, there, back);
    let message = format!("every row of `{}` is written again", before.as_str());
    let piece = piece.rewriting(is_copied).hazard_if(is_copied, HazardCode::TableRewrite, message);
    Ok(Some(breaking(if is_copied { piece.lock(Lock::Shared) } else { piece }, column.name.as_str())))
}

fn breaking(piece: Piece, name: &str) -> Piece {
    piece
        .lock(Lock::Metadata)
        .hazard(HazardCode::BackwardIncompatible, format!("what uses the name {name} stops working"))
}
