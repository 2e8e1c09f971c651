//! What inspection has read so far: objects, and the catalog rows that stand for them.
//!
//! Invariant: a catalog row is known by its catalog and its oid together; an oid alone names nothing.

use std::collections::{HashMap, HashSet};

use futures_util::TryStreamExt as _;
use schema::{Database, Dialect, Facts, Ident, Object, ObjectId, Unsupported};
use sqlx::postgres::PgRow;
use sqlx::postgres::types::Oid;
use sqlx::{AssertSqlSafe, Row as _};

use super::rare::Rare;
use crate::postgres::fault;
use crate::postgres::session::Session;
use crate::{Error, Result};

/// The oid of a catalog: fixed for all versions.
pub(super) mod catalog {
    pub(in super::super) const TYPE: u32 = 1247;
    pub(in super::super) const PROCEDURE: u32 = 1255;
    pub(in super::super) const CLASS: u32 = 1259;
    pub(in super::super) const DEFAULT: u32 = 2604;
    pub(in super::super) const CONSTRAINT: u32 = 2606;
    pub(in super::super) const REWRITE: u32 = 2618;
    pub(in super::super) const TRIGGER: u32 = 2620;
    pub(in super::super) const SCHEMA: u32 = 2615;
    pub(in super::super) const EXTENSION: u32 = 3079;
    pub(in super::super) const POLICY: u32 = 3256;
}

/// A row of a catalog: the catalog's oid and the row's.
pub(super) type Row = (u32, u32);

/// An inspection under way: the session, and what it found.
pub(super) struct Reading<'s> {
    session: &'s mut Session,
    /// What the database has of the rarer kinds.
    pub(super) rare: Vec<Rare>,
    pub(super) found: Found,
}

/// What inspection has read so far.
#[derive(Default)]
pub(super) struct Found {
    /// The version of the server, as `150018`.
    pub(super) version: u32,
    /// The schemas that are looked at, for `= ANY($1)`.
    pub(super) schema_oids: Vec<Oid>,
    pub(super) schemas: HashMap<u32, Ident>,
    pub(super) objects: Vec<Object>,
    /// The catalog row that is each object, where others only stand for a part of it.
    rows: Vec<Row>,
    /// Which object a catalog row stands for: an index into `objects`.
    pub(super) nodes: HashMap<Row, u32>,
    /// Comments by catalog row and column number, taken as they are used.
    pub(super) comments: HashMap<(Row, i32), Box<str>>,
    /// Row types, and their arrays, with their relations.
    pub(super) row_types: Vec<(u32, u32)>,
    /// The options of identity columns by relation and column number.
    pub(super) identities: HashMap<(u32, i16), Box<str>>,
    /// The columns of relations by number, for what speaks of numbers.
    pub(super) columns: HashMap<u32, Vec<(i16, Ident)>>,
    /// What extensions made.
    pub(super) members: HashSet<Row>,
    pub(super) unsupported: Vec<Unsupported>,
    names: HashSet<Ident>,
}

impl<'s> Reading<'s> {
    pub(super) fn new(session: &'s mut Session) -> Self {
        let found = Found { version: session.version, ..Found::default() };
        Self { session, rare: Vec::new(), found }
    }

    /// Gives each row of a query to `take` as it arrives. `$1` is the schemas that are looked at.
    pub(super) async fn each(
        &mut self,
        sql: &str,
        mut take: impl FnMut(&mut Found, &PgRow) -> Result<(), sqlx::Error>,
    ) -> Result<()> {
        let Self { session, found, .. } = self;
        let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        let query = if sql.contains("$1") { query.bind(found.schema_oids.clone()) } else { query };
        let mut rows = query.fetch(&mut session.connection);
        let url = &session.url;
        while let Some(row) = rows.try_next().await.map_err(|cause| fault::of_query(cause, "read the catalogs", url))? {
            take(found, &row).map_err(|cause| Error::Refused {
                what: format!("inspecting {url}"),
                reason: format!("a catalog holds what is not understood: {cause}"),
            })?;
        }
        Ok(())
    }

    /// As [`Reading::each`], where the database has what the query asks for.
    pub(super) async fn each_of(
        &mut self,
        rare: Rare,
        sql: &str,
        take: impl FnMut(&mut Found, &PgRow) -> Result<(), sqlx::Error>,
    ) -> Result<()> {
        if self.has(rare) { self.each(sql, take).await } else { Ok(()) }
    }
}

impl Found {
    /// The name, sharing the text with every equal name.
    pub(super) fn name(&mut self, text: &str) -> Ident {
        if let Some(known) = self.names.get(text) {
            return known.clone();
        }
        let name = Ident::from(text);
        self.names.insert(name.clone());
        name
    }

