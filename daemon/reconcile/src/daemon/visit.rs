//! One visit to one target: bring an interrupted run to its end, look cheaply, compare, plan, decide, and run.
//!
//! Not the status: a visit tells what it found. Invariant: nothing runs that was not decided, an unchanged target costs one
//! query, and errors stay with their target.

use std::sync::Arc;
use std::time::Duration;

use engine::{Live, LockState, Run, RunState, Source, Token};
use plan::{HazardCode, Plan};
use repo::Source as SchemaRepo;
use review::PlanFinding;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::approving::{ApprovalGate, Assessed};
use super::authorship::Authorship;
use super::decide::{Case, Decision, decide, missing_consent, said_of_wave};
use super::goal::Goal;
use super::lanes::{Lanes, Room};
use super::recorder::{Recorder, Report, Reports, Told};
use super::settings::Settings;
use super::trouble::Trouble;
use crate::approval::Question;
use crate::chain;
use crate::changelist::Survey;
use crate::desired::{DriftMode, Governance};
use crate::plan_review::review_plan;
use crate::planning::{Facts, Planned, elaborate, plan_target};
use crate::recorded::{RecordedState, Records};
use crate::rollout::{self, Ended, RolloutError, Site};
use crate::status::{
    ChangelistStatus, DriftedObject, GlassStatus, Happening, Inventory, MissingConsent, PlanSummary, RunSummary, Sync,
    ThreeWay, Timestamp, WaveStatus, WindowStatus,
};
use crate::store::{EventKind, Memory, NewEvent, RunJournal, Store};
use crate::window::Beginning;

/// How many runs of a ledger are looked at.
const RUNS: u32 = 20;

/// Everything that one visit needs.
pub(super) struct Visit {
    pub(super) goal: Arc<Goal>,
    /// Where it is, with the steering of online changes.
    pub(super) site: Site,
    /// Whether expired snapshots are looked for.
    pub(super) purges: bool,
    pub(super) settings: Arc<Settings>,
    pub(super) store: Store,
    pub(super) memory: Memory,
    /// Whether the time is over in which a run was to be approved.
    pub(super) is_overdue: bool,
    /// Whether what windows and freezes say of a waiting plan is no longer so.
    pub(super) has_window_moved: bool,
    /// What held it in its wave when the visit began.
    pub(super) held: Option<WaveStatus>,
    /// Whether it waits in its wave and need not any more.
    pub(super) is_its_turn: bool,
    /// Room for runs at once.
    pub(super) lanes: Lanes,
    /// Whether this process has compared the target before.
    pub(super) is_known: bool,
    /// Why nothing is applied at all.
    pub(super) halted: Option<String>,
    pub(super) reports: Reports,
    pub(super) cancel: CancellationToken,
    /// The schema repo.
    pub(super) source: SchemaRepo,
    /// Who took part in what plans come from.
    pub(super) authorship: Authorship,
    /// The policy and the people that are in force.
    pub(super) trust: Arc<Governance>,
    /// What the head says of them.
    pub(super) head: Arc<Governance>,
}

/// What a visit found.
#[derive(Debug)]
pub(super) enum Visited {
    /// Neither the target nor what is desired changed.
    Unchanged,
    /// Compared and decided; nothing was run.
    Compared(Box<Compared>),
    /// A run ended.
    Ran(Box<Ran>),
    /// Something changed meanwhile: it is to be visited again at once.
    Again,
    /// The visit was cut short because the daemon ends.
    Stopped,
    /// Something went wrong.
    Troubled(Box<Trouble>),
}

/// A comparison and the decision about it.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) token: Token,
    pub(super) sync: Sync,
    pub(super) decision: Decision,
    pub(super) plan: Option<PlanSummary>,
    /// The runs that still wait to be approved afterwards.
    pub(super) glass: Vec<GlassStatus>,
    pub(super) drifted: Vec<DriftedObject>,
    /// The last run of the ledger that is over, whoever made it.
    pub(super) last_run: Option<RunSummary>,
    /// The changelists that are not through.
    pub(super) changelists: Vec<ChangelistStatus>,
    /// Whether the schema is what Git says, whatever changelists wait.
    pub(super) is_schema_in_sync: bool,
}

/// A run that ended.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) ended: Ended,
    pub(super) plan: Option<schema::Digest>,
    pub(super) recovered: bool,
    /// Whether its step gave up only because it was tried too often.
    pub(super) tired: bool,
}

pub(super) type Fallible<T> = Result<T, Trouble>;

