//! Where each step of a run stands, after a process died: the ledger first, then the database.

use std::collections::BTreeMap;
use std::time::Duration;

use plan::Step;
use sqlx::mysql::MySqlRow;

use super::mark::{Effect, effect};
use super::session::{Session, text, value};
use super::steps::Way;
use crate::ledger::{Run, StepState};
use crate::{Error, Result};

/// A row of the ledger for a step.
struct Recorded {
    state: String,
    is_undoing: bool,
    done: usize,
    /// What the objects looked like before the statement whose outcome is not recorded.
    mark: Option<String>,
    session: Option<i64>,
    started: String,
}

impl Session {
    pub(crate) async fn settle(&mut self, run: &Run) -> Result<BTreeMap<u32, StepState>> {
        let mut recorded = self.recorded_steps(run).await?;
        let mut states = BTreeMap::new();
        for step in &run.plan.steps {
            let state = match recorded.remove(&step.id) {
                None => StepState::NotRun,
                Some(row) => self.settle_step(run, step, row).await?,
            };
            states.insert(step.id, state);
        }
        Ok(states)
    }

    async fn recorded_steps(&mut self, run: &Run) -> Result<BTreeMap<u32, Recorded>> {
        if !self.has_ledger().await? {
            return Ok(BTreeMap::new());
        }
        let sql = format!(
            "SELECT step, state, is_undoing, done, mark, session, server_start FROM groundline.step \
             WHERE {} AND run = {}",
            self.of_target(),
            run.id
        );
        let rows = self.rows(&sql).await?;
        let read = |row: &MySqlRow| -> Result<(u32, Recorded)> {
            let step = u32::try_from(self.number(row, 0)?).unwrap_or_default();
            let done = usize::try_from(self.number(row, 3)?).unwrap_or_default();
            let session = self.optional_number(row, 5)?;
            let (state, is_undoing) = (value(row, 1), value(row, 2) == "1");
            Ok((step, Recorded { state, is_undoing, done, mark: text(row, 4), session, started: value(row, 6) }))
        };
        rows.iter().map(read).collect()
    }

    async fn settle_step(&mut self, run: &Run, step: &Step, mut row: Recorded) -> Result<StepState> {
        if step.mode == plan::Mode::Online {
            return self.settle_online(run.id, step, &row.state).await;
        }
        match (row.state.as_str(), row.is_undoing) {
            ("done", false) => return Ok(StepState::Done),
            ("undone", _) => return Ok(StepState::Undone),
            ("done", true) | ("begun", _) => {}
            (other, _) => return Err(self.spoiled(format!("no state of a step is called `{other}`"))),
        }
        let way = if row.is_undoing { Way::Back } else { Way::Forth };
        if let Some(session) = row.session {
            self.end_orphan(session, &row.started).await?;
        }
        let statements = way.statements(step);
        if let (Some(before), Some(statement)) = (row.mark.take(), statements.get(row.done))
            && self.mark(statement).await? != before
        {
            row.done += 1;
        }
        let is_idle = |statement: &String| effect(statement) == Effect::Setting;
        let is_whole = statements.iter().skip(row.done).all(is_idle);
        let is_none = statements.iter().take(row.done).all(is_idle);
        if is_whole {
            self.batch("START TRANSACTION").await?;
            self.record(run.id, step, way).await?;
            self.batch("COMMIT").await?;
            return Ok(if way == Way::Forth { StepState::Done } else { StepState::Undone });
        }
        match (is_none, way) {
            (true, Way::Forth) => self.forget(run.id, step.id).await?,
            (true, Way::Back) => self.keep_done(run.id, step.id).await?,
            (false, _) => {
                let sql = format!(
                    "UPDATE groundline.step SET done = {}, mark = NULL WHERE {}",
                    row.done,
                    self.of_step(run.id, step.id)
                );
                self.recorded(&sql).await?;
            }
        }
        // What is half done goes on with the next statement when the step is run, or undone, again.
        Ok(if way == Way::Forth { StepState::NotRun } else { StepState::Done })
    }

    /// Ends the session that began a statement, if it still runs: its process may have died without the server noticing.
    ///
    /// # Errors
    /// The session goes on and cannot be ended.
    pub(super) async fn end_orphan(&mut self, session: i64, started: &str) -> Result<()> {
        const ROUNDS: u32 = 300;
        let alive = format!(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = {session} AND ID <> CONNECTION_ID() AND '{started}' = {}",
            self.server_start()
        );
        for round in 0..ROUNDS {
            if self.one(&alive).await? == "0" {
                return Ok(());
            }
            if round == 0
                && let Err(error) = self.batch(&format!("KILL {session}")).await
            {
                tracing::warn!(session, %error, "a session that was left behind could not be ended");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(Error::Refused {
            what: "finding out what an interrupted step did".to_owned(),
            reason: format!("session {session} of the server still works on it; end it with `KILL {session}`"),
        })
    }
}
