//! `groundline apply`.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use engine::RunState;
use plan::{Consent, HazardCode, NeedsConsent, Plan};
use reconcile::assignment::{Assignment, missing_consent};
use reconcile::changelist::Ready;
use reconcile::desired::Turn;
use reconcile::plan_review::{Standard, review_plan};
use reconcile::rollout::{Ended, Retry, Site};
use reconcile::single;

use super::changelist::{held, next};
use super::judged::refuse_reviewed;
use super::options::{Format, PlanningArgs, schema_source, site, source_name};
use super::plan::refuse_unsupported;
use super::policy::policy;
use super::schema_repo::{Chosen, RepoArgs};
use crate::output::{Exit, Failure, Narrator, json, print, took_as_json, took_in_words};

/// Takes a database to a schema: plans, proves, checks consent, runs, verifies.
///
/// With `--url` and `--schema` or `--plan`: one database, no schema repo. Without them: the targets of the schema repo in
/// `--repo`, and then their changelists that wait, in order; consents in its `policies/rollout.toml` count beside `--allow`, and a rule of its `policies/review.toml` at error level
/// refuses the plan. What a step destroys is saved first;
/// `groundline undo` brings it back. A hazard that loses data or breaks readers runs only with consent.
///
/// Example: groundline apply --url sqlite:shop.db --schema schemas/shop --yes --allow data-loss
///
/// Example: groundline apply --repo shop-schemas --target shop-prod --yes
#[derive(Args)]
pub(crate) struct Apply {
    /// The database: `postgres://…`, `mysql://…`, `sqlite:path`, or `env:NAME`
    #[arg(long, conflicts_with_all = ["repo", "target"])]
    url: Option<String>,
    /// What it should be: a folder of .sql files, one .sql file, or the URL of another database
    #[arg(long, value_name = "SOURCE", requires = "url")]
    schema: Option<String>,
    /// Run this saved plan (of `groundline plan --save`) instead of planning anew
    #[arg(long, value_name = "FILE", conflicts_with = "schema", requires = "url")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    repo: RepoArgs,
    /// Hold the plan of one database to a review policy: a file, or a shipped pack; a schema repo has its own
    #[arg(long, value_name = "FILE|PACK", requires = "schema")]
    policy: Option<String>,
    /// Really do it; without it the plan is only shown
    #[arg(long)]
    yes: bool,
    /// Hazards consented to, by code and separated by commas; `all` for every one
    #[arg(long, value_name = "HAZARD,…", default_value = "")]
    allow: String,
    /// How often a step is tried when its lock is not to be had in time
    #[arg(long, value_name = "N", default_value_t = Retry::default().attempts)]
    attempts: u32,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    planning: PlanningArgs,
}

