//! The changelists of a target, as its status shows them.

use serde::{Deserialize, Serialize};

use crate::changelist::{Standing, State, Survey};

/// A changelist that is not simply through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangelistStatus {
    /// Its id.
    pub id: String,
    /// What it does.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// The last run of it, by its number in the target's ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<i64>,
    /// What it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<String>,
}

/// How many rows a statement of a plan changes, by the database's own word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// Where the statement is written.
    pub location: String,
    /// The table whose rows it changes, where it could be read.
    pub table: Option<String>,
    /// About how many; none where nobody knows.
    pub rows: Option<u64>,
    /// The same in words, with how it is known.
    pub shown: String,
}

impl ChangelistStatus {
    /// Those of a target that did not run, or whose run does not stand.
    pub fn of(survey: &Survey) -> Vec<Self> {
        survey.standings.iter().filter(|standing| standing.state != State::Applied).map(Self::of_one).collect()
    }

    fn of_one(standing: &Standing) -> Self {
        Self {
            id: standing.id.clone(),
            title: standing.title.clone(),
            state: standing.state,
            run: standing.run.as_ref().map(|run| run.run.0),
            waits_for: standing.waits_for.clone(),
        }
    }
}

impl From<&review::Statement> for Estimate {
    fn from(statement: &review::Statement) -> Self {
        Self {
            location: format!("{}:{}", statement.file, statement.line),
            table: statement.table.clone(),
            rows: statement.affected_rows.estimate,
            shown: statement.affected_rows.shown(),
        }
    }
}
