//! Where the work on a table stands, in `groundline.online` beside the ledger.
//!
//! Invariant: what is said here to be copied is copied: both commit together. What was replayed may be more than is said: it is
//! replayed again then, with the same end.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use sqlx::mysql::MySqlRow;

use super::key::{Bound, Range};
use super::shadow::LeftAway;
use crate::Result;
use crate::ledger::RunId;
use crate::mysql::binlog::Position;
use crate::mysql::ledger::quoted;
use crate::mysql::session::{Session, text, value};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS groundline.online (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, \
    target VARCHAR(64) NOT NULL, tbl VARCHAR(64) NOT NULL, run BIGINT NOT NULL, step INT NOT NULL, work LONGTEXT NOT NULL, \
    structure LONGTEXT NOT NULL, shadow VARCHAR(64) NOT NULL DEFAULT '', kept VARCHAR(64) NOT NULL DEFAULT '', phase VARCHAR(16) NOT NULL, \
    copied_to LONGTEXT, cut LONGTEXT, cut_done BIGINT NOT NULL DEFAULT 0, indexes LONGTEXT, applied VARCHAR(600), reversed VARCHAR(600), \
    copied BIGINT NOT NULL DEFAULT 0, replayed BIGINT NOT NULL DEFAULT 0, sessions TEXT, \
    server_start BIGINT, began_at BIGINT NOT NULL, at BIGINT NOT NULL, KEY by_target (target, tbl)) ENGINE = InnoDB \
    COMMENT = 'Online changes of tables. Do not change it by hand.'";

/// How far an online change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Its tables are being made.
    Preparing,
    Copying,
    Indexing,
    /// Replaying, comparing, waiting for the exchange.
    Following,
    /// The names may have been exchanged.
    Exchanging,
    /// The names are exchanged; the table as it was can be fed.
    Exchanged,
    /// The names may have been exchanged back.
    Reverting,
    /// The names are exchanged back.
    Reverted,
    /// The table as it was cannot be fed any more, or is gone.
    Ended,
}

impl Stage {
    const ALL: [Self; 9] = [
        Self::Preparing,
        Self::Copying,
        Self::Indexing,
        Self::Following,
        Self::Exchanging,
        Self::Exchanged,
        Self::Reverting,
        Self::Reverted,
        Self::Ended,
    ];

    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Copying => "copying",
            Self::Indexing => "indexing",
            Self::Following => "following",
            Self::Exchanging => "exchanging",
            Self::Exchanged => "exchanged",
            Self::Reverting => "reverting",
            Self::Reverted => "reverted",
            Self::Ended => "ended",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// What was to be done, as it was when it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Work {
    pub(super) table: String,
    pub(super) clauses: String,
    pub(super) renamed: Vec<(String, String)>,
    /// Whether it was agreed that values change.
    pub(super) may_lose: bool,
}

/// One online change.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) id: i64,
    pub(super) run: RunId,
    pub(super) step: u32,
    pub(super) work: Work,
    /// The table's statement when it began, without its counter.
    pub(super) structure: String,
    pub(super) shadow: String,
    pub(super) kept: String,
    pub(super) stage: Stage,
    /// Up to where everything is copied.
    pub(super) copied_to: Option<Bound>,
    /// The ends of the ranges that are being copied; an empty one is the end of the table.
    pub(super) cut: Vec<Bound>,
    /// Which of them are copied, by bits.
    pub(super) cut_done: u64,
    /// The indexes that are built when everything is copied.
    pub(super) indexes: Vec<LeftAway>,
    pub(super) applied: Option<Position>,
    pub(super) reversed: Option<Position>,
    pub(super) copied: u64,
    pub(super) replayed: u64,
    pub(super) began_at: i64,
}

impl Job {
    /// The condition of its row.
    pub(super) fn row(&self) -> String {
        format!("id = {}", self.id)
    }

    /// Whether the whole table was copied.
    pub(super) fn is_copied(&self) -> bool {
        self.copied_to.as_ref().is_some_and(Vec::is_empty)
    }

    /// Takes the ranges together when all of them are copied.
    pub(super) fn join(&mut self) {
        if self.ranges().is_empty()
            && let Some(end) = self.cut.pop()
        {
            self.copied_to = Some(end);
            self.cut.clear();
            self.cut_done = 0;
        }
    }

    /// The ranges that are being copied, with their numbers.
    pub(super) fn ranges(&self) -> VecDeque<(usize, Range)> {
        let starts = std::iter::once(self.copied_to.clone()).chain(self.cut.iter().cloned().map(Some));
        let ends = self.cut.iter().map(|end| Some(end.clone()).filter(|end| !end.is_empty()));
        let ranges = starts.zip(ends).map(|(after, upto)| Range { after, upto }).enumerate();
        ranges.filter(|(at, _)| self.cut_done & (1 << at) == 0).collect()
    }

