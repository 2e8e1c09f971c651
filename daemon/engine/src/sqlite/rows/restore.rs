//! Bringing back the rows that a step changed, in the transaction that is open, and proving that they are back.

use plan::Step;
use sqlx::SqliteConnection;

use super::compare::Pair;
use super::keep::{drop_kept, kept_values};
use super::shape::{Identity, Shape, shapes};
use super::{Side, kept_name, list_name, literal, quoted};
use crate::ledger::RunId;
use crate::rows::{Conflicts, Restore, SavedTable, gone, must_not_conflict, refused};
use crate::sqlite::foreign;
use crate::sqlite::statement::{execute, first_column, number};
use crate::{Error, Result};

/// What an undo of the step would do. The rows that later steps of the run changed are theirs.
pub(in crate::sqlite) async fn preview(
    connection: &mut SqliteConnection,
    run: RunId,
    step: &Step,
    later: &[u32],
) -> Result<Vec<Restore>> {
    let list = list_name(run, step.id);
    let saved = saved(connection, run, step.id).await?;
    let shapes = shapes(connection).await?;
    let mut restores = Vec::new();
    for table in &saved {
        let mut pair =
            Pair { saved: table, shape: shape_of(&shapes, table, run, step.id)?, list: &list, later: Vec::new() };
        for &other in later {
            pair.later.extend(kept_by(connection, run, other, table).await?);
        }
        restores.push(pair.restore(connection).await?);
    }
    Ok(restores)
}

/// Brings the rows back.
pub(in crate::sqlite) async fn restore(
    connection: &mut SqliteConnection,
    run: RunId,
    step: &Step,
    conflicts: Conflicts,
) -> Result<()> {
    if conflicts == Conflicts::Refuse {
        must_not_conflict(run, step.id, &preview(connection, run, step, &[]).await?)?;
    }
    let list = list_name(run, step.id);
    let saved = saved(connection, run, step.id).await?;
    let shapes = shapes(connection).await?;
    let mut pairs = Vec::new();
    for table in &saved {
        pairs.push(Pair {
            saved: table,
            shape: shape_of(&shapes, table, run, step.id)?,
            list: &list,
            later: Vec::new(),
        });
    }
    let violations = foreign::violations(connection).await?;
    let triggers = take_triggers(connection, &pairs).await?;
    execute(connection, "PRAGMA ignore_check_constraints = ON").await?;
    let restored = exchange(connection, &pairs, conflicts).await;
    execute(connection, "PRAGMA ignore_check_constraints = OFF").await?;
    restored?;
    for trigger in &triggers {
        execute(connection, trigger).await?;
    }
    for pair in &pairs {
        verify(connection, pair, run, step.id).await?;
    }
    foreign::must_not_grow(connection, violations).await?;
    drop_kept(connection, &list).await
}

/// The list of what the step saved.
async fn saved(connection: &mut SqliteConnection, run: RunId, step: u32) -> Result<Vec<SavedTable>> {
    let list = list_name(run, step);
    let known = format!(
        "SELECT count(*) FROM groundline_snapshot JOIN sqlite_schema ON name = in_table \
         WHERE run = {run} AND step = {step} AND state = 'kept' AND in_table = {}",
        literal(&list)
    );
    if number(connection, &known).await? == 0 {
        return Err(gone(run, step));
    }
    let texts = first_column(connection, &format!("SELECT saved FROM main.{list} ORDER BY rowid")).await?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|error| Error::Ledger {
            target: "the database".to_owned(),
            reason: format!("`{list}` is not a list of saved rows: {error}"),
        })
    };
    texts.into_iter().flatten().map(read).collect()
}

fn shape_of<'a>(shapes: &'a [Shape], saved: &SavedTable, run: RunId, step: u32) -> Result<&'a Shape> {
    let found = shapes.iter().find(|shape| shape.name == saved.table.name.as_str());
    let today: Option<Vec<schema::Ident>> =
        found.map(|shape| shape.columns.iter().map(|column| column.as_str().into()).collect());
    saved.must_have(run, step, today.as_deref())?;
    let key = |shape: &&Shape| match &shape.identity {
        Identity::Key(key) => {
            key.iter().map(|(column, _)| column.as_str()).eq(saved.key.iter().map(schema::Ident::as_str))
        }
        Identity::Hidden => false,
        Identity::Rowid(_) | Identity::Alias(_) => saved.key.is_empty(),
    };
    found.filter(key).ok_or_else(|| {
        let reason = format!("the key of `{}` has changed since; undo that change first", saved.table.dotted());
        refused(run, step, reason)
    })
}

