//! Whether the plan of a visit is approved: asked when it is made, and again under the target's lock before it is claimed.
//!
//! Not the judging, which is in `review::approval`. Invariant: the second asking reads the schema repo anew, so that an approval that
//! was taken away meanwhile does not count; and windows and freezes are looked at once more.

use std::collections::BTreeMap;
use std::sync::Arc;

use plan::Plan;
use repo::{Look, Repository, RepositoryError, Revision};
use review::PlanFinding;
use review::approval::{Standing, Verdict};
use serde_json::json;

use super::authorship::Span;
use super::trouble::Trouble;
use super::trust::{hear, used_approvals};
use super::visit::Visit;
use crate::approval::{Evidence, Hearing, Question, TAGS, authors, contributing_paths, features, gather, of_tags};
use crate::chain;
use crate::desired::Governance;
use crate::planning::Planned;
use crate::rollout::{Claim, Gate};
use crate::status::GlassStatus;
use crate::store::{EventKind, Glass};

/// What was asked of a plan, and what judging came to.
#[derive(Debug)]
pub(super) struct Assessed {
    pub(super) question: Question,
    pub(super) verdict: Verdict,
}

type Fallible<T> = Result<T, Trouble>;

impl Visit {
    /// Judges a plan by what the commit in force says of it.
    pub(super) async fn assess(&self, planned: &Planned, findings: &[PlanFinding]) -> Fallible<Assessed> {
        let question = self.question(planned, findings).await?;
        let verdict = self.hear(&question, &self.goal.evidence, &self.head).await?;
        Ok(Assessed { question, verdict })
    }

    async fn question(&self, planned: &Planned, findings: &[PlanFinding]) -> Fallible<Question> {
        let (policy, plan) = (&self.trust.approval, &planned.plan);
        let authors = if self.trust.asks() && !plan.empty { self.authors(plan).await? } else { BTreeMap::new() };
        let features = features(&self.goal.target, plan, Some(planned), findings, &authors);
        let risk = policy.risk(&features);
        let demands = if plan.empty { Vec::new() } else { policy.demands(&features, risk) };
        let (target, plan, base) = (self.goal.name().to_owned(), plan.digest, plan.base);
        Ok(Question { target, plan, base, risk, demands, authors })
    }

    /// Who wrote what the target does not have yet; of a changelist, everybody who ever wrote in its folder.
    async fn authors(&self, plan: &Plan) -> Fallible<BTreeMap<String, String>> {
        let paths = contributing_paths(&self.goal.target);
        let folder = plan.changelist.as_ref().map(|changelist| format!("changelists/{}", changelist.id));
        let after = self.memory.applied_revision.as_deref().and_then(|revision| revision.parse::<Revision>().ok());
        let until: Revision = self.goal.revision.parse().map_err(|error| Trouble::of_git(&error))?;
        let commits = self.authorship.of(Span { after, until, paths, folder }, &self.source).await?;
        Ok(authors(&commits, [&self.trust, &self.head]))
    }

    async fn hear(&self, question: &Question, said: &[Evidence], head: &Governance) -> Fallible<Verdict> {
        let now = self.settings.clock.now();
        let hearing = Hearing { in_force: &self.trust, head, project: &self.goal.project, now };
        let heard = hear(&hearing, question, said, &self.store).await;
        let (verdict, news) = heard.map_err(|error| Trouble::store(&error))?;
        for event in news {
            self.store.append(&event, now).await.map_err(|error| Trouble::store(&error))?;
        }
        Ok(verdict)
    }

