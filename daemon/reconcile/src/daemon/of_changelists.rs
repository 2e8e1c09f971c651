//! The part of a visit that is about changelists: which are through, which is next, and whether it runs.
//!
//! A changelist is a plan like every other. Invariant: one at a time, in their order, and only where nothing is in the way.

use engine::{Live, Token};
use schema::Digest;
use serde_json::json;

use super::approving::Assessed;
use super::decide::{Case, Decision, Said, decide, missing_consent};
use super::trouble::Trouble;
use super::visit::{Compared, Fallible, Visit, Visited, summary};
use crate::changelist::{Judged, Problem, Survey, judge, plan_changelist, survey};
use crate::desired::Turn;
use crate::planning::Planned;
use crate::status::{ChangelistStatus, Estimate, Next, Reason, RunSummary, Sync, ThreeWay};
use crate::store::EventKind;

/// What stands before the mark of the ledger in a token: the target is looked at again when the ledger changed, too.
const OPEN: &str = "#open-changelists:";

/// The changelist whose turn it is, as a plan that runs it or takes it back.
pub(super) struct InTurn {
    pub(super) run: Planned,
    pub(super) judged: Judged,
    /// Why it must not be, whatever the policy says.
    pub(super) refused: Option<Said>,
}

impl Visit {
    /// The token as it is to be compared: with the mark of the ledger where the last conclusion rested on it.
    pub(super) async fn compared_token(&self, live: &mut Live, token: &Token) -> Fallible<Token> {
        match &self.memory.token {
            Some(known) if known.0.contains(OPEN) => self.marked(live, token).await,
            _ => Ok(token.clone()),
        }
    }

    async fn marked(&self, live: &mut Live, token: &Token) -> Fallible<Token> {
        let ran = live.changelists().await.map_err(|error| Trouble::of_engine(&error))?;
        let text = serde_json::to_vec(&ran).unwrap_or_default();
        Ok(Token(format!("{}{OPEN}{}", token.0, Digest::of_parts([text.as_slice()]).short())))
    }

    /// The token of a conclusion: one that others can change by a run alone has the mark of the ledger.
    pub(super) async fn concluded(&self, live: &mut Live, token: Token, survey: &Survey) -> Fallible<Token> {
        if survey.is_through() { Ok(token) } else { self.marked(live, &token).await }
    }

    /// Asks the ledger which changelists are through.
    pub(super) async fn survey(&self, live: &mut Live) -> Fallible<Survey> {
        let surveyed = survey(live, &self.goal.target, &self.goal.changelists).await;
        surveyed.map_err(|error| Trouble::of_engine(&error))
    }

    /// Plans the changelist whose turn it is.
    pub(super) async fn in_turn(
        &self,
        live: &mut Live,
        planned: &Planned,
        survey: &Survey,
        token: &Token,
    ) -> Fallible<Option<InTurn>> {
        let goal = &self.goal;
        let is_in_sync = planned.plan.empty && planned.plan.unsupported.is_empty();
        if let Some(next) = survey.to_undo() {
            let is_next = is_in_sync || next.turn != Turn::Before;
            return if is_next { self.to_be_undone(live, planned, next).await } else { Ok(None) };
        }
        let turn = survey.next().filter(|next| is_in_sync || next.turn == Turn::Before);
        let Some(resolved) = turn.and_then(|next| next.resolved.clone()) else { return Ok(None) };
        let run = plan_changelist(live, goal.name(), &resolved, planned.observed.clone(), &goal.planning).await;
        let run = run.map_err(|error| Trouble::of_plan(&error).at(token))?;
        let judged = judge(Some(&self.site), &resolved, &run, &goal.standard()).await;
        let judged = judged.map_err(|error| Trouble::of_engine(&error))?;
        Ok(Some(InTurn { run, judged, refused: None }))
    }

