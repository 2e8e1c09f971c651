//! The trust root: whose keys and which policy are in force, apart from what the head of the branch says.
//!
//! Not the judging. Invariant: another policy, or other people, come into force only when those in force ask for nothing or agree; what is
//! taken out at the head counts no more at once, because a key must be known to both.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use engine::UsedApproval;
use repo::{Files, Revision, Source, WorkTree};
use review::approval::{Risk, Verdict};
use schema::Digest;
use serde_json::json;

use super::accepted::Accepted;
use super::error::DaemonError;
use super::follow::News;
use super::settings::Settings;
use crate::approval::{Evidence, GOVERNED, Hearing, Identity, POLICY_TARGET, Question, authors, policy_change};
use crate::chain;
use crate::desired::Governance;
use crate::status::{PolicyStatus, PolicyWaits, Timestamp};
use crate::store::{EventKind, GovernanceRecord, NewEvent, Signer, Store, StoreError};

/// What is in force.
pub(super) struct Trust {
    settings: Arc<Settings>,
    known: Option<Known>,
    waits: Option<PolicyWaits>,
}

struct Known {
    governance: Arc<Governance>,
    revision: String,
    since: Timestamp,
}

impl Trust {
    /// What was in force when the daemon ended, or what is pinned.
    ///
    /// # Errors
    /// The store cannot be read, or what it has, or what is pinned, is no policy.
    pub(super) async fn restored(settings: Arc<Settings>, store: &Store) -> Result<Self, DaemonError> {
        let known = match &settings.trust {
            Some(folder) => Some(pinned(folder, settings.clock.now())?),
            None => match store.reader().governance().await? {
                Some(record) => Some(of_record(record)?),
                None => None,
            },
        };
        Ok(Self { settings, known, waits: None })
    }

    /// What is in force; before anything was, what the head says.
    pub(super) fn in_force(&self, accepted: &Accepted) -> Arc<Governance> {
        self.known.as_ref().map_or_else(|| accepted.state.governance.clone(), |known| known.governance.clone())
    }

    /// What the head says; where a folder is pinned, the schema repo has no say.
    pub(super) fn head(&self, accepted: &Accepted) -> Arc<Governance> {
        match &self.settings.trust {
            Some(_) => self.in_force(accepted),
            None => accepted.state.governance.clone(),
        }
    }

    /// How it is shown.
    pub(super) fn status(&self) -> Option<PolicyStatus> {
        let known = self.known.as_ref()?;
        Some(PolicyStatus {
            revision: known.revision.clone(),
            since: known.since,
            asks: known.governance.asks(),
            waits: self.waits.clone(),
        })
    }

    /// What waits to be approved.
    pub(super) const fn waits(&self) -> Option<&PolicyWaits> {
        self.waits.as_ref()
    }