    /// Everything that is not copied yet.
    pub(super) fn uncopied(&self) -> Vec<Range> {
        if self.is_copied() {
            return Vec::new();
        }
        let mut ranges: Vec<Range> = self.ranges().into_iter().map(|(_, range)| range).collect();
        let last = self.cut.last().cloned().or_else(|| self.copied_to.clone());
        if !last.as_ref().is_some_and(Vec::is_empty) {
            ranges.push(Range { after: last, upto: None });
        }
        ranges
    }
}

impl Session {
    /// Whether there can be online changes here.
    pub(super) async fn has_jobs(&mut self) -> Result<bool> {
        self.has_own("online").await
    }

    /// The online changes of this database, newest first; `which` is a condition.
    pub(super) async fn read_jobs(&mut self, which: &str) -> Result<Vec<Job>> {
        if !self.has_jobs().await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT id, run, step, work, structure, shadow, kept, phase, copied_to, cut, cut_done, indexes, applied, reversed, \
             copied, replayed, began_at FROM groundline.online WHERE {} AND {which} ORDER BY id DESC",
            self.of_target()
        );
        let rows = self.recorded(&sql).await?;
        rows.iter().map(|row| self.read_job(row)).collect()
    }

    fn read_job(&self, row: &MySqlRow) -> Result<Job> {
        let counted = |at| self.number(row, at).map(|number| u64::try_from(number).unwrap_or_default());
        let stage = value(row, 7);
        let mut job = Job {
            id: self.number(row, 0)?,
            run: RunId(self.number(row, 1)?),
            step: u32::try_from(self.number(row, 2)?).unwrap_or_default(),
            work: self.parsed(row, 3)?.ok_or_else(|| self.spoiled("an online change has no work".to_owned()))?,
            structure: value(row, 4),
            shadow: value(row, 5),
            kept: value(row, 6),
            stage: Stage::parse(&stage).ok_or_else(|| self.spoiled(format!("no phase is called `{stage}`")))?,
            copied_to: self.parsed(row, 8)?,
            cut: self.parsed(row, 9)?.unwrap_or_default(),
            cut_done: counted(10)?,
            indexes: self.parsed(row, 11)?.unwrap_or_default(),
            applied: self.position_in(row, 12)?,
            reversed: self.position_in(row, 13)?,
            copied: counted(14)?,
            replayed: counted(15)?,
            began_at: self.number(row, 16)?,
        };
        job.join();
        Ok(job)
    }

    fn parsed<T: for<'d> Deserialize<'d>>(&self, row: &MySqlRow, column: usize) -> Result<Option<T>> {
        let parse = |text: String| serde_json::from_str(&text).map_err(|cause| self.spoiled(cause.to_string()));
        text(row, column).map_or(Ok(None), parse)
    }

    fn position_in(&self, row: &MySqlRow, column: usize) -> Result<Option<Position>> {
        let parse = |text: String| text.parse().map_err(|cause| self.spoiled(format!("{cause}")));
        text(row, column).filter(|text| !text.is_empty()).map(parse).transpose()
    }

    /// Writes a new online change down.
    pub(super) async fn new_job(&mut self, run: RunId, step: u32, work: &Work, structure: &str) -> Result<Job> {
        self.batch("CREATE DATABASE IF NOT EXISTS groundline CHARACTER SET utf8mb4 COLLATE utf8mb4_bin").await?;
        self.batch(TABLE).await?;
        let sql = format!(
            "INSERT INTO groundline.online (target, tbl, run, step, work, structure, phase, server_start, began_at, at) VALUES \
             ({}, {}, {run}, {step}, {}, {}, 'preparing', {}, UNIX_TIMESTAMP(), UNIX_TIMESTAMP())",
            quoted(&self.database),
            quoted(&work.table),
            self.json(work)?,
            quoted(structure),
            self.server_start()
        );
        self.recorded(&sql).await?;
        let id = self.one("SELECT LAST_INSERT_ID()").await?;
        let job = self.read_jobs(&format!("id = {id}")).await?.pop();
        job.ok_or_else(|| self.spoiled("a new online change is not there".to_owned()))
    }

    /// A value as it stands in a row of the table.
    pub(super) fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        serde_json::to_string(value).map(|text| quoted(&text)).map_err(|cause| self.spoiled(cause.to_string()))
    }

    /// Writes something of an online change down.
    pub(super) async fn set_job(&mut self, job: &Job, what: &str) -> Result<()> {
        let sql = format!("UPDATE groundline.online SET {what}, at = UNIX_TIMESTAMP() WHERE {}", job.row());
        self.recorded(&sql).await.map(drop)
    }

    /// Writes down how far it is.
    pub(super) async fn set_stage(&mut self, job: &mut Job, stage: Stage) -> Result<()> {
        self.set_job(job, &format!("phase = '{}'", stage.word())).await?;
        job.stage = stage;
        Ok(())
    }

    /// What the server says makes the table, without its counter.
    pub(super) async fn structure(&mut self, table: &str) -> Result<String> {
        let rows = self.rows(&format!("SHOW CREATE TABLE {}", super::columns::name(table))).await?;
        let text = rows.first().map(|row| value(row, 1)).unwrap_or_default();
        Ok(crate::mysql::mark::without_counter(&text))
    }
}
