//! Changes of views in place: columns only get appended.

use std::collections::BTreeSet;

use schema::object::View;
use schema::{Kind, Object, ObjectId};

use super::generic::recreated;
use super::types::comment_piece;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::build::{creation, demolition};
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::render::{self, column_comment};
use crate::postgres::sql::{ident, name};

/// The body, options, columns and comment of a view; of a materialized view all but the body.
pub(super) fn alter(ground: &Ground<'_>, old: &Object, new: &Object, from: &View, to: &View) -> Vec<Piece> {
    let id = &new.id;
    let mut pieces = Vec::new();
    let is_view = id.kind == Kind::View;
    if is_view && (from.query != to.query || from.settings != to.settings) {
        let undo =
            if from.columns.len() == to.columns.len() { render::replace_view(old) } else { replaced_back(ground, old) };
        let piece = Piece::new(id, format!("replace the body of {id}")).run(render::replace_view(new), undo);
        let piece = piece.lock(Lock::AccessExclusive);
        let says = from.query != to.query;
        pieces.push(piece.hazard_if(says, HazardCode::Correctness, format!("{id} answers with another query")));
    }
    if !is_view && from.settings != to.settings {
        let piece = Piece::new(id, format!("change the settings of {id}"));
        let (forth, back) = (settings(id, from, to), settings(id, to, from));
        let is_filled = render::is_populated(&to.settings) && !render::is_populated(&from.settings);
        let mut piece = piece.run(forth, back).lock(Lock::AccessExclusive);
        let differs = |key: &str| from.settings.get(key) != to.settings.get(key);
        let is_emptied = render::is_populated(&from.settings) && !render::is_populated(&to.settings);
        if is_filled || is_emptied || ["tablespace", "access_method"].into_iter().any(differs) {
            piece = piece.rewriting([id.clone()]);
        }
        pieces.push(piece.hazard_if(
            is_filled,
            HazardCode::BlockingLock,
            format!("readers of {id} wait while it is filled"),
        ));
    }
    pieces.extend(columns(id, from, to));
    pieces.extend(comment_piece(old, new));
    pieces
}

/// A view that lost columns again can only be made anew, with what depends on it.
fn replaced_back(ground: &Ground<'_>, old: &Object) -> Vec<String> {
    let mut reached: BTreeSet<&ObjectId> = BTreeSet::new();
    let mut waiting = vec![&old.id];
    while let Some(id) = waiting.pop() {
        for user in ground.dependents.get(id).into_iter().flatten() {
            if ground.fate(user).is_none() && user.kind != Kind::Table && reached.insert(user) {
                waiting.push(user);
            }
        }
    }
    let mut statements = demolition(ground.observed, &reached);
    statements.push(render::drop(&old.id));
    statements.extend(recreated(old));
    statements.extend(creation(ground.observed, &reached));
    let grants = reached.iter().filter_map(|id| ground.live(id)).flat_map(|object| &object.grants);
    statements.extend(grants.map(ToString::to_string));
    statements
}

fn settings(id: &ObjectId, from: &View, to: &View) -> Vec<String> {
    let alter = format!("ALTER MATERIALIZED VIEW {}", name(id));
    let mut statements = render::option_changes(&alter, &from.settings, &to.settings);
    for (key, word, usual) in [("tablespace", "TABLESPACE", "pg_default"), ("access_method", "ACCESS METHOD", "heap")] {
        if from.settings.get(key) != to.settings.get(key) {
            let value = to.settings.get(key).map_or(usual, AsRef::as_ref);
            statements.push(format!("{alter} SET {word} {}", ident(&value.into())));
        }
    }
    if from.settings.contains_key("cluster") && !to.settings.contains_key("cluster") {
        statements.push(format!("{alter} SET WITHOUT CLUSTER"));
    }
    if render::is_populated(&from.settings) != render::is_populated(&to.settings) {
        let with = if render::is_populated(&to.settings) { "WITH DATA" } else { "WITH NO DATA" };
        statements.push(format!("REFRESH MATERIALIZED VIEW {} {with}", name(id)));
    }
    statements
}

/// Defaults and comments of columns.
fn columns(id: &ObjectId, from: &View, to: &View) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for new in &to.columns {
        let old = from.columns.iter().find(|old| old.name == new.name);
        let (default, comment) = old.map_or((None, None), |old| (old.default.as_deref(), old.comment.as_deref()));
        if default != new.default.as_deref() {
            let set = |default: Option<&str>| {
                let what =
                    default.map_or_else(|| "DROP DEFAULT".to_owned(), |default| format!("SET DEFAULT {default}"));
                format!("ALTER VIEW {} ALTER COLUMN {} {what}", name(id), ident(&new.name))
            };
            let piece = Piece::new(id, format!("change the default of column {} of {id}", new.name.as_str()));
            pieces.push(piece.one(set(new.default.as_deref()), set(default)).lock(Lock::AccessExclusive));
        }
        if comment != new.comment.as_deref() {
            let set = |text: Option<&str>| column_comment(id, &new.name, text);
            let piece = Piece::new(id, format!("comment on column {} of {id}", new.name.as_str()));
            // A column that is appended goes with its comment.
            let undo = old.map(|_| set(comment));
            pieces.push(piece.run([set(new.comment.as_deref())], undo).lock(Lock::ShareUpdateExclusive));
        }
    }
    pieces
}
