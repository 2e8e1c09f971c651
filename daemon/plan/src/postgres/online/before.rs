//! What comes before the swap, while everybody goes on: the shadow column, its values, its indexes and checks, the comparison.
//!
//! Invariant: after the undo of these pieces nothing of the change is left, wherever it stopped.

use schema::object::{Column, Constraint, ConstraintKind, Settings};
use schema::{Facts, Ident, Object, ObjectId};

use super::Change;
use super::around::{Part, on_shadows};
use super::conversion::Conversion;
use super::names::Names;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::online::Online;
use crate::postgres::act::{IndexForm, based, index_form};
use crate::postgres::casts;
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::render::{column_clause, column_settings};
use crate::postgres::settings::with_clause;
use crate::postgres::sql::{ident, name, owner, within};

/// The pieces up to the swap.
pub(super) fn pieces(ground: &Ground<'_>, change: &Change<'_>) -> Vec<Piece> {
    let mut pieces = vec![prepare(ground, change), fill(ground, change)];
    pieces.extend(change.around.indexes.iter().filter_map(|part| index(change, part)));
    pieces.extend(change.around.keys.iter().flat_map(|part| key(change, part)));
    pieces.extend(checks(change));
    pieces.push(verify(ground, change));
    pieces.into_iter().map(Piece::ahead).collect()
}

/// `column a, b of table t`.
pub(super) fn words(change: &Change<'_>) -> String {
    let names: Vec<_> = change.columns.iter().map(|column| column.from.name.as_str()).collect();
    format!("column {} of {}", names.join(", "), change.table)
}

/// The shadow columns, and the trigger that keeps them up with every write.
fn prepare(ground: &Ground<'_>, change: &Change<'_>) -> Piece {
    let (table, schema) = (name(change.table), ident(&change.names.schema));
    let mut statements = vec![format!("CREATE SCHEMA {schema}")];
    for column in &change.columns {
        statements.push(format!("ALTER TABLE {table} ADD COLUMN {}", column_clause(&shadow(column), false)));
        let plain = Column { settings: Settings::new(), ..shadow(column) };
        statements.extend(column_settings(change.table, &plain, &shadow(column)));
        statements.extend(column.functions());
    }
    statements.push(forth_function(ground, change));
    statements.push(trigger(change.table, &change.names, FORTH));
    let mut undo = vec![drop_trigger(change.table, &change.names), format!("DROP SCHEMA {schema} CASCADE")];
    undo.extend(
        change.columns.iter().map(|column| format!("ALTER TABLE {table} DROP COLUMN {}", ident(&column.shadow))),
    );
    let piece = Piece::new(change.table, format!("add a shadow of {}, kept up by a trigger", words(change)));
    piece.run(statements, undo).lock(Lock::AccessExclusive)
}

/// The desired column under the shadow's name, without what it gets at the swap.
fn shadow(column: &Conversion<'_>) -> Column {
    Column {
        name: column.shadow.clone(),
        not_null: false,
        default: None,
        identity: None,
        comment: None,
        ..column.to.clone()
    }
}

/// The function of the trigger before the swap.
pub(super) const FORTH: &str = "forth";

/// What does not fit must not stop the writer: the comparison finds it.
fn forth_function(ground: &Ground<'_>, change: &Change<'_>) -> String {
    let blocks = change.columns.iter().map(|column| {
        let (shadow, value) = (ident(&column.shadow), column.value("NEW."));
        if !may_fail(ground, column) {
            return format!("  NEW.{shadow} := {value};\n");
        }
        format!(
            "  BEGIN\n    NEW.{shadow} := {value};\n  EXCEPTION WHEN data_exception OR integrity_constraint_violation OR insufficient_privilege THEN\n    \
             NEW.{shadow} := NULL;\n  END;\n"
        )
    });
    function(&change.names, FORTH, zone(change), &blocks.collect::<String>())
}

fn may_fail(ground: &Ground<'_>, column: &Conversion<'_>) -> bool {
    casts::may_fail(based(ground, &column.from.data_type), based(ground, &column.to.data_type))
}

