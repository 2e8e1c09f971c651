//! Types, routines, schemas, extensions and whatever else changes in place.

use schema::object::{Column, Domain, DomainCheck, Routine};
use schema::{Facts, Ident, Object, ObjectId};

use super::anew;
use super::generic::unchecked;
use super::whole;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::fate::is_in_tables;
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::render::{column_comment, domain_check, domain_check_comment, type_clause};
use crate::postgres::sql::{comment, described, ident, literal, name};

/// The comment from one state to another.
pub(super) fn comment_piece(old: &Object, new: &Object) -> Option<Piece> {
    if old.comment == new.comment {
        return None;
    }
    // What every new database says of it is read as no comment.
    let is_public = new.id.kind == schema::Kind::Schema && new.id.name == "public";
    let usual = is_public.then_some("standard public schema");
    let set = |object: &Object| comment(&described(&new.id), object.comment.as_deref().or(usual));
    let piece = Piece::new(&new.id, format!("comment on {}", new.id)).one(set(new), set(old));
    let is_relation = new.id.of.is_some()
        || matches!(
            new.id.kind,
            schema::Kind::Table | schema::Kind::View | schema::Kind::Index | schema::Kind::MaterializedView
        );
    Some(if is_relation { piece.lock(Lock::ShareUpdateExclusive) } else { piece })
}

/// Changes that stop nothing that uses it.
pub(super) fn alter<'a>(ground: &Ground<'a>, old: &'a Object, new: &Object) -> Vec<Piece> {
    let is_anew = ground.retyped.contains(&new.id);
    let mut pieces = match (&old.facts, &new.facts) {
        (Facts::Extension { schema: from }, Facts::Extension { schema: to }) => extension(ground, &new.id, from, to),
        (Facts::Enum { labels: from }, Facts::Enum { labels: to }) if !is_anew && from != to => {
            vec![add_labels(ground, old, from, to)]
        }
        (Facts::Domain(from), Facts::Domain(to)) if !is_anew => domain(ground, &new.id, from, to),
        (Facts::Composite { attributes: from }, Facts::Composite { attributes: to }) if !is_anew => {
            composite(ground, &new.id, from, to)
        }
        (Facts::Routine(from), Facts::Routine(to)) if from != to => vec![routine(&new.id, from, to)],
        (Facts::Defined { definition: from }, Facts::Defined { definition: to }) if from != to && !is_anew => {
            whole::alter(old, &new.id, from, to).into_iter().collect()
        }
        _ => Vec::new(),
    };
    pieces.extend(comment_piece(old, new).filter(|_| !is_anew));
    pieces
}

/// An extension moves, and is brought to another version by its author's own script.
fn extension(ground: &Ground<'_>, id: &ObjectId, from: &Ident, to: &Ident) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if from != to {
        let set = |schema| format!("ALTER EXTENSION {} SET SCHEMA {}", name(id), ident(schema));
        pieces.push(Piece::new(id, format!("move {id} to schema {}", to.as_str())).one(set(to), set(from)));
    }
    let version_of = |object: Option<&Object>| match object.map(|object| &object.facts) {
        Some(Facts::Defined { definition }) => Some(definition.to_string()),
        _ => None,
    };
    let version = ObjectId::version_of(id);
    let (old, new) = (version_of(ground.live(&version)), version_of(ground.wanted(&version)));
    if let Some(update) = new.filter(|new| old.as_ref() != Some(new)) {
        let (_, to) = update.rsplit_once(' ').unwrap_or_default();
        let what = format!("{id} is changed by its author's script: what that locks and changes is not known");
        let piece = Piece::new(id, format!("update {id} to {to}")).run([update.clone()], []);
        pieces.push(
            piece
                .hazard(HazardCode::Correctness, what)
                .irreversible("an extension need not have a way back to an older version"),
        );
    }
    pieces
}

/// A type is made anew under the columns that have it.
pub(super) fn reshape(ground: &Ground<'_>, new: &Object) -> Vec<Piece> {
    anew::replace(ground, &new.id).into_iter().collect()
}

fn routine(id: &ObjectId, from: &Routine, to: &Routine) -> Piece {
    let body = |routine: &Routine| {
        let mut statements = unchecked(id);
        statements.push(routine.definition.to_string());
        statements
    };
    let piece = Piece::new(id, format!("replace the body of {id}")).run(body(to), body(from));
    piece.hazard(HazardCode::Correctness, format!("{id} does something else"))
}

/// Labels are only added; each where it belongs.
fn add_labels<'a>(ground: &Ground<'a>, old: &'a Object, from: &[Box<str>], to: &[Box<str>]) -> Piece {
    let id = &old.id;
    let mut known = from.to_vec();
    let mut statements = Vec::new();
    for (at, label) in to.iter().enumerate() {
        if known.contains(label) {
            continue;
        }
        let place = match (at.checked_sub(1).and_then(|before| to.get(before)), known.first()) {
            (Some(before), _) => format!(" AFTER {}", literal(before)),
            (None, Some(first)) => format!(" BEFORE {}", literal(first)),
            (None, None) => String::new(),
        };
        statements.push(format!("ALTER TYPE {} ADD VALUE {}{place}", name(id), literal(label)));
        let index = at.min(known.len());
        known.insert(index, label.clone());
    }
    let added: Vec<_> = to.iter().filter(|label| !from.contains(label)).map(|label| format!("'{label}'")).collect();
    Piece::new(id, format!("add {} to {id}", added.join(", "))).run(statements, anew::back(ground, old))
}

