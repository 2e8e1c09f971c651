//! Constraints: added without stopping writers where the table is not small, validated, renamed settings.

use schema::object::{Constraint, ConstraintKind};
use schema::{Dialect, Ident, Kind, Object, ObjectId};

use super::generic::recreated;
use super::types::comment_piece;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::render::{self, add_constraint, comment_statement, constraint_settings, index_changes};
use crate::postgres::sql::{ident, idents, name, owner, within};

/// A constraint that was not there.
pub(super) fn create(ground: &Ground<'_>, new: &Object, constraint: &Constraint, fused: bool) -> Vec<Piece> {
    let id = &new.id;
    let table = ground.relation_of(id);
    if constraint.inherited {
        return Vec::new();
    }
    let is_plain = fused || !ground.is_busy(&table) || is_partitioned(ground, &table);
    let piece = Piece::new(id, format!("add {id}"));
    let drop = render::drop(id);
    let looks_at_rows = constraint.validated && constraint.is_enforced();
    let splits = matches!(constraint.kind, ConstraintKind::Check | ConstraintKind::Foreign) && looks_at_rows;
    let is_busy = ground.is_busy(&table) && !is_partitioned(ground, &table);
    if splits && is_busy {
        return not_valid_first(ground, new, constraint, &table);
    }
    if !is_plain && matches!(constraint.kind, ConstraintKind::Primary | ConstraintKind::Unique) && is_simple(constraint)
    {
        return by_index(ground, new, constraint, &table);
    }
    let mut piece = piece.run(render::create(new), [drop]);
    if ground.is_new(&table) {
        return vec![piece.lock(lock_of_referenced(ground, constraint))];
    }
    let lock = if constraint.kind == ConstraintKind::Foreign { Lock::ShareRowExclusive } else { Lock::AccessExclusive };
    piece = piece.lock(lock);
    if looks_at_rows {
        piece = guarded(ground, piece, new, constraint, &table);
        let scan = format!("writers of {table} wait while its rows are looked at");
        piece = piece.hazard_if(ground.is_busy(&table), HazardCode::BlockingLock, scan);
    }
    vec![piece]
}

/// A foreign key of a new table still locks the table that it points to.
fn lock_of_referenced(ground: &Ground<'_>, constraint: &Constraint) -> Lock {
    let is_old = constraint.references.as_ref().is_some_and(|to| !ground.is_new(to));
    if is_old { Lock::ShareRowExclusive } else { Lock::None }
}

fn is_partitioned(ground: &Ground<'_>, table: &ObjectId) -> bool {
    ground.wanted(table).and_then(Object::table).is_some_and(|table| table.partition_by.is_some())
}

/// Whether an index made beforehand can become the constraint: without options beside its columns.
fn is_simple(constraint: &Constraint) -> bool {
    !constraint.definition.contains("WITHOUT OVERLAPS")
}

/// `NOT VALID`, then `VALIDATE` in a step of its own.
fn not_valid_first(ground: &Ground<'_>, new: &Object, constraint: &Constraint, table: &ObjectId) -> Vec<Piece> {
    let id = &new.id;
    let mut statements = add_constraint(id, &Constraint { validated: false, ..constraint.clone() });
    statements.extend(constraint_settings(id, constraint));
    statements.extend(comment_statement(new));
    let lock = if constraint.kind == ConstraintKind::Foreign { Lock::ShareRowExclusive } else { Lock::AccessExclusive };
    let first = Piece::new(id, format!("add {id} for new rows")).run(statements, [render::drop(id)]).lock(lock);
    vec![guarded(ground, first, new, constraint, table), validate(id).apart()]
}

fn validate(id: &ObjectId) -> Piece {
    let statement = format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", owner(id), ident(&id.name));
    Piece::new(id, format!("look whether old rows obey {id}")).run([statement], []).lock(Lock::ShareUpdateExclusive)
}

