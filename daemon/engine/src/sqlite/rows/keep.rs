//! What is kept of a step when its statements have run: the rows that differ, before and after.

use plan::{Keep, KeepKind, Step};
use schema::{Dialect, Ident};
use sqlx::SqliteConnection;

use super::shape::{Identity, Shape, WAS};
use super::watch::{Watch, seen};
use super::{Side, kept_name, list_name, literal, quoted};
use crate::ledger::RunId;
use crate::rows::SavedTable;
use crate::sqlite::snapshot;
use crate::sqlite::statement::{execute, first_column, number};
use crate::{Error, Result};

/// Keeps what the watch has seen, and writes it into the ledger.
pub(in crate::sqlite) async fn keep(
    connection: &mut SqliteConnection,
    watch: &Watch,
    run: RunId,
    step: &Step,
) -> Result<()> {
    watch.must_have_seen_all(connection).await?;
    let list = list_name(run, step.id);
    drop_kept(connection, &list).await?;
    execute(connection, &format!("CREATE TABLE main.{list} (saved TEXT NOT NULL)")).await?;
    let mut saved = Vec::new();
    for (at, shape) in watch.shapes.iter().enumerate().filter(|(_, shape)| shape.identity != Identity::Hidden) {
        if keep_table(connection, &list, at, shape).await? {
            saved.push(saved_table(at, shape));
        }
    }
    watch.end(connection).await?;
    for table in &saved {
        let text = serde_json::to_string(table).map_err(|error| spoiled(&error))?;
        execute(connection, &format!("INSERT INTO main.{list} VALUES ({})", literal(&text))).await?;
    }
    let keep = Keep {
        kind: KeepKind::Rows,
        table: step.object.clone(),
        column: None,
        in_schema: None,
        in_table: Ident::from(list),
        key: Vec::new(),
        definition: SavedTable::digest(&saved),
    };
    snapshot::save(connection, run, step.id, &keep).await
}

fn spoiled(error: &serde_json::Error) -> Error {
    Error::Ledger { target: "the database".to_owned(), reason: format!("a list of saved rows is not one: {error}") }
}

fn saved_table(number: usize, shape: &Shape) -> SavedTable {
    let key = match &shape.identity {
        Identity::Key(key) => key.iter().map(|(column, _)| Ident::from(column.as_str())).collect(),
        _ => Vec::new(),
    };
    let columns = shape.columns.iter().map(|column| Ident::from(column.as_str())).collect();
    SavedTable { table: shape.id(), number, columns, key }
}

/// Keeps the rows of one table; false where they are as they were.
async fn keep_table(connection: &mut SqliteConnection, list: &str, at: usize, shape: &Shape) -> Result<bool> {
    let (seen, table) = (seen(at), quoted(&shape.name));
    if number(connection, &format!("SELECT EXISTS (SELECT 1 FROM temp.{seen})")).await? == 0 {
        return Ok(false);
    }
    let (is, same) =
        (shape.is("t", "s"), if shape.columns.is_empty() { "true".to_owned() } else { shape.same("t", "s") });
    let unchanged = format!(
        "DELETE FROM temp.{seen} AS s WHERE CASE WHEN {WAS} THEN EXISTS (SELECT 1 FROM main.{table} AS t WHERE {is} AND {same}) \
         ELSE NOT EXISTS (SELECT 1 FROM main.{table} AS t WHERE {is}) END"
    );
    execute(connection, &unchanged).await?;
    if number(connection, &format!("SELECT EXISTS (SELECT 1 FROM temp.{seen})")).await? == 0 {
        return Ok(false);
    }
    for side in [Side::Before, Side::After] {
        let kept = quoted(&kept_name(list, at, side));
        execute(connection, &format!("CREATE TABLE main.{kept} ({})", shape.kept_columns(""))).await?;
        let rows = match side {
            Side::Before => format!("SELECT {} FROM temp.{seen} AS s WHERE {WAS}", kept_values(shape, "s")),
            Side::After => {
                format!("SELECT {} FROM temp.{seen} AS s CROSS JOIN main.{table} AS t WHERE {is}", shape.values("t"))
            }
        };
        execute(connection, &format!("INSERT INTO main.{kept} {rows}")).await?;
    }
    Ok(true)
}

/// The columns of a table that keeps rows, in their order.
pub(super) fn kept_values(shape: &Shape, from: &str) -> String {
    let rowid = (!matches!(shape.identity, Identity::Key(_))).then(|| format!("{from}.{}", super::shape::ROWID));
    let columns = shape.columns.iter().map(|column| format!("{from}.{}", quoted(column)));
    rowid.into_iter().chain(columns).collect::<Vec<_>>().join(", ")
}

/// Drops what is kept under a list, and the list.
pub(in crate::sqlite) async fn drop_kept(connection: &mut SqliteConnection, list: &str) -> Result<()> {
    let pattern = literal(&format!("{}\\_%", list.replace('_', "\\_")));
    let query = format!(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND (name = {} OR name LIKE {pattern} ESCAPE '\\' \
         AND (name GLOB '*_before' OR name GLOB '*_after'))",
        literal(list)
    );
    for name in first_column(connection, &query).await?.into_iter().flatten() {
        execute(connection, &format!("DROP TABLE main.{}", Ident::from(name).display(Dialect::Sqlite))).await?;
    }
    Ok(())
}