    /// Adds an object that a catalog row stands for; its comment and its schema are found here.
    pub(super) fn add(&mut self, row: Row, id: ObjectId, facts: Facts) -> u32 {
        let mut object = Object::new(id, facts);
        object.comment = self.comments.remove(&(row, 0));
        let at = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        self.objects.push(object);
        self.rows.push(row);
        self.nodes.insert(row, at);
        at
    }

    /// As `add`, for an object that lives in a schema, and so needs it.
    pub(super) fn add_in(&mut self, row: Row, schema: u32, id: ObjectId, facts: Facts) -> u32 {
        let needed = self.id((catalog::SCHEMA, schema));
        let at = self.add(row, id, facts);
        self.objects[at as usize].depends_on.extend(needed);
        at
    }

    /// The name of a schema that is looked at.
    pub(super) fn schema(&self, number: u32) -> Option<Ident> {
        self.schemas.get(&number).cloned()
    }

    /// Says that another catalog row stands for the object of a known one.
    pub(super) fn alias(&mut self, row: Row, known: Row) {
        if let Some(at) = self.nodes.get(&known)
            && row.1 != 0
        {
            self.nodes.insert(row, *at);
        }
    }

    /// The object that a catalog row stands for.
    pub(super) fn object(&self, row: Row) -> Option<&Object> {
        self.nodes.get(&row).and_then(|at| self.objects.get(*at as usize))
    }

    /// The object that a catalog row stands for, to be completed.
    pub(super) fn object_mut(&mut self, row: Row) -> Option<&mut Object> {
        self.nodes.get(&row).and_then(|at| self.objects.get_mut(*at as usize))
    }

    /// The facts of the object that a catalog row stands for.
    pub(super) fn facts_mut(&mut self, row: Row) -> Option<&mut Facts> {
        self.object_mut(row).map(|object| &mut object.facts)
    }

    /// The identity of the object that a catalog row stands for.
    pub(super) fn id(&self, row: Row) -> Option<ObjectId> {
        self.object(row).map(|object| object.id.clone())
    }

    /// The identity of an object that no extension made.
    pub(super) fn own(&self, row: Row) -> Option<ObjectId> {
        if self.members.contains(&row) { None } else { self.id(row) }
    }

    /// The object that a catalog row itself is, not a part of it.
    pub(super) fn whole_mut(&mut self, row: Row) -> Option<&mut Object> {
        let at = *self.nodes.get(&row)? as usize;
        if self.rows.get(at) == Some(&row) { self.objects.get_mut(at) } else { None }
    }

    /// The names of columns by their numbers; numbers of expressions (0) are left out.
    pub(super) fn column_names(&self, relation: u32, numbers: &[i16]) -> Vec<Ident> {
        let Some(columns) = self.columns.get(&relation) else { return Vec::new() };
        let name = |number: &i16| columns.iter().find(|(known, _)| known == number).map(|(_, name)| name.clone());
        numbers.iter().filter_map(name).collect()
    }

    /// The whole, once everything is read.
    pub(super) fn finish(self) -> Database {
        // What only served the reading is let go before the map is built: this is where memory is at its highest.
        let Self { objects, unsupported, rows, nodes, comments, columns, names, members, .. } = self;
        drop((rows, nodes, comments, columns, names, members));
        let mut database = Database::empty(Dialect::Postgres);
        database.unsupported.extend(unsupported);
        database.objects = objects.into_iter().map(|object| (object.id.clone(), object)).collect();
        database
    }
}

/// A column that is an oid.
pub(super) fn oid(row: &PgRow, column: usize) -> Result<u32, sqlx::Error> {
    row.try_get::<Option<Oid>, _>(column).map(|oid| oid.map_or(0, |oid| oid.0))
}

/// A column that is text.
pub(super) fn text(row: &PgRow, column: usize) -> Result<&str, sqlx::Error> {
    row.try_get::<Option<&str>, _>(column).map(Option::unwrap_or_default)
}

/// A column that is text, and never NULL unless the object was dropped meanwhile.
pub(super) fn definition(row: &PgRow, column: usize) -> Result<&str, sqlx::Error> {
    row.try_get::<&str, _>(column)
}

/// A column that is text or NULL.
pub(super) fn maybe(row: &PgRow, column: usize) -> Result<Option<Box<str>>, sqlx::Error> {
    row.try_get::<Option<&str>, _>(column).map(|text| text.map(Box::from))
}

/// A column that is true or false.
pub(super) fn flag(row: &PgRow, column: usize) -> Result<bool, sqlx::Error> {
    row.try_get::<Option<bool>, _>(column).map(Option::unwrap_or_default)
}
