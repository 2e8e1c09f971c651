//! What is created and dropped whole: views, routines, triggers, types, schemas and the like.

use schema::object::{Constraint, ConstraintKind};
use schema::{Facts, Kind, Object, ObjectId};

use super::access::has_column;
use super::base_type;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::access::{restored, taken_from_new};
use crate::postgres::build::BODIES_UNCHECKED_HERE;
use crate::postgres::ground::{Fate, Ground};
use crate::postgres::online;
use crate::postgres::piece::Piece;
use crate::postgres::render;
use crate::postgres::sql::{ident, name};

/// The object is created as desired.
pub(super) fn create(ground: &Ground<'_>, new: &Object) -> Piece {
    let piece = Piece::new(&new.id, format!("create {}", new.id));
    let undo = match new.id.kind {
        // Functions that it is to need no more are dropped later: they are still there.
        Kind::BaseType => base_type::shell_again(&[ground.desired, ground.observed], &new.id),
        _ => vec![render::drop(&new.id)],
    };
    let statements = match &new.facts {
        Facts::Extension { schema } => {
            let rest = render::create(new).into_iter().skip(1);
            std::iter::once(render::create_extension(ground.desired, &new.id, schema)).chain(rest).collect()
        }
        _ => render::create(new),
    };
    let piece = piece.run(created(ground, new, statements), undo);
    let piece = if new.id.kind == Kind::Policy { policy_created(ground, piece, new) } else { piece };
    let is_filled_again = new.id.kind == Kind::MaterializedView && ground.fate(&new.id) == Some(Fate::Replace);
    on_relation(ground, piece.rewriting(is_filled_again.then(|| new.id.clone())), &new.id)
}

/// Whether row security is on for the relation of a policy, before or after.
fn is_secured(ground: &Ground<'_>, policy: &ObjectId) -> bool {
    let table = ground.relation_of(policy);
    let is_on = |object: Option<&Object>| {
        object.and_then(Object::table).is_some_and(|table| table.settings.contains_key("row_security"))
    };
    !ground.is_new(&table)
        && ground.wanted(&table).is_some()
        && (is_on(ground.live(&table)) || is_on(ground.wanted(&table)))
}

fn is_restrictive(object: &Object) -> bool {
    matches!(&object.facts, Facts::Defined { definition } if definition.contains(" AS RESTRICTIVE"))
}

/// A policy lets somebody see or change rows; another form of it may, whatever it is.
fn policy_created(ground: &Ground<'_>, piece: Piece, new: &Object) -> Piece {
    let (id, table) = (&new.id, ground.relation_of(&new.id));
    let old = ground.live(id).filter(|_| ground.fate(id) == Some(Fate::Replace));
    let opens = match old {
        Some(old) => old.facts != new.facts,
        None => !is_restrictive(new),
    };
    let message = format!("{id} may let roles see or change rows of {table} that they could not before");
    piece.hazard_if(opens && is_secured(ground, id), HazardCode::AccessGranted, message)
}

/// Without a restrictive policy more rows are seen, without a permissive one fewer.
fn policy_dropped(ground: &Ground<'_>, piece: Piece, old: &Object) -> Piece {
    let (id, table) = (&old.id, ground.relation_of(&old.id));
    let is_over = is_secured(ground, id) && ground.fate(id) != Some(Fate::Replace);
    let opens = format!("without {id} roles may see or change rows of {table} that they could not before");
    let closes = format!("rows of {table} that {id} shows are seen no more");
    let is_restrictive = is_restrictive(old);
    piece.hazard_if(is_over && is_restrictive, HazardCode::AccessGranted, opens).hazard_if(
        is_over && !is_restrictive,
        HazardCode::BackwardIncompatible,
        closes,
    )
}

/// The object is created as far as a circle allows.
pub(super) fn begin(ground: &Ground<'_>, new: &Object) -> Piece {
    let statements = match &new.facts {
        Facts::View(view) => {
            let rest = render::create(new).into_iter().skip(1);
            std::iter::once(render::placeholder(&new.id, view)).chain(rest).collect()
        }
        _ => render::create_early(new),
    };
    Piece::new(&new.id, format!("create {}", new.id)).run(created(ground, new, statements), [render::drop(&new.id)])
}

/// What the circle made wait.
pub(super) fn finish(_: &Ground<'_>, new: &Object) -> Vec<Piece> {
    let (words, undo) = match &new.facts {
        Facts::Sequence(_) => ("own", vec![format!("ALTER SEQUENCE {} OWNED BY NONE", name(&new.id))]),
        Facts::View(view) => {
            let placeholder = render::placeholder(&new.id, view).replacen("CREATE VIEW", "CREATE OR REPLACE VIEW", 1);
            ("complete", vec![placeholder])
        }
        Facts::Table(table) => {
            let columns = table.columns.iter().filter(|column| column.default.is_some());
            let alter = |column: &Ident| {
                format!("ALTER TABLE ONLY {} ALTER COLUMN {} DROP DEFAULT", name(&new.id), ident(column))
            };
            ("set the defaults of", columns.map(|column| alter(&column.name)).collect())
        }
        _ => ("complete", Vec::new()),
    };
    vec![Piece::new(&new.id, format!("{words} {}", new.id)).run(render::create_late(new), undo)]
}

use schema::Ident;

