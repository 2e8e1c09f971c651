//! Tables that are dropped are moved into a schema of their own, and moved back when they are wanted again.

use schema::object::{Column, Table};
use schema::{Facts, Kind, Object, ObjectId};

use super::column::alter;
use super::generic::unchecked;
use super::typed;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::columns::is_of_type;
use crate::postgres::ground::{Fate, Ground};
use crate::postgres::keep;
use crate::postgres::needs::is_type;
use crate::postgres::piece::Piece;
use crate::postgres::render;
use crate::postgres::sql::{ident, mentions, name, within};
use crate::snapshot::Keep;

/// The table moves aside, after it let go of what disappears with it.
pub(super) fn drop_table(ground: &Ground<'_>, old: &Object) -> Vec<Piece> {
    let (id, Some(table)) = (&old.id, old.table()) else { return Vec::new() };
    let keep = keep::of_table(ground, id);
    let mut piece = Piece::new(id, format!("drop {id}; it is moved aside and kept")).lock(Lock::AccessExclusive);
    piece = typed::left_aside(piece, old);
    for column in &table.columns {
        piece = let_go(ground, piece, id, column);
    }
    let (schema, moved) = places(&keep);
    let home = id.schema.as_ref().map(ident).unwrap_or_default();
    piece = piece
        .run([format!("CREATE SCHEMA {schema}")], [format!("DROP SCHEMA {schema}")])
        .one(format!("ALTER TABLE {} SET SCHEMA {schema}", name(id)), format!("ALTER TABLE {moved} SET SCHEMA {home}"))
        .keep(keep)
        .hazard(HazardCode::DataLoss, format!("{id} and its rows disappear; they are saved first"))
        .hazard(HazardCode::BackwardIncompatible, format!("what uses {id} stops working"));
    vec![piece]
}

/// The schema it is kept in, and its name there.
pub(super) fn places(keep: &Keep) -> (String, String) {
    (keep.in_schema.as_ref().map(ident).unwrap_or_default(), within(keep.in_schema.as_ref(), &keep.in_table))
}

/// Defaults that use what disappears are dropped, columns of types that disappear become text.
fn let_go(ground: &Ground<'_>, mut piece: Piece, id: &ObjectId, column: &Column) -> Piece {
    let alter = alter(id, &column.name, true);
    let gone_type = goes(ground, column, Fate::Drop);
    let uses = |text: &str, gone: &&&ObjectId| mentions(text, &gone.name);
    let mut gone = ground
        .fates
        .iter()
        .filter(|(id, fate)| **fate == Fate::Drop && !matches!(id.kind, Kind::Table))
        .map(|(id, _)| id);
    if let Some(default) = &column.default
        && (gone_type || gone.any(|gone| uses(default, &gone)))
    {
        piece = piece.one(format!("{alter} DROP DEFAULT"), format!("{alter} SET DEFAULT {default}"));
    }
    if gone_type {
        let text = text_like(&column.data_type);
        let (to, from) = (ident(&column.name), &column.data_type);
        piece = piece
            .one(format!("{alter} TYPE {text} USING {to}::{text}"), format!("{alter} TYPE {from} USING {to}::{from}"));
    }
    piece
}

/// Whether the type of a column has that fate.
fn goes(ground: &Ground<'_>, column: &Column, fate: Fate) -> bool {
    let mut types = ground.fates.iter().filter(|(id, found)| is_type(id.kind) && **found == fate);
    types.any(|(id, _)| is_of_type(&column.data_type, id))
}

fn text_like(data_type: &str) -> &'static str {
    if data_type.ends_with("[]") { "text[]" } else { "text" }
}

/// The table comes back with its rows, indexes and keys.
pub(super) fn restore_table(ground: &Ground<'_>, new: &Object, table: &Table) -> Vec<Piece> {
    let (id, Some(kept)) = (&new.id, ground.restored.get(&new.id)) else { return Vec::new() };
    let keep = &kept.keep;
    let (schema, moved) = places(keep);
    let home = id.schema.as_ref().map(ident).unwrap_or_default();
    let mut piece = Piece::new(id, format!("bring {id} back with its rows")).lock(Lock::None).restore(keep.clone());
    piece = piece
        .run(
            [format!("ALTER TABLE {moved} SET SCHEMA {home}")],
            [format!("ALTER TABLE {} SET SCHEMA {schema}", name(id))],
        )
        .run([format!("DROP SCHEMA {schema}")], [format!("CREATE SCHEMA {schema}")]);
    // The undo runs last first: the schema is made before the table moves into it.
    for column in &table.columns {
        piece = take_up(ground, piece, id, column);
    }
    piece = typed::taken_up(piece, new);
    if let Some(of) = &table.partition_of {
        let attach = render::attach_partition(id, table).unwrap_or_default();
        piece = piece.one(attach, format!("ALTER TABLE {} DETACH PARTITION {}", name(&of.parent), name(id)));
    }
    vec![piece]
}

