//! `groundline plan`.

use std::path::PathBuf;

use clap::Args;
use reconcile::planning::Planned;
use reconcile::rollout::Retry;
use reconcile::single;

use super::options::{Format, PlanningArgs, schema_source, site, source_name};
use crate::output::{Exit, Failure, json, print};

/// Shows the plan that would take a database to a schema. Changes nothing.
///
/// The plan is proven on a scratch copy before it is shown. Exit 0: in sync; 2: there is a plan; 3: refused.
///
/// Example: groundline plan --url postgres://app@db/shop --schema schemas/shop
#[derive(Args)]
pub(crate) struct PlanCommand {
    /// The database: `postgres://…`, `sqlite:path`, or `env:NAME`
    #[arg(long)]
    url: String,
    /// What it should be: a folder of .sql files, one .sql file, or the URL of another database
    #[arg(long, value_name = "SOURCE")]
    schema: String,
    /// Write the plan as JSON to a file as well, for `groundline apply --plan FILE`
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// How the plan is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    planning: PlanningArgs,
}

impl PlanCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let planning = self.planning.planning(&source_name(&self.schema))?;
        let site = site(&self.url, planning.scope.clone(), Retry::default())?;
        let planned = single::plan(&site, &schema_source(&self.schema)?, &planning).await?;
        if let Some(file) = &self.save {
            save(file, &planned)?;
        }
        show(&planned, self.format)?;
        refuse_unsupported(&planned)?;
        Ok(if planned.plan.empty { Exit::Done } else { Exit::Difference })
    }
}

/// Prints a plan.
pub(crate) fn show(planned: &Planned, format: Format) -> Result<(), Failure> {
    match format {
        Format::Text => print(&plan::show::plan_text(&planned.plan)),
        Format::Json => json(&planned.plan),
        Format::Diff => print(&planned.unified_diff()),
    }
}

/// Refuses a plan with objects that are not understood, by name.
pub(crate) fn refuse_unsupported(planned: &Planned) -> Result<(), Failure> {
    if !planned.is_refused() {
        return Ok(());
    }
    let line =
        |unsupported: &schema::Unsupported| format!("{} is not understood: {}", unsupported.object, unsupported.reason);
    let messages = planned.plan.unsupported.iter().map(line).collect();
    let hint = "nothing is planned while something is not understood; leave an object out with `--exclude`".to_owned();
    Err(Failure { exit: Exit::Refused, messages, hints: vec![hint] })
}

fn save(file: &std::path::Path, planned: &Planned) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&planned.plan).map_err(|error| Failure::of(&error))?;
    std::fs::write(file, text + "\n")
        .map_err(|error| Failure::error(format!("cannot write `{}`: {error}", file.display())))
}
