//! The options of a table that differ, as clauses of ALTER TABLE.

use schema::object::mysql;

use super::alter::{Clause, Form};
use super::operation::Operation;
use super::render;
use super::server::Server;
use super::sql::literal;

/// The clauses; an option that is gone takes the server's own value again.
pub(super) fn clauses(from: Form<'_>, to: Form<'_>, server: Server) -> Vec<Clause> {
    let (old, new) = (&from.table.settings, &to.table.settings);
    let mut clauses = Vec::new();
    let mut one = |text: String, operation| clauses.push(Clause { text, operations: vec![operation] });
    let charset = |settings: &schema::object::Settings| {
        (settings.get(mysql::CHARSET).cloned(), settings.get(mysql::COLLATE).cloned())
    };
    if charset(old) != charset(new) {
        let (charset, collate) = charset(new);
        let charset = charset.map(|charset| format!("DEFAULT CHARACTER SET {charset}"));
        let collate = collate.map(|collate| format!("COLLATE {collate}"));
        let text: Vec<String> = charset.into_iter().chain(collate).collect();
        one(text.join(" "), Operation::TableCharset);
    }
    let is_plain =
        |key: &str| !matches!(key, mysql::CHARSET | mysql::COLLATE | mysql::COLUMN_ORDER | mysql::SYSTEM_VERSIONING);
    for key in old.keys().filter(|key| is_plain(key)).filter(|key| !new.contains_key(*key)) {
        one(format!("{}={}", spelled(key), default(key, server)), operation(key));
    }
    for (key, value) in new.iter().filter(|(key, _)| is_plain(key)) {
        if old.get(key) != Some(value) {
            one(render::option(key, value).unwrap_or_default(), operation(key));
        }
    }
    if from.comment != to.comment {
        one(format!("COMMENT={}", literal(to.comment.unwrap_or_default())), Operation::TableFacts);
    }
    match (old.contains_key(mysql::SYSTEM_VERSIONING), new.contains_key(mysql::SYSTEM_VERSIONING)) {
        (false, true) => one("ADD SYSTEM VERSIONING".to_owned(), Operation::BeginVersioning),
        (true, false) => one("DROP SYSTEM VERSIONING".to_owned(), Operation::EndVersioning),
        _ => {}
    }
    clauses
}

fn spelled(key: &str) -> String {
    if key.starts_with('`') { key.to_owned() } else { key.to_uppercase() }
}

/// The value that says nothing.
fn default(key: &str, server: Server) -> &'static str {
    match key {
        "key_block_size" | "avg_row_length" | "min_rows" | "max_rows" | "checksum" | "delay_key_write"
        | "page_compressed" | "autoextend_size" => "0",
        "connection" | "compression" | "password" => "''",
        "encryption" => "'N'",
        "insert_method" => "NO",
        key if key.starts_with('`') && !server.is_mariadb() => "''",
        _ => "DEFAULT",
    }
}

fn operation(key: &str) -> Operation {
    match key.trim_matches('`') {
        mysql::ENGINE => Operation::Engine,
        "row_format" | "key_block_size" | "page_compressed" | "page_compression_level" | "compression" => {
            Operation::RowFormat
        }
        "encrypted" | "encryption" | "encryption_key_id" => Operation::RowFormat,
        "stats_persistent" | "stats_auto_recalc" | "stats_sample_pages" | "avg_row_length" | "min_rows"
        | "max_rows" | "autoextend_size" => Operation::TableFacts,
        _ => Operation::Engine,
    }
}