fn domain(ground: &Ground<'_>, id: &ObjectId, from: &Domain, to: &Domain) -> Vec<Piece> {
    let alter = format!("ALTER DOMAIN {}", name(id));
    let mut pieces = Vec::new();
    let drop = |check: &DomainCheck| format!("{alter} DROP CONSTRAINT {}", ident(&check.name));
    let again = |check: &DomainCheck| {
        let comment = check.comment.as_deref().map(|text| domain_check_comment(id, &check.name, Some(text)));
        std::iter::once(domain_check(id, check)).chain(comment).collect::<Vec<_>>()
    };
    let other =
        |checks: &[DomainCheck], check: &DomainCheck| checks.iter().find(|other| other.name == check.name).cloned();
    let is_same =
        |a: &DomainCheck, b: &DomainCheck| a.definition == b.definition && (a.validated == b.validated || b.validated);
    for check in &from.checks {
        if other(&to.checks, check).is_none_or(|new| !is_same(check, &new)) {
            pieces.push(
                Piece::new(id, format!("drop check {} of {id}", check.name.as_str())).run([drop(check)], again(check)),
            );
        }
    }
    if from.default != to.default {
        let set = |domain: &Domain| match &domain.default {
            Some(default) => format!("{alter} SET DEFAULT {default}"),
            None => format!("{alter} DROP DEFAULT"),
        };
        pieces.push(Piece::new(id, format!("change the default of {id}")).one(set(to), set(from)));
    }
    if from.not_null != to.not_null {
        let set = |domain: &Domain| format!("{alter} {} NOT NULL", if domain.not_null { "SET" } else { "DROP" });
        let word = if to.not_null { "refuse" } else { "allow" };
        let piece = Piece::new(id, format!("{word} NULL in {id}")).one(set(to), set(from));
        pieces.push(if to.not_null { looked_through(ground, piece, id) } else { piece });
    }
    for check in &to.checks {
        match other(&from.checks, check).filter(|old| is_same(old, check)) {
            None => {
                let piece = Piece::new(id, format!("add check {} to {id}", check.name.as_str()))
                    .run(again(check), [drop(check)]);
                pieces.push(if check.validated { looked_through(ground, piece, id) } else { piece });
            }
            Some(old) => {
                if old.validated != check.validated {
                    let statement = format!("{alter} VALIDATE CONSTRAINT {}", ident(&check.name));
                    let back = std::iter::once(drop(check)).chain(again(&old));
                    let piece = Piece::new(id, format!("validate check {} of {id}", check.name.as_str()))
                        .run([statement], back);
                    pieces.push(looked_through(ground, piece, id));
                }
                if old.comment != check.comment {
                    let set = |check: &DomainCheck| domain_check_comment(id, &check.name, check.comment.as_deref());
                    pieces.push(
                        Piece::new(id, format!("comment on check {} of {id}", check.name.as_str()))
                            .one(set(check), set(&old)),
                    );
                }
            }
        }
    }
    pieces
}

/// The server looks at every column that has the domain.
fn looked_through(ground: &Ground<'_>, piece: Piece, id: &ObjectId) -> Piece {
    let tables = ground.dependents.get(id).into_iter().flatten().filter(|table| table.kind == schema::Kind::Table);
    let busy: Vec<String> = tables.filter(|table| ground.is_busy(table)).map(ToString::to_string).collect();
    let piece =
        piece.lock(Lock::Share).hazard(HazardCode::DataDependent, format!("it fails if values of {id} do not obey it"));
    let waits = format!("writers of {} wait while their rows are looked at", busy.join(", "));
    piece.hazard_if(!busy.is_empty(), HazardCode::BlockingLock, waits)
}

fn composite(ground: &Ground<'_>, id: &ObjectId, from: &[Column], to: &[Column]) -> Vec<Piece> {
    let alter = format!("ALTER TYPE {}", name(id));
    let find = |list: &[Column], column: &Column| list.iter().find(|other| other.name == column.name).cloned();
    let add = |column: &Column| format!("{alter} ADD ATTRIBUTE {} {}", ident(&column.name), type_clause(column));
    let drop = |column: &Column| format!("{alter} DROP ATTRIBUTE {}", ident(&column.name));
    let change =
        |column: &Column| format!("{alter} ALTER ATTRIBUTE {} TYPE {}", ident(&column.name), type_clause(column));
    let mut pieces = Vec::new();
    for column in from.iter().filter(|column| find(to, column).is_none()) {
        let what = format!("drop attribute {} of {id}", column.name.as_str());
        let piece = Piece::new(id, what).run([drop(column)], [add(column)]);
        let piece = piece.hazard(
            HazardCode::BackwardIncompatible,
            format!("what uses attribute {} of {id} stops working", column.name.as_str()),
        );
        let what = format!("values of attribute {} of {id} disappear", column.name.as_str());
        pieces.push(if is_in_tables(ground, id) {
            piece.hazard(HazardCode::DataLoss, what).irreversible("the values of an attribute are not saved")
        } else {
            piece
        });
    }
    for column in to {
        let old = find(from, column);
        match &old {
            None => pieces.push(
                Piece::new(id, format!("add attribute {} to {id}", column.name.as_str()))
                    .one(add(column), drop(column)),
            ),
            Some(old) if type_clause(old) != type_clause(column) => {
                let piece = Piece::new(id, format!("change the type of attribute {} of {id}", column.name.as_str()));
                pieces.push(piece.one(change(column), change(old)));
            }
            Some(_) => {}
        }
        let comment = old.as_ref().and_then(|old| old.comment.as_deref());
        if comment != column.comment.as_deref() {
            let set = |text: Option<&str>| column_comment(id, &column.name, text);
            let undo = old.as_ref().map(|_| set(comment));
            let piece = Piece::new(id, format!("comment on attribute {} of {id}", column.name.as_str()));
            pieces.push(piece.run([set(column.comment.as_deref())], undo));
        }
    }
    pieces
}
