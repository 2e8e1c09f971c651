//! Runs that somebody on call let go at once, and whether they were approved since.

use schema::Digest;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Result, Store, StoreReader};
use crate::approval::Question;
use crate::status::Timestamp;

/// A run that somebody on call let go at once, and that was not approved yet.
#[derive(Clone, Debug)]
pub struct BrokenGlass {
    /// The target.
    pub target: String,
    /// The run.
    pub run: i64,
    /// Its plan.
    pub plan: Digest,
    /// Who let it go.
    pub person: String,
    /// Why.
    pub reason: String,
    /// What has to be met afterwards.
    pub question: Question,
    /// Until when.
    pub due: Timestamp,
}

/// A question as the store has it.
#[derive(Serialize, Deserialize)]
struct Written {
    base: Digest,
    risk: review::approval::Risk,
    demands: Vec<Vec<review::approval::Part>>,
    authors: std::collections::BTreeMap<String, String>,
}

/// What is written down with the run that begins.
#[derive(Clone, Debug)]
pub struct Glass {
    /// Who lets it go.
    pub person: String,
    /// Why.
    pub reason: String,
    /// What has to be met afterwards.
    pub question: Question,
    /// Within how many seconds.
    pub within: u64,
}

impl Store {
    /// Writes down that the glass was broken, within the transaction in which the run begins.
    pub(super) async fn keep_glass(
        &self,
        connection: &mut sqlx::SqliteConnection,
        (target, run): (&str, i64),
        glass: &Glass,
        now: Timestamp,
    ) -> Result<()> {
        let question = &glass.question;
        let written = Written {
            base: question.base,
            risk: question.risk,
            demands: question.demands.iter().map(|demand| demand.approvals.clone()).collect(),
            authors: question.authors.clone(),
        };
        sqlx::query(
            "INSERT INTO broken_glass (target, run, plan, person, reason, question, broken_at, due_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(target)
        .bind(run)
        .bind(question.plan.to_string())
        .bind(&glass.person)
        .bind(&glass.reason)
        .bind(self.reader().write_json("a question", &written)?)
        .bind(now.millis())
        .bind(now.after(std::time::Duration::from_secs(glass.within)).millis())
        .execute(connection)
        .await
        .map_err(self.failed())?;
        Ok(())
    }

    /// A run was approved afterwards.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn mend_glass(&self, target: &str, run: i64, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE broken_glass SET reviewed_at = ? WHERE target = ? AND run = ? AND reviewed_at IS NULL")
            .bind(now.millis())
            .bind(target)
            .bind(run)
            .execute(self.pool())
            .await
            .map_err(self.failed())?;
        Ok(())
    }
}

impl StoreReader {
    /// The runs of a target that somebody let go at once and that were not approved yet, the oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn broken_glass(&self, target: &str) -> Result<Vec<BrokenGlass>> {
        let query = "SELECT * FROM broken_glass WHERE target = ? AND reviewed_at IS NULL ORDER BY run";
        let rows = sqlx::query(query).bind(target).fetch_all(self.pool()).await.map_err(self.failed())?;
        rows.iter().map(|row| self.glass_of(row)).collect()
    }

    fn glass_of(&self, row: &SqliteRow) -> Result<BrokenGlass> {
        let written: Written = self.read_json("a question", &self.text_of(row, "question")?)?;
        let (target, plan) = (self.text_of(row, "target")?, self.digest_of(row, "plan")?);
        let demands = written.demands.into_iter().map(|approvals| review::approval::Demand { approvals }).collect();
        let question = Question {
            target: target.clone(),
            plan,
            base: written.base,
            risk: written.risk,
            demands,
            authors: written.authors,
        };
        Ok(BrokenGlass {
            target,
            run: row.try_get("run").map_err(self.failed())?,
            plan,
            person: self.text_of(row, "person")?,
            reason: self.text_of(row, "reason")?,
            question,
            due: Timestamp::from_millis(row.try_get("due_at").map_err(self.failed())?),
        })
    }
}
