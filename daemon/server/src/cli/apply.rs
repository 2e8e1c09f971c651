//! `groundline apply`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use engine::RunState;
use plan::{Consent, HazardCode, NeedsConsent, Plan};
use reconcile::approval::features;
use reconcile::assignment::{Assignment, missing_consent};
use reconcile::changelist::Ready;
use reconcile::desired::{DesiredState, Governance, Target, Turn};
use reconcile::plan_review::{Standard, review_plan};
use reconcile::planning::Planned;
use reconcile::rollout::{Ended, Retry, Site};
use reconcile::single;
use reconcile::status::Timestamp;
use reconcile::window::{Beginning, Calendar};
use review::PlanFinding;

use super::approve::policy_and_people;
use super::changelist::{held, next, next_undo, refuse_conflicts};
use super::judged::refuse_reviewed;
use super::options::{Format, PlanningArgs, schema_source, site, source_name};
use super::plan::refuse_unsupported;
use super::policy::policy;
use super::schema_repo::{Chosen, RepoArgs};
use crate::output::{Exit, Failure, Narrator, json, print, took_as_json, took_in_words};

/// Takes a database to a schema: plans, proves, checks consent, runs, verifies.
///
/// With `--url` and `--schema` or `--plan`: one database, no schema repo. Without them: the targets of the schema repo in
/// `--repo`, and then their changelists that wait, in order; consents in its `policies/rollout.toml` count beside `--allow`, and a
/// rule of its `policies/review.toml` at error level refuses the plan; so does a rule of its `policies/approval.toml` that asks for
/// approvals, because the daemon runs what is approved. Windows and freezes do not bind a person, who is told of them. What a step destroys is saved first;
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

