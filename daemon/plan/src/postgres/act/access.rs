//! Privileges and owners that change, after everything that they are on.

use schema::object::Grant;
use schema::{Facts, Ident, Kind, Object, ObjectId};

use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::access::{Moves, Place, restored};
use crate::postgres::ground::{Fate, Ground};
use crate::postgres::piece::Piece;

/// The piece for one grantee and one object, or for one owner.
pub(super) fn alter(ground: &Ground<'_>, id: &ObjectId) -> Vec<Piece> {
    let (old, new) = (ground.live(id), ground.wanted(id));
    let Some(either) = new.or(old) else { return Vec::new() };
    let on = either.depends_on.first();
    if id.kind == Kind::DefaultPrivileges {
        return of_grant(ground, either, facts(old), facts(new)).into_iter().collect();
    }
    let Some(on) = on else { return Vec::new() };
    // It goes with what it is on, and comes back with it.
    if ground.fate(on).is_some_and(Fate::goes) && ground.wanted(on).is_none() {
        return Vec::new();
    }
    if id.kind == Kind::Owner {
        return owner(ground, on, old, new).into_iter().collect();
    }
    // An owner needs no privileges, and those it had are its own now.
    let is_owner = ground.wanted(&ObjectId::owned(on)).and_then(role).is_some_and(|role| role == id.name);
    if is_owner {
        return Vec::new();
    }
    let from = without_dropped_columns(ground, on, facts(old));
    of_grant(ground, either, from, facts(new)).into_iter().collect()
}

fn facts(object: Option<&Object>) -> Grant {
    match object.map(|object| &object.facts) {
        Some(Facts::Grant(grant)) => grant.clone(),
        _ => Grant::default(),
    }
}

fn of_grant(ground: &Ground<'_>, object: &Object, from: Grant, to: Grant) -> Option<Piece> {
    let place = Place::of(object)?;
    let (forth, back) = (Moves::between(&from, &to), Moves::between(&to, &from));
    let (on, who) = (&place.on, &place.grantee);
    let is_later = object.id.kind == Kind::DefaultPrivileges;
    let summary = match (forth.taken(), forth.given()) {
        (None, None) => return None,
        (Some(taken), None) => format!("revoke {taken} on {on} from {who}"),
        (None, Some(given)) => format!("grant {given} on {on} to {who}"),
        (Some(taken), Some(given)) => format!("revoke {taken} and grant {given} on {on}, {who}"),
    };
    let mut piece = Piece::new(&object.id, if is_later { format!("for later objects: {summary}") } else { summary });
    // What is made anew is undone by dropping it.
    let is_new = object.depends_on.first().is_some_and(|on| !is_later && ground.fate(on) == Some(Fate::Create));
    let undo = if is_new { Vec::new() } else { back.statements(&place) };
    piece = piece.run(forth.statements(&place), undo);
    if let Some(given) = forth.given() {
        let later = if is_later { " that are made later" } else { "" };
        piece = piece.hazard(HazardCode::AccessGranted, format!("{who} may {given} on {on}{later}"));
    }
    if let Some(taken) = forth.taken().filter(|_| !is_later) {
        piece = piece.hazard(HazardCode::BackwardIncompatible, format!("{who} may no longer {taken} on {on}"));
    }
    Some(piece)
}

/// What is on a column that is dropped goes with it, and comes back with it.
fn without_dropped_columns(ground: &Ground<'_>, on: &ObjectId, mut grant: Grant) -> Grant {
    let Some(wanted) = ground.wanted(on) else { return grant };
    for columns in grant.columns.values_mut() {
        columns.retain(|column| has_column(wanted, column));
    }
    grant.columns.retain(|_, columns| !columns.is_empty());
    grant
}

/// Whether the relation has the column; what is no relation that we know the columns of has every one.
pub(super) fn has_column(object: &Object, column: &Ident) -> bool {
    match &object.facts {
        Facts::Table(table) => table.column(column).is_some(),
        Facts::View(view) | Facts::MaterializedView(view) => view.columns.iter().any(|known| known.name == *column),
        _ => true,
    }
}

/// The role that an object of the kind `owner` names.
fn role(owner: &Object) -> Option<Ident> {
    let (_, role) = statement(owner)?.rsplit_once(" OWNER TO ")?;
    Some(Ident::parse(schema::Dialect::Postgres, role))
}

fn statement(owner: &Object) -> Option<&str> {
    match &owner.facts {
        Facts::Defined { definition } => Some(definition),
        _ => None,
    }
}

/// The object is given to another role. With the owner its privileges change too: they are given again when it comes back.
fn owner(ground: &Ground<'_>, on: &ObjectId, old: Option<&Object>, new: Option<&Object>) -> Option<Piece> {
    let forth = new.and_then(statement)?;
    let role = new.and_then(role)?;
    let (alter, _) = forth.rsplit_once(" OWNER TO ")?;
    let mut undo =
        vec![old.and_then(statement).map_or_else(|| format!("{alter} OWNER TO CURRENT_USER"), str::to_owned)];
    if let Some(live) = ground.live(on) {
        undo.extend(
            restored(live).filter(|statement| statement.starts_with("GRANT ") || statement.starts_with("REVOKE ")),
        );
    }
    let is_relation =
        matches!(on.kind, Kind::Table | Kind::View | Kind::MaterializedView | Kind::ForeignTable | Kind::Sequence);
    let lock = if is_relation && !ground.is_new(on) { Lock::AccessExclusive } else { Lock::None };
    let piece = Piece::new(on, format!("give {on} to {}", role.as_str())).run([forth.to_owned()], undo).lock(lock);
    Some(piece.hazard(HazardCode::AccessGranted, format!("{} owns {on}", role.as_str())))
}