impl Visit {
    /// Visits.
    pub(super) async fn run(self) -> Visited {
        match self.visit().await {
            Ok(visited) => visited,
            Err(_) if self.cancel.is_cancelled() => Visited::Stopped,
            Err(trouble) => Visited::Troubled(Box::new(trouble)),
        }
    }

    async fn visit(&self) -> Fallible<Visited> {
        let site = &self.site;
        let opened = Live::connect_with_token(&site.url, &site.options).await;
        let (mut live, token) = opened.map_err(|e| Trouble::of_connect(&e))?;
        self.purge(&mut live).await?;
        let compared = self.compared_token(&mut live, &token).await?;
        if self.is_unchanged(&compared) {
            self.close(live).await;
            return Ok(Visited::Unchanged);
        }
        self.report(Happening::LookBegins);
        if live.open_run().await.map_err(|e| Trouble::of_engine(&e))?.is_some() {
            self.close(live).await;
            return self.recover().await;
        }
        let last_run = self.take_over_runs(&mut live).await?;
        let survey = self.survey(&mut live).await?;
        let sources = survey.held_schema().unwrap_or_else(|| self.goal.sources.clone());
        let planned = self.plan(&mut live, &sources, &token).await?;
        let next = self.in_turn(&mut live, &planned, &survey, &token).await?;
        let token = self.concluded(&mut live, token, &survey).await?;
        self.record(&mut live, &planned).await?;
        self.close(live).await;
        if self.cancel.is_cancelled() {
            return Ok(Visited::Stopped);
        }
        match (&survey.problem, next) {
            (Some(problem), _) => self.blocked(&planned, problem, &survey, token, last_run).await,
            (None, Some(next)) => self.judge_changelist(&planned, next, &survey, token, last_run).await,
            (None, None) => self.judge(planned, &sources, token, last_run, &survey).await,
        }
    }

    /// Whether the last conclusion still holds: one query told.
    fn is_unchanged(&self, token: &Token) -> bool {
        let same_target = self.memory.token.as_ref() == Some(token);
        let looks = self.goal.settings.drift != DriftMode::Off;
        let same_inputs = self.memory.inputs == Some(self.goal.inputs());
        let may_rest = self.memory.barred.as_ref().is_none_or(|bar| bar.revision == self.goal.revision);
        let concluded = self.memory.token.is_some();
        !self.is_overdue
            && !self.has_window_moved
            && !self.is_its_turn
            && self.is_known
            && concluded
            && same_inputs
            && may_rest
            && (same_target || !looks)
    }

    /// Drops expired snapshots; nothing while another process works on the target.
    async fn purge(&self, live: &mut Live) -> Fallible<()> {
        if !self.purges || self.halted.is_some() {
            return Ok(());
        }
        let failed = |error: engine::Error| Trouble::of_engine(&error);
        if live.kept().await.map_err(failed)?.is_empty() {
            return Ok(());
        }
        if live.lock().await.map_err(failed)? != LockState::Held {
            return Ok(());
        }
        let purged = live.purge(self.settings.clock.certain().seconds()).await.map_err(failed)?;
        live.unlock().await.map_err(failed)?;
        if purged.is_empty() {
            return Ok(());
        }
        let names: Vec<String> =
            purged.iter().map(|kept| format!("{} of run {}", kept.keep.table.dotted(), kept.run)).collect();
        self.event(EventKind::SnapshotsPurged, json!({ "snapshots": names })).await
    }

    async fn recover(&self) -> Fallible<Visited> {
        if let Some(why) = &self.halted {
            return Err(Trouble::halted(why));
        }
        let mut recorder = self.recorder();
        let recovered = rollout::recover(&self.site, &mut recorder).await;
        match recovered.map_err(|error| Trouble::of_rollout(&error))? {
            Some(ended) => {
                let detail = json!({ "run": ended.run.0, "state": ended.state.word(), "failure": ended.failure });
                self.event(EventKind::RunRecovered, detail).await?;
                self.ran(ended, recorder.plan(), true, false).await
            }
            // Another process finished it meanwhile.
            None => Ok(Visited::Again),
        }
    }

    /// Takes over what others ran, such as `groundline apply` beside the daemon; gives the last run that is over.
    async fn take_over_runs(&self, live: &mut Live) -> Fallible<Option<RunSummary>> {
        let runs = live.runs(RUNS).await.map_err(|e| Trouble::of_engine(&e))?;
        let known = self.store.keep_runs(self.goal.name(), &runs).await.map_err(|e| Trouble::store(&e))?;
        if let Some(run) = runs.first().filter(|_| known > 0) {
            self.event(EventKind::RunFound, json!({ "run": run.id.0, "state": run.state.word() })).await?;
        }
        Ok(runs.iter().find(|run| run.state.is_final()).map(of_ledger))
    }

