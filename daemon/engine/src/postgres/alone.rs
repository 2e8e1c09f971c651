//! Statements that run only outside of transactions: which they are, and how to see whether one took effect.
//!
//! Their outcome may be unknown, when the connection broke or the process died. It is then looked at, never guessed.

use std::time::Duration;

use plan::Step;
use schema::sql::lex::{Lexer, TokenKind};
use schema::sql::unquote;
use schema::{Dialect, Ident};

use super::ledger::quoted;
use super::session::Session;
use crate::{Error, Result};

/// What a statement that runs alone sets out to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Alone {
    /// `CREATE INDEX CONCURRENTLY name ON table`: the index is in the schema of its table.
    CreateIndex { name: Ident, table: Name },
    /// `DROP INDEX CONCURRENTLY name`.
    DropIndex { name: Name },
    /// `ALTER TABLE parent DETACH PARTITION child CONCURRENTLY`.
    Detach { parent: Name, child: Name },
    /// `ALTER TYPE name ADD VALUE label`.
    AddLabel { name: Name, label: String },
    /// Something that may be done again: REINDEX, VACUUM, ANALYZE, CLUSTER.
    Repeatable,
    /// Something else.
    Unknown,
}

/// A name with its schema, where one is written.
pub(super) type Name = (Option<Ident>, Ident);

/// Whether the statement runs only outside of transactions.
pub(super) fn runs_alone(statement: &str) -> bool {
    let words = words(statement);
    words.iter().any(|word| word.eq_ignore_ascii_case("CONCURRENTLY"))
        || words.first().is_some_and(|word| word.eq_ignore_ascii_case("VACUUM"))
}

/// Reads what a statement sets out to do.
pub(super) fn read(statement: &str) -> Alone {
    let words = words(statement);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.eq_ignore_ascii_case(word));
    let find = |word: &str| words.iter().position(|found| found.eq_ignore_ascii_case(word));
    let after_exists = |at: usize| if is(at, "IF") { at + if is(at + 1, "NOT") { 3 } else { 2 } } else { at };
    let read = match (words.first().map(|word| word.to_ascii_uppercase()).as_deref(), find("CONCURRENTLY")) {
        (Some("CREATE"), Some(at)) => create_index(&words, after_exists(at + 1)),
        (Some("DROP"), Some(at)) if is(1, "INDEX") => {
            name(&words, after_exists(at + 1)).map(|(name, _)| Alone::DropIndex { name })
        }
        (Some("ALTER"), Some(_)) if is(1, "TABLE") => detach(&words, after_exists(2), find("PARTITION")),
        (Some("ALTER"), _) if is(1, "TYPE") => add_label(&words),
        (Some("REINDEX" | "VACUUM" | "ANALYZE" | "CLUSTER"), _) => Some(Alone::Repeatable),
        _ => None,
    };
    read.unwrap_or(Alone::Unknown)
}

fn create_index(words: &[&str], at: usize) -> Option<Alone> {
    let name_text = words.get(at)?;
    let on = words.iter().skip(at).position(|word| word.eq_ignore_ascii_case("ON"))? + at;
    let only = usize::from(words.get(on + 1)?.eq_ignore_ascii_case("ONLY"));
    let (table, _) = name(words, on + 1 + only)?;
    Some(Alone::CreateIndex { name: Ident::parse(Dialect::Postgres, name_text), table })
}

fn detach(words: &[&str], parent: usize, partition: Option<usize>) -> Option<Alone> {
    let only = usize::from(words.get(parent)?.eq_ignore_ascii_case("ONLY"));
    let (parent, _) = name(words, parent + only)?;
    let (child, _) = name(words, partition? + 1)?;
    Some(Alone::Detach { parent, child })
}

fn add_label(words: &[&str]) -> Option<Alone> {
    let (name, next) = name(words, 2)?;
    let rest = words.get(next..)?;
    let label = rest.iter().find(|word| word.starts_with('\''))?;
    let is_add = rest.first()?.eq_ignore_ascii_case("ADD");
    let label = label.trim_matches('\'').replace("''", "'");
    is_add.then_some(Alone::AddLabel { name, label })
}