/// A unique index is built beside the writers, then becomes the constraint.
fn by_index(ground: &Ground<'_>, new: &Object, constraint: &Constraint, table: &ObjectId) -> Vec<Piece> {
    let id = &new.id;
    let IndexForm { word, keys, nulls, deferral } = index_form(constraint);
    let index = ident(&id.name);
    let build = format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {} {keys}{nulls}", owner(id));
    let drop = format!("DROP INDEX CONCURRENTLY {}", within(id.schema.as_ref(), &id.name));
    let first =
        Piece::new(id, format!("build the index of {id}")).one(build, drop).alone().lock(Lock::ShareUpdateExclusive);
    let first = first.hazard(HazardCode::IndexBuild, format!("an index is built on {table}"));
    let first = guarded(ground, first, new, constraint, table);
    let mut statements =
        vec![format!("ALTER TABLE {} ADD CONSTRAINT {index} {word} USING INDEX {index}{deferral}", owner(id))];
    statements.extend(constraint_settings(id, constraint));
    statements.extend(comment_statement(new));
    // Dropping the constraint drops its index; the first piece's undo drops it, so it is made again for that one.
    let again = format!("CREATE UNIQUE INDEX {index} ON {} {keys}{nulls}", owner(id));
    let second = Piece::new(id, format!("add {id}")).run(statements, [render::drop(id), again]);
    vec![first, second.lock(Lock::AccessExclusive).apart()]
}

/// A primary key or unique constraint as it is made of a unique index.
pub(in crate::postgres) struct IndexForm<'a> {
    /// `PRIMARY KEY` or `UNIQUE`.
    pub(in crate::postgres) word: &'static str,
    /// The columns in parentheses, with what they include.
    pub(in crate::postgres) keys: &'a str,
    /// What is said of NULLs, after the columns.
    pub(in crate::postgres) nulls: &'static str,
    /// What is said of deferral, of the constraint.
    pub(in crate::postgres) deferral: &'a str,
}

/// Takes the definition apart.
pub(in crate::postgres) fn index_form(constraint: &Constraint) -> IndexForm<'_> {
    let (word, rest) = match constraint.kind {
        ConstraintKind::Primary => ("PRIMARY KEY", constraint.definition.strip_prefix("PRIMARY KEY")),
        _ => ("UNIQUE", constraint.definition.strip_prefix("UNIQUE")),
    };
    let (keys, deferral) = apart(rest.unwrap_or_default());
    let (nulls, keys) = match keys.trim_start().strip_prefix("NULLS NOT DISTINCT") {
        Some(keys) => (" NULLS NOT DISTINCT", keys.trim_start()),
        None => ("", keys.trim_start()),
    };
    IndexForm { word, keys, nulls, deferral }
}

/// The keys, and what is said of deferral after them.
fn apart(definition: &str) -> (&str, &str) {
    let at = [" DEFERRABLE", " INITIALLY DEFERRED"].iter().filter_map(|word| definition.find(word)).min();
    definition.split_at(at.unwrap_or(definition.len()))
}

/// The hazard that rows may not obey, with a guard that finds them where that can be said in a query.
fn guarded(ground: &Ground<'_>, piece: Piece, new: &Object, constraint: &Constraint, table: &ObjectId) -> Piece {
    // Nobody looks at the rows of a foreign table.
    if table.kind == Kind::ForeignTable {
        return piece;
    }
    let piece = piece.hazard(HazardCode::DataDependent, format!("it fails if rows of {table} do not obey {}", new.id));
    // What is validated after an online change is not looked at while everybody waits for that.
    let is_online = ground.is_online(table) || constraint.references.iter().any(|to| ground.is_online(to));
    match violating(&new.id, constraint) {
        Some(_) if is_online && !is_of_what_stays(ground, new, constraint, table) => piece,
        Some(query) => {
            let rule = &constraint.definition;
            let message =
                format!("{table} has rows that do not obey `{rule}`: mend them first, for example with a changelist");
            if is_of_what_stays(ground, new, constraint, table) {
                piece.guard(query, message)
            } else {
                piece.guard_in_place(query, message)
            }
        }
        None => piece,
    }
}

/// Whether everything that the constraint speaks of is there before the plan, as it is after it.
fn is_of_what_stays(ground: &Ground<'_>, new: &Object, constraint: &Constraint, table: &ObjectId) -> bool {
    let there: Vec<Ident> = referenced_columns(constraint).into_iter().flatten().collect();
    let is_steady = |table: &ObjectId, column: &Ident| {
        let (Some(old), Some(wanted)) =
            (ground.live(table).and_then(Object::table), ground.wanted(table).and_then(Object::table))
        else {
            return false;
        };
        let is_reshaped = ground.reshapes.get(table).is_some_and(|reshape| reshape.covers(column));
        let types = [old, wanted].map(|table| table.column(column).map(|column| &column.data_type));
        !is_reshaped && types[0].is_some() && types[0] == types[1]
    };
    let uses_what_changes = new.depends_on.iter().any(|id| id.kind != Kind::Table && ground.fate(id).is_some());
    !uses_what_changes
        && !constraint.columns.is_empty()
        && constraint.columns.iter().all(|column| is_steady(table, column))
        && constraint.references.iter().all(|to| there.iter().all(|column| is_steady(to, column)))
}