    /// Looks at what the head says of policy and people; it comes into force where those in force agree.
    pub(super) async fn consider(
        &mut self,
        accepted: &Accepted,
        source: &Source,
        store: &Store,
    ) -> Result<News, StoreError> {
        let head = accepted.state.governance.clone();
        if let Some(folder) = &self.settings.trust {
            match pinned(folder, self.settings.clock.now()) {
                Ok(known) => self.known = Some(known),
                Err(error) => tracing::error!(error = %chain(&error), "the pinned policy stays as it was"),
            }
            return Ok(News::new());
        }
        let Some(known) = &self.known else {
            if !head.asks() {
                self.keep(head, accepted, store).await?;
                return Ok(News::new());
            }
            return self.put_in_force(head, accepted, store, json!({ "first": true })).await;
        };
        if known.governance.says_the_same(&head) {
            self.waits = None;
            if known.governance.asks() && known.revision != accepted.revision {
                let governance = known.governance.clone();
                self.keep(governance, accepted, store).await?;
            }
            return Ok(News::new());
        }
        let question = match self.question(known, &head, accepted, source).await {
            Ok(question) => question,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "a change of the policy cannot be judged");
                return Ok(News::new());
            }
        };
        self.judge(question, head, accepted, store).await
    }

    async fn question(
        &self,
        known: &Known,
        head: &Governance,
        accepted: &Accepted,
        source: &Source,
    ) -> Result<Question, repo::SourceError> {
        let base = known.governance.digest();
        let plan = policy_change(base, head.digest());
        let (after, until) = (known.revision.parse::<Revision>().ok(), accepted.revision.parse::<Revision>());
        let until = until.map_err(|error| repo::SourceError::Repository(error.into()))?;
        let commits = source.read(move |repository| repository.contributions(after, until, &GOVERNED)).await??;
        Ok(Question {
            target: POLICY_TARGET.to_owned(),
            plan,
            base,
            risk: Risk::Critical,
            demands: known.governance.approval.demands_of_change(),
            authors: authors(&commits, [&known.governance, head]),
        })
    }

    async fn judge(
        &mut self,
        question: Question,
        head: Arc<Governance>,
        accepted: &Accepted,
        store: &Store,
    ) -> Result<News, StoreError> {
        let in_force = self.in_force(accepted);
        let said: Vec<Evidence> = accepted.said_of(POLICY_TARGET).cloned().collect();
        let project = accepted.state.project.name.to_string();
        let now = self.settings.clock.now();
        let hearing = Hearing { in_force: &in_force, head: &head, project: &project, now };
        let (verdict, mut news) = hear(&hearing, &question, &said, store).await?;
        if !verdict.may_run() {
            news.extend(self.wait(&question, verdict));
            return Ok(news);
        }
        let used = used_approvals(&verdict, &said);
        store.use_approvals((POLICY_TARGET, question.plan, 0), &used, now).await?;
        let people: Vec<_> = used.iter().map(|one| one.person.clone()).collect();
        let detail = json!({ "change": question.plan, "approved_by": people });
        news.extend(self.put_in_force(head, accepted, store, detail).await?);
        Ok(news)
    }

    fn wait(&mut self, question: &Question, verdict: Verdict) -> News {
        let is_news =
            self.waits.as_ref().is_none_or(|waits| waits.change != question.plan || waits.approval != verdict);
        let repo = self.settings.location.to_string();
        let waits = PolicyWaits {
            change: question.plan,
            base: question.base,
            message: verdict.sentence(),
            command: format!("groundline approve {} --repo {repo}", short_name(question.plan)),
            approval: verdict,
        };
        let detail = json!({ "change": waits.change, "message": waits.message });
        self.waits = Some(waits);
        if !is_news {
            return News::new();
        }
        tracing::warn!(change = %question.plan, "another policy, or other people, wait to be approved");
        vec![NewEvent::by_daemon(EventKind::PolicyWaits, None, detail)]
    }

    async fn put_in_force(
        &mut self,
        head: Arc<Governance>,
        accepted: &Accepted,
        store: &Store,
        detail: serde_json::Value,
    ) -> Result<News, StoreError> {
        self.keep(head, accepted, store).await?;
        self.waits = None;
        tracing::info!(revision = %accepted.revision, "policy and people in force");
        let detail = json!({ "revision": accepted.revision, "how": detail });
        Ok(vec![NewEvent::by_daemon(EventKind::PolicyInForce, None, detail)])
    }

    async fn keep(
        &mut self,
        governance: Arc<Governance>,
        accepted: &Accepted,
        store: &Store,
    ) -> Result<(), StoreError> {
        let now = self.settings.clock.now();
        let since = self.known.as_ref().filter(|known| known.governance.says_the_same(&governance));
        let since = since.map_or(now, |known| known.since);
        let texts: BTreeMap<String, Vec<u8>> = governance.texts.clone();
        let revision = accepted.revision.clone();
        store.keep_governance(&GovernanceRecord { revision: revision.clone(), texts, since }).await?;
        self.known = Some(Known { governance, revision, since });
        Ok(())
    }
}

/// How a command names a plan: by the first digits of its digest.
pub(super) fn short_name(plan: Digest) -> String {
    format!("sha256:{}", plan.short())
}

/// Hears what is said of a question, and remembers what was not seen before.
pub(super) async fn hear(
    hearing: &Hearing<'_>,
    question: &Question,
    said: &[Evidence],
    store: &Store,
) -> Result<(Verdict, News), StoreError> {
    let memory = store.reader().approval_memory(&question.target, question.plan).await?;
    let mut news = News::new();
    for evidence in said.iter().filter(|evidence| !memory.seen.contains_key(&evidence.digest())) {
        let Identity { person: Ok(person), bridge } = hearing.identity(evidence, &memory) else { continue };
        let by = Signer { person: &person, bridge: bridge.as_deref() };
        if store.see_approval(evidence, by, hearing.now).await? {
            let statement = &evidence.statement;
            let detail = json!({
                "action": statement.action, "person": person, "bridge": bridge, "plan": statement.plan, "source": evidence.source,
            });
            news.push(NewEvent::by_daemon(EventKind::ApprovalSeen, Some(&statement.target), detail));
        }
    }
    Ok((hearing.judge(question, said, &memory), news))
}

/// What counted, whole, for the records.
pub(super) fn used_approvals(verdict: &Verdict, said: &[Evidence]) -> Vec<UsedApproval> {
    let used = verdict.counted.iter().filter_map(|counted| {
        let evidence =
            said.iter().find(|one| one.source == counted.source && one.statement_digest() == counted.statement)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Some(UsedApproval {
            statement: counted.statement,
            person: counted.person.clone(),
            text: text(&evidence.signed),
            signature: text(&evidence.signature),
        })
    });
    let mut used: Vec<UsedApproval> = used.collect();
    // The same statement may stand in a file and in a tag.
    used.sort_by_key(|one| one.statement);
    used.dedup_by_key(|one| one.statement);
    used
}

fn pinned(folder: &Path, now: Timestamp) -> Result<Known, DaemonError> {
    let files = Files::Folder(WorkTree::open(folder));
    let pinned = |diagnostics| DaemonError::Policy { place: folder.display().to_string(), diagnostics };
    let governance = Governance::load(&files).map_err(pinned)?;
    Ok(Known { governance: Arc::new(governance), revision: "pinned".to_owned(), since: now })
}

fn of_record(record: GovernanceRecord) -> Result<Known, DaemonError> {
    let stored = |diagnostics| DaemonError::Policy { place: "the store".to_owned(), diagnostics };
    let governance = Governance::load(&record.texts).map_err(stored)?;
    Ok(Known { governance: Arc::new(governance), revision: record.revision, since: record.since })
}
