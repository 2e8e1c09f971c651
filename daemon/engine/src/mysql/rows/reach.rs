//! Which tables statements can reach: those that they mention, and from there by views, triggers, routines and foreign keys. A superset.

use std::collections::{BTreeMap, BTreeSet};

use schema::Dialect;
use schema::sql::{Lexer, TokenKind, mention_key, mentions, unquote};

use super::super::session::{Session, text, value};
use super::shape::Shape;
use crate::{Error, Result};

/// Something with a text that runs when it is reached.
struct Code {
    /// The name by which it is reached.
    by: String,
    body: Option<String>,
}

impl Session {
    /// The tables that the statements can change.
    pub(in crate::mysql) async fn reached(&mut self, statements: &[String]) -> Result<Vec<Shape>> {
        let codes = self.codes().await?;
        let keys = self.referrers().await?;
        let others = self.other_databases().await?;
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let mut texts: Vec<String> = statements.to_vec();
        while let Some(text) = texts.pop() {
            must_be_seen_through(&text, &others)?;
            let mut names: Vec<String> = mentions(Dialect::MySql, &text).into_iter().collect();
            while let Some(name) = names.pop() {
                if !reached.insert(name.clone()) {
                    continue;
                }
                names.extend(keys.get(&name).into_iter().flatten().cloned());
                for code in codes.iter().filter(|code| code.by == name) {
                    let hidden = || {
                        unsaved(
                            &name,
                            "what it runs may not be read by this user; grant it the right to see the definition",
                        )
                    };
                    texts.push(code.body.clone().ok_or_else(hidden)?);
                }
            }
        }
        let shapes = self.row_shapes().await?;
        let is_reached = |shape: &Shape| reached.contains(&*mention_key(Dialect::MySql, &shape.name));
        let shapes: Vec<Shape> = shapes.into_values().filter(is_reached).collect();
        match shapes.iter().find(|shape| !shape.engine.eq_ignore_ascii_case("InnoDB")) {
            Some(shape) => {
                let reason = format!("its engine {} has no transactions; make it `ENGINE = InnoDB`", shape.engine);
                Err(unsaved(&shape.name, &reason))
            }
            None => Ok(shapes),
        }
    }

    /// Views, triggers and routines.
    async fn codes(&mut self) -> Result<Vec<Code>> {
        let sql = "SELECT TABLE_NAME, NULLIF(VIEW_DEFINITION, '') FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() UNION ALL \
             SELECT EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE() \
             UNION ALL SELECT ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()";
        let rows = self.rows(sql).await?;
        let read = |row| Code { by: mention_key(Dialect::MySql, &value(row, 0)).into_owned(), body: text(row, 1) };
        Ok(rows.iter().map(read).collect())
    }

    /// For each table those whose foreign keys refer to it.
    async fn referrers(&mut self) -> Result<BTreeMap<String, Vec<String>>> {
        let sql = "SELECT REFERENCED_TABLE_NAME, TABLE_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS \
             WHERE CONSTRAINT_SCHEMA = DATABASE()";
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in &self.rows(sql).await? {
            let name = |at| mention_key(Dialect::MySql, &value(row, at)).into_owned();
            found.entry(name(0)).or_default().push(name(1));
        }
        Ok(found)
    }

    async fn other_databases(&mut self) -> Result<BTreeSet<String>> {
        let sql = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN (DATABASE(), 'information_schema')";
        let names = self.first_column(sql).await?.into_iter().flatten();
        Ok(names.map(|name| mention_key(Dialect::MySql, &name).into_owned()).collect())
    }
}

/// Refuses what is put together while it runs, and what is in another database.
fn must_be_seen_through(text: &str, others: &BTreeSet<String>) -> Result<()> {
    let tokens: Vec<(TokenKind, &str)> = Lexer::new(Dialect::MySql, text)
        .filter(|token| !token.is_trivia())
        .map(|token| (token.kind, token.text(text)))
        .collect();
    for (at, (kind, word)) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map_or("", |(_, text)| *text);
        let name = unquote(Dialect::MySql, word);
        let name = mention_key(Dialect::MySql, &name);
        if *kind == TokenKind::Word && ["PREPARE", "EXECUTE"].iter().any(|verb| word.eq_ignore_ascii_case(verb)) {
            return Err(unsaved("every table", "a statement is put together while it runs; write it out"));
        }
        let is_name = matches!(kind, TokenKind::Word | TokenKind::QuotedIdent);
        if is_name && next == "." && others.contains(&*name) {
            return Err(unsaved(&name, "it is another database; make it a target of its own"));
        }
    }
    Ok(())
}

/// The refusal of a step whose rows cannot be saved exactly.
pub(in crate::mysql) fn unsaved(what: &str, reason: &str) -> Error {
    Error::Refused {
        what: format!("saving the rows that the step changes in `{what}`"),
        reason: format!(
            "{reason}; nothing was changed; declare the change as one that cannot be undone, or write it otherwise"
        ),
    }
}
