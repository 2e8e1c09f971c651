//! Temporary triggers that keep each row as it was before its first change.
//!
//! SQLite fires temporary triggers before those of the schema, so that what the triggers of a table do to a row is seen after the
//! change that fired them; the cases with such triggers fail if that should ever change. A row that `REPLACE` takes away fires
//! no trigger: where the word occurs, the rows that a new one could replace are kept before it comes, by every unique key.

use std::collections::BTreeSet;

use schema::Dialect;
use schema::sql::{mention_key, mentions};
use sqlx::SqliteConnection;

use super::shape::{Identity, Shape, WAS, shapes};
use super::{literal, quoted};
use crate::sqlite::statement::{execute, first_column, number};
use crate::{Error, Result};

/// What is watched while a step runs.
pub(in crate::sqlite) struct Watch {
    pub(super) shapes: Vec<Shape>,
    /// `PRAGMA schema_version` before the statements.
    version: i64,
    /// The names that the statements mention.
    mentioned: BTreeSet<String>,
    /// The tables whose replaced rows must be counted, and their numbers of rows.
    counted: Vec<(usize, i64)>,
}

/// The temporary table that keeps the rows of a table.
pub(super) fn seen(number: usize) -> String {
    format!("groundline_seen_{number}")
}

/// Begins to watch every table, in the transaction that is open.
pub(in crate::sqlite) async fn watch(connection: &mut SqliteConnection, statements: &[String]) -> Result<Watch> {
    let mentioned: BTreeSet<String> =
        statements.iter().flat_map(|statement| mentions(Dialect::Sqlite, statement)).collect();
    if mentioned.contains("sqlite_sequence") {
        return Err(unsaved("sqlite_sequence", "the positions of AUTOINCREMENT cannot be watched"));
    }
    let shapes = shapes(connection).await?;
    let replaces = mentioned.contains("replace") || schema_says_replace(connection).await?;
    let mut counted = Vec::new();
    for (at, shape) in shapes.iter().enumerate() {
        watch_table(connection, at, shape, replaces).await?;
        if replaces && shape.has_expression_key {
            counted.push((at, count(connection, shape).await?));
        }
    }
    let version = number(connection, "PRAGMA main.schema_version").await?;
    Ok(Watch { shapes, version, mentioned, counted })
}

/// Whether a table or trigger says what to do with rows in the way; a superset.
async fn schema_says_replace(connection: &mut SqliteConnection) -> Result<bool> {
    let query = "SELECT count(*) FROM main.sqlite_schema WHERE type IN ('table', 'trigger') AND sql LIKE '%replace%'";
    Ok(number(connection, query).await? > 0)
}

async fn count(connection: &mut SqliteConnection, shape: &Shape) -> Result<i64> {
    number(connection, &format!("SELECT count(*) FROM main.{}", quoted(&shape.name))).await
}

async fn watch_table(connection: &mut SqliteConnection, at: usize, shape: &Shape, replaces: bool) -> Result<()> {
    if shape.identity == Identity::Hidden {
        let reason = literal(&format!("the rows of `{}` have no name in SQL by which they could be saved", shape.name));
        for event in ["INSERT", "UPDATE", "DELETE"] {
            let body = format!("SELECT RAISE(ABORT, {reason})");
            trigger(connection, at, shape, &format!("BEFORE {event}"), "", &body).await?;
        }
        return Ok(());
    }
    let kept = shape.kept_columns(&format!("{WAS}, "));
    execute(connection, &format!("CREATE TEMP TABLE {} ({kept})", seen(at))).await?;
    let old = keep_row(at, shape, "OLD", "1", "", "");
    let new = mark_new(at, shape);
    trigger(connection, at, shape, "BEFORE DELETE", "", &old).await?;
    trigger(connection, at, shape, "AFTER INSERT", "", &new).await?;
    let changes_key = format!("WHEN NOT ({})", same_key(shape));
    trigger(connection, at, shape, "AFTER UPDATE", &changes_key, &new).await?;
    if replaces {
        let candidates =
            keep_row(at, shape, "t", "1", &format!("FROM {} AS t", quoted(&shape.name)), &in_the_way(shape));
        trigger(connection, at, shape, "BEFORE INSERT", "", &candidates).await?;
        trigger(connection, at, shape, "BEFORE UPDATE", "", &format!("{old}; {candidates}")).await
    } else {
        trigger(connection, at, shape, "BEFORE UPDATE", "", &old).await
    }
}

async fn trigger(
    connection: &mut SqliteConnection,
    at: usize,
    shape: &Shape,
    when: &str,
    condition: &str,
    body: &str,
) -> Result<()> {
    let name = format!("groundline_watch_{at}_{}", when.replace(' ', "_").to_ascii_lowercase());
    let sql =
        format!("CREATE TEMP TRIGGER {name} {when} ON main.{} {condition} BEGIN {body}; END", quoted(&shape.name));
    execute(connection, &sql).await
}

