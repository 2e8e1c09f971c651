//! Where each step of a run stands, after a process died: the ledger first, then the database.

use std::collections::BTreeMap;

use plan::Step;

use super::session::Session;
use crate::Result;
use crate::ledger::{Run, StepState};

/// A row of the ledger for a step.
struct Recorded {
    state: String,
    is_undoing: bool,
    backend: Option<i64>,
    started: String,
}

impl Session {
    pub(crate) async fn settle(&mut self, run: &Run) -> Result<BTreeMap<u32, StepState>> {
        let mut recorded = self.recorded_steps(run).await?;
        let mut states = BTreeMap::new();
        for step in &run.plan.steps {
            let state = match recorded.remove(&step.id) {
                None => StepState::NotRun,
                Some(row) => self.settle_step(run, step, &row).await?,
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
            "SELECT step, state, is_undoing, backend, backend_start::text FROM groundline.step WHERE run = {}",
            run.id
        );
        let mut found = BTreeMap::new();
        for row in self.rows(&sql).await? {
            let step = u32::try_from(self.number(&row, 0)?).unwrap_or_default();
            let backend = match self.optional(&row, 3)? {
                Some(_) => Some(self.number(&row, 3)?),
                None => None,
            };
            let is_undoing = self.value(&row, 2)?.starts_with('t');
            let (state, started) = (self.value(&row, 1)?, self.value(&row, 4)?);
            found.insert(step, Recorded { state, is_undoing, backend, started });
        }
        Ok(found)
    }

    async fn settle_step(&mut self, run: &Run, step: &Step, row: &Recorded) -> Result<StepState> {
        match (row.state.as_str(), row.is_undoing) {
            ("done", false) => return Ok(StepState::Done),
            ("undone", _) => return Ok(StepState::Undone),
            ("done", true) | ("begun", _) => {}
            (other, _) => return Err(self.spoiled(format!("no state of a step is called `{other}`"))),
        }
        if let Some(backend) = row.backend {
            self.end_orphan(backend, &row.started).await?;
        }
        let is_there = if row.is_undoing { !self.is_taken_back(step).await? } else { self.took_effect(step).await? };
        self.batch("BEGIN").await?;
        let (state, settled) = match (row.is_undoing, is_there) {
            (false, true) => (StepState::Done, self.record_done(run.id, step).await),
            (false, false) => {
                let sql = format!("DELETE FROM groundline.step WHERE run = {} AND step = {}", run.id, step.id);
                (StepState::NotRun, self.recorded(&sql).await.map(drop))
            }
            (true, true) => {
                let sql = format!(
                    "UPDATE groundline.step SET is_undoing = false WHERE run = {} AND step = {}",
                    run.id, step.id
                );
                (StepState::Done, self.recorded(&sql).await.map(drop))
            }
            (true, false) => (StepState::Undone, self.record_undone(run.id, step).await),
        };
        self.end_transaction(settled).await?;
        Ok(state)
    }
}
