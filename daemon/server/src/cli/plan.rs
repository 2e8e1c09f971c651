//! `groundline plan`.

use std::path::PathBuf;

use clap::Args;
use reconcile::planning::Planned;
use reconcile::rollout::Retry;
use reconcile::single;

use super::options::{Format, PlanningArgs, schema_source, site, source_name};
use super::schema_repo::RepoArgs;
use crate::output::{Exit, Failure, json, plan_json, print};

/// Shows the plan that would take a database to a schema. Changes nothing.
///
/// With `--url` and `--schema`: one database, no schema repo. Without them: the targets of the schema repo in `--repo`, whose
/// work tree is read as it is. The plan is proven on a scratch copy before it is shown. Exit 0: in sync; 2: there is a plan;
/// 3: refused.
///
/// Example: groundline plan --url postgres://app@db/shop --schema schemas/shop
///
/// Example: groundline plan --repo shop-schemas --target shop-prod
#[derive(Args)]
pub(crate) struct PlanCommand {
    /// The database: `postgres://…`, `mysql://…`, `sqlite:path`, or `env:NAME`
    #[arg(long, requires = "schema", conflicts_with_all = ["repo", "target"])]
    url: Option<String>,
    /// What it should be: a folder of .sql files, one .sql file, or the URL of another database
    #[arg(long, value_name = "SOURCE", requires = "url")]
    schema: Option<String>,
    #[command(flatten)]
    repo: RepoArgs,
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
        match (&self.url, &self.schema) {
            (Some(url), Some(schema)) => {
                let planning = self.planning.planning(&source_name(schema))?;
                let site = site(url, planning.scope.clone(), Retry::default())?;
                let planned = single::plan(&site, &schema_source(schema)?, &planning).await?;
                self.finish(&planned)
            }
            _ => self.run_in_repo().await,
        }
    }

    /// Plans every chosen target; one that fails does not keep the others from being shown.
    async fn run_in_repo(&self) -> Result<Exit, Failure> {
        let chosen = self.repo.choose().await?;
        if self.save.is_some() && chosen.assignments.len() > 1 {
            return Err(Failure::error("`--save` takes one plan").hint("name one target with `--target`"));
        }
        let mut worst = if chosen.is_incomplete { Exit::Error } else { Exit::Done };
        for assignment in &chosen.assignments {
            let planned = match single::plan_assignment(assignment).await {
                Ok(planned) => planned,
                Err(error) => {
                    let failure = Failure::from(error).about(assignment.target.name.as_str());
                    failure.print();
                    worst = worst.max(failure.exit);
                    continue;
                }
            };
            match self.finish(&planned) {
                Ok(exit) => worst = worst.max(exit),
                Err(failure) => {
                    failure.print();
                    worst = worst.max(failure.exit);
                }
            }
        }
        Ok(worst)
    }

    fn finish(&self, planned: &Planned) -> Result<Exit, Failure> {
        if let Some(file) = &self.save {
            save(file, planned)?;
        }
        show(planned, self.format)?;
        refuse_unsupported(planned)?;
        Ok(if planned.plan.empty { Exit::Done } else { Exit::Difference })
    }
}

/// Prints a plan.
pub(crate) fn show(planned: &Planned, format: Format) -> Result<(), Failure> {
    match format {
        Format::Text => print(&plan::show::plan_text(&planned.plan)),
        Format::Json => json(&plan_json(&planned.plan)?),
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