/// With the privileges of the object that it replaces, and without a look into the bodies of routines.
fn created(ground: &Ground<'_>, new: &Object, statements: Vec<String>) -> Vec<String> {
    let old = ground.live(&new.id).filter(|_| ground.fate(&new.id) == Some(Fate::Replace));
    let mut all = unchecked(&new.id);
    all.extend(statements);
    match old {
        Some(old) => all.extend(restored(old).filter(|statement| is_of_what_is_there(statement, old, new))),
        None => all.extend(as_desired(ground, &new.id)),
    }
    all
}

/// Whether it says nothing of a column that is no more.
fn is_of_what_is_there(statement: &str, old: &Object, new: &Object) -> bool {
    let columns = match &old.facts {
        Facts::View(view) | Facts::MaterializedView(view) => view.columns.as_slice(),
        _ => return true,
    };
    let mut gone = columns.iter().filter(|column| !has_column(new, &column.name));
    !gone.any(|column| statement.contains(&format!(" ({}) ON ", ident(&column.name))))
}

/// Where privileges are managed, a new object has only those that are desired.
fn as_desired(ground: &Ground<'_>, new: &ObjectId) -> Vec<String> {
    let schema = new.schema.clone().map(|schema| ObjectId::new(Kind::Schema, None, schema));
    let schema = schema.and_then(|schema| ground.live(&schema)).filter(|_| ground.desired.has_grants());
    schema.map(|schema| taken_from_new(schema, new)).unwrap_or_default()
}

/// The object as it was, with its privileges.
pub(super) fn recreated(old: &Object) -> Vec<String> {
    let mut all = unchecked(&old.id);
    all.extend(render::create(old));
    all.extend(restored(old));
    all
}

/// For routines: what their bodies speak of need not be there yet.
pub(super) fn unchecked(id: &ObjectId) -> Vec<String> {
    let is_routine = matches!(id.kind, Kind::Function | Kind::Procedure);
    is_routine.then(|| BODIES_UNCHECKED_HERE.to_owned()).into_iter().collect()
}

/// Locks of what is created on an existing relation.
fn on_relation(ground: &Ground<'_>, piece: Piece, id: &ObjectId) -> Piece {
    if matches!(id.kind, Kind::Statistics | Kind::Publication) {
        return piece.lock(Lock::ShareUpdateExclusive);
    }
    if id.of.is_none() || ground.is_new(&ground.relation_of(id)) {
        return piece;
    }
    match id.kind {
        Kind::Trigger => piece.lock(Lock::ShareRowExclusive),
        _ => piece.lock(Lock::AccessExclusive),
    }
}

/// The object is dropped.
pub(super) fn drop(ground: &Ground<'_>, old: &Object, fused: bool) -> Vec<Piece> {
    let id = &old.id;
    let is_replaced = ground.fate(id) == Some(Fate::Replace);
    let piece = Piece::new(id, format!("drop {id}"));
    match &old.facts {
        Facts::Index(index) => return super::index::drop(ground, old, index, fused),
        Facts::Constraint(constraint) => {
            if constraint.inherited && !is_left_alone(ground, id) {
                return Vec::new();
            }
            let lock = if constraint.kind == ConstraintKind::Foreign {
                Lock::ShareRowExclusive
            } else {
                Lock::AccessExclusive
            };
            let table = ground.relation_of(id);
            let undo = match constraint.kind {
                _ if constraint.inherited => Vec::new(),
                // It is validated when the pieces before an online change are undone.
                ConstraintKind::Foreign if online::is_around(ground, id, &table) => {
                    let unseen = Constraint { validated: false, ..constraint.clone() };
                    recreated(&Object { facts: Facts::Constraint(unseen), ..old.clone() })
                }
                _ => recreated(old),
            };
            return vec![piece.run([render::drop(id)], undo).lock(lock.max(Lock::AccessExclusive))];
        }
        Facts::Sequence(sequence) => return super::saved_sequence::drop(ground, old, sequence),
        _ => {}
    }
    let undo = recreated(old);
    let breaks = !is_replaced
        && !matches!(
            id.kind,
            Kind::Trigger | Kind::Rule | Kind::Policy | Kind::Extension | Kind::EventTrigger | Kind::Statistics
        );
    let piece = if id.kind == Kind::Policy { policy_dropped(ground, piece, old) } else { piece };
    // What is not read cannot be given back.
    let piece = if id.kind == Kind::UserMapping {
        piece.irreversible("its password is not read, and so not kept")
    } else {
        piece
    };
    let lock = match id.kind {
        Kind::Trigger | Kind::Rule | Kind::Policy | Kind::View | Kind::MaterializedView | Kind::ForeignTable => {
            Lock::AccessExclusive
        }
        Kind::Statistics => Lock::ShareUpdateExclusive,
        _ => Lock::None,
    };
    let gone = match id.kind {
        Kind::BaseType => base_type::shell_again(&[ground.observed], id),
        _ => vec![render::drop(id)],
    };
    vec![piece.run(gone, undo).lock(lock).hazard_if(
        breaks,
        HazardCode::BackwardIncompatible,
        format!("what uses {id} stops working"),
    )]
}

/// Whether an inherited constraint stays behind when its parent goes on without it.
fn is_left_alone(ground: &Ground<'_>, constraint: &ObjectId) -> bool {
    ground.detached.contains_key(&ground.relation_of(constraint))
}
