//! `groundline drift`.

use clap::Args;
use reconcile::store::Drift;

use super::options::Format;
use super::state::StateArgs;
use crate::output::{Exit, Failure, failures, json, print};

/// Shows what changed in targets without Git asking for it. Exit 0: nothing drifts; 2: something does.
///
/// Example: groundline drift --repo shop-schemas
#[derive(Args)]
pub(crate) struct DriftCommand {
    /// Only this target
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// Drift that is over as well
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    state: StateArgs,
    /// How the drift is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl DriftCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let reader = self.state.reader().await?;
        let mut drifts = reader.drifts(self.target.as_deref()).await.map_err(failures)?;
        reader.close().await;
        let open = drifts.iter().any(|drift| drift.ended.is_none());
        drifts.retain(|drift| self.all || drift.ended.is_none());
        match self.format {
            Format::Json => json(&serde_json::json!({ "version": 1, "drifts": drifts }))?,
            Format::Diff => print(&drifts.iter().map(|drift| drift.diff.as_str()).collect::<String>())?,
            Format::Text => print(&drifts.iter().map(text).collect::<String>())?,
        }
        Ok(if open { Exit::Difference } else { Exit::Done })
    }
}

fn text(drift: &Drift) -> String {
    let ended = drift.ended.map_or("there now".to_owned(), |at| format!("over at {at}"));
    let mut text = format!("{}  found {}  {ended}\n", drift.target, drift.found);
    text.extend(drift.objects.iter().map(|object| format!("  {} {}\n", object.object, object.change.word())));
    text.extend(drift.diff.lines().map(|line| format!("    {line}\n")));
    text
}
