//! Columns that get another type or collation: all of a table in one statement, so that it is written again once.

use schema::ObjectId;
use schema::object::{Column, Table};

use super::column::alter;
use super::table::rewriting_because;
use super::values;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::casts::{self, Cast};
use crate::postgres::ground::Ground;
use crate::postgres::online::Way;
use crate::postgres::piece::Piece;
use crate::postgres::render::type_clause;
use crate::postgres::sql::{ident, name};
use crate::postgres::written::with_children;
use crate::snapshot::KeepKind;

/// The change of all retyped columns of a table.
pub(super) fn change(ground: &Ground<'_>, id: &ObjectId, before: &Table, pairs: &[(&Column, &Column)]) -> Vec<Piece> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let words: Vec<_> = pairs.iter().map(|(_, to)| format!("{} to {}", to.name.as_str(), to.data_type)).collect();
    let mut piece = Piece::new(id, format!("change column {} of {id}", words.join(", "))).lock(Lock::AccessExclusive);
    for (from, to) in pairs {
        piece = prepared(ground, piece, id, before, from, to);
    }
    let change = |back: bool| {
        let clauses: Vec<_> = pairs
            .iter()
            .map(|(from, to)| if back { clause(ground, to, from) } else { clause(ground, from, to) })
            .collect();
        format!("ALTER TABLE {} {}", name(id), clauses.join(", "))
    };
    let rewrites = pairs.iter().any(|(from, to)| rewrites(ground, &from.data_type, &to.data_type));
    piece = piece.one(change(false), change(true));
    for (from, to) in pairs {
        piece = hazards(ground, piece, id, from, to);
        if let Some(kept) = values::usable_kept(ground, KeepKind::Values, id, to) {
            piece = values::refill(ground, piece, id, to, kept);
        }
    }
    if rewrites {
        let why = match ground.online.get(id) {
            Some(Way::Blocking(reason)) => Some(reason.as_str()),
            _ => None,
        };
        piece = rewriting_because(ground, piece, with_children(ground, id), why);
    }
    let mut pieces = vec![piece];
    if rewrites && ground.is_busy(id) {
        let columns: Vec<_> = pairs.iter().map(|(_, to)| ident(&to.name)).collect();
        let analyze = Piece::new(id, format!("gather statistics of {id} anew"));
        let statement = format!("ANALYZE {} ({})", name(id), columns.join(", "));
        pieces.push(analyze.run([statement], []).lock(Lock::ShareUpdateExclusive).apart());
    }
    pieces
}

/// What must happen to a column before its type changes: values that may change are kept, its default is dropped.
fn prepared(ground: &Ground<'_>, mut piece: Piece, id: &ObjectId, before: &Table, from: &Column, to: &Column) -> Piece {
    if loses(ground, &from.data_type, &to.data_type) && from.generated.is_none() {
        piece = values::keep_values(ground, piece, id, before, from);
    }
    if let Some(default) = from.default.as_ref().filter(|_| drops_default(from, to)) {
        let alter = alter(id, &from.name, true);
        piece = piece.one(format!("{alter} DROP DEFAULT"), format!("{alter} SET DEFAULT {default}"));
    }
    piece
}

fn drops_default(from: &Column, to: &Column) -> bool {
    // The change to an identity carries the position of the sequence that the default uses.
    let is_as_wanted = from.default == to.default || to.identity.is_some();
    from.default.is_some() && !(casts::keeps_default(&from.data_type, &to.data_type) && is_as_wanted)
}

/// The column as it is after `change`: what is still to be done to it is the difference to what is desired.
pub(super) fn after(from: &Column, to: &Column) -> Column {
    let is_changed = crate::postgres::columns::is_retyped(from, to);
    let default = if is_changed && drops_default(from, to) { None } else { from.default.clone() };
    Column { data_type: to.data_type.clone(), collation: to.collation.clone(), default, ..from.clone() }
}

/// A domain is as good as its base.
pub(in crate::postgres) fn based<'t>(ground: &'t Ground<'_>, data_type: &'t str) -> &'t str {
    let domain = |database: &'t schema::Database| {
        database.objects.values().find_map(|object| match &object.facts {
            schema::Facts::Domain(domain) if name(&object.id) == data_type => Some(domain.base.as_ref()),
            _ => None,
        })
    };
    domain(ground.desired).or_else(|| domain(ground.observed)).unwrap_or(data_type)
}

fn is_domain(ground: &Ground<'_>, data_type: &str) -> bool {
    based(ground, data_type) != data_type
}

fn clause(ground: &Ground<'_>, from: &Column, to: &Column) -> String {
    let column = ident(&to.name);
    let (old, new) = (based(ground, &from.data_type), based(ground, &to.data_type));
    let using = match casts::cast(old, new) {
        _ if from.generated.is_some() => String::new(),
        Cast::Assignment => String::new(),
        Cast::Explicit => format!(" USING {column}::{}", to.data_type),
        Cast::ByText => format!(" USING {column}::text::{}", to.data_type),
        Cast::Wrap => format!(" USING ARRAY[{column}]"),
    };
    format!("ALTER COLUMN {column} TYPE {}{using}", type_clause(to))
}

/// Whether the server writes the table again for the change.
pub(in crate::postgres) fn rewrites(ground: &Ground<'_>, old: &str, new: &str) -> bool {
    // A domain with checks has every value looked at by writing it again.
    let checked = is_domain(ground, new) && old != new;
    checked || casts::rewrites(based(ground, old), based(ground, new))
}

/// Whether values may change or vanish between the two types, of which a domain is as good as its base.
pub(super) fn loses(ground: &Ground<'_>, from: &str, to: &str) -> bool {
    casts::loses(based(ground, from), based(ground, to))
}

/// What the change of the column is dangerous for, however it is made.
pub(in crate::postgres) fn hazards(
    ground: &Ground<'_>,
    mut piece: Piece,
    id: &ObjectId,
    from: &Column,
    to: &Column,
) -> Piece {
    let what = format!("column {} of {id}", to.name.as_str());
    let (old, new) = (based(ground, &from.data_type), based(ground, &to.data_type));
    if from.data_type != to.data_type {
        let change = format!("{what} changes from {} to {}", from.data_type, to.data_type);
        piece = piece
            .hazard_if(
                loses(ground, &from.data_type, &to.data_type),
                HazardCode::DataLoss,
                format!("{change}, where values may change; they are saved first"),
            )
            .hazard_if(casts::rewrites(old, new), HazardCode::BackwardIncompatible, change.clone())
            .hazard_if(
                casts::may_fail(old, new),
                HazardCode::DataDependent,
                format!("{change}: it fails on values that do not fit"),
            )
            .hazard_if(
                casts::depends_on_time_zone(old, new),
                HazardCode::Correctness,
                format!("{change}: values are read in the time zone of the session that runs the step"),
            );
    }
    if from.collation != to.collation {
        piece = piece.hazard(HazardCode::Correctness, format!("{what} sorts in another way"));
    }
    piece
}