    async fn plan(&self, live: &mut Live, sources: &[Source], token: &Token) -> Fallible<Planned> {
        let Goal { planning, .. } = &*self.goal;
        let elaborated = elaborate(live, sources, planning).await.map_err(|e| Trouble::of_engine(&e).at(token))?;
        let planned = plan_target(live, self.goal.name(), elaborated, planning).await;
        planned.map_err(|error| Trouble::of_plan(&error).at(token))
    }

    /// Publishes what was observed, where that is asked for: who may not reach the target plans against it.
    async fn record(&self, live: &mut Live, planned: &Planned) -> Fallible<()> {
        if !self.settings.publishes_state {
            return Ok(());
        }
        let facts = match &planned.facts {
            Some(facts) => facts.clone(),
            None => Facts::of(live, &self.goal.planning).await.map_err(|error| Trouble::of_engine(&error))?,
        };
        let (name, environment) = (self.goal.name(), self.goal.target.kind.environment.as_str());
        let state = RecordedState::of(name, environment, &planned.observed, &facts, self.settings.clock.now());
        if let Err(error) = Records::of(&self.settings.state).keep(&state) {
            tracing::warn!(%error, "the recorded state cannot be published");
        }
        Ok(())
    }

    async fn judge(
        &self,
        planned: Planned,
        sources: &[Source],
        token: Token,
        last_run: Option<RunSummary>,
        survey: &Survey,
    ) -> Fallible<Visited> {
        let three_way = self.compare(&planned, last_run.as_ref()).await?;
        let plan = &planned.plan;
        let barred = self.memory.barred.as_ref();
        let findings = review_plan(&planned, sources, &self.goal.standard());
        let Assessed { question, verdict } = self.assess(&planned, &findings).await?;
        let glass = self.broken_glass().await?;
        let moment = self.settings.clock.now();
        let (now, closed) = (moment.system(), self.closed(plan).await?);
        let decision = decide(&Case {
            goal: &self.goal,
            plan,
            sync: three_way.sync(),
            three_way: &three_way,
            findings: &findings,
            verdict: &verdict,
            glass: &glass,
            would_empty: planned.desired.objects.is_empty() && !planned.observed.objects.is_empty(),
            allow_empty: self.settings.allow_empty,
            barred: barred.is_some_and(|bar| bar.plan == plan.digest && bar.revision == self.goal.revision),
            halted: self.halted.as_deref(),
            now,
            closed: closed.as_ref(),
            held: self.held.as_ref(),
            repo: &self.settings.location.to_string(),
        });
        let missing = missing_consent(&self.goal, plan, now);
        let drifted = self.remember(&planned, &three_way, &decision).await?;
        let decision = match self.with_room(decision) {
            Ok(_room) => return self.apply(&planned, &question).await,
            Err(decision) => *decision,
        };
        let approval = (self.trust.asks() || verdict.is_asked()).then_some(verdict);
        let summary = (!plan.empty).then(|| PlanSummary { approval, ..summary(plan, missing, findings) });
        let (sync, is_schema_in_sync) = (three_way.sync(), plan.empty && survey.held_schema().is_none());
        let (plan, changelists) = (summary, ChangelistStatus::of(survey));
        Ok(Visited::Compared(Box::new(Compared {
            token,
            sync,
            decision,
            plan,
            glass,
            drifted,
            last_run,
            changelists,
            is_schema_in_sync,
        })))
    }

