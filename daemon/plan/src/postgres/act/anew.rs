//! A type that is made anew under the columns that have it: the old one is renamed, the columns are converted by text, the
//! old one is dropped. A collation likewise; the columns that sort by it keep their type, and their rows are not written again.

use std::collections::BTreeSet;

use schema::object::{Column, ConstraintKind, Table};
use schema::{Database, Digest, Facts, Ident, Kind, Object, ObjectId};

use super::table::rewriting;
use super::{retype, values};
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::build::{creation, demolition};
use crate::postgres::clusters;
use crate::postgres::columns::{has_type, is_of_type};
use crate::postgres::ground::{Ground, text_of};
use crate::postgres::keep;
use crate::postgres::piece::Piece;
use crate::postgres::render::{self, type_clause};
use crate::postgres::sql::{ident, keyword, literal, mentions, name};
use crate::postgres::written::with_children;

/// The piece that does it for a type and all that is made of it, with guards for values that the new types do not have.
pub(super) fn replace(ground: &Ground<'_>, id: &ObjectId) -> Option<Piece> {
    let cluster = ground.clusters.iter().find(|cluster| cluster.last().is_some_and(|last| *last == id))?;
    let pairs: Vec<(&Object, &Object)> =
        cluster.iter().filter_map(|id| Some((ground.live(id)?, ground.wanted(id)?))).collect();
    let there: Vec<&Object> = pairs.iter().map(|(old, _)| *old).collect();
    let here: Vec<&Object> = pairs.iter().map(|(_, new)| *new).collect();
    let tables = tables_of(ground.observed, cluster);
    let released = |table: &ObjectId, column: &Ident| is_released(ground, table, column);
    let old_order = in_order_of(&there, &clusters::in_order(ground.observed, cluster));
    let forth = statements(&old_order, &here, &tables, &released);
    let back = statements(&here, &old_order, &tables, &released);
    let names: Vec<_> = cluster.iter().map(ToString::to_string).collect();
    let mut piece = Piece::new(id, format!("make {} anew", names.join(", ")));
    let may_lose = pairs.iter().any(|(old, new)| loses(ground, old, new));
    for (table, facts, column) in tables.iter().filter(|_| may_lose) {
        piece = values::keep_typed_values(ground, piece, table, facts, column, &there).hazard(
            HazardCode::DataLoss,
            format!("values in column {} of {table} may change; they are saved first", column.name.as_str()),
        );
    }
    piece = piece.run(forth, back);
    for (table, _, column) in &tables {
        if let Some(kept) = keep::kept_typed(ground, table, column, &here) {
            piece = values::refill(ground, piece, table, column, kept);
        }
    }
    for (old, new) in pairs.iter().filter(|(old, new)| !old.is_same_as(new)) {
        let id = &old.id;
        if id.kind == Kind::Collation {
            piece = collated_otherwise(ground, piece, id, &tables);
            continue;
        }
        piece = piece.hazard(HazardCode::BackwardIncompatible, format!("values that {id} had before may be refused"));
        for (table, _, column) in &tables {
            piece = guard(ground, piece, old, new, table, column);
        }
    }
    for (table, _, column) in &tables {
        piece = piece.lock(Lock::AccessExclusive);
        piece = if is_converted(column, &there) {
            rewriting(ground, piece, with_children(ground, table))
        } else {
            let waits = format!("readers and writers of {table} wait while its indexes are built again");
            piece.hazard_if(ground.is_busy(table), HazardCode::BlockingLock, waits)
        };
    }
    Some(piece)
}

/// Whether the column is of one of the types, rather than sorting by one of the collations.
fn is_converted(column: &Column, types: &[&Object]) -> bool {
    types.iter().any(|of| of.id.kind == Kind::Range || is_of_type(&column.data_type, &of.id))
}

/// Texts are compared and sorted otherwise; keys may hold some that are equal now.
fn collated_otherwise(ground: &Ground<'_>, piece: Piece, id: &ObjectId, tables: &[Used<'_>]) -> Piece {
    let is_key = |(table, _, column): &&Used<'_>| {
        let mut parts = ground.dependents.get(table).into_iter().flatten().filter_map(|part| ground.live(part));
        parts.any(|part| match &part.facts {
            Facts::Constraint(key) => key.columns.contains(&column.name) && is_unique(key.kind),
            Facts::Index(index) => index.unique && mentions(&index.definition, &column.name),
            _ => false,
        })
    };
    let piece = piece.hazard(HazardCode::Correctness, format!("texts are compared and sorted otherwise by {id}"));
    tables.iter().filter(is_key).fold(piece, |piece, (table, _, column)| {
        let what =
            format!("it fails where a key of {table} has texts in column {} that are equal now", column.name.as_str());
        piece.hazard(HazardCode::DataDependent, what)
    })
}

