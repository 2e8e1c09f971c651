//! `groundline status`.

use clap::Args;
use reconcile::status::{TargetStatus, Who};

use super::options::Format;
use super::state::StateArgs;
use crate::output::{Exit, Failure, failures, json, print};

/// Shows how every target stands, as the daemon last saw it: sync, health, operation, and what is next by whom.
///
/// Example: groundline status --repo shop-schemas
#[derive(Args)]
pub(crate) struct Status {
    /// Only this target
    target: Option<String>,
    #[command(flatten)]
    state: StateArgs,
    /// How the status is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Status {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let reader = self.state.reader().await?;
        let records = reader.targets().await.map_err(failures)?;
        reader.close().await;
        let wanted = |status: &TargetStatus| self.target.as_ref().is_none_or(|name| *name == status.name);
        let statuses: Vec<_> = records.into_iter().map(|record| record.status).filter(wanted).collect();
        if let (Some(name), true) = (&self.target, statuses.is_empty()) {
            return Err(
                Failure::error(format!("the daemon knows no target `{name}`")).hint("`groundline status` lists them")
            );
        }
        match self.format {
            Format::Json => json(&serde_json::json!({ "version": 1, "targets": statuses }))?,
            Format::Text | Format::Diff => print(&statuses.iter().map(text).collect::<String>())?,
        }
        Ok(Exit::Done)
    }
}

fn text(status: &TargetStatus) -> String {
    let mut text = format!(
        "{}  {}  {}  {}\n  {} (since {})\n",
        status.name, status.sync, status.health, status.operation, status.message, status.since
    );
    if let Some(next) = &status.next {
        let who = match next.who {
            Who::Daemon => "by itself",
            Who::Committer => "by a commit",
            Who::Operator => "by an operator",
        };
        text.push_str(&format!("  next, {who}: {}\n", next.what));
        if let Some(command) = &next.command {
            text.push_str(&format!("    {command}\n"));
        }
        if let Some(write) = &next.write {
            text.push_str(&format!("    in {}:\n", write.file));
            text.extend(write.text.lines().map(|line| format!("      {line}\n")));
        }
    }
    text
}
