//! The mark of a statement: what the objects that it mentions look like. A statement that changes a schema is atomic, and
//! changes the mark; so that its outcome can be told when nobody saw its end.
//!
//! What leaves the mark as it is (rebuilding, analysing, the same definition again) may be done again.

use std::collections::BTreeSet;

use schema::sql::lex::{Lexer, TokenKind};
use schema::sql::{mention_key, mentions};
use schema::{Database, Dialect, Digest};

use super::grants::{self, Access};
use super::session::{Session, value};
use crate::Result;

/// What a statement of a step is, for how it is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It sets up the session, and is said again whenever the step goes on.
    Setting,
    /// It changes rows, and can be rolled back.
    Rows,
    /// It commits by itself.
    Schema,
}

/// What a statement is.
pub(super) fn effect(statement: &str) -> Effect {
    let mut words = Lexer::new(Dialect::MySql, statement).filter(|token| token.kind == TokenKind::Word);
    let first = words.next().map(|token| token.text(statement).to_ascii_uppercase()).unwrap_or_default();
    match first.as_str() {
        "SET" | "LOCK" | "UNLOCK" => Effect::Setting,
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "SELECT" | "WITH" | "DO" => Effect::Rows,
        _ => Effect::Schema,
    }
}

impl Session {
    /// The mark before or after a statement.
    pub(super) async fn mark(&mut self, statement: &str) -> Result<String> {
        let names: BTreeSet<String> = mentions(Dialect::MySql, statement);
        let listed = "SELECT CASE TABLE_TYPE WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END, TABLE_NAME \
             FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE(); \
             SELECT 'TRIGGER', TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE(); \
             SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE(); \
             SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";
        let rows = self.rows(listed).await?;
        let mut found: Vec<(String, String)> = rows
            .iter()
            .map(|row| (value(row, 0), value(row, 1)))
            .filter(|(_, name)| names.contains(mention_key(Dialect::MySql, name).as_ref()))
            .collect();
        found.sort();
        let mut parts = Vec::new();
        if grants::is_grant(statement) {
            // To give again changes nothing, to take again fails: that it was done must be seen.
            let access = Access::of(self).await?;
            let privileges = self.read_privileges(&access, &Database::empty(Dialect::MySql)).await?;
            parts.push(format!("{:?}", privileges.held));
        }
        for (kind, name) in found {
            let quoted = schema::Ident::from(name.as_str());
            let rows = self.rows(&format!("SHOW CREATE {kind} {}", quoted.display(Dialect::MySql))).await?;
            // The statement itself is the longest of what is shown, whatever the kind; times and counters are not looked at.
            let text = rows.first().map(|row| (1..4).filter_map(|at| shown(row, at)).collect::<Vec<_>>().join("\n"));
            parts.push(format!("{kind} {name} {}", without_counter(&text.unwrap_or_default())));
        }
        Ok(Digest::of_parts(parts.iter().map(String::as_bytes)).hex())
    }
}

fn shown(row: &sqlx::mysql::MySqlRow, column: usize) -> Option<String> {
    use sqlx::Row as _;
    (column < row.len()).then(|| value(row, column))
}

/// `AUTO_INCREMENT=77` moves with every row.
pub(super) fn without_counter(sql: &str) -> String {
    const COUNTER: &str = " AUTO_INCREMENT=";
    let Some(start) = sql.find(COUNTER) else { return sql.to_owned() };
    let end = sql[start + COUNTER.len()..].find(|c: char| !c.is_ascii_digit());
    let end = end.map_or(sql.len(), |at| start + COUNTER.len() + at);
    format!("{}{}", &sql[..start], &sql[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_apart() {
        assert_eq!(effect("SET SESSION sql_mode = ''"), Effect::Setting);
        assert_eq!(effect("LOCK TABLES a WRITE"), Effect::Setting);
        assert_eq!(effect("INSERT INTO a SELECT * FROM b"), Effect::Rows);
        assert_eq!(effect("ALTER TABLE a ADD b int"), Effect::Schema);
    }

    #[test]
    fn counters_do_not_count() {
        assert_eq!(without_counter("x ENGINE=InnoDB AUTO_INCREMENT=77 DEFAULT"), "x ENGINE=InnoDB DEFAULT");
    }
}