const fn is_unique(kind: ConstraintKind) -> bool {
    matches!(kind, ConstraintKind::Primary | ConstraintKind::Unique)
}

/// Whether values may be other ones when they come back, though they were taken.
fn loses(ground: &Ground<'_>, old: &Object, new: &Object) -> bool {
    match (&old.facts, &new.facts) {
        (Facts::Domain(from), Facts::Domain(to)) => from.base != to.base && retype::loses(ground, &from.base, &to.base),
        (Facts::Composite { attributes: from }, Facts::Composite { attributes: to }) => from
            .iter()
            .zip(to)
            .any(|(a, b)| a.data_type != b.data_type && retype::loses(ground, &a.data_type, &b.data_type)),
        (Facts::Defined { .. }, _) => old.id.kind != Kind::Collation && old.facts != new.facts,
        _ => false,
    }
}

fn in_order_of<'a>(objects: &[&'a Object], order: &[&ObjectId]) -> Vec<&'a Object> {
    order.iter().filter_map(|id| objects.iter().find(|object| object.id == **id).copied()).collect()
}

/// For a removed label: the rows that still have it.
fn guard(ground: &Ground<'_>, piece: Piece, old: &Object, new: &Object, table: &ObjectId, column: &Column) -> Piece {
    let (Facts::Enum { labels: from }, Facts::Enum { labels: to }) = (&old.facts, &new.facts) else {
        return piece.hazard(
            HazardCode::DataDependent,
            format!("it fails on values of {table} that the new {} refuses", new.id),
        );
    };
    let removed: Vec<_> = from.iter().filter(|label| !to.contains(label)).map(|label| literal(label)).collect();
    if removed.is_empty() {
        return piece;
    }
    let (removed, value) = (removed.join(", "), ident(&column.name));
    // Of what is made of the type, only a domain's values are labels too.
    let is_label = is_of_type(&column.data_type, &old.id) || is_domain_of(ground, &column.data_type, &old.id);
    if !is_label {
        let what = format!("it fails on values of {table} that have a removed label");
        return piece.hazard(HazardCode::DataDependent, what);
    }
    let test = if column.data_type.ends_with("[]") {
        format!("{value}::text[] && ARRAY[{removed}]")
    } else {
        format!("{value}::text IN ({removed})")
    };
    let message = format!(
        "rows of {table} have values in column {} that {} is to lose ({removed}): change them first, for example with a changelist",
        column.name.as_str(),
        new.id
    );
    piece
        .guard(format!("SELECT 1 FROM {} WHERE {test} LIMIT 1", name(table)), message)
        .hazard(HazardCode::DataDependent, format!("it fails if rows of {table} have a removed label"))
}

/// Whether the type, or the element of the array, is a domain whose base is the other one.
fn is_domain_of(ground: &Ground<'_>, data_type: &str, base: &ObjectId) -> bool {
    ground.observed.objects.values().any(|object| match &object.facts {
        Facts::Domain(domain) => {
            is_of_type(data_type, &object.id)
                && (is_of_type(&domain.base, base) || is_domain_of(ground, &domain.base, base))
        }
        _ => false,
    })
}

type Used<'a> = (&'a ObjectId, &'a Table, &'a Column);

/// The columns that have one of the types; of hierarchies only those at the top, from which the change is handed down.
fn tables_of<'a>(database: &'a Database, types: &[&ObjectId]) -> Vec<Used<'a>> {
    let tables = database.objects.values().filter_map(|object| Some((&object.id, object.table()?)));
    let used = tables.flat_map(|(id, table)| {
        let has_one = |column: &&Column| types.iter().any(|of| has_type(database, column, of));
        table.columns.iter().filter(has_one).map(move |column| (id, table, column)).collect::<Vec<_>>()
    });
    used.filter(|(_, _, column)| !column.settings.contains_key("inherited")).collect()
}

fn is_released(ground: &Ground<'_>, table: &ObjectId, column: &Ident) -> bool {
    ground.released.get(table).is_some_and(|released| released.contains(column))
}

