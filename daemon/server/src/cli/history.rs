//! `groundline history`.

use clap::Args;
use reconcile::store::{HistoryFilter, RunRecord, StepAccount, StepEnd, StoreReader};

use super::options::Format;
use super::state::StateArgs;
use crate::output::{Exit, Failure, failures, json, print};

/// Shows the runs on all targets, newest first; or one run with every statement that it ran, when, and how long it took.
///
/// Example: groundline history --repo shop-schemas --target shop-prod --limit 20
///
/// Example: groundline history --repo shop-schemas --target shop-prod --run 7
#[derive(Args)]
pub(crate) struct History {
    /// Only this target
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// Only this run of the target, step by step
    #[arg(long, value_name = "N", requires = "target")]
    run: Option<i64>,
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
        if let (Some(target), Some(run)) = (&self.target, self.run) {
            let shown = self.one(&reader, target, run).await;
            reader.close().await;
            return shown;
        }
        let filter = HistoryFilter { target: self.target.clone(), limit: Some(self.limit) };
        let runs = reader.history(&filter).await.map_err(failures)?;
        reader.close().await;
        match self.format {
            Format::Json => json(&serde_json::json!({ "version": 1, "runs": runs }))?,
            Format::Text | Format::Diff => print(&runs.iter().map(text).collect::<String>())?,
        }
        Ok(Exit::Done)
    }

    async fn one(&self, reader: &StoreReader, target: &str, run: i64) -> Result<Exit, Failure> {
        let Some(record) = reader.run(target, run).await.map_err(failures)? else {
            return Err(Failure::error(format!("the daemon knows no run {run} of `{target}`"))
                .hint(format!("`groundline history --target {target}` lists them")));
        };
        let steps = reader.account(target, run, &record.plan).await.map_err(failures)?;
        match self.format {
            Format::Json => json(&serde_json::json!({ "version": 1, "run": record, "steps": steps }))?,
            Format::Text | Format::Diff => {
                let steps = steps.unwrap_or_default();
                print(&(text(&record) + &steps.iter().map(step_text).collect::<String>()))?;
            }
        }
        Ok(Exit::Done)
    }
}

fn step_text(step: &StepAccount) -> String {
    let took = step.millis().map(|millis| format!(" in {millis} ms")).unwrap_or_default();
    let tries = if step.attempts > 1 { format!(", {} tries", step.attempts) } else { String::new() };
    let end = match step.end {
        StepEnd::NotRun => "not run",
        StepEnd::Open => "open",
        StepEnd::Done => "done",
        StepEnd::Failed => "failed",
        StepEnd::Undone => "undone",
    };
    let mut text = format!("  {}. {}: {end}{took}{tries}\n", step.step, step.summary);
    text.extend(step.statements.iter().flat_map(|sql| sql.lines()).map(|line| format!("       {line}\n")));
    text.extend(step.error.iter().map(|error| format!("     {error}\n")));
    text
}

fn text(run: &RunRecord) -> String {
    let commit: String = run.revision.as_deref().unwrap_or("no commit").chars().take(10).collect();
    let failure = run.failure.as_ref().map(|why| format!("  {why}\n")).unwrap_or_default();
    let plan = run.plan.short();
    format!("{}  {} run {}  {}  plan {plan}  {commit}\n{failure}", run.started, run.target, run.run, run.state.word())
}
