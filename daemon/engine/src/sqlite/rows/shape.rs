//! What must be known of a table to save its rows: its columns, and how a row is known.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Ident, Kind, ObjectId};
use sqlx::{Row, SqliteConnection};

use super::quoted;
use crate::Result;
use crate::sqlite::{fault, own};

/// How a row of a table is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// By its rowid, under a name that is not that of an ordinary column.
    Rowid(String),
    /// By a column that is the rowid.
    Alias(String),
    /// By the primary key of a table without rowid: columns and collations.
    Key(Vec<(String, String)>),
    /// By nothing that SQL can name: three ordinary columns have all the names of the rowid.
    Hidden,
}

/// One ordinary table.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) name: String,
    /// Without those that are generated.
    pub(super) columns: Vec<String>,
    pub(super) identity: Identity,
    /// The unique keys: columns and collations; a column without a name is the rowid.
    pub(super) unique: Vec<Vec<(String, String)>>,
    /// Whether a unique key is over expressions: which rows it would replace cannot be told from columns.
    pub(super) has_expression_key: bool,
}

/// The rowid's column in the tables that keep rows.
pub(super) const ROWID: &str = "groundline_rowid";
/// Whether the row was there before the step.
pub(super) const WAS: &str = "groundline_was";

impl Shape {
    pub(super) fn id(&self) -> ObjectId {
        ObjectId::new(Kind::Table, None, Ident::from(self.name.as_str()))
    }

    /// What a row is known by: the expression in the table, and the column where it is kept.
    pub(super) fn identity_columns(&self, table: &str) -> Vec<(String, String)> {
        match &self.identity {
            Identity::Rowid(name) | Identity::Alias(name) => {
                vec![(format!("{table}.{}", quoted(name)), ROWID.to_owned())]
            }
            Identity::Key(key) => {
                let of = |(column, collation): &(String, String)| {
                    (format!("{table}.{} COLLATE {}", quoted(column), quoted(collation)), column.clone())
                };
                key.iter().map(of).collect()
            }
            Identity::Hidden => Vec::new(),
        }
    }

    /// The condition that a row of the table, under this name, is the kept row under that one.
    pub(super) fn is(&self, table: &str, kept: &str) -> String {
        let equal = |(expression, column): (String, String)| format!("{kept}.{} = {expression}", quoted(&column));
        self.identity_columns(table).into_iter().map(equal).collect::<Vec<_>>().join(" AND ")
    }

    /// The condition that a row of the table has the values of the kept row: the same types, the same bytes.
    pub(super) fn same(&self, table: &str, kept: &str) -> String {
        let equal = |column: &String| {
            let (ours, theirs) = (format!("{table}.{}", quoted(column)), format!("{kept}.{}", quoted(column)));
            format!("{ours} IS {theirs} COLLATE BINARY AND typeof({ours}) = typeof({theirs})")
        };
        self.columns.iter().map(equal).collect::<Vec<_>>().join(" AND ")
    }

    /// The columns of a table that keeps rows, with what they are known by.
    pub(super) fn kept_columns(&self, extra: &str) -> String {
        let mut columns: Vec<String> = self.columns.iter().map(|column| quoted(column)).collect();
        match &self.identity {
            Identity::Key(key) => {
                // The key compares as it does in the table.
                for (column, name) in columns.iter_mut().zip(&self.columns) {
                    if let Some((_, collation)) = key.iter().find(|(of, _)| of == name) {
                        column.push_str(&format!(" COLLATE {}", quoted(collation)));
                    }
                }
                let of = |(column, collation): &(String, String)| {
                    format!("{} COLLATE {}", quoted(column), quoted(collation))
                };
                let key: Vec<String> = key.iter().map(of).collect();
                format!("{extra}{}, PRIMARY KEY ({})", columns.join(", "), key.join(", "))
            }
            _ if columns.is_empty() => format!("{extra}{ROWID} INTEGER PRIMARY KEY"),
            _ => format!("{extra}{ROWID} INTEGER PRIMARY KEY, {}", columns.join(", ")),
        }
    }

    /// The columns of [`Shape::kept_columns`] in their order, read from a table or from a row of a trigger.
    pub(super) fn values(&self, from: &str) -> String {
        let rowid = match &self.identity {
            Identity::Rowid(name) | Identity::Alias(name) => Some(format!("{from}.{}", quoted(name))),
            _ => None,
        };
        let columns = self.columns.iter().map(|column| format!("{from}.{}", quoted(column)));
        rowid.into_iter().chain(columns).collect::<Vec<_>>().join(", ")
    }
}