/// Keeps a row unless it is kept. Not `OR IGNORE`: the conflict clause of the statement that fires a trigger would overrule it.
fn keep_row(at: usize, shape: &Shape, from: &str, was: &str, source: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { "true" } else { condition };
    format!(
        "INSERT INTO {seen} SELECT {was}, {values} {source} WHERE ({condition}) AND NOT EXISTS (SELECT 1 FROM {seen} AS s WHERE {is})",
        seen = seen(at),
        values = shape.values(from),
        is = shape.is(from, "s"),
    )
}

/// Notes that a row was not there.
fn mark_new(at: usize, shape: &Shape) -> String {
    keep_row(at, shape, "NEW", "0", "", "")
}

fn same_key(shape: &Shape) -> String {
    let old = shape.identity_columns("OLD").into_iter().map(|(expression, _)| expression);
    let new = shape.identity_columns("NEW").into_iter().map(|(expression, _)| expression);
    old.zip(new).map(|(old, new)| format!("{old} = {new}")).collect::<Vec<_>>().join(" AND ")
}

/// The condition that a row has a unique key of the row that comes.
fn in_the_way(shape: &Shape) -> String {
    let equal = |(column, collation): &(String, String)| {
        format!("t.{column} = NEW.{column} COLLATE {}", quoted(collation), column = quoted(column))
    };
    let mut keys: Vec<String> =
        shape.unique.iter().map(|key| key.iter().map(equal).collect::<Vec<_>>().join(" AND ")).collect();
    if let Identity::Rowid(name) | Identity::Alias(name) = &shape.identity {
        keys.push(format!("t.{name} = NEW.{name}", name = quoted(name)));
    }
    keys.iter().map(|key| format!("({key})")).collect::<Vec<_>>().join(" OR ")
}

impl Watch {
    /// Refuses what could not be watched, now that the statements have run.
    pub(super) async fn must_have_seen_all(&self, connection: &mut SqliteConnection) -> Result<()> {
        if number(connection, "PRAGMA main.schema_version").await? != self.version {
            return Err(unsaved("the schema", "it was changed among the rows; make it a change of its own"));
        }
        for (at, before) in &self.counted {
            let Some(shape) = self.shapes.get(*at) else { continue };
            let seen = quoted(&seen(*at));
            let was = number(connection, &format!("SELECT count(*) FROM temp.{seen} WHERE {WAS}")).await?;
            let is = format!(
                "SELECT count(*) FROM temp.{seen} AS s JOIN main.{} AS t ON {}",
                quoted(&shape.name),
                shape.is("t", "s")
            );
            let is = number(connection, &is).await?;
            if count(connection, shape).await? - before != is - was {
                return Err(unsaved(&shape.name, "REPLACE took rows away by a unique index over expressions"));
            }
        }
        self.must_not_reach_virtual_tables(connection).await
    }

    /// The inside of a virtual table is written by its module, when it pleases.
    async fn must_not_reach_virtual_tables(&self, connection: &mut SqliteConnection) -> Result<()> {
        let query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual'";
        let tables: Vec<String> = first_column(connection, query).await?.into_iter().flatten().collect();
        if tables.is_empty() {
            return Ok(());
        }
        let mut reached = self.mentioned.clone();
        for (at, shape) in self.shapes.iter().enumerate().filter(|(_, shape)| shape.identity != Identity::Hidden) {
            if number(connection, &format!("SELECT count(*) FROM temp.{}", seen(at))).await? > 0 {
                reached.insert(mention_key(Dialect::Sqlite, &shape.name).into_owned());
            }
        }
        let triggers = "SELECT json_array(tbl_name, sql) FROM main.sqlite_schema WHERE type = 'trigger'";
        for trigger in first_column(connection, triggers).await?.into_iter().flatten() {
            let (table, sql): (String, String) = serde_json::from_str(&trigger).unwrap_or_default();
            if reached.contains(&*mention_key(Dialect::Sqlite, &table)) {
                reached.extend(mentions(Dialect::Sqlite, &sql));
            }
        }
        match tables.iter().find(|table| reached.contains(&*mention_key(Dialect::Sqlite, table))) {
            Some(table) => Err(unsaved(table, "it is a virtual table, whose module writes its rows as it pleases")),
            None => Ok(()),
        }
    }

    /// Takes the triggers and temporary tables away.
    pub(super) async fn end(&self, connection: &mut SqliteConnection) -> Result<()> {
        let query = "SELECT 'DROP TRIGGER temp.' || name FROM temp.sqlite_schema WHERE type = 'trigger' AND name LIKE 'groundline_watch_%' \
             UNION ALL SELECT 'DROP TABLE temp.' || name FROM temp.sqlite_schema WHERE type = 'table' AND name LIKE 'groundline_seen_%'";
        for statement in first_column(connection, query).await?.into_iter().flatten() {
            execute(connection, &statement).await?;
        }
        Ok(())
    }
}

/// The refusal of a step whose rows cannot be saved exactly.
fn unsaved(what: &str, reason: &str) -> Error {
    Error::Refused {
        what: format!("saving the rows that the step changes in `{what}`"),
        reason: format!(
            "{reason}; nothing was changed; declare the change as one that cannot be undone, or write it otherwise"
        ),
    }
}
