//! What SQLite itself says: one query for each catalog, whatever the number of tables.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Row, SqliteConnection};

use crate::Result;
use crate::sqlite::fault;

/// One row of `sqlite_schema`.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) table: String,
    pub(super) sql: Option<String>,
}

/// One column as `table_xinfo` tells.
#[derive(Clone, Debug)]
pub(super) struct ColumnRow {
    pub(super) name: String,
    pub(super) not_null: bool,
    pub(super) default: bool,
    pub(super) key: i64,
    /// 0 plain, 1 hidden, 2 generated and virtual, 3 generated and stored.
    pub(super) hidden: i64,
}

/// One index as `index_list` and `index_xinfo` tell.
#[derive(Clone, Debug, Default)]
pub(super) struct IndexRow {
    pub(super) unique: bool,
    pub(super) origin: String,
    pub(super) partial: bool,
    /// Which key parts are descending, in order.
    pub(super) descending: Vec<bool>,
}

/// The catalogs of one database.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalog {
    pub(super) entries: Vec<Entry>,
    /// `table`, `view`, `virtual` or `shadow`, by name.
    pub(super) types: BTreeMap<String, String>,
    pub(super) columns: BTreeMap<String, Vec<ColumnRow>>,
    /// By table and index name.
    pub(super) indexes: BTreeMap<String, BTreeMap<String, IndexRow>>,
    /// The parents of foreign keys, by table.
    pub(super) parents: BTreeMap<String, Vec<String>>,
    pub(super) modules: BTreeSet<String>,
}

const ENTRIES: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid";
const TYPES: &str = "SELECT name, type FROM pragma_table_list WHERE schema = 'main'";
const COLUMNS: &str = "SELECT m.name, x.name, x.\"notnull\", x.dflt_value IS NOT NULL, x.pk, x.hidden \
     FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS x WHERE m.type = 'table' AND m.rootpage > 0 ORDER BY m.rowid, x.cid";
const INDEXES: &str = "SELECT m.name, i.name, i.\"unique\", i.origin, i.partial, x.\"desc\" \
     FROM sqlite_schema AS m, pragma_index_list(m.name) AS i, pragma_index_xinfo(i.name) AS x \
     WHERE m.type = 'table' AND m.rootpage > 0 AND x.key = 1 ORDER BY m.rowid, i.seq, x.seqno";
const PARENTS: &str = "SELECT m.name, f.\"table\" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f \
     WHERE m.type = 'table' AND m.rootpage > 0 AND f.seq = 0 ORDER BY m.rowid, f.id";
const MODULES: &str = "SELECT name FROM pragma_module_list";

/// Reads every catalog; the caller holds the snapshot.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Catalog> {
    let mut catalog = Catalog::default();
    for row in rows(connection, ENTRIES).await? {
        let text = |at: usize| row.get::<String, _>(at);
        catalog.entries.push(Entry { kind: text(0), name: text(1), table: text(2), sql: row.get(3) });
    }
    for row in rows(connection, TYPES).await? {
        catalog.types.insert(row.get(0), row.get(1));
    }
    for row in rows(connection, COLUMNS).await? {
        let column = ColumnRow {
            name: row.get(1),
            not_null: row.get::<i64, _>(2) != 0,
            default: row.get::<i64, _>(3) != 0,
            key: row.get(4),
            hidden: row.get(5),
        };
        catalog.columns.entry(row.get(0)).or_default().push(column);
    }
    read_keys(connection, &mut catalog).await?;
    Ok(catalog)
}

async fn read_keys(connection: &mut SqliteConnection, catalog: &mut Catalog) -> Result<()> {
    for row in rows(connection, INDEXES).await? {
        let index = catalog.indexes.entry(row.get(0)).or_default().entry(row.get(1)).or_default();
        index.unique = row.get::<i64, _>(2) != 0;
        index.origin = row.get(3);
        index.partial = row.get::<i64, _>(4) != 0;
        index.descending.push(row.get::<i64, _>(5) != 0);
    }
    for row in rows(connection, PARENTS).await? {
        catalog.parents.entry(row.get(0)).or_default().push(row.get(1));
    }
    for row in rows(connection, MODULES).await? {
        catalog.modules.insert(row.get::<String, _>(0).to_ascii_lowercase());
    }
    Ok(())
}

async fn rows(connection: &mut SqliteConnection, query: &'static str) -> Result<Vec<sqlx::sqlite::SqliteRow>> {
    sqlx::query(query).persistent(false).fetch_all(connection).await.map_err(|error| fault::of_statement(error, query))
}