/// The ordinary tables of the database, in the order of their names.
pub(super) async fn shapes(connection: &mut SqliteConnection) -> Result<Vec<Shape>> {
    let query = "SELECT t.name, t.wr, c.name, c.type, c.pk, c.hidden FROM pragma_table_list AS t \
         JOIN pragma_table_xinfo(t.name) AS c WHERE t.schema = 'main' AND t.type = 'table' \
         AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, c.cid";
    let rows = sqlx::query(query).persistent(false).fetch_all(&mut *connection).await;
    let rows = rows.map_err(|error| fault::of_statement(error, query))?;
    let mut found: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in &rows {
        let column = Column {
            without_rowid: row.get::<i64, _>(1) != 0,
            name: row.get(2),
            data_type: row.get(3),
            pk: row.get(4),
            hidden: row.get(5),
        };
        found.entry(row.get(0)).or_default().push(column);
    }
    found.retain(|name, _| !own::is_own(name));
    let mut keys = unique_keys(connection).await?;
    let of = |(name, columns): (String, Vec<Column>)| {
        let keys = keys.remove(&name).unwrap_or_default();
        shape(name, &columns, keys)
    };
    Ok(found.into_iter().map(of).collect())
}

struct Column {
    without_rowid: bool,
    name: String,
    data_type: String,
    pk: i64,
    hidden: i64,
}

/// A unique key of a table.
#[derive(Default)]
struct UniqueKey {
    is_primary: bool,
    over_expressions: bool,
    columns: Vec<(String, String)>,
}

fn shape(name: String, columns: &[Column], keys: BTreeMap<String, UniqueKey>) -> Shape {
    let primary = keys.values().find(|key| key.is_primary).map(|key| key.columns.clone());
    let identity = identity(columns, primary);
    let has_expression_key = keys.values().any(|key| key.over_expressions);
    let unique = keys.into_values().filter(|key| !key.over_expressions).map(|key| key.columns).collect();
    let columns = columns.iter().filter(|column| column.hidden == 0).map(|column| column.name.clone()).collect();
    Shape { name, columns, identity, unique, has_expression_key }
}

fn identity(columns: &[Column], primary: Option<Vec<(String, String)>>) -> Identity {
    if columns.iter().any(|column| column.without_rowid) {
        return primary.map_or(Identity::Hidden, Identity::Key);
    }
    let mut keys = columns.iter().filter(|column| column.pk > 0);
    // A primary key of one INTEGER is the rowid, unless SQLite made an index for it.
    if let (Some(key), None, None) = (keys.next(), keys.next(), &primary)
        && key.data_type.eq_ignore_ascii_case("INTEGER")
    {
        return Identity::Alias(key.name.clone());
    }
    let taken: BTreeSet<String> = columns.iter().map(|column| column.name.to_ascii_lowercase()).collect();
    let free = ["rowid", "_rowid_", "oid"].into_iter().find(|name| !taken.contains(*name));
    free.map_or(Identity::Hidden, |name| Identity::Rowid(name.to_owned()))
}

/// The unique keys of every table, by table and index.
async fn unique_keys(connection: &mut SqliteConnection) -> Result<BTreeMap<String, BTreeMap<String, UniqueKey>>> {
    let query = "SELECT t.name, i.name, i.origin, x.name, x.coll, x.cid FROM pragma_table_list AS t \
         JOIN pragma_index_list(t.name) AS i JOIN pragma_index_xinfo(i.name) AS x \
         WHERE t.schema = 'main' AND t.type = 'table' AND i.\"unique\" AND x.key ORDER BY t.name, i.name, x.seqno";
    let rows = sqlx::query(query).persistent(false).fetch_all(connection).await;
    let rows = rows.map_err(|error| fault::of_statement(error, query))?;
    let mut found: BTreeMap<String, BTreeMap<String, UniqueKey>> = BTreeMap::new();
    for row in &rows {
        let key = found.entry(row.get(0)).or_default().entry(row.get(1)).or_default();
        key.is_primary = row.get::<String, _>(2) == "pk";
        match row.get::<Option<String>, _>(3) {
            Some(column) => key.columns.push((column, row.get(4))),
            None => key.over_expressions = true,
        }
    }
    Ok(found)
}
