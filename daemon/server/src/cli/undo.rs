//! `groundline undo`.

use clap::Args;
use engine::{RunId, RunState};
use reconcile::rollout::{Ended, Retry, Site};
use reconcile::single;

use super::apply::failed;
use super::options::{Format, PlanningArgs, site};
use crate::output::{Exit, Failure, Narrator, json, print};

/// Undoes the last run of a database, or that one, from its snapshots.
///
/// The objects that the run touched must be as it left them; rows written since stay.
///
/// Example: groundline undo --url sqlite:shop.db
#[derive(Args)]
pub(crate) struct Undo {
    /// The database: `postgres://…`, `mysql://…`, `sqlite:path`, or `env:NAME`
    #[arg(long)]
    url: String,
    /// The number of the run; the last that succeeded where none is given
    run: Option<i64>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    planning: PlanningArgs,
}

/// Undoes a run, the last that succeeded where none is named; anything short of that is a failure.
pub(super) async fn undone(site: &Site, run: Option<RunId>) -> Result<Ended, Failure> {
    let ended = single::undo(site, run, &mut Narrator::new()).await?;
    // A run that failed has its steps undone as well: its process may have died before it came to that.
    if ended.state == RunState::Succeeded || !ended.left.is_empty() { Err(failed(&ended)) } else { Ok(ended) }
}

impl Undo {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let planning = self.planning.planning("")?;
        let site = site(&self.url, planning.scope, Retry::default())?;
        let ended = undone(&site, self.run.map(RunId)).await?;
        match self.format {
            Format::Json => json(&serde_json::json!({ "version": 1, "run": ended.run, "state": ended.state.word() }))?,
            Format::Text | Format::Diff => print(&format!("{}: run {} undone\n", site.url, ended.run))?,
        }
        Ok(Exit::Done)
    }
}