/// What a plan of a schema repo is held to.
struct Rules<'a> {
    chosen: &'a Chosen,
    governance: &'a Governance,
    consent: &'a Consent,
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
        let (_, governance) = policy_and_people(&chosen.checkout, &self.repo.repo, None).await?;
        let changelists = chosen.checkout.changelists()?;
        let rules = Rules { chosen: &chosen, governance: &governance, consent };
        for assignment in in_order(&chosen) {
            let mut site = assignment.site.clone();
            site.retry = self.retry();
            let applied = self.run_on(assignment, &site, &changelists, &rules).await;
            applied.map_err(|failure| failure.about(assignment.target.name.as_str()))?;
        }
        Ok(if chosen.is_incomplete { Exit::Error } else { Exit::Done })
    }

    /// Applies to one target: what comes before the schema, what runs on an earlier one, the schema, and the rest.
    async fn run_on(
        &self,
        assignment: &Assignment,
        site: &Site,
        changelists: &[Ready],
        rules: &Rules<'_>,
    ) -> Result<(), Failure> {
        self.recover(site).await?;
        self.take_back(assignment, changelists, rules, |turn| turn != Turn::Before).await?;
        self.run_changelists(assignment, site, changelists, rules, Some(Turn::Before)).await?;
        while let Some(sources) = held(assignment, changelists).await? {
            let there = Assignment { sources, ..assignment.clone() };
            self.run_schema(&there, site, rules).await?;
            self.run_changelists(assignment, site, changelists, rules, Some(Turn::Same)).await?;
        }
        self.run_schema(assignment, site, rules).await?;
        self.take_back(assignment, changelists, rules, |_| true).await?;
        self.run_changelists(assignment, site, changelists, rules, None).await
    }

    /// Takes back what a rollback asks for, the last changelist first.
    async fn take_back(
        &self,
        assignment: &Assignment,
        changelists: &[Ready],
        rules: &Rules<'_>,
        is_meant: impl Fn(Turn) -> bool,
    ) -> Result<(), Failure> {
        while let Some((planned, restores)) = next_undo(assignment, changelists, &is_meant).await? {
            refuse_conflicts(&planned.plan, &restores)?;
            refuse_unapproved(rules.governance, &assignment.target, &planned, &[])?;
            if !self.yes {
                print(&plan::show::plan_text(&planned.plan))?;
                return Err(Failure::refused("nothing was changed: `--yes` is missing"));
            }
            tell_of_windows(&rules.chosen.checkout.state, &assignment.target, &planned.plan);
            let revision = rules.chosen.checkout.clean_revision();
            let taken = single::take_back(assignment, &planned.plan, revision.as_deref(), &mut Narrator::new()).await?;
            if taken.state != RunState::Undone {
                return Err(failed(&taken));
            }
            done(self.format, &planned.plan, Some(&taken), &assignment.site)?;
        }
        Ok(())
    }

    /// Takes a target to its desired schema.
    async fn run_schema(&self, assignment: &Assignment, site: &Site, rules: &Rules<'_>) -> Result<(), Failure> {
        let planned = single::plan_assignment(assignment).await?;
        refuse_unsupported(&planned)?;
        let policy = &rules.chosen.checkout.state.review.policy;
        let findings = review_plan(&planned, &assignment.sources, &Standard::of(policy, &assignment.target));
        self.run_judged(&assignment.target, site, &planned, &findings, rules).await
    }

    /// Runs the changelists of a target whose turn it is, one after the other: all of them, or only those of one turn.
    async fn run_changelists(
        &self,
        assignment: &Assignment,
        site: &Site,
        changelists: &[Ready],
        rules: &Rules<'_>,
        only: Option<Turn>,
    ) -> Result<(), Failure> {
        let standard = Standard::of(&rules.chosen.checkout.state.review.policy, &assignment.target);
        while let Some(resolved) = next(assignment, changelists, only).await? {
            let (planned, judged) = single::plan_assigned_changelist(assignment, &resolved, None, &standard).await?;
            self.run_judged(&assignment.target, site, &planned, &judged.findings, rules).await?;
            if only == Some(Turn::Same) {
                // The next one may be of another commit.
                break;
            }
        }
        Ok(())
    }

    /// Runs a plan where the review, the approvals and the consents allow it.
    async fn run_judged(
        &self,
        target: &Target,
        site: &Site,
        planned: &Planned,
        findings: &[PlanFinding],
        rules: &Rules<'_>,
    ) -> Result<(), Failure> {
        refuse_reviewed(findings)?;
        refuse_unapproved(rules.governance, target, planned, findings)?;
        let mut missing = missing_consent(&rules.chosen.checkout.state, target, &planned.plan, SystemTime::now());
        missing.retain(|needs| !rules.consent.covers(needs.hazard.code));
        if !planned.plan.empty && self.yes {
            tell_of_windows(&rules.chosen.checkout.state, target, &planned.plan);
        }
        let revision = rules.chosen.checkout.clean_revision();
        self.finish(site, &planned.plan, missing, revision.as_deref()).await.map(drop)
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
            let how = if plan.undoes.is_some() { "taken back of" } else { "applied in" };
            print(&format!("{}: {what}{} step(s) {how} run {}\n", plan.target, plan.steps.len(), ended.run))?
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

/// The targets in the order in which a change reaches them, or the other way round where a rollout is taken back.
fn in_order(chosen: &Chosen) -> Vec<&Assignment> {
    let mut all: Vec<_> = chosen.assignments.iter().collect();
    if chosen.checkout.state.rollback().is_some() {
        all.reverse();
    }
    all
}

/// Says that the daemon would wait: who types the command is not bound by windows and freezes.
fn tell_of_windows(state: &DesiredState, target: &Target, plan: &Plan) {
    let calendar = Calendar::of(target, &state.rollout.windows, &state.rollout.freezes);
    let changelist = plan.changelist.as_ref().map(|changelist| changelist.id.as_str());
    let what = Beginning { changelist, ..Beginning::default() };
    if let Some(closed) = calendar.closed(Timestamp::now(), &what) {
        eprintln!("note: `{}` is applied by hand; the daemon {}", target.name, closed.sentence());
    }
}

/// Refuses a plan that people must agree to: the daemon runs it when they do.
fn refuse_unapproved(
    governance: &Governance,
    target: &Target,
    planned: &Planned,
    findings: &[PlanFinding],
) -> Result<(), Failure> {
    let lacking = asked_of(governance, target, planned, findings);
    if lacking.is_empty() {
        return Ok(());
    }
    let message = format!("the plan needs approvals: {}; nothing was changed", lacking.join(" and "));
    Err(Failure::refused(message).hint(format!(
        "`groundline approve sha256:{}`: the daemon runs the plan as soon as everybody agrees who must",
        planned.plan.digest.short()
    )))
}

/// Whom the rules ask to agree to a plan, as in `1 from dba`.
pub(super) fn asked_of(
    governance: &Governance,
    target: &Target,
    planned: &Planned,
    findings: &[PlanFinding],
) -> Vec<String> {
    if planned.plan.empty {
        return Vec::new();
    }
    let features = features(target, &planned.plan, Some(planned), findings, &BTreeMap::new());
    let risk = governance.approval.risk(&features);
    let demands = governance.approval.demands(&features, risk);
    let parts = demands.iter().flat_map(|demand| &demand.approvals);
    parts.map(|part| format!("{} from {}", part.count, part.from)).collect::<BTreeSet<_>>().into_iter().collect()
}

pub(super) fn read_plan(file: &Path) -> Result<Plan, Failure> {
    let bytes =
        std::fs::read(file).map_err(|error| Failure::error(format!("cannot read `{}`: {error}", file.display())))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::error(format!("`{}` is not a plan: {error}", file.display()))
            .hint("make one with `groundline plan --save FILE`")
    })
}