impl Apply {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let consent = consent(&self.allow)?;
        let Some(url) = &self.url else { return self.run_in_repo(&consent).await };
        let name = self.schema.as_deref().map(source_name).unwrap_or_default();
        let planning = self.planning.planning(&name)?;
        let site = site(url, planning.scope.clone(), self.retry())?;
        self.recover(&site).await?;
        let plan = match (&self.schema, &self.plan) {
            (Some(schema), _) => {
                let source = schema_source(schema)?;
                let planned = single::plan(&site, &source, &planning).await?;
                refuse_unsupported(&planned)?;
                if let Some(name) = &self.policy {
                    refuse_reviewed(&review_plan(&planned, source.files(), &Standard::only(&policy(name)?)))?;
                }
                planned.plan
            }
            (None, Some(file)) => read_plan(file)?,
            (None, None) => return Err(Failure::error("nothing says what to apply; give `--schema` or `--plan`")),
        };
        let missing = consent.missing(&plan);
        self.finish(&site, &plan, missing, None).await
    }

    /// Applies to the chosen targets in the order in which a change reaches them; stops at the first that fails.
    async fn run_in_repo(&self, consent: &Consent) -> Result<Exit, Failure> {
        let chosen = self.repo.choose().await?;
        let changelists = chosen.checkout.changelists()?;
        for assignment in &chosen.assignments {
            let name = assignment.target.name.as_str();
            let mut site = assignment.site.clone();
            site.retry = self.retry();
            self.recover(&site).await.map_err(|failure| failure.about(name))?;
            let run = |only| self.run_changelists(&chosen, assignment, &site, &changelists, (consent, only));
            run(Some(Turn::Before)).await.map_err(|failure| failure.about(name))?;
            self.run_held(&chosen, assignment, &site, &changelists, consent)
                .await
                .map_err(|failure| failure.about(name))?;
            self.run_schema(&chosen, assignment, &site, consent).await.map_err(|failure| failure.about(name))?;
            run(None).await.map_err(|failure| failure.about(name))?;
        }
        Ok(if chosen.is_incomplete { Exit::Error } else { Exit::Done })
    }

    /// Takes a target to its desired schema.
    async fn run_schema(
        &self,
        chosen: &Chosen,
        assignment: &Assignment,
        site: &Site,
        consent: &Consent,
    ) -> Result<(), Failure> {
        let planned = single::plan_assignment(assignment).await?;
        refuse_unsupported(&planned)?;
        let (state, target) = (&chosen.checkout.state, &assignment.target);
        refuse_reviewed(&review_plan(&planned, &assignment.sources, &Standard::of(&state.review.policy, target)))?;
        let mut missing = missing_consent(state, target, &planned.plan, SystemTime::now());
        missing.retain(|needs| !consent.covers(needs.hazard.code));
        let revision = chosen.checkout.clean_revision();
        self.finish(site, &planned.plan, missing, revision.as_deref()).await.map(drop)
    }

    /// Runs the changelists that run on the schema of their own commit, each after the target was taken there.
    async fn run_held(
        &self,
        chosen: &Chosen,
        assignment: &Assignment,
        site: &Site,
        changelists: &[Ready],
        consent: &Consent,
    ) -> Result<(), Failure> {
        while let Some(sources) = held(assignment, changelists).await? {
            let there = Assignment { sources, ..assignment.clone() };
            self.run_schema(chosen, &there, site, consent).await?;
            self.run_changelists(chosen, assignment, site, changelists, (consent, Some(Turn::Same))).await?;
        }
        Ok(())
    }

    /// Runs the changelists of a target whose turn it is, one after the other: all of them, or only those of one turn.
    async fn run_changelists(
        &self,
        chosen: &Chosen,
        assignment: &Assignment,
        site: &Site,
        changelists: &[Ready],
        (consent, only): (&Consent, Option<Turn>),
    ) -> Result<(), Failure> {
        let (state, target) = (&chosen.checkout.state, &assignment.target);
        let standard = Standard::of(&state.review.policy, target);
        while let Some(resolved) = next(assignment, changelists, only).await? {
            let (planned, judged) = single::plan_assigned_changelist(assignment, &resolved, None, &standard).await?;
            refuse_reviewed(&judged.findings)?;
            let mut missing = missing_consent(state, target, &planned.plan, SystemTime::now());
            missing.retain(|needs| !consent.covers(needs.hazard.code));
            let revision = chosen.checkout.clean_revision();
            self.finish(site, &planned.plan, missing, revision.as_deref()).await?;
            if only == Some(Turn::Same) {
                // The next one may be of another commit.
                break;
            }
        }
        Ok(())
    }

    /// Brings a run whose process died to its end, because the plan has to rest on what is there then.
    async fn recover(&self, site: &Site) -> Result<(), Failure> {
        if !self.yes {
            return Ok(());
        }
        let Some(ended) = single::recover(site, &mut Narrator::new()).await? else { return Ok(()) };
        if !ended.left.is_empty() {
            return Err(failed(&ended));
        }
        if let Some(why) = &ended.failure {
            eprintln!("run {}, which was interrupted, failed: {why}", ended.run);
        }
        Ok(())
    }

    async fn finish(
        &self,
        site: &Site,
        plan: &Plan,
        missing: Vec<NeedsConsent>,
        revision: Option<&str>,
    ) -> Result<Exit, Failure> {
        if plan.empty {
            return done(self.format, plan, None, site);
        }
        refuse_without_consent(&missing)?;
        if !self.yes {
            print(&plan::show::plan_text(plan))?;
            return Err(Failure::refused("nothing was changed: `--yes` is missing"));
        }
        run_plan(site, plan, revision, self.format).await
    }

    fn retry(&self) -> Retry {
        Retry { attempts: self.attempts.max(1), ..Retry::default() }
    }
}

