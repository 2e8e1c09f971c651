//! `groundline plan`.

use std::path::PathBuf;

use clap::Args;
use engine::Source;
use reconcile::assignment::Assignment;
use reconcile::changelist::Ready;
use reconcile::desired::{DesiredState, Target};
use reconcile::plan_review::{Standard, review_plan};
use reconcile::planning::Planned;
use reconcile::rollout::Retry;
use reconcile::single;
use review::PlanFinding;

use super::apply::asked_of;
use super::changelist::{Reached, Waiting, waiting};
use super::judged::{refuse_reviewed, show, show_with_rows};
use super::options::{Format, PlanningArgs, schema_source, site, source_name};
use super::policy::policy;
use super::recorded_targets::RecordedTargets;
use super::schema_repo::{RepoArgs, open};
use crate::output::{Exit, Failure};

/// Shows the plan that would take a database to a schema. Changes nothing.
///
/// With `--url` and `--schema`: one database, no schema repo. Without them: the targets of the schema repo in `--repo`, whose
/// work tree is read as it is, and its `policies/review.toml` says what the plan is held to. The plan is proven on a scratch copy
/// before it is shown; the changelists that wait follow it, each a plan of its own with the rows that it changes. Exit 0: in sync;
/// 2: there is a plan; 3: refused, also by a rule at error level.
///
/// With `--from-status` no target is reached: the plan is made against what the daemon at that address has recorded. SQLite is
/// judged in memory, PostgreSQL and MySQL on the server of `--scratch-url`.
///
/// Example: groundline plan --url postgres://app@db/shop --schema schemas/shop
///
/// Example: groundline plan --repo shop-schemas --target shop-prod
///
/// Example: groundline plan --from-status https://groundline.example.com --scratch-url postgres://postgres@localhost/postgres
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
    /// Plan against the state that a daemon publishes at this address, or at that of `env:NAME`; no target is reached
    #[arg(long, value_name = "URL", conflicts_with = "url")]
    from_status: Option<String>,
    /// Hold the plan of one database to a review policy: a file, or a shipped pack; a schema repo has its own
    #[arg(long, value_name = "FILE|PACK", requires = "url")]
    policy: Option<String>,
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
                let source = schema_source(schema)?;
                let planned = single::plan(&site, &source, &planning).await?;
                let policy = self.policy.as_deref().map(policy).transpose()?;
                let findings = policy.map(|policy| review_plan(&planned, source.files(), &Standard::only(&policy)));
                self.finish(&planned, &findings.unwrap_or_default())
            }
            _ => match &self.from_status {
                Some(address) => self.run_from_status(address).await,
                None => self.run_in_repo().await,
            },
        }
    }

    /// Plans every chosen target; one that fails does not keep the others from being shown.
    async fn run_in_repo(&self) -> Result<Exit, Failure> {
        let chosen = self.repo.choose().await?;
        self.refuse_to_save_many(chosen.assignments.len())?;
        let mut worst = if chosen.is_incomplete { Exit::Error } else { Exit::Done };
        let changelists = chosen.checkout.changelists()?;
        for assignment in &chosen.assignments {
            let planned = single::plan_assignment(assignment).await.map_err(Failure::from);
            let reached = planned.as_ref().ok().map(Reached::of);
            let planned = planned.map(|planned| (planned, assignment.sources.to_vec()));
            worst = worst.max(self.finish_target(&chosen.checkout.state, &assignment.target, planned));
            if let Some(reached) = reached {
                worst = worst
                    .max(self.finish_changelists(&chosen.checkout.state, assignment, &changelists, &reached).await);
            }
        }
        Ok(worst)
    }

    /// Shows every changelist of a target that is to run, each with its plan.
    async fn finish_changelists(
        &self,
        state: &DesiredState,
        assignment: &Assignment,
        changelists: &[Ready],
        reached: &Reached,
    ) -> Exit {
        let waiting = waiting(state, assignment, changelists, reached).await;
        let shown = waiting.and_then(|waiting| {
            for Waiting { planned, judged } in &waiting {
                if let (Some(file), true) = (&self.save, reached.is_in_sync) {
                    save(file, planned)?;
                }
                show_with_rows(planned, &judged.findings, &judged.estimates, self.format)?;
                refuse_reviewed(&judged.findings)?;
            }
            Ok(if waiting.is_empty() { Exit::Done } else { Exit::Difference })
        });
        shown.map_err(|failure| failure.about(assignment.target.name.as_str())).unwrap_or_else(|failure| {
            failure.print();
            failure.exit
        })
    }

    /// The same against what a daemon has recorded.
    async fn run_from_status(&self, address: &str) -> Result<Exit, Failure> {
        let recorded = RecordedTargets::ask(address).await?;
        let mut checkout = open(&self.repo.repo)?;
        recorded.make_known(&mut checkout);
        let targets = checkout.targets(self.repo.target.as_deref())?;
        self.refuse_to_save_many(targets.len())?;
        let mut worst = Exit::Done;
        for target in targets {
            let planned = recorded.plan(&checkout, target, self.planning.scratch()).await;
            worst = worst.max(self.finish_target(&checkout.state, target, planned));
        }
        Ok(worst)
    }

    fn refuse_to_save_many(&self, targets: usize) -> Result<(), Failure> {
        if self.save.is_some() && targets > 1 {
            return Err(Failure::error("`--save` takes one plan").hint("name one target with `--target`"));
        }
        Ok(())
    }

    fn finish_target(
        &self,
        state: &DesiredState,
        target: &Target,
        planned: Result<(Planned, Vec<Source>), Failure>,
    ) -> Exit {
        let finished = planned.map_err(|failure| failure.about(target.name.as_str())).and_then(|(planned, sources)| {
            let findings = review_plan(&planned, &sources, &Standard::of(&state.review.policy, target));
            let lacking = asked_of(&state.governance, target, &planned, &findings);
            let exit = self.finish(&planned, &findings)?;
            if !lacking.is_empty() {
                let (asked, plan) = (lacking.join(" and "), planned.plan.digest.short());
                let repo = self.repo.repo.display();
                eprintln!("it needs approvals, {asked}: groundline approve sha256:{plan} --repo {repo}");
            }
            Ok(exit)
        });
        finished.unwrap_or_else(|failure| {
            failure.print();
            failure.exit
        })
    }

    fn finish(&self, planned: &Planned, findings: &[PlanFinding]) -> Result<Exit, Failure> {
        if let Some(file) = &self.save {
            save(file, planned)?;
        }
        show(planned, findings, self.format)?;
        refuse_unsupported(planned)?;
        refuse_reviewed(findings)?;
        Ok(if planned.plan.empty { Exit::Done } else { Exit::Difference })
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