/// The columns that a foreign key points to, where they can be read from its definition.
fn referenced_columns(constraint: &Constraint) -> Option<Vec<Ident>> {
    let (_, rest) = constraint.definition.split_once(" REFERENCES ")?;
    let (_, list) = rest.split_once('(')?;
    let (list, _) = list.split_once(')')?;
    Some(list.split(", ").map(|word| Ident::parse(Dialect::Postgres, word)).collect())
}

/// A query that finds a row that does not obey.
fn violating(id: &ObjectId, constraint: &Constraint) -> Option<String> {
    let table = owner(id);
    let columns = &constraint.columns;
    match constraint.kind {
        ConstraintKind::Primary | ConstraintKind::Unique
            if !columns.is_empty() && !constraint.definition.contains("WITHOUT OVERLAPS") =>
        {
            let list = idents(columns);
            let distinct_nulls = !constraint.definition.contains("NULLS NOT DISTINCT");
            let not_null: Vec<_> = columns.iter().map(|column| format!("{} IS NOT NULL", ident(column))).collect();
            let filter = if distinct_nulls { format!(" WHERE {}", not_null.join(" AND ")) } else { String::new() };
            Some(format!("SELECT 1 FROM {table}{filter} GROUP BY {list} HAVING pg_catalog.count(*) > 1 LIMIT 1"))
        }
        ConstraintKind::Check => {
            let expression = constraint.definition.strip_prefix("CHECK ")?;
            let expression = expression.strip_suffix(" NO INHERIT").unwrap_or(expression);
            expression.ends_with(')').then(|| format!("SELECT 1 FROM {table} WHERE NOT ({expression}) LIMIT 1"))
        }
        ConstraintKind::Foreign => foreign(&table, constraint),
        _ => None,
    }
}

/// A row whose key is in no row of the referenced table.
fn foreign(table: &str, constraint: &Constraint) -> Option<String> {
    if constraint.definition.contains("PERIOD ") || constraint.definition.contains("MATCH FULL") {
        return None;
    }
    let referenced = constraint.references.as_ref()?;
    let there = referenced_columns(constraint)?;
    if there.len() != constraint.columns.len() {
        return None;
    }
    let pairs = constraint.columns.iter().zip(&there);
    let same: Vec<_> = pairs.map(|(here, there)| format!("there.{} = here.{}", ident(there), ident(here))).collect();
    let set: Vec<_> = constraint.columns.iter().map(|here| format!("here.{} IS NOT NULL", ident(here))).collect();
    Some(format!(
        "SELECT 1 FROM {table} AS here WHERE {} AND NOT EXISTS (SELECT FROM {} AS there WHERE {}) LIMIT 1",
        set.join(" AND "),
        name(referenced),
        same.join(" AND ")
    ))
}

/// Validation, settings and comment.
pub(super) fn alter(ground: &Ground<'_>, old: &Object, new: &Object, from: &Constraint, to: &Constraint) -> Vec<Piece> {
    let id = &new.id;
    let mut pieces = Vec::new();
    if !from.validated && to.validated && !to.inherited {
        let table = ground.relation_of(id);
        let again = [render::drop(id)].into_iter().chain(recreated(old));
        let statement = format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", owner(id), ident(&id.name));
        let piece = Piece::new(id, format!("look whether old rows obey {id}")).run([statement], again);
        pieces.push(guarded(ground, piece, new, to, &table).lock(Lock::ShareUpdateExclusive));
    }
    let (forth, back) = (
        index_changes(&owner(id), id, &from.settings, &to.settings),
        index_changes(&owner(id), id, &to.settings, &from.settings),
    );
    if !forth.is_empty() {
        pieces.push(
            Piece::new(id, format!("change the settings of {id}")).run(forth, back).lock(Lock::ShareUpdateExclusive),
        );
    }
    pieces.extend(comment_piece(old, new));
    pieces
}
