//! A second opinion: what the pragmas tell of a file, and its rows, read without the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Row, SqliteConnection};

/// The rows of a table: for each row its values by column, as SQL literals.
pub(crate) type Rows = BTreeMap<String, Vec<BTreeMap<String, String>>>;

pub(crate) async fn open(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(false)
        .connect()
        .await
        .expect("it opens")
}

pub(crate) async fn run(path: &Path, script: &str) -> Result<(), String> {
    let mut connection = open(path).await;
    connection.execute(sqlx::raw_sql(AssertSqlSafe(script))).await.map(drop).map_err(|error| error.to_string())
}

async fn strings(connection: &mut SqliteConnection, query: &str) -> Vec<Vec<String>> {
    let rows = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(query))).await.unwrap_or_else(|error| {
        assert_eq!(error.to_string(), "", "{query}");
        Vec::new()
    });
    let text = |row: &sqlx::sqlite::SqliteRow, at| {
        row.try_get_unchecked::<Option<String>, _>(at).ok().flatten().unwrap_or_default()
    };
    rows.iter().map(|row| (0..row.len()).map(|at| text(row, at)).collect()).collect()
}

const OWN: &str = "m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.tbl_name NOT LIKE 'groundline\\_%' ESCAPE '\\'";

/// What the pragmas tell, as lines that are equal for equal databases.
pub(crate) async fn dump(path: &Path) -> Vec<String> {
    let mut connection = open(path).await;
    let tables = format!("m.type = 'table' AND {OWN}");
    let queries = [
        format!("SELECT 'object', m.type, m.name, m.tbl_name FROM sqlite_schema m WHERE {OWN}"),
        format!(
            "SELECT 'table', m.name, l.type, l.ncol, l.wr, l.strict FROM sqlite_schema m, pragma_table_list(m.name) l WHERE {tables}"
        ),
        format!(
            "SELECT 'column', m.name, c.name, upper(c.type), c.\"notnull\", c.pk, c.hidden, c.dflt_value IS NOT NULL FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type IN ('table') AND {OWN}"
        ),
        format!(
            "SELECT 'key', m.name, f.\"table\", group_concat(f.\"from\"), group_concat(f.\"to\"), f.on_update, f.on_delete, f.\"match\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE {tables} GROUP BY m.name, f.id"
        ),
        format!(
            "SELECT 'index', m.name, iif(i.name LIKE 'sqlite\\_%' ESCAPE '\\', '', i.name), i.\"unique\", i.origin, i.partial, group_concat(coalesce(x.name, '?') || x.\"desc\" || x.coll) FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) x WHERE {tables} AND x.key = 1 GROUP BY m.name, i.name"
        ),
        "SELECT 'integrity', integrity_check FROM pragma_integrity_check".to_owned(),
        "SELECT 'violated', \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 2, 3".to_owned(),
    ];
    let mut lines = BTreeSet::new();
    for query in queries {
        if query.contains("foreign_key_check")
            && connection.execute("SELECT * FROM pragma_foreign_key_check").await.is_err()
        {
            continue;
        }
        lines.extend(strings(&mut connection, &query).await.into_iter().map(|line| line.join("|")));
    }
    lines.into_iter().collect()
}

/// The rows of every table but Groundline's own and the inside of virtual tables, with their rowids where they have any.
pub(crate) async fn rows(path: &Path) -> Rows {
    let mut connection = open(path).await;
    let query = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_xinfo(m.name) c, pragma_table_list(m.name) l \
         WHERE m.type = 'table' AND l.type <> 'shadow' AND c.hidden <> 1 AND m.name NOT LIKE 'groundline\\_%' ESCAPE '\\' ORDER BY m.name, c.cid";
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mut line in strings(&mut connection, query).await {
        let column = line.pop().unwrap_or_default();
        columns.entry(line.pop().unwrap_or_default()).or_default().push(column);
    }
    let mut rows = Rows::new();
    for (table, mut names) in columns {
        let counter = table == "sqlite_sequence";
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let has_rowid = connection
            .execute(sqlx::raw_sql(AssertSqlSafe(format!("SELECT rowid FROM {} LIMIT 0", quoted(&table)))))
            .await
            .is_ok();
        if has_rowid && !counter && !names.iter().any(|name| name.eq_ignore_ascii_case("rowid")) {
            names.push("rowid".to_owned());
        }
        let values: Vec<String> = names.iter().map(|name| format!("quote({})", quoted(name))).collect();
        let condition = if counter { " WHERE name NOT LIKE 'groundline%'" } else { "" };
        let query = format!("SELECT {} FROM {}{condition}", values.join(", "), quoted(&table));
        let mut found: Vec<BTreeMap<String, String>> = strings(&mut connection, &query)
            .await
            .into_iter()
            .map(|line| names.iter().map(|name| name.to_ascii_lowercase()).zip(line).collect())
            .collect();
        found.sort();
        if !(counter && found.is_empty()) {
            rows.insert(table.to_ascii_lowercase(), found);
        }
    }
    rows
}