/// A qualified name that starts at a word, and where the words go on.
fn name(words: &[&str], at: usize) -> Option<(Name, usize)> {
    let read = |at: usize| words.get(at).map(|word| Ident::from(unquote(Dialect::Postgres, word)));
    let first = read(at)?;
    if words.get(at + 1) == Some(&".") {
        Some(((Some(first), read(at + 2)?), at + 3))
    } else {
        Some(((None, first), at + 1))
    }
}

/// The significant words and marks of a statement.
fn words(statement: &str) -> Vec<&str> {
    let tokens = Lexer::new(Dialect::Postgres, statement).filter(|token| !token.is_trivia());
    let shown = tokens.filter(|token| !matches!(token.kind, TokenKind::DollarString));
    shown.map(|token| token.text(statement)).collect()
}

/// A name as text for `to_regclass` and its like.
fn regname((schema, name): &Name) -> String {
    let shown = |name: &Ident| name.display(Dialect::Postgres).to_string();
    let parts: Vec<_> = [schema.as_ref(), Some(name)].into_iter().flatten().map(shown).collect();
    quoted(&parts.join("."))
}

impl Session {
    /// Whether every statement of the step took effect; a half-built index is dropped first.
    ///
    /// # Errors
    /// A statement whose effect cannot be seen.
    pub(super) async fn took_effect(&mut self, step: &Step) -> Result<bool> {
        self.all_took_effect(&step.statements).await
    }

    /// Whether the undo of the step took effect. An index that it half built is not there: that the step's own effect is
    /// gone is not enough.
    ///
    /// # Errors
    /// A statement whose effect cannot be seen.
    pub(super) async fn is_taken_back(&mut self, step: &Step) -> Result<bool> {
        let undo = step.undo.statements();
        let can_be_seen = |statement: &String| !matches!(read(statement), Alone::Unknown | Alone::Repeatable);
        if !undo.is_empty() && undo.iter().all(can_be_seen) {
            return self.all_took_effect(undo).await;
        }
        Ok(!self.took_effect(step).await?)
    }

