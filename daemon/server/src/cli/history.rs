//! `groundline history`.

use clap::Args;
use reconcile::store::{HistoryFilter, RunRecord};

use super::options::Format;
use super::state::StateArgs;
use crate::output::{Exit, Failure, failures, json, print};

/// Shows the runs on all targets, newest first.
///
/// Example: groundline history --repo shop-schemas --target shop-prod --limit 20
#[derive(Args)]
pub(crate) struct History {
    /// Only this target
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    #[command(flatten)]
    state: StateArgs,
    /// How the history is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl History {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let reader = self.state.reader().await?;
        let filter = HistoryFilter { target: self.target.clone(), limit: Some(self.limit) };
        let runs = reader.history(&filter).await.map_err(failures)?;
        reader.close().await;
        match self.format {
            Format::Json => json(&serde_json::json!({ "version": 1, "runs": runs }))?,
            Format::Text | Format::Diff => print(&runs.iter().map(text).collect::<String>())?,
        }
        Ok(Exit::Done)
    }
}

fn text(run: &RunRecord) -> String {
    let commit: String = run.revision.as_deref().unwrap_or("no commit").chars().take(10).collect();
    let failure = run.failure.as_ref().map(|why| format!("  {why}\n")).unwrap_or_default();
    let plan = run.plan.short();
    format!("{}  {} run {}  {}  plan {plan}  {commit}\n{failure}", run.started, run.target, run.run, run.state.word())
}
