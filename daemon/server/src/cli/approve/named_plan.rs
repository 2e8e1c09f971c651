//! The plan that a person names: from a file, from the daemon's store, or made anew from the work tree.

use std::path::Path;
use std::sync::Arc;

use plan::Plan;
use reconcile::approval::{POLICY_TARGET, features, policy_change};
use reconcile::checkout::Checkout;
use reconcile::desired::Governance;
use reconcile::plan_review::{Standard, review_plan};
use reconcile::planning::Planned;
use reconcile::single::plan_assignment;
use reconcile::status::PolicyWaits;
use reconcile::store::{StoreError, StoreReader};
use review::PlanFinding;
use review::approval::Risk;
use schema::Digest;

use crate::cli::options::{cache_folder, variable};
use crate::cli::recorded_targets::RecordedTargets;
use crate::cli::schema_repo::open;
use crate::cli::state::state_folder;
use crate::output::{Failure, failures};

/// The fewest digits that name a plan.
const FEWEST: usize = 8;

/// What a statement is about.
pub(super) struct NamedPlan {
    pub(super) project: String,
    pub(super) target: String,
    pub(super) digest: Digest,
    pub(super) base: Digest,
    pub(super) revision: Option<String>,
    pub(super) risk: Risk,
    pub(super) shown: Shown,
    /// The people who count.
    pub(super) governance: Arc<Governance>,
}

/// What a person looks at before signing.
pub(super) enum Shown {
    Plan(Box<Plan>),
    /// A change of policy and people, in words.
    Policy(String),
}

struct Place<'a> {
    checkout: Checkout,
    store: Option<StoreReader>,
    governance: Arc<Governance>,
    from_status: Option<&'a str>,
}

impl NamedPlan {
    /// Finds a plan by a file or by digits.
    pub(super) async fn find(
        name: &str,
        repo: &Path,
        state: Option<&Path>,
        from_status: Option<&str>,
    ) -> Result<Self, Failure> {
        let checkout = open(repo)?;
        let (store, governance) = policy_and_people(&checkout, repo, state).await?;
        let place = Place { checkout, store, governance, from_status };
        if Path::new(name).is_file() {
            return place.of_file(Path::new(name));
        }
        let digits = digits(name)?;
        if let Some(found) = place.in_store(&digits).await? {
            return Ok(found);
        }
        place.made_anew(&digits).await
    }
}

/// The daemon's store, where there is one, and the policy and people that count: those in force there, else those of the work tree.
pub(in crate::cli) async fn policy_and_people(
    checkout: &Checkout,
    repo: &Path,
    state: Option<&Path>,
) -> Result<(Option<StoreReader>, Arc<Governance>), Failure> {
    let folder = match state {
        Some(folder) => folder.to_owned(),
        None => state_folder(&repo.display().to_string())?,
    };
    let store = match StoreReader::open(&folder).await {
        Ok(store) => Some(store),
        Err(StoreError::Absent { .. }) if state.is_none() => None,
        Err(error) => return Err(failures(error)),
    };
    let record = match &store {
        Some(store) => store.governance().await.map_err(failures)?,
        None => None,
    };
    let governance = match record {
        Some(record) => Arc::new(Governance::load(&record.texts).map_err(|found| {
            Failure::error(format!("the policy in force, as the store has it, cannot be read: {found}"))
        })?),
        None => checkout.state.governance.clone(),
    };
    Ok((store, governance))
}

/// The hexadecimal digits of a digest, or its first ones.
fn digits(name: &str) -> Result<String, Failure> {
    let digits = name.strip_prefix("sha256:").unwrap_or(name);
    let is_hex = digits.len() <= 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_hex && digits.len() >= FEWEST {
        return Ok(digits.to_owned());
    }
    let shown: String = name.chars().take(80).flat_map(char::escape_debug).collect();
    Err(Failure::error(format!(
        "`{shown}` is no plan: neither a file nor the digest of one, of which at least {FEWEST} digits are given"
    ))
    .hint("`groundline status` and `groundline plan` show the digests"))
}