    /// Why a plan may not begin now by windows and freezes.
    pub(super) async fn closed(&self, plan: &Plan) -> Fallible<Option<WindowStatus>> {
        let calendar = &self.goal.calendar;
        let longest = match calendar.asks_how_long() {
            true => self.store.reader().longest_run(&self.goal.revision, self.goal.name()).await,
            false => Ok(Duration::ZERO),
        };
        let takes = Duration::from_secs(
            longest.map_err(|error| Trouble::store(&error))?.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX),
        );
        let changelist = plan.changelist.as_ref().map(|changelist| changelist.id.as_str());
        Ok(calendar.closed(self.settings.clock.now(), &Beginning { changelist, takes }))
    }

    /// Takes room for a run; or gives what is decided instead.
    pub(super) fn with_room(&self, decision: Decision) -> Result<Option<Room>, Box<Decision>> {
        if decision != Decision::Run {
            return Err(Box::new(decision));
        }
        let Some(limit) = self.goal.settings.waves.parallelism else { return Ok(None) };
        match self.lanes.enter(self.goal.target.kind.environment.as_str(), limit) {
            Some(room) => Ok(Some(room)),
            None => {
                let held = WaveStatus { limit: Some(limit), ..WaveStatus::default() };
                Err(Box::new(Decision::InTurn(said_of_wave(&held), held)))
            }
        }
    }

    /// The three-way comparison, with what the target held last by all that is known: what the daemon's own run made of it,
    /// or what Git said when it was last in sync. While the desired files are those that were applied, that is what they say.
    pub(super) async fn compare(&self, planned: &Planned, last_run: Option<&RunSummary>) -> Fallible<ThreeWay> {
        let (name, reader) = (self.goal.name(), self.store.reader());
        let failed = |error| Trouble::store(&error);
        let made = match last_run.filter(|run| run.state == RunState::Succeeded.word()) {
            Some(run) => reader.expectation(name, run.plan).await.map_err(failed)?,
            None => None,
        };
        let last = match (self.goal.settings.drift, made, self.memory.applied_tree) {
            (DriftMode::Off, _, _) | (_, None, None) => None,
            (_, Some(made), _) => Some(made),
            (_, None, Some(tree)) if tree == self.goal.tree => Some(Inventory::of(&planned.desired)),
            (_, None, Some(_)) => reader.inventory(name).await.map_err(failed)?,
        };
        Ok(ThreeWay::compare(last.as_ref(), &planned.observed, &planned.desired))
    }

    /// Writes into the store what the comparison came to, and says which objects drifted.
    async fn remember(
        &self,
        planned: &Planned,
        three_way: &ThreeWay,
        decision: &Decision,
    ) -> Fallible<Vec<DriftedObject>> {
        let (name, now) = (self.goal.name(), self.settings.clock.now());
        let failed = |error| Trouble::store(&error);
        if *decision == Decision::InSync {
            self.store.supersede_plans(name, now).await.map_err(failed)?;
            self.remember_inventory(planned).await?;
        } else if !planned.plan.empty {
            let revision = Some(self.goal.revision.as_str());
            if self.store.keep_plan(&planned.plan, revision, now).await.map_err(failed)? {
                let steps: Vec<&str> = planned.plan.steps.iter().map(|step| step.summary.as_str()).collect();
                self.event(EventKind::PlanReady, json!({ "plan": planned.plan.digest, "steps": steps })).await?;
            }
        }
        self.remember_drift(planned, three_way).await
    }

    /// The target was seen to have the schema that Git says.
    pub(super) async fn remember_inventory(&self, planned: &Planned) -> Fallible<()> {
        let (name, now) = (self.goal.name(), self.settings.clock.now());
        let failed = |error| Trouble::store(&error);
        self.store.forget_expectation(name).await.map_err(failed)?;
        if self.memory.applied_tree != Some(self.goal.tree) {
            self.store.keep_inventory(name, &Inventory::of(&planned.desired), now).await.map_err(failed)?;
        }
        Ok(())
    }

    pub(super) async fn remember_drift(&self, planned: &Planned, three_way: &ThreeWay) -> Fallible<Vec<DriftedObject>> {
        let (name, now) = (self.goal.name(), self.settings.clock.now());
        let failed = |error| Trouble::store(&error);
        let objects: Vec<DriftedObject> = three_way
            .drifted
            .iter()
            .map(|(id, change)| DriftedObject { object: id.to_string(), change: *change })
            .collect();
        if objects.is_empty() {
            if self.store.end_drift(name, now).await.map_err(failed)? {
                self.event(EventKind::DriftEnded, json!({})).await?;
            }
            return Ok(objects);
        }
        let ids = three_way.drifted.keys().collect();
        let diff =
            plan::show::unified_diff(&planned.observed.restricted_to(&ids), &planned.desired.restricted_to(&ids));
        if self.store.keep_drift(name, &objects, &diff, now).await.map_err(failed)? {
            self.event(EventKind::DriftFound, json!({ "objects": objects, "diff": diff })).await?;
            if self.goal.settings.drift == DriftMode::Alert {
                tracing::warn!(objects = objects.len(), "drift found");
            }
        }
        Ok(objects)
    }

    pub(super) async fn apply(&self, planned: &Planned, question: &Question) -> Fallible<Visited> {
        let plan = &planned.plan;
        let expected = Inventory::of(&planned.desired);
        let kept = self.store.expect_inventory(self.goal.name(), plan.digest, &expected).await;
        kept.map_err(|error| Trouble::store(&error))?;
        let mut recorder = self.recorder();
        let site = &self.site;
        let mut gate = ApprovalGate { visit: self, plan, question };
        let applied = rollout::apply(site, plan, Some(&self.goal.revision), &mut gate, &mut recorder).await;
        let attempts = recorder.last_attempt();
        match applied {
            Ok(ended) => {
                let tired = attempts > 1 && attempts >= site.retry.attempts;
                self.ran(ended, Some(plan.digest), false, tired).await
            }
            Err(error) => {
                if let RolloutError::ApprovalUsed { run, used } = &error {
                    let (of, now) = ((self.goal.name(), plan.digest, run.0), self.settings.clock.now());
                    self.store.use_approvals(of, used, now).await.map_err(|error| Trouble::store(&error))?;
                }
                if let RolloutError::Journal(inner) = &error {
                    tracing::error!(error = %chain(inner), "the run stopped: nothing runs unrecorded");
                }
                Err(Trouble::of_rollout(&error))
            }
        }
    }

    pub(super) async fn ran(
        &self,
        ended: Ended,
        plan: Option<schema::Digest>,
        recovered: bool,
        tired: bool,
    ) -> Fallible<Visited> {
        let name = self.goal.name();
        if let Some(failure) = &ended.failure {
            self.store.keep_failure(name, ended.run.0, failure).await.map_err(|e| Trouble::store(&e))?;
        }
        let steps = match plan {
            Some(digest) => {
                let account = self.store.reader().account(name, ended.run.0, &digest).await;
                account.map_err(|e| Trouble::store(&e))?
            }
            None => None,
        };
        let detail = json!({
            "run": ended.run.0, "state": ended.state.word(), "failure": ended.failure, "left": ended.left,
            "revision": self.goal.revision, "plan": plan, "steps": steps,
        });
        self.event(EventKind::RunEnded, detail).await?;
        let happening = if ended.state == RunState::Failed { Happening::RunFailed } else { Happening::RunSucceeded };
        self.report(happening);
        Ok(Visited::Ran(Box::new(Ran { ended, plan, recovered, tired })))
    }

    pub(super) fn recorder(&self) -> Recorder {
        let checkpoint = self.settings.checkpoint.clone();
        let journal = RunJournal::new(self.store.clone(), self.goal.name(), self.settings.clock.clone());
        Recorder::new(journal, self.goal.name(), self.reports.clone(), self.cancel.clone(), checkpoint)
    }

    fn report(&self, happening: Happening) {
        // The receiver is gone only when the loop has ended, and then nobody reads the status either.
        let _ =
            self.reports.send(Report { target: self.goal.name().to_owned(), told: Told::Happened(happening, None) });
    }

    pub(super) async fn event(&self, kind: EventKind, detail: serde_json::Value) -> Fallible<()> {
        let event = NewEvent::by_daemon(kind, Some(self.goal.name()), detail);
        self.store.append(&event, self.settings.clock.now()).await.map_err(|error| Trouble::store(&error))
    }

    /// Ends the session; what was read is read, so that a failure here changes nothing.
    async fn close(&self, live: Live) {
        if let Err(error) = live.close().await {
            tracing::debug!(error = %chain(&error), "the session did not end in order");
        }
    }
}

/// A plan in short.
pub(super) fn summary(plan: &Plan, missing_consent: Vec<MissingConsent>, findings: Vec<PlanFinding>) -> PlanSummary {
    let mut hazards: Vec<HazardCode> =
        plan.steps.iter().flat_map(|step| &step.hazards).map(|hazard| hazard.code).collect();
    hazards.sort_unstable();
    hazards.dedup();
    let steps = plan.steps.iter().map(|step| step.summary.clone()).collect();
    let changelist = plan.changelist.as_ref().map(|changelist| changelist.id.clone());
    PlanSummary {
        digest: plan.digest,
        steps,
        hazards,
        missing_consent,
        findings,
        approval: None,
        changelist,
        estimates: Vec::new(),
        undoes: plan.undoes.map(|undoes| undoes.run),
    }
}

/// A run as its target's ledger tells it: why it failed is not written there.
fn of_ledger(run: &Run) -> RunSummary {
    RunSummary {
        run: run.id.0,
        plan: run.plan.digest,
        state: run.state.word().to_owned(),
        started: Timestamp::from_seconds(run.started_at),
        ended: run.finished_at.map(Timestamp::from_seconds),
        failure: None,
    }
}