    /// The runs that somebody let go at once and that still wait to be approved; those that are approved now wait no more.
    pub(super) async fn broken_glass(&self) -> Fallible<Vec<GlassStatus>> {
        let failed = |error| Trouble::store(&error);
        let now = self.settings.clock.now();
        let mut open = Vec::new();
        for glass in self.store.reader().broken_glass(self.goal.name()).await.map_err(failed)? {
            let mut question = glass.question;
            question.authors.insert(glass.person.clone(), format!("run {}", glass.run));
            let verdict = self.hear(&question, &self.goal.evidence, &self.head).await?;
            if matches!(verdict.standing, Standing::Approved | Standing::NotNeeded) {
                let used = used_approvals(&verdict, &self.goal.evidence);
                let of = (self.goal.name(), glass.plan, glass.run);
                self.store.use_approvals(of, &used, now).await.map_err(failed)?;
                self.store.mend_glass(self.goal.name(), glass.run, now).await.map_err(failed)?;
                let people: Vec<_> = used.iter().map(|one| &one.person).collect();
                self.event(EventKind::GlassReviewed, json!({ "run": glass.run, "approved_by": people })).await?;
                continue;
            }
            let (person, reason, message) = (glass.person, glass.reason, verdict.sentence());
            let is_overdue = now >= glass.due;
            open.push(GlassStatus {
                run: glass.run,
                plan: glass.plan,
                person,
                reason,
                due: glass.due,
                is_overdue,
                message,
            });
        }
        Ok(open)
    }
}

/// The gate of a visit's plan.
pub(super) struct ApprovalGate<'a> {
    pub(super) visit: &'a Visit,
    pub(super) plan: &'a Plan,
    pub(super) question: &'a Question,
}

impl Gate for ApprovalGate<'_> {
    async fn pass(&mut self) -> Result<Claim, String> {
        // The lock of the target may have been waited for, and a window may have ended meanwhile.
        if let Some(closed) = self.visit.closed(self.plan).await.map_err(|trouble| trouble.message)? {
            return Err(closed.sentence());
        }
        if !self.visit.trust.asks() {
            return Ok(Claim::default());
        }
        let (said, head) = self.read_anew().await?;
        let verdict = self.visit.hear(self.question, &said, &head).await.map_err(|trouble| trouble.message)?;
        if !verdict.may_run() {
            return Err(verdict.sentence());
        }
        let used = used_approvals(&verdict, &said);
        let within = self.visit.trust.approval.break_glass.as_ref().map_or(0, |glass| glass.review_within);
        let glass = match verdict.standing {
            Standing::BrokenGlass { by: person, reason } => {
                tracing::warn!(person, reason, "the glass is broken: the plan runs, and is to be approved afterwards");
                let detail = json!({ "person": person, "reason": reason, "plan": self.question.plan });
                self.visit.event(EventKind::GlassBroken, detail).await.map_err(|trouble| trouble.message)?;
                Some(Glass { person, reason, question: self.question.clone(), within })
            }
            _ => None,
        };
        Ok(Claim { used, glass })
    }
}

impl ApprovalGate<'_> {
    /// What is said at the head as it is now, and by whose keys.
    async fn read_anew(&self) -> Result<(Vec<Evidence>, Arc<Governance>), String> {
        let source = &self.visit.source;
        let look =
            source.look().await.map_err(|error| format!("the schema repo cannot be looked at: {}", chain(&*error)))?;
        let (Look::Unchanged(commit) | Look::Moved { to: commit, .. }) = look;
        let target = self.visit.goal.name().to_owned();
        let read = source.read(move |repository| said_at(repository, commit.revision, &target)).await;
        let (said, head) = read
            .map_err(|error| chain(&error))
            .and_then(|read| read.map_err(|error| chain(&error)))
            .map_err(|error| format!("the approvals cannot be read: {error}"))?;
        if self.visit.settings.trust.is_some() {
            return Ok((said, self.visit.head.clone()));
        }
        let head = head.map_err(|()| "the policy and the people at the head are broken".to_owned())?;
        Ok((said, Arc::new(head)))
    }
}

type Said = (Vec<Evidence>, Result<Governance, ()>);

fn said_at(repository: &Repository, revision: Revision, target: &str) -> Result<Said, RepositoryError> {
    let files = repository.files_at(revision)?;
    let mut evidence = gather(&files).evidence;
    evidence.extend(of_tags(&repository.tags(TAGS)?).evidence);
    evidence.retain(|one| one.statement.target == target);
    Ok((evidence, Governance::load(&files).map_err(drop)))
}