/// What the functions of its triggers say of the time zone.
pub(super) fn zone(change: &Change<'_>) -> &'static str {
    change.columns.iter().map(Conversion::zone).max().unwrap_or_default()
}

/// A function of the change that a trigger calls for each row.
pub(super) fn function(names: &Names, role: &str, zone: &str, blocks: &str) -> String {
    format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp{zone} AS $groundline$\nBEGIN\n{blocks}  \
         RETURN NEW;\nEND\n$groundline$",
        within(Some(&names.schema), &Ident::from(role))
    )
}

/// The trigger, which calls the function of that role.
pub(super) fn trigger(table: &ObjectId, names: &Names, role: &str) -> String {
    format!(
        "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}()",
        ident(&names.trigger),
        name(table),
        within(Some(&names.schema), &Ident::from(role))
    )
}

pub(super) fn drop_trigger(table: &ObjectId, names: &Names) -> String {
    format!("DROP TRIGGER {} ON {}", ident(&names.trigger), name(table))
}

/// The condition of rows whose shadow is not what the column gives.
fn pending(change: &Change<'_>) -> String {
    change.columns.iter().map(Conversion::is_pending).collect::<Vec<_>>().join(" OR ")
}

fn fill(ground: &Ground<'_>, change: &Change<'_>) -> Piece {
    let set = |column: &Conversion<'_>| format!("{} = {}", ident(&column.shadow), column.value(""));
    let set = change.columns.iter().map(set).collect::<Vec<_>>().join(", ");
    let pending = pending(change);
    let uses = change.columns.iter().filter_map(Conversion::uses).collect();
    let statement = format!("UPDATE {} SET {set} WHERE {pending}", name(change.table));
    let piece = Piece::new(change.table, format!("fill the shadow of {}, range by range", words(change)));
    let may_fail = change.columns.iter().any(|column| may_fail(ground, column));
    piece
        .run([statement], [])
        .hazard_if(
            may_fail,
            HazardCode::DataDependent,
            format!("it fails on values of {} that do not fit", words(change)),
        )
        .online(Online::Backfill { table: change.table.clone(), set, pending, uses })
}

/// An index on the shadow columns, in the form that is desired.
fn index(change: &Change<'_>, part: &Part<'_>) -> Option<Piece> {
    let Facts::Index(index) = &part.after.facts else { return None };
    let (_, form) = index.definition.split_once(" USING ")?;
    let unique = if index.unique { "UNIQUE " } else { "" };
    let form = format!("USING {}", on_shadows(form, &change.columns));
    let piece = built(change, &part.before.id, &part.shadow, &format!("CREATE {unique}INDEX"), &form);
    Some(alike(change, piece, &part.before.id, index.unique))
}

/// The unique index of a key on the shadow columns; for a primary key another one on the old columns, which cannot keep theirs.
fn key(change: &Change<'_>, part: &Part<'_>) -> Vec<Piece> {
    let (Facts::Constraint(from), Facts::Constraint(to)) = (&part.before.facts, &part.after.facts) else {
        return Vec::new();
    };
    let form = |constraint: &Constraint| {
        let IndexForm { keys, nulls, .. } = index_form(constraint);
        format!("{keys}{nulls}{}", with_clause(&constraint.settings))
    };
    let id = &part.before.id;
    let shadow = built(change, id, &part.shadow, "CREATE UNIQUE INDEX", &on_shadows(&form(to), &change.columns));
    let mut pieces = vec![alike(change, shadow, id, true)];
    if is_primary(from) {
        let piece = built(change, id, &part.old, "CREATE UNIQUE INDEX", &form(from));
        pieces.push(piece);
    }
    pieces
}

pub(super) fn is_primary(constraint: &Constraint) -> bool {
    constraint.kind == ConstraintKind::Primary
}