/// The tables in which another step of the run keeps rows of the same table, as SQL.
async fn kept_by(connection: &mut SqliteConnection, run: RunId, step: u32, table: &SavedTable) -> Result<Vec<String>> {
    let list = list_name(run, step);
    let others = saved(connection, run, step).await?;
    let same = others.iter().filter(|other| other.table == table.table && other.key == table.key);
    let names = |other: &SavedTable| {
        [Side::Before, Side::After].map(|side| format!("main.{}", quoted(&kept_name(&list, other.number, side))))
    };
    Ok(same.flat_map(names).collect())
}

/// Drops the triggers of the tables; gives the statements that make them again, in their order.
async fn take_triggers(connection: &mut SqliteConnection, pairs: &[Pair<'_>]) -> Result<Vec<String>> {
    let mut made = Vec::new();
    for pair in pairs {
        let of = format!(
            "FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = {} COLLATE NOCASE ORDER BY rowid",
            literal(&pair.shape.name)
        );
        made.extend(first_column(connection, &format!("SELECT sql {of}")).await?.into_iter().flatten());
        for name in first_column(connection, &format!("SELECT name {of}")).await?.into_iter().flatten() {
            execute(connection, &format!("DROP TRIGGER main.{}", quoted(&name))).await?;
        }
    }
    Ok(made)
}

/// Takes away the rows that the step left, then puts those before it in their place: so no key is in the way of another.
async fn exchange(connection: &mut SqliteConnection, pairs: &[Pair<'_>], conflicts: Conflicts) -> Result<()> {
    for pair in pairs {
        for side in [Side::After, Side::Before] {
            if side == Side::After || conflicts == Conflicts::Overwrite {
                execute(connection, &delete(pair, side)).await?;
            }
        }
    }
    // Not the conflict clauses of the table: a row in the way is an error, and never taken away in silence.
    let verb = if conflicts == Conflicts::Overwrite { "INSERT OR REPLACE" } else { "INSERT OR ABORT" };
    for pair in pairs {
        execute(connection, &format!("{verb} {}", insert(pair))).await?;
    }
    Ok(())
}

fn delete(pair: &Pair<'_>, side: Side) -> String {
    let (table, kept) = (pair.table(), pair.kept(side));
    match &pair.shape.identity {
        Identity::Key(key) => {
            let columns = key.iter().map(|(column, _)| quoted(column)).collect::<Vec<_>>().join(", ");
            let plain =
                |(column, collation): &(String, String)| format!("{} COLLATE {}", quoted(column), quoted(collation));
            let left = key.iter().map(plain).collect::<Vec<_>>().join(", ");
            format!("DELETE FROM {table} WHERE ({left}) IN (SELECT {columns} FROM {kept})")
        }
        Identity::Rowid(name) | Identity::Alias(name) => {
            format!("DELETE FROM {table} WHERE {} IN (SELECT {} FROM {kept})", quoted(name), super::shape::ROWID)
        }
        Identity::Hidden => String::new(),
    }
}

fn insert(pair: &Pair<'_>) -> String {
    let rowid = match &pair.shape.identity {
        Identity::Rowid(name) => Some(quoted(name)),
        _ => None,
    };
    let columns = rowid.into_iter().chain(pair.shape.columns.iter().map(|column| quoted(column)));
    let values = match &pair.shape.identity {
        Identity::Alias(_) => {
            pair.shape.columns.iter().map(|column| format!("b.{}", quoted(column))).collect::<Vec<_>>().join(", ")
        }
        _ => kept_values(pair.shape, "b"),
    };
    format!(
        "INTO {} ({}) SELECT {values} FROM {} AS b",
        pair.table(),
        columns.collect::<Vec<_>>().join(", "),
        pair.kept(Side::Before)
    )
}

/// Refuses unless the rows are what they were, each of them.
async fn verify(connection: &mut SqliteConnection, pair: &Pair<'_>, run: RunId, step: u32) -> Result<()> {
    let (table, before, after) = (pair.table(), pair.kept(Side::Before), pair.kept(Side::After));
    let missing = format!(
        "SELECT count(*) FROM {before} AS b WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {} AND {})",
        pair.shape.is("t", "b"),
        pair.same("t", "b")
    );
    let left = format!(
        "SELECT count(*) FROM {after} AS a WHERE EXISTS (SELECT 1 FROM {table} AS t WHERE {}) \
         AND NOT EXISTS (SELECT 1 FROM {before} AS b WHERE {})",
        pair.shape.is("t", "a"),
        pair.is_same_row("b", "a")
    );
    let wrong = number(connection, &missing).await? + number(connection, &left).await?;
    if wrong == 0 {
        return Ok(());
    }
    let name = pair.saved.table.dotted();
    Err(refused(run, step, format!("{wrong} row(s) of `{name}` would not be as they were; nothing was changed")))
}