/// What `let_go` took from a column comes back.
fn take_up(ground: &Ground<'_>, mut piece: Piece, id: &ObjectId, column: &Column) -> Piece {
    let alter = alter(id, &column.name, true);
    let is_new_type = goes(ground, column, Fate::Create);
    if is_new_type {
        let (text, of) = (text_like(&column.data_type), ident(&column.name));
        let to = &column.data_type;
        piece =
            piece.one(format!("{alter} TYPE {to} USING {of}::{to}"), format!("{alter} TYPE {text} USING {of}::{text}"));
    }
    let mut made =
        ground.fates.iter().filter(|(id, fate)| **fate == Fate::Create && id.kind != Kind::Table).map(|(id, _)| id);
    if let Some(default) = &column.default
        && (is_new_type || made.any(|made| mentions(default, &made.name)))
    {
        piece = piece.one(format!("{alter} SET DEFAULT {default}"), format!("{alter} DROP DEFAULT"));
    }
    piece
}

/// An empty copy of a kept table, for a scratch copy of the target.
pub(in crate::postgres) fn stand_in(
    keep: &Keep,
    observed: &schema::Database,
    desired: &schema::Database,
) -> Vec<String> {
    let Some((object, Facts::Table(table))) = desired.get(&keep.table).map(|object| (object, &object.facts)) else {
        return Vec::new();
    };
    let id = &object.id;
    let is_made = |id: &ObjectId| desired.get(id).is_some() && observed.get(id).is_none();
    let made: Vec<&ObjectId> =
        desired.objects.keys().filter(|other| is_made(other) && other.kind != Kind::Table).collect();
    let mut bare = Table { partition_of: None, ..table.clone() };
    bare.settings.remove(crate::postgres::typed::KEY);
    for column in &mut bare.columns {
        let is_new_type = made.iter().any(|made| is_type(made.kind) && is_of_type(&column.data_type, made));
        let rides = |made: &ObjectId| made.kind == Kind::Sequence && is_owned(desired, made, id);
        let is_let_go = |text: &str| made.iter().any(|made| !rides(made) && mentions(text, &made.name));
        if is_new_type || column.default.as_deref().is_some_and(is_let_go) {
            column.default = None;
        }
        if is_new_type {
            column.data_type = text_like(&column.data_type).into();
            column.collation = None;
        }
    }
    let mut statements = unchecked(id);
    let home = id.schema.clone().map(|schema| ObjectId::new(Kind::Schema, None, schema));
    let is_homeless = home.as_ref().is_some_and(|home| observed.get(home).is_none());
    if let Some(home) = home.as_ref().filter(|_| is_homeless) {
        statements.push(format!("CREATE SCHEMA {}", name(home)));
    }
    let riders = desired.objects.values().filter(|other| {
        let needs_other = |needed: &ObjectId| {
            is_made(needed)
                && !matches!(needed.kind, Kind::Table | Kind::Schema | Kind::Constraint | Kind::Index | Kind::Sequence)
        };
        keep::rides(other, id) && !other.depends_on.iter().any(needs_other)
    });
    let riders: Vec<&Object> = riders.collect();
    let (sequences, others): (Vec<_>, Vec<_>) = riders.into_iter().partition(|object| object.id.kind == Kind::Sequence);
    statements.extend(sequences.iter().flat_map(|object| render::create_early(object)));
    statements.extend(render::create(&Object { facts: Facts::Table(bare), ..object.clone() }));
    statements.extend(sequences.iter().flat_map(|object| render::create_late(object)));
    statements.extend(others.iter().flat_map(|object| stood_in(object)));
    let (schema, _) = places(keep);
    statements.push(format!("CREATE SCHEMA {schema}"));
    statements.push(format!("ALTER TABLE {} SET SCHEMA {schema}", name(id)));
    if let Some(home) = home.filter(|_| is_homeless) {
        statements.push(format!("DROP SCHEMA {}", name(&home)));
    }
    statements
}

/// What came from a parent stands by itself in a partition that is kept.
fn stood_in(object: &Object) -> Vec<String> {
    let facts = match &object.facts {
        Facts::Constraint(constraint) => {
            Facts::Constraint(schema::object::Constraint { inherited: false, ..constraint.clone() })
        }
        Facts::Index(index) => Facts::Index(schema::object::Index { parent: None, ..index.clone() }),
        other => other.clone(),
    };
    render::create(&Object { facts, ..object.clone() })
}

fn is_owned(database: &schema::Database, sequence: &ObjectId, table: &ObjectId) -> bool {
    database.get(sequence).is_some_and(|object| keep::rides(object, table))
}
