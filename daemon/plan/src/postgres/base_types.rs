//! Base types and the functions that they need, which see no more of them than their names.

use schema::{Database, Kind, ObjectId};

/// The name of a base type, as its functions need it.
pub(super) fn shell(base: &ObjectId) -> ObjectId {
    ObjectId { kind: Kind::ShellType, ..base.clone() }
}

/// The functions of a database that know the name of a base type only.
pub(super) fn functions<'a>(database: &'a Database, base: &ObjectId) -> impl Iterator<Item = &'a ObjectId> {
    let shell = shell(base);
    let all = database.objects.values().filter(|object| object.id.kind == Kind::Function);
    all.filter(move |object| object.depends_on.contains(&shell)).map(|object| &object.id)
}
