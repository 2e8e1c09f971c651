//! Changes of columns of big tables that would write every row under a lock: made beside the column, while everybody goes on.
//!
//! A shadow column of the new type is kept up by a trigger, filled by ranges, given its indexes and checks, compared, and takes the
//! column's name in one short transaction. The column as it was stays in the table under another name, fed by a trigger the other
//! way, so that undoing gives it its name back with every later write.
//!
//! Invariant: everything that is made on the way is named `groundline_online_…` and is no object of the model.

mod added;
mod around;
mod before;
mod conversion;
mod names;
mod swap;
mod why_not;

use schema::{Facts, Object, ObjectId};

pub(super) use self::added::pieces as added;
use self::around::Around;
use self::conversion::Conversion;
use self::names::Names;
use super::ground::Ground;
use super::piece::Piece;

/// How the columns of a table that are retyped change.
#[derive(Clone, Debug)]
pub(super) enum Way<'a> {
    /// Online.
    Online(Box<Change<'a>>),
    /// Under a lock, because of this.
    Blocking(String),
}

/// The columns of one table that change online, with what hangs on them.
#[derive(Clone, Debug)]
pub(super) struct Change<'a> {
    table: &'a ObjectId,
    names: Names,
    columns: Vec<Conversion<'a>>,
    around: Around<'a>,
}

impl Change<'_> {
    /// Whether the swap sees to the object, so that it need not step aside.
    pub(super) fn covers(&self, part: &ObjectId) -> bool {
        self.around.covers(part)
    }
}

/// Decides for every table with retyped columns whether they change online; those that hang on them and are redefined change with them.
pub(super) fn survey(ground: &mut Ground<'_>) {
    let tables: Vec<_> = ground.reshapes.keys().copied().collect();
    for table in tables {
        let Some(way) = way(ground, table) else { continue };
        if let Way::Online(change) = &way {
            for part in change.around.redefined() {
                ground.fates.remove(part);
            }
        }
        ground.online.insert(table, way);
    }
}

/// Nothing where the rows are not written again, or are few.
fn way<'a>(ground: &Ground<'a>, table: &'a ObjectId) -> Option<Way<'a>> {
    let retyped = &ground.reshapes.get(table)?.retyped;
    let (old, new) = (ground.live(table).and_then(Object::table)?, ground.wanted(table).and_then(Object::table)?);
    let pairs: Vec<_> = old
        .columns
        .iter()
        .filter(|column| retyped.contains(&column.name))
        .filter_map(|from| Some((from, new.column(&from.name)?)))
        .collect();
    let is_written = pairs.iter().any(|(from, to)| super::act::rewrites(ground, &from.data_type, &to.data_type));
    if !is_written || !ground.is_busy(table) {
        return None;
    }
    if let Some(reason) = why_not::of_table(ground, table, old, new, &pairs) {
        return Some(Way::Blocking(reason));
    }
    let names = Names::of(ground, table, pairs.iter().flat_map(|(from, to)| [*from, *to]));
    let columns: Vec<_> = pairs.iter().map(|(from, to)| Conversion::of(ground, table, &names, (from, to))).collect();
    Some(match Around::of(ground, table, &names, &columns) {
        Ok(around) => Way::Online(Box::new(Change { table, names, columns, around })),
        Err(reason) => Way::Blocking(reason),
    })
}

/// The pieces of the change, in order.
pub(super) fn pieces(ground: &Ground<'_>, change: &Change<'_>) -> Vec<Piece> {
    let mut pieces = before::pieces(ground, change);
    pieces.extend(swap::pieces(ground, change));
    pieces.into_iter().map(Piece::brief).collect()
}

/// Whether a foreign key is made again in the step in which columns of its tables change online.
pub(super) fn is_around(ground: &Ground<'_>, key: &ObjectId, table: &ObjectId) -> bool {
    let is_of = |of: &ObjectId| ground.is_online(of) && ground.around.contains(&(key, of));
    let referenced = match ground.live(key).map(|object| &object.facts) {
        Some(Facts::Constraint(constraint)) => constraint.references.as_ref(),
        _ => None,
    };
    is_of(table) || referenced.is_some_and(is_of)
}
