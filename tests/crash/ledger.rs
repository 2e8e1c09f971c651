//! The ledger of a database, as its own program shows it: what a run left behind is read without Groundline.

use tests::Fault;

use crate::cases::database::Database;

/// What the ledger tells; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    /// The runs in order: how each stands, and whether it says when it ended.
    pub(super) runs: Vec<(String, bool)>,
    /// The steps: run, step, state.
    pub(super) steps: Vec<(i64, i64, String)>,
    /// How many snapshots are there to be restored.
    pub(super) kept: i64,
}

impl Ledger {
    pub(super) fn of(database: &Database) -> Result<Self, Fault> {
        let (is_there, runs, steps, kept) = match database {
            Database::Sqlite(_) => SQLITE,
            Database::Postgres(_) => POSTGRES,
            Database::MySql(_) => MYSQL,
        };
        if database.run(is_there)?.trim() != "1" {
            return Ok(Self::default());
        }
        Ok(Self {
            runs: read(&database.run(runs)?)?,
            steps: read(&database.run(steps)?)?,
            kept: database.run(kept)?.trim().parse().map_err(|_| Fault::new("snapshots cannot be counted"))?,
        })
    }

    /// How each run stands, in order.
    pub(super) fn states(&self) -> Vec<&str> {
        self.runs.iter().map(|(state, _)| state.as_str()).collect()
    }

    /// The steps of a run, in order, that stand so.
    pub(super) fn steps_of(&self, run: i64, state: &str) -> Vec<i64> {
        self.steps.iter().filter(|step| step.0 == run && step.2 == state).map(|step| step.1).collect()
    }

    /// What contradicts itself: a run that is over without an end, one with an end that is not over, a step that is neither
    /// done nor undone though its run is over.
    pub(super) fn contradiction(&self) -> Option<String> {
        let is_over = |state: &str| !["running", "giving_up", "undoing"].contains(&state);
        let run = self.runs.iter().find(|(state, has_end)| is_over(state) != *has_end);
        let step = self.steps.iter().find(|(run, _, state)| {
            let of = usize::try_from(run - 1).ok().and_then(|place| self.runs.get(place));
            !matches!(state.as_str(), "done" | "undone") && of.is_some_and(|(state, _)| is_over(state))
        });
        run.map(|run| format!("the ledger says of a run {run:?}"))
            .or_else(|| step.map(|step| format!("the ledger says of a step {step:?}")))
    }
}

fn read<T: serde::de::DeserializeOwned>(answer: &str) -> Result<Vec<T>, Fault> {
    answer.lines().filter(|line| !line.is_empty()).map(|line| Ok(serde_json::from_str(line)?)).collect()
}

type Queries = (&'static str, &'static str, &'static str, &'static str);

const SQLITE: Queries = (
    "SELECT count(*) FROM sqlite_master WHERE name = 'groundline_run';",
    "SELECT json_array(state, json(iif(finished_at IS NULL, 'false', 'true'))) FROM groundline_run ORDER BY id;",
    "SELECT json_array(run, step, state) FROM groundline_step ORDER BY run, step;",
    "SELECT count(*) FROM groundline_snapshot WHERE state = 'kept';",
);

/// One ledger serves all databases of a server.
const MYSQL: Queries = (
    "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'groundline' AND TABLE_NAME = 'run';",
    "SELECT CONCAT('[\"', state, '\",', IF(finished_at IS NULL, 'false', 'true'), ']') FROM groundline.run
     WHERE target = DATABASE() ORDER BY id;",
    "SELECT CONCAT('[', run, ',', step, ',\"', IF(is_undoing, 'undoing', state), '\"]') FROM groundline.step WHERE target = DATABASE() ORDER BY run, step;",
    "SELECT COUNT(*) FROM groundline.snapshot WHERE target = DATABASE() AND restored_by IS NULL AND purged_at IS NULL;",
);

const POSTGRES: Queries = (
    "SELECT count(to_regclass('groundline.run'));",
    "SELECT json_build_array(state, finished_at IS NOT NULL) FROM groundline.run ORDER BY id;",
    "SELECT json_build_array(run, step, state) FROM groundline.step ORDER BY run, step;",
    "SELECT count(*) FROM groundline.snapshot WHERE restored_by IS NULL AND purged_at IS NULL;",
);