/// Runs a plan on a site and says how it ended.
pub(super) async fn run_plan(
    site: &Site,
    plan: &Plan,
    revision: Option<&str>,
    format: Format,
) -> Result<Exit, Failure> {
    let ended = single::apply(site, plan, revision, &mut Narrator::new()).await?;
    match ended.state {
        RunState::Succeeded => done(format, plan, Some(&ended), site),
        _ => Err(failed(&ended)),
    }
}

/// What a run that did not succeed comes to.
pub(crate) fn failed(ended: &Ended) -> Failure {
    let why = ended.failure.clone().unwrap_or_else(|| ended.state.word().to_owned());
    let failure = Failure::error(format!("run {} failed: {why}", ended.run));
    if ended.left.is_empty() {
        return failure.hint("every step before it was undone: the database is as it was");
    }
    let left: Vec<_> = ended.left.iter().map(ToString::to_string).collect();
    failure.hint(format!("steps {} could not be undone; look at the database and plan again", left.join(", ")))
}

fn done(format: Format, plan: &Plan, ended: Option<&Ended>, site: &Site) -> Result<Exit, Failure> {
    let online = site.options.steering.accounts();
    for line in took_in_words(&online) {
        eprintln!("{line}");
    }
    match (format, ended) {
        (Format::Json, _) => json(&serde_json::json!({
            "version": 1,
            "target": plan.target,
            "digest": plan.digest,
            "changelist": plan.changelist.as_ref().map(|changelist| &changelist.id),
            "run": ended.map(|ended| ended.run),
            "state": ended.map_or("in_sync", |ended| ended.state.word()),
            "steps": plan.steps.len(),
            "online": took_as_json(&online),
        }))?,
        (_, Some(ended)) => {
            let what = plan
                .changelist
                .as_ref()
                .map(|changelist| format!("changelist {}, ", changelist.id))
                .unwrap_or_default();
            print(&format!("{}: {what}{} step(s) applied in run {}\n", plan.target, plan.steps.len(), ended.run))?
        }
        (_, None) => print(&format!("{}: in sync, nothing to do\n", plan.target))?,
    }
    Ok(Exit::Done)
}

pub(super) fn consent(list: &str) -> Result<Consent, Failure> {
    Consent::parse(list).map_err(|word| {
        let codes: Vec<_> = HazardCode::ALL.iter().map(|code| code.name()).collect();
        Failure::error(format!("`{word}` is not a hazard"))
            .hint(format!("the hazards are {}, or `all`", codes.join(", ")))
    })
}

/// Refuses a plan that loses data or breaks readers without consent, naming every step.
pub(super) fn refuse_without_consent(missing: &[NeedsConsent]) -> Result<(), Failure> {
    if missing.is_empty() {
        return Ok(());
    }
    let messages = missing
        .iter()
        .map(|needs| {
            format!(
                "step {} ({}) needs consent to {}: {}",
                needs.step, needs.object, needs.hazard.code, needs.hazard.message
            )
        })
        .collect();
    let mut codes: Vec<_> = missing.iter().map(|needs| needs.hazard.code).collect();
    codes.sort();
    codes.dedup();
    let codes: Vec<_> = codes.iter().map(|code| code.name()).collect();
    let hint = format!(
        "nothing was changed; consent with `--allow {}`, or with a `[[consent]]` entry in Git",
        codes.join(",")
    );
    Err(Failure { exit: Exit::Refused, messages, hints: vec![hint] })
}

fn read_plan(file: &Path) -> Result<Plan, Failure> {
    let bytes =
        std::fs::read(file).map_err(|error| Failure::error(format!("cannot read `{}`: {error}", file.display())))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::error(format!("`{}` is not a plan: {error}", file.display()))
            .hint("make one with `groundline plan --save FILE`")
    })
}