fn built(change: &Change<'_>, of: &ObjectId, index: &Ident, create: &str, form: &str) -> Piece {
    let statement = format!("{create} CONCURRENTLY {} ON {} {form}", ident(index), name(change.table));
    // The swap, undone, has dropped the index of a key already.
    let undo = format!("DROP INDEX CONCURRENTLY IF EXISTS {}", within(change.table.schema.as_ref(), index));
    let piece = Piece::new(change.table, format!("build an index for {of} beside the old one")).one(statement, undo);
    let hazard = format!("an index is built on {}", change.table);
    piece.alone().lock(Lock::ShareUpdateExclusive).hazard(HazardCode::IndexBuild, hazard)
}

fn alike(change: &Change<'_>, piece: Piece, id: &ObjectId, is_unique: bool) -> Piece {
    let message = format!("it fails if rows of {} are alike in {id}", change.table);
    let lossy = change.columns.iter().any(|column| casts::rewrites(&column.from.data_type, &column.to.data_type))
        && change.columns.iter().any(|column| casts::loses(&column.from.data_type, &column.to.data_type));
    piece.hazard_if(is_unique && lossy, HazardCode::DataDependent, message)
}

/// The name of the check that stands for `NOT NULL` until the swap.
pub(super) fn not_null_check(change: &Change<'_>, column: &Conversion<'_>) -> Ident {
    change.names.name("null", &column.from.name)
}

/// Checks on the shadow columns, first for new rows, then for all.
fn checks(change: &Change<'_>) -> Vec<Piece> {
    let table = name(change.table);
    let not_null = change.columns.iter().filter(|column| column.to.not_null);
    let not_null = not_null
        .map(|column| (not_null_check(change, column), format!("CHECK ({} IS NOT NULL)", ident(&column.shadow)), None));
    let declared = change.around.checks.iter().filter_map(|part| match &part.after.facts {
        Facts::Constraint(check) => {
            Some((part.shadow.clone(), on_shadows(&check.definition, &change.columns), Some(part.before)))
        }
        _ => None,
    });
    let (mut add, mut drop, mut validate, mut old) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (check, definition, before) in not_null.chain(declared) {
        let check = ident(&check);
        add.push(format!("ALTER TABLE {table} ADD CONSTRAINT {check} {definition} NOT VALID"));
        drop.push(format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {check}"));
        validate.push(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {check}"));
        old.extend(before.map(|before: &Object| {
            // The swap, undone, has made it for new rows only.
            format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", ident(&before.id.name))
        }));
    }
    if add.is_empty() {
        return Vec::new();
    }
    let what = words(change);
    let first = Piece::new(change.table, format!("check new values of the shadow of {what}")).run(add, drop);
    let second = Piece::new(change.table, format!("check old values of the shadow of {what}")).run(validate, old);
    vec![first.lock(Lock::AccessExclusive), second.lock(Lock::ShareUpdateExclusive)]
}

fn verify(ground: &Ground<'_>, change: &Change<'_>) -> Piece {
    let wrong = pending(change);
    let statement = format!("SELECT 1 FROM {} WHERE {wrong} LIMIT 1", name(change.table));
    let message = format!(
        "rows of {} were written past the trigger that converts {}: somebody writes with `session_replication_role = replica`, \
         or with triggers disabled; stop that and try again",
        change.table,
        words(change)
    );
    let piece = Piece::new(change.table, format!("compare {} with its shadow", words(change)))
        .run([statement], tied(ground, change));
    piece.online(Online::Verify { table: change.table.clone(), wrong, message })
}

/// The swap, undone, has made foreign keys for new rows only.
fn tied(ground: &Ground<'_>, change: &Change<'_>) -> Vec<String> {
    let keys = ground.dependents.get(change.table).into_iter().flatten().filter_map(|id| ground.live(id));
    let is_tied = |key: &&Object| match &key.facts {
        Facts::Constraint(constraint) => {
            constraint.kind == ConstraintKind::Foreign
                && constraint.validated
                && ground.around.contains(&(&key.id, change.table))
        }
        _ => false,
    };
    let validate = |key: &Object| format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", owner(&key.id), ident(&key.id.name));
    keys.filter(is_tied).map(validate).collect()
}