    async fn all_took_effect(&mut self, statements: &[String]) -> Result<bool> {
        for statement in statements {
            if !self.statement_took_effect(statement).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn statement_took_effect(&mut self, statement: &str) -> Result<bool> {
        let query = match read(statement) {
            Alone::CreateIndex { name, table } => {
                self.drop_invalid_index(&name, &table).await?;
                format!("SELECT {}", index_exists(&name, &table))
            }
            Alone::DropIndex { name } => format!("SELECT to_regclass({}) IS NULL", regname(&name)),
            Alone::Detach { parent, child } => {
                self.finish_detaching(&parent, &child).await?;
                format!(
                    "SELECT NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass({}) AND inhparent = to_regclass({}))",
                    regname(&child),
                    regname(&parent)
                )
            }
            Alone::AddLabel { name, label } => format!(
                "SELECT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype({}) AND enumlabel = {})",
                regname(&name),
                quoted(&label)
            ),
            Alone::Repeatable => return Ok(false),
            Alone::Unknown => {
                return Err(Error::Refused {
                    what: format!("finding out whether `{statement}` took effect"),
                    reason: "its effect cannot be told from the catalogs; look at the database, then set the state of the step \
                             in `groundline.step` to `done`, or delete its row"
                        .to_owned(),
                });
            }
        };
        Ok(self.one(&query).await?.starts_with('t'))
    }

    /// Whether a drop that failed has left its index without validity: then the index is neither there nor gone.
    pub(crate) async fn is_half_done(&mut self, step: &Step) -> Result<bool> {
        for statement in &step.statements {
            if let Alone::DropIndex { name } = read(statement) {
                let sql =
                    format!("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass({})", regname(&name));
                if self.one(&sql).await?.starts_with('t') {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Drops what a concurrent build that failed left behind.
    pub(super) async fn drop_leftovers(&mut self, statements: &[String]) -> Result<()> {
        for statement in statements {
            if let Alone::CreateIndex { name, table } = read(statement) {
                self.drop_invalid_index(&name, &table).await?;
            }
        }
        Ok(())
    }

    async fn drop_invalid_index(&mut self, name: &Ident, table: &Name) -> Result<()> {
        let found = self
            .one(&format!(
                "SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                 WHERE i.indrelid = to_regclass({}) AND c.relname = {} AND NOT i.indisvalid AND c.relkind = 'i'",
                regname(table),
                quoted(name.as_str())
            ))
            .await?;
        if found.is_empty() {
            return Ok(());
        }
        self.batch(&format!("DROP INDEX CONCURRENTLY IF EXISTS {found}")).await
    }

    async fn finish_detaching(&mut self, parent: &Name, child: &Name) -> Result<()> {
        let pending = format!(
            "SELECT format('ALTER TABLE %s DETACH PARTITION %s FINALIZE', inhparent::regclass, inhrelid::regclass) \
             FROM pg_inherits WHERE inhrelid = to_regclass({}) AND inhparent = to_regclass({}) AND inhdetachpending",
            regname(child),
            regname(parent)
        );
        let statement = self.one(&pending).await?;
        if statement.is_empty() { Ok(()) } else { self.batch(&statement).await }
    }

    /// Ends the session that began a statement, if it still runs: its process may have died without the server noticing.
    ///
    /// # Errors
    /// The session goes on and cannot be ended.
    pub(super) async fn end_orphan(&mut self, backend: i64, started: &str) -> Result<()> {
        const ROUNDS: u32 = 300;
        let alive = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE pid = {backend} AND backend_start = {}::timestamptz \
             AND pid <> pg_backend_pid()",
            quoted(started)
        );
        for round in 0..ROUNDS {
            if self.one(&alive).await? == "0" {
                return Ok(());
            }
            if round == 0 {
                let end = format!("SELECT pg_terminate_backend({backend})");
                if let Err(error) = self.batch(&end).await {
                    tracing::warn!(backend, %error, "a session that was left behind could not be ended");
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(Error::Refused {
            what: "finding out what an interrupted step did".to_owned(),
            reason: format!(
                "process {backend} of the server still works on it; end it with `SELECT pg_terminate_backend({backend})`"
            ),
        })
    }
}

fn index_exists(name: &Ident, table: &Name) -> String {
    format!(
        "EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         WHERE i.indrelid = to_regclass({}) AND c.relname = {} AND i.indisvalid)",
        regname(table),
        quoted(name.as_str())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(schema: &str, name: &str) -> Name {
        (Some(schema.into()), name.into())
    }

    #[test]
    fn what_runs_alone_is_read_from_its_statement() {
        assert_eq!(
            read("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"A i\" ON ONLY app.\"T\" USING btree (a)"),
            Alone::CreateIndex { name: "A i".into(), table: name("app", "T") }
        );
        assert_eq!(read("DROP INDEX CONCURRENTLY app.i"), Alone::DropIndex { name: name("app", "i") });
        assert_eq!(
            read("ALTER TABLE app.p DETACH PARTITION app.c CONCURRENTLY"),
            Alone::Detach { parent: name("app", "p"), child: name("app", "c") }
        );
        assert_eq!(
            read("ALTER TYPE app.mood ADD VALUE 'it''s' AFTER 'ok'"),
            Alone::AddLabel { name: name("app", "mood"), label: "it's".to_owned() }
        );
        assert_eq!(read("REINDEX INDEX CONCURRENTLY app.i"), Alone::Repeatable);
        assert_eq!(read("SELECT 1"), Alone::Unknown);
        assert!(runs_alone("drop index concurrently i") && !runs_alone("COMMENT ON TABLE t IS 'CONCURRENTLY'"));
    }
}
