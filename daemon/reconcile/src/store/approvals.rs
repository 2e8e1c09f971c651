//! What the store remembers of approvals: when each was first seen, which run used it, rejections and revocations for good.
//!
//! Invariant: a moment of first sight never moves, and a statement that was used stays used.

use std::collections::BTreeMap;

use engine::UsedApproval;
use review::approval::Statement;
use schema::Digest;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Result, Store, StoreReader};
use crate::approval::{Evidence, Memory, Remembered};
use crate::status::Timestamp;

/// Who signed a statement that is remembered.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The person.
    pub person: &'a str,
    /// The bridge that told of it.
    pub bridge: Option<&'a str>,
}

impl Store {
    /// Remembers a statement whose signature is good. True when it was not known.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn see_approval(&self, evidence: &Evidence, by: Signer<'_>, now: Timestamp) -> Result<bool> {
        let statement = &evidence.statement;
        let done = sqlx::query(
            "INSERT INTO approvals_seen (evidence, statement, target, plan, action, person, bridge, source, text, signature, \
             first_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (evidence) DO NOTHING",
        )
        .bind(evidence.digest().to_string())
        .bind(evidence.statement_digest().to_string())
        .bind(&statement.target)
        .bind(statement.plan.to_string())
        .bind(statement.action.word())
        .bind(by.person)
        .bind(by.bridge)
        .bind(&evidence.source)
        .bind(statement.text())
        .bind(String::from_utf8_lossy(&evidence.signature).into_owned())
        .bind(now.millis())
        .execute(self.pool())
        .await
        .map_err(self.failed())?;
        Ok(done.rows_affected() > 0)
    }

    /// Remembers statements as used though no run began with them: what approved a run afterwards.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn use_approvals(
        &self,
        (target, plan, run): (&str, Digest, i64),
        used: &[UsedApproval],
        now: Timestamp,
    ) -> Result<()> {
        let mut connection = self.pool().acquire().await.map_err(self.failed())?;
        self.keep_used(&mut connection, (target, plan, run), used, now.millis()).await
    }

    /// Writes down what a run rests on, within the transaction in which it begins.
    pub(super) async fn keep_used(
        &self,
        connection: &mut sqlx::SqliteConnection,
        (target, plan, run): (&str, Digest, i64),
        used: &[UsedApproval],
        now: i64,
    ) -> Result<()> {
        for one in used {
            sqlx::query(
                "INSERT INTO approvals_used (statement, target, plan, run, person, text, signature, used_at) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(one.statement.to_string())
            .bind(target)
            .bind(plan.to_string())
            .bind(run)
            .bind(&one.person)
            .bind(&one.text)
            .bind(&one.signature)
            .bind(now)
            .execute(&mut *connection)
            .await
            .map_err(self.failed())?;
        }
        Ok(())
    }
}

impl StoreReader {
    /// What is remembered of the statements about a target: of all its plans when they were first seen and used, and of one plan what was
    /// said against it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn approval_memory(&self, target: &str, plan: Digest) -> Result<Memory> {
        let rows =
            sqlx::query("SELECT * FROM approvals_seen WHERE target = ?").bind(target).fetch_all(self.pool()).await;
        let rows = rows.map_err(self.failed())?;
        let mut memory = Memory { used: self.used_approvals(target).await?, ..Memory::default() };
        for row in &rows {
            let seen = self.seen_of(row)?;
            memory.seen.insert(seen.evidence, seen.first_seen);
            if Remembered::is_for_good(seen.statement.action) && seen.statement.plan == plan {
                memory.remembered.push(seen);
            }
        }
        Ok(memory)
    }

    /// The statements that a run rested on.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn approvals_of_run(&self, target: &str, run: i64) -> Result<Vec<UsedApproval>> {
        let query = "SELECT * FROM approvals_used WHERE target = ? AND run = ? ORDER BY person, statement";
        let rows = sqlx::query(query).bind(target).bind(run).fetch_all(self.pool()).await.map_err(self.failed())?;
        rows.iter()
            .map(|row| {
                Ok(UsedApproval {
                    statement: self.digest_of(row, "statement")?,
                    person: self.text_of(row, "person")?,
                    text: self.text_of(row, "text")?,
                    signature: self.text_of(row, "signature")?,
                })
            })
            .collect()
    }

    async fn used_approvals(&self, target: &str) -> Result<BTreeMap<Digest, i64>> {
        let query = "SELECT statement, run FROM approvals_used WHERE target = ?";
        let rows = sqlx::query(query).bind(target).fetch_all(self.pool()).await.map_err(self.failed())?;
        let used =
            |row: &SqliteRow| Ok((self.digest_of(row, "statement")?, row.try_get("run").map_err(self.failed())?));
        rows.iter().map(used).collect()
    }

    fn seen_of(&self, row: &SqliteRow) -> Result<Remembered> {
        let text = self.text_of(row, "text")?;
        let statement = Statement::parse(text.as_bytes()).map_err(|error| self.content("a statement", &error))?;
        Ok(Remembered {
            evidence: self.digest_of(row, "evidence")?,
            source: self.text_of(row, "source")?,
            statement,
            person: self.text_of(row, "person")?,
            bridge: row.try_get("bridge").map_err(self.failed())?,
            first_seen: Timestamp::from_millis(row.try_get("first_seen").map_err(self.failed())?),
        })
    }

    pub(super) fn text_of(&self, row: &SqliteRow, column: &str) -> Result<String> {
        row.try_get(column).map_err(self.failed())
    }

    pub(super) fn digest_of(&self, row: &SqliteRow, column: &str) -> Result<Digest> {
        let text = self.text_of(row, column)?;
        Digest::parse(&text).ok_or_else(|| self.content("a digest", &text))
    }
}