impl Place<'_> {
    fn named(&self, plan: Plan, revision: Option<String>, risk: Risk) -> NamedPlan {
        NamedPlan {
            project: self.checkout.state.project.name.to_string(),
            target: plan.target.clone(),
            digest: plan.digest,
            base: plan.base,
            revision,
            risk,
            shown: Shown::Plan(Box::new(plan)),
            governance: self.governance.clone(),
        }
    }

    fn of_file(&self, file: &Path) -> Result<NamedPlan, Failure> {
        let plan = crate::cli::apply::read_plan(file)?;
        if !plan.is_intact() {
            return Err(Failure::refused(
                "the plan does not have the digest of its content: it was edited after it was made",
            ));
        }
        let risk = self.risk(&plan, None, &[])?;
        Ok(self.named(plan, None, risk))
    }

    async fn in_store(&self, digits: &str) -> Result<Option<NamedPlan>, Failure> {
        let Some(store) = &self.store else { return Ok(None) };
        if let Some(waits) = store.policy_waits().await.map_err(failures)?
            && waits.change.hex().starts_with(digits)
        {
            return self.policy(&waits).map(Some);
        }
        let mut plans = store.plans_beginning(digits).await.map_err(failures)?;
        if plans.len() > 1 {
            let known: Vec<_> = plans.iter().map(|stored| stored.plan.digest.to_string()).collect();
            return Err(Failure::error(format!("`{digits}` is the beginning of several plans: {}", known.join(", "))));
        }
        let Some(stored) = plans.pop() else { return Ok(None) };
        let risk = self.judged_risk(store, &stored.plan).await?;
        let risk = risk.map_or_else(|| self.risk(&stored.plan, None, &[]), Ok)?;
        Ok(Some(self.named(stored.plan, stored.revision, risk)))
    }

    /// The risk by which the daemon judged the plan, or the run of it that was let go at once.
    async fn judged_risk(&self, store: &StoreReader, plan: &Plan) -> Result<Option<Risk>, Failure> {
        let records = store.targets().await.map_err(failures)?;
        let of_status = records.into_iter().find(|record| record.status.name == plan.target).and_then(|record| {
            let summary = record.status.plan.filter(|summary| summary.digest == plan.digest)?;
            Some(summary.approval?.risk)
        });
        let glass = store.broken_glass(&plan.target).await.map_err(failures)?;
        let of_glass = glass.into_iter().find(|glass| glass.plan == plan.digest).map(|glass| glass.question.risk);
        Ok(of_status.or(of_glass))
    }

    fn policy(&self, waits: &PolicyWaits) -> Result<NamedPlan, Failure> {
        let mut text = format!("policy  {}\n", waits.change);
        let head = &self.checkout.state.governance;
        if policy_change(self.governance.digest(), head.digest()) != waits.change {
            let message = "the policy and the people of this work tree are not those that wait to be approved";
            return Err(Failure::error(message)
                .hint("bring the work tree to the commit that the daemon follows, without edits"));
        }
        let paths = self.governance.texts.keys().chain(head.texts.keys());
        for path in paths.collect::<std::collections::BTreeSet<_>>() {
            let of = |one: &Governance| one.texts.get(path).map(|text| String::from_utf8_lossy(text).into_owned());
            let (before, after) = (of(&self.governance).unwrap_or_default(), of(head).unwrap_or_default());
            let diff = similar::TextDiff::from_lines(&before, &after);
            text.push_str(
                &diff.unified_diff().header(&format!("in-force/{path}"), &format!("head/{path}")).to_string(),
            );
        }
        Ok(NamedPlan {
            project: self.checkout.state.project.name.to_string(),
            target: POLICY_TARGET.to_owned(),
            digest: waits.change,
            base: waits.base,
            revision: None,
            risk: waits.approval.risk,
            shown: Shown::Policy(text),
            governance: self.governance.clone(),
        })
    }

    /// Plans the targets of the work tree until one has the digest.
    async fn made_anew(&self, digits: &str) -> Result<NamedPlan, Failure> {
        let mut seen = Vec::new();
        let recorded = match self.from_status {
            Some(address) => Some(RecordedTargets::ask(address).await?),
            None => None,
        };
        for target in self.checkout.targets(None)? {
            let planned = match &recorded {
                Some(recorded) => recorded.plan(&self.checkout, target, None).await,
                None => {
                    let assignment = self.checkout.assign(target, &variable, cache_folder().as_deref())?;
                    let planned = plan_assignment(&assignment).await.map_err(Failure::from);
                    planned.map(|planned| (planned, assignment.sources.to_vec()))
                }
            };
            let (planned, sources) = match planned {
                Ok(planned) => planned,
                Err(failure) => {
                    failure.about(target.name.as_str()).print();
                    continue;
                }
            };
            if planned.plan.digest.hex().starts_with(digits) {
                let standard = Standard::of(&self.checkout.state.review.policy, target);
                let findings = review_plan(&planned, &sources, &standard);
                let risk = self.risk(&planned.plan, Some(&planned), &findings)?;
                return Ok(self.named(planned.plan, None, risk));
            }
            seen.push(format!("{} of {}", planned.plan.digest.short(), target.name));
        }
        let known = if seen.is_empty() { String::new() } else { format!("; the plans are now {}", seen.join(", ")) };
        Err(Failure::error(format!("there is no plan `{digits}`{known}"))
            .hint("a plan changes with the database and with the commit: look at it again"))
    }

    fn risk(&self, plan: &Plan, planned: Option<&Planned>, findings: &[PlanFinding]) -> Result<Risk, Failure> {
        let targets = self.checkout.targets(Some(&plan.target))?;
        let risk = targets.first().map(|target| {
            let features = features(target, plan, planned, findings, &std::collections::BTreeMap::new());
            self.governance.approval.risk(&features)
        });
        Ok(risk.unwrap_or_default())
    }
}