    /// Decides about the changelist whose turn it is, and runs it.
    pub(super) async fn judge_changelist(
        &self,
        planned: &Planned,
        InTurn { run, judged, refused }: InTurn,
        survey: &Survey,
        token: Token,
        last_run: Option<RunSummary>,
    ) -> Fallible<Visited> {
        let three_way = self.compare(planned, last_run.as_ref()).await?;
        let (plan, now) = (&run.plan, self.settings.clock.now());
        let barred = self.memory.barred.as_ref();
        let Assessed { question, verdict } = self.assess(&run, &judged.findings).await?;
        let glass = self.broken_glass().await?;
        let closed = self.closed(plan).await?;
        let case = Case {
            goal: &self.goal,
            plan,
            sync: Sync::Pending,
            three_way: &ThreeWay::default(),
            findings: &judged.findings,
            verdict: &verdict,
            glass: &glass,
            would_empty: false,
            allow_empty: self.settings.allow_empty,
            barred: barred.is_some_and(|bar| bar.plan == plan.digest && bar.revision == self.goal.revision),
            halted: self.halted.as_deref(),
            now: now.system(),
            closed: closed.as_ref(),
            held: self.held.as_ref(),
            repo: &self.settings.location.to_string(),
        };
        let decision = refused.map_or_else(|| decide(&case), Decision::Block);
        // What is held is the schema of another commit.
        let is_in_sync = planned.plan.empty && survey.held_schema().is_none();
        if is_in_sync {
            self.remember_inventory(planned).await?;
        }
        let drifted = self.remember_drift(planned, &three_way).await?;
        let failed = |error| Trouble::store(&error);
        if self.store.keep_plan(plan, Some(self.goal.revision.as_str()), now).await.map_err(failed)? {
            let steps: Vec<&str> = plan.steps.iter().map(|step| step.summary.as_str()).collect();
            let id = plan.changelist.as_ref().map(|changelist| changelist.id.as_str());
            let undoes = plan.undoes.map(|undoes| undoes.run);
            let detail = json!({ "plan": plan.digest, "changelist": id, "undoes": undoes, "steps": steps });
            self.event(EventKind::PlanReady, detail).await?;
        }
        let decision = match self.with_room(decision) {
            Ok(_room) if plan.undoes.is_some() => return self.take_back(plan, &question).await,
            Ok(_room) => return self.apply(&run, &question).await,
            Err(decision) => *decision,
        };
        let missing = missing_consent(&self.goal, plan, now.system());
        let mut shown = summary(plan, missing, judged.findings);
        shown.approval = (self.trust.asks() || verdict.is_asked()).then_some(verdict);
        shown.estimates = judged.estimates.iter().map(Estimate::from).collect();
        Ok(Visited::Compared(Box::new(Compared {
            token,
            sync: Sync::Pending,
            decision,
            plan: Some(shown),
            glass,
            drifted,
            last_run,
            changelists: ChangelistStatus::of(survey),
            is_schema_in_sync: is_in_sync,
        })))
    }

    /// Nothing runs: a changelist is in the way.
    pub(super) async fn blocked(
        &self,
        planned: &Planned,
        problem: &Problem,
        survey: &Survey,
        token: Token,
        last_run: Option<RunSummary>,
    ) -> Fallible<Visited> {
        let three_way = self.compare(planned, last_run.as_ref()).await?;
        let drifted = self.remember_drift(planned, &three_way).await?;
        let (diff, next) = match problem {
            Problem::Edited { diff, .. } => (format!("\n{}", diff.trim_end()), Next::by_committer(problem.hint())),
            Problem::Broken { .. } => (String::new(), Next::by_committer(problem.hint())),
            Problem::Partly { .. } => (String::new(), Next::by_operator(problem.hint())),
        };
        let message = format!("{problem}: nothing runs on this target{diff}");
        let decision = Decision::Block(Said { reason: Reason::Changelist, message, next });
        let sync = match three_way.sync() {
            Sync::InSync => Sync::Pending,
            sync => sync,
        };
        Ok(Visited::Compared(Box::new(Compared {
            token,
            sync,
            decision,
            plan: None,
            glass: self.broken_glass().await?,
            drifted,
            last_run,
            changelists: ChangelistStatus::of(survey),
            is_schema_in_sync: planned.plan.empty,
        })))
    }
}
