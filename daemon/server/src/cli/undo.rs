//! `groundline undo`.

use clap::Args;
use engine::{Conflicts, Restore, RunId, RunState};
use reconcile::rollout::{Ended, Retry, Site};
use reconcile::single;

use super::apply::failed;
use super::options::{Format, PlanningArgs, site};
use crate::output::{Exit, Failure, Narrator, json, print};

/// Undoes the last run of a database, or that one, from its snapshots.
///
/// The objects that the run touched must be as it left them; rows written since stay. Rows that the run changed and somebody
/// changed again since are listed, and the undo is refused, unless `--overwrite` gives them up.
///
/// Example: groundline undo --url sqlite:shop.db --preview
#[derive(Args)]
pub(crate) struct Undo {
    /// The database: `postgres://…`, `mysql://…`, `sqlite:path`, or `env:NAME`
    #[arg(long)]
    url: String,
    /// The number of the run; the last that succeeded where none is given
    run: Option<i64>,
    /// Says which rows would change, and which were changed since; changes nothing
    #[arg(long, conflicts_with = "overwrite")]
    preview: bool,
    /// Overwrites rows that were changed since; what they are now is lost
    #[arg(long)]
    overwrite: bool,
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
        let mut site = site(&self.url, planning.scope, Retry::default())?;
        if self.preview {
            return self.show(&site).await;
        }
        if self.overwrite {
            site.options.conflicts = Conflicts::Overwrite;
        }
        let ended = undone(&site, self.run.map(RunId)).await?;
        match self.format {
            Format::Json => json(&serde_json::json!({ "version": 1, "run": ended.run, "state": ended.state.word() }))?,
            Format::Text | Format::Diff => print(&format!("{}: run {} undone\n", site.url, ended.run))?,
        }
        Ok(Exit::Done)
    }

    /// Shows what an undo would do to rows.
    async fn show(&self, site: &Site) -> Result<Exit, Failure> {
        let (run, restores) = single::preview_undo(site, self.run.map(RunId)).await?;
        match self.format {
            Format::Json => {
                let tables: Vec<_> = restores.iter().map(in_json).collect();
                json(&serde_json::json!({ "version": 1, "run": run, "tables": tables }))?;
            }
            Format::Text | Format::Diff => {
                let lines: String = restores.iter().map(in_text).collect();
                let nothing = if restores.is_empty() { "  no rows\n" } else { "" };
                print(&format!("{}: undoing run {run} would change\n{nothing}{lines}", site.url))?;
            }
        }
        Ok(Exit::Done)
    }
}

pub(super) fn in_json(restore: &Restore) -> serde_json::Value {
    let conflicts: Vec<_> = restore
        .conflicts
        .iter()
        .map(|conflict| serde_json::json!({ "key": conflict.key, "what": conflict.what.words() }))
        .collect();
    serde_json::json!({
        "table": restore.table.dotted(),
        "changed_back": restore.changed_back,
        "brought_back": restore.brought_back,
        "taken_away": restore.taken_away,
        "conflicting": restore.conflicting,
        "conflicts": conflicts,
    })
}

pub(super) fn in_text(restore: &Restore) -> String {
    let Restore { changed_back, brought_back, taken_away, conflicting, .. } = restore;
    let mut text = format!(
        "  {}: {changed_back} row(s) changed back, {brought_back} brought back, {taken_away} taken away; {conflicting} changed since\n",
        restore.table.dotted()
    );
    for conflict in &restore.conflicts {
        text.push_str(&format!("    {}: {}\n", conflict.key, conflict.what.words()));
    }
    text
}