/// From old types to new ones; both in an order in which they can be created.
fn statements(
    from: &[&Object],
    to: &[&Object],
    tables: &[Used<'_>],
    released: &dyn Fn(&ObjectId, &Ident) -> bool,
) -> Vec<String> {
    let aside = |object: &Object| ObjectId {
        name: Ident::new(format!("groundline_old_{}", Digest::of_parts([name(&object.id).as_bytes()]).short())),
        ..object.id.clone()
    };
    let mut statements = Vec::new();
    let with_default = |(table, _, column): &&Used<'_>| column.default.is_some() && !released(table, &column.name);
    for (table, _, column) in tables.iter().filter(with_default) {
        statements.push(format!("ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT", name(table), ident(&column.name)));
    }
    let text_of = |data_type: &str| if data_type.ends_with("[]") { "text[]" } else { "text" };
    let into = |(table, _, column): &Used<'_>, to: &str, by: &str| {
        let (table, column) = (name(table), ident(&column.name));
        format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {to} USING {column}{by}")
    };
    // The functions and the multirange of a range do not follow its name: it goes first, and the columns are text meanwhile.
    let goes_first = from.iter().any(|old| old.id.kind == Kind::Range);
    if goes_first {
        statements.extend(tables.iter().map(|used| {
            let text = text_of(&used.2.data_type);
            into(used, text, &format!("::{text}"))
        }));
        statements.extend(from.iter().rev().map(|old| render::drop(&old.id)));
    } else {
        let renamed = |old: &&Object| {
            format!("ALTER {} {} RENAME TO {}", keyword(old.id.kind), name(&old.id), ident(&aside(old).name))
        };
        statements.extend(from.iter().map(renamed));
    }
    statements.extend(to.iter().flat_map(|new| render::create(new)));
    statements.extend(tables.iter().map(|used| {
        let (data_type, to) = (&used.2.data_type, type_clause(used.2));
        if is_converted(used.2, from) {
            return into(used, &to, &format!("::{}::{data_type}", text_of(data_type)));
        }
        format!("ALTER TABLE {} ALTER COLUMN {} TYPE {to}", name(used.0), ident(&used.2.name))
    }));
    for (table, _, column) in tables.iter().filter(with_default) {
        let default = column.default.as_deref().unwrap_or_default();
        statements.push(format!(
            "ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {default}",
            name(table),
            ident(&column.name)
        ));
    }
    if !goes_first {
        statements.extend(from.iter().rev().map(|old| format!("DROP {} {}", keyword(old.id.kind), name(&aside(old)))));
    }
    statements.extend(from.iter().flat_map(|old| &old.grants).map(ToString::to_string));
    statements
}

/// The undo of labels that were added: the type is made anew as it was, with everything that stands on it.
pub(super) fn back<'a>(ground: &Ground<'a>, old: &'a Object) -> Vec<String> {
    let cluster = clusters::around(ground, &old.id);
    let types: Vec<&Object> = cluster.iter().filter_map(|id| ground.live(id)).collect();
    let tables = tables_of(ground.observed, &cluster);
    let users = users(ground, &cluster, &tables);
    let mut all = demolition(ground.observed, &users);
    all.extend(statements(&types, &types, &tables, &|_, _| false));
    all.extend(creation(ground.observed, &users));
    all.extend(
        users.iter().filter_map(|id| ground.live(id)).flat_map(|object| &object.grants).map(ToString::to_string),
    );
    all
}

/// What the undo of added labels makes anew or converts beside the type itself.
pub(in crate::postgres) fn made_anew_back<'a>(ground: &Ground<'a>, of: &'a ObjectId) -> BTreeSet<&'a ObjectId> {
    let cluster = clusters::around(ground, of);
    let tables = tables_of(ground.observed, &cluster);
    let mut all = users(ground, &cluster, &tables);
    all.extend(tables.iter().map(|(table, ..)| *table));
    all.extend(cluster);
    all
}

/// What stands on the types or on columns that have them.
fn users<'a>(ground: &Ground<'a>, cluster: &[&ObjectId], tables: &[Used<'_>]) -> BTreeSet<&'a ObjectId> {
    let is_whole = |id: &ObjectId| {
        !matches!(id.kind, schema::Kind::Table | schema::Kind::Sequence | schema::Kind::Schema)
            && !cluster.contains(&id)
    };
    let mut waiting: Vec<&ObjectId> =
        cluster.iter().filter_map(|id| ground.dependents.get(id)).flatten().copied().collect();
    for (table, _, column) in tables {
        let users = ground.dependents.get(table).into_iter().flatten().copied();
        waiting.extend(users.filter(|id| {
            ground.live(id).is_some_and(|object| {
                let is_rebuilt = match &object.facts {
                    Facts::Index(_) => true,
                    Facts::Constraint(constraint) => constraint.kind != ConstraintKind::Foreign,
                    _ => false,
                };
                !is_rebuilt && text_of(object).is_some_and(|text| mentions(&text, &column.name))
            })
        }));
    }
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if is_whole(id) && reached.insert(id) {
            waiting.extend(ground.dependents.get(id).into_iter().flatten());
        }
    }
    reached
}
