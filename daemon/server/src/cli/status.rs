//! `groundline status`.

use clap::Args;
use reconcile::status::{TargetStatus, Who};
use reconcile::store::SourceRecord;

use super::options::Format;
use super::state::StateArgs;
use crate::output::{Exit, Failure, failures, json, print};

/// Shows how the schema repo and every target stand, as the daemon last saw them: sync, health, operation, and what is
/// next by whom. It is read from the daemon's store, whether or not the daemon runs.
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
        let sources = reader.sources().await.map_err(failures)?;
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
            Format::Json => json(&serde_json::json!({
                "version": 1,
                "sources": sources.iter().map(source_json).collect::<Vec<_>>(),
                "targets": statuses,
            }))?,
            Format::Text | Format::Diff => {
                let sources = sources.iter().map(source_text);
                print(&sources.chain(statuses.iter().map(text)).collect::<String>())?;
            }
        }
        Ok(Exit::Done)
    }
}

fn source_json(source: &SourceRecord) -> serde_json::Value {
    serde_json::json!({
        "location": source.location,
        "reference": source.reference,
        "revision": source.good_revision,
        "revision_since": source.good_at,
        "last_success": source.last_success,
        "failure": source.failure,
        "failed_since": source.failed_since,
        "refused": source.refused,
    })
}

fn source_text(source: &SourceRecord) -> String {
    let mut text = format!("{} of {}\n", source.reference, source.location);
    match (&source.good_revision, source.good_at) {
        (Some(revision), Some(at)) => text.push_str(&format!("  commit {revision} is in force (since {at})\n")),
        _ => text.push_str("  no commit is in force\n"),
    }
    if let Some(failure) = &source.failure {
        let since = source.failed_since.map(|at| format!(" since {at}")).unwrap_or_default();
        text.push_str(&format!("  it is not followed{since}: {failure}\n"));
    }
    if let Some(refused) = &source.refused {
        text.push_str(&format!("  commit {} is refused, the last good one stays in force:\n", refused.revision));
        for wrong in &refused.diagnostics {
            text.push_str(&format!("    {}: {}: {}\n", wrong.severity, wrong.location, wrong.message));
            text.extend(wrong.hint.iter().map(|hint| format!("      hint: {hint}\n")));
        }
    }
    text
}

fn text(status: &TargetStatus) -> String {
    let mut text = format!(
        "{}  {}  {}  {}\n  {} (since {})\n",
        status.name, status.sync, status.health, status.operation, status.message, status.since
    );
    for finding in status.plan.iter().flat_map(|plan| &plan.findings) {
        let (level, rule, place) = (finding.level, &finding.rule, finding.where_it_is());
        text.push_str(&format!("  {level}[{rule}]: {place}: {}\n", finding.message));
    }
    for one in &status.changelists {
        let waits = if one.waits_for.is_empty() { String::new() } else { format!(" for {}", one.waits_for.join(", ")) };
        text.push_str(&format!("  changelist {}: {}{waits}\n", one.id, one.state));
    }
    for one in status.plan.iter().flat_map(|plan| &plan.estimates) {
        text.push_str(&format!("  {}: {} of {}\n", one.location, one.shown, one.table.as_deref().unwrap_or("a table")));
    }
    text.push_str(&whats_next(status));
    text
}

/// What is next, by whom, with what to type or write.
pub(super) fn whats_next(status: &TargetStatus) -> String {
    let mut text = String::new();
    if let Some(next) = &status.next {
        let who = match next.who {
            Who::Daemon => "by itself",
            Who::Committer => "by a commit",
            Who::Operator => "by an operator",
            Who::Approver => "whoever must agree",
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
