//! References that lead nowhere: SQLite would find them only when they are used.

use std::collections::BTreeMap;

use schema::{Dialect, Ident};
use sqlx::{Row, SqliteConnection};

use super::load::Making;
use super::piece::Made;
use crate::Error;
use crate::sqlite::fault::place;
use crate::sqlite::parse::tokens::significant;
use crate::sqlite::statement::execute;

/// A statement, the character in it, and what is wrong.
type Fault<'m, 's> = (&'m Making<'s>, Option<usize>, String);

/// Everything that names what is not there.
pub(super) async fn missing<'m, 's>(
    connection: &mut SqliteConnection,
    makings: &'m [Making<'s>],
) -> Vec<Fault<'m, 's>> {
    let mut faults = Vec::new();
    let by_name: BTreeMap<(Made, String), &Making<'s>> =
        makings.iter().map(|making| ((making.made, making.name.to_ascii_lowercase()), making)).collect();
    for (child, parent) in orphaned_keys(connection).await {
        if let Some(making) = by_name.get(&(Made::Table, child.to_ascii_lowercase())) {
            let message = format!("the foreign key of `{child}` references the table `{parent}`, which does not exist");
            faults.push((*making, place(making.text, &format!("near \"{parent}\"")), message));
        }
    }
    for making in makings {
        let probes = match making.made {
            Made::View => vec![format!("SELECT * FROM {} LIMIT 0", quoted(&making.name))],
            Made::Trigger => trigger_probes(connection, making).await,
            Made::Table | Made::VirtualTable | Made::Index => Vec::new(),
        };
        for probe in probes {
            if let Err(Error::Statement { message, .. }) = execute(connection, &probe).await
                && is_about_names(&message)
                && (making.made == Made::View || blames(making, &message))
            {
                let kind = if making.made == Made::View { "view" } else { "trigger" };
                let at = place(making.text, &message);
                faults.push((making, at, format!("the {kind} `{}` does not work: {message}", making.name)));
                break;
            }
        }
    }
    faults
}

fn quoted(name: &str) -> String {
    Ident::from(name).display(Dialect::Sqlite).to_string()
}

/// Functions, modules and collations may come from the program that uses the database: they are no fault.
fn is_about_names(message: &str) -> bool {
    !["no such function", "no such module", "no such collation", "unsafe use"]
        .iter()
        .any(|start| message.starts_with(start))
}

async fn orphaned_keys(connection: &mut SqliteConnection) -> Vec<(String, String)> {
    let query = "SELECT DISTINCT m.name, f.\"table\" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f \
         WHERE m.type = 'table' AND m.rootpage > 0 \
         AND lower(f.\"table\") NOT IN (SELECT lower(p.name) FROM sqlite_schema AS p WHERE p.type = 'table')";
    let rows = sqlx::query(query).persistent(false).fetch_all(connection).await.unwrap_or_default();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// Statements that SQLite can prepare only when the trigger's body is sound; nothing is run.
async fn trigger_probes(connection: &mut SqliteConnection, making: &Making<'_>) -> Vec<String> {
    let query = "SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name = ? COLLATE NOCASE";
    let table: Option<String> = sqlx::query_scalar(query)
        .bind(making.name.as_str())
        .persistent(false)
        .fetch_optional(&mut *connection)
        .await
        .ok()
        .flatten();
    let Some(table) = table else { return Vec::new() };
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0")
        .bind(table.as_str())
        .persistent(false)
        .fetch_all(connection)
        .await
        .unwrap_or_default();
    let sets: Vec<String> = columns.iter().map(|name| format!("{0} = {0}", quoted(name))).collect();
    let table = quoted(&table);
    match event(making.text) {
        Some("DELETE") => vec![format!("EXPLAIN DELETE FROM {table}")],
        Some("INSERT") => vec![format!("EXPLAIN INSERT INTO {table} DEFAULT VALUES")],
        Some("UPDATE") if !sets.is_empty() => vec![format!("EXPLAIN UPDATE {table} SET {}", sets.join(", "))],
        _ => Vec::new(),
    }
}

/// What the trigger waits for: the first of the three words, which its name can only be in quotes.
fn event(trigger: &str) -> Option<&'static str> {
    let events = ["DELETE", "INSERT", "UPDATE"];
    significant(trigger).iter().find_map(|token| events.into_iter().find(|event| token.is_word(event)))
}

/// Whether the message is about something that this trigger names: other triggers of its table are probed with it.
fn blames(making: &Making<'_>, message: &str) -> bool {
    let name = message.rsplit_once(": ").map(|(_, name)| name.rsplit('.').next().unwrap_or(name));
    name.is_none_or(|name| making.text.to_ascii_lowercase().contains(&name.to_ascii_lowercase()))
}
