//! The account of a run: each step with its statements, when it ran, how often it was tried, and what became of it.
//!
//! Told from the journal and the plan, so that an auditor needs neither the target nor Git.

use plan::Plan;
use serde::Serialize;

use super::journal::JournalLine;
use super::{Result, StoreReader};
use crate::status::Timestamp;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepEnd {
    /// It did not begin.
    NotRun,
    /// It began, and nothing says how it ended.
    Open,
    /// It is done.
    Done,
    /// It failed, and changed nothing.
    Failed,
    /// It was done, and undone.
    Undone,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepAccount {
    /// Its number.
    pub step: u32,
    /// What it does, in words.
    pub summary: String,
    /// What ran, in order.
    pub statements: Vec<String>,
    /// What became of it.
    pub end: StepEnd,
    /// How often it was tried.
    pub attempts: u32,
    /// When it began first.
    pub began: Option<Timestamp>,
    /// When it was done, failed or undone.
    pub ended: Option<Timestamp>,
    /// Why the last try failed.
    pub error: Option<String>,
}

impl StepAccount {
    /// How long it took, in milliseconds, with its tries and the pauses between them.
    pub fn millis(&self) -> Option<u64> {
        let taken = self.ended?.since(self.began?);
        u64::try_from(taken.as_millis()).ok()
    }
}

impl StoreReader {
    /// The account of a run; none where its plan is not known here.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn account(&self, target: &str, run: i64, digest: &schema::Digest) -> Result<Option<Vec<StepAccount>>> {
        let Some(stored) = self.plan(digest).await? else { return Ok(None) };
        let journal = self.journal(target, run).await?;
        Ok(Some(account(&stored.plan, &journal)))
    }
}

/// What the journal says of the steps of a plan.
pub fn account(plan: &Plan, journal: &[JournalLine]) -> Vec<StepAccount> {
    let mut steps: Vec<StepAccount> = plan
        .steps
        .iter()
        .map(|step| StepAccount {
            step: step.id,
            summary: step.summary.clone(),
            statements: step.statements.clone(),
            end: StepEnd::NotRun,
            attempts: 0,
            began: None,
            ended: None,
            error: None,
        })
        .collect();
    for line in journal {
        let Some((point, number)) = line.point.split_once(':') else { continue };
        let number: Option<u32> = number.parse().ok();
        if let Some(step) = steps.iter_mut().find(|step| Some(step.step) == number) {
            step.take(point, line);
        }
    }
    steps
}

impl StepAccount {
    fn take(&mut self, point: &str, line: &JournalLine) {
        let end = match point {
            "step-begins" => {
                self.attempts += 1;
                self.began.get_or_insert(line.at);
                StepEnd::Open
            }
            "step-done" => StepEnd::Done,
            "step-failed" => StepEnd::Failed,
            "undo-begins" => StepEnd::Open,
            "undo-done" => StepEnd::Undone,
            _ => return,
        };
        self.end = end;
        self.ended = (end != StepEnd::Open).then_some(line.at);
        if end == StepEnd::Failed {
            self.error.clone_from(&line.detail);
        }
    }
}
