//! What one target is to be at a commit: its assignment, its desired files as one digest, and what may be done to it.
//!
//! Not the looking. Invariant: it is made from one commit, and never changes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use engine::Source;
use plan::HazardCode;
use schema::Digest;

use super::settings::Settings;
use crate::approval::Evidence;
use crate::assignment::{AssignError, Assignment, Surroundings};
use crate::changelist::{Ready, of_target};
use crate::desired::{
    Cancel, Consent, ConsentScope, DesiredState, Diagnostics, Files, Name, ReviewPolicy, RolloutSettings, Schema, Skip,
    SqlText, Target, WavePolicy,
};
use crate::plan_review::Standard;
use crate::planning::Planning;
use crate::rollout::Site;
use crate::status::{TargetStatus, Timestamp, WindowStatus};
use crate::window::{Beginning, Calendar};

/// What one target is to be at a commit.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    /// The target as Git has it.
    pub(super) target: Target,
    /// The commit.
    pub(super) revision: String,
    /// Where it is.
    pub(super) site: Site,
    /// How it is planned.
    pub(super) planning: Planning,
    /// Its desired files.
    pub(super) sources: Arc<[Source]>,
    /// The changelists that are for it, in their order.
    pub(super) changelists: Vec<Ready>,
    /// The digest of the desired files and of what is looked at.
    pub(super) tree: Digest,
    /// How changes reach it.
    pub(super) settings: RolloutSettings,
    /// The consents that name it.
    pub(super) consents: Vec<Consent>,
    /// The decisions that leave it as it is.
    pub(super) skips: Vec<Skip>,
    /// That nothing more of what Git says begins on it.
    pub(super) cancelled: Option<Cancel>,
    /// The windows and freezes that are for it.
    pub(super) calendar: Calendar,
    /// What plans are held to.
    pub(super) review: Arc<ReviewPolicy>,
    /// The project.
    pub(super) project: String,
    /// What is said of its plans.
    pub(super) evidence: Arc<[Evidence]>,
}

/// The texts of desired schemas by name.
pub(super) type Texts = BTreeMap<Name, Arc<[Source]>>;

/// Reads the texts of every schema; those that are as before are taken over.
///
/// # Errors
/// Every file that cannot be read.
pub(super) fn read_texts(
    state: &DesiredState,
    files: &dyn Files,
    before: Option<(&DesiredState, &Texts)>,
) -> Result<Texts, Diagnostics> {
    let mut texts = Texts::new();
    let mut wrong = Vec::new();
    for (name, schema) in &state.schemas {
        match known(schema, before).map_or_else(|| schema.read(files).map(sources), Ok) {
            Ok(sources) => drop(texts.insert(name.clone(), sources)),
            Err(diagnostics) => wrong.extend(diagnostics.as_slice().to_vec()),
        }
    }
    if wrong.is_empty() { Ok(texts) } else { Err(Diagnostics::new(wrong)) }
}

fn sources(texts: Vec<SqlText>) -> Arc<[Source]> {
    texts.into_iter().map(|text| Source { path: text.path, id: text.id, text: text.text.into() }).collect()
}

fn known(schema: &Schema, before: Option<(&DesiredState, &Texts)>) -> Option<Arc<[Source]>> {
    let (state, texts) = before?;
    let same = state.schemas.get(&schema.name)? == schema;
    if same { texts.get(&schema.name).cloned() } else { None }
}

impl Goal {
    /// What a target is to be at a commit.
    ///
    /// # Errors
    /// A variable that is not set, a bad URL.
    pub(super) fn of(
        target: &Target,
        revision: &str,
        state: &DesiredState,
        (texts, changelists): (&Texts, &[Ready]),
        settings: &Settings,
    ) -> Result<Self, AssignError> {
        let cache = settings.state.join("cache");
        let surroundings = Surroundings { variable: &*settings.variables, base: settings.base(), cache: Some(&cache) };
        let sources = texts.get(&target.kind.schema).cloned().unwrap_or_else(|| Arc::from([]));
        let Assignment { target, mut site, planning, sources, .. } =
            Assignment::with_sources(state, sources, target, &surroundings)?;
        let steering = site.options.steering;
        (site.options, site.retry) = (settings.options.clone(), settings.retry);
        site.options.steering = steering;
        let files = state.schema_of(&target).map(|schema| schema.digest().hex()).unwrap_or_default();
        let parts = [files.as_str(), planning.scope.key(), target.kind.engine.name()];
        let tree = Digest::of_parts(parts.map(str::as_bytes));
        let consents = state.rollout.consents.iter().filter(|consent| names(consent, &target)).cloned().collect();
        let leaves = |skip: &&Skip| skip.leaves(&target, SystemTime::UNIX_EPOCH);
        let skips = state.decisions.skips.iter().filter(leaves).cloned().collect();
        let cancelled = state.cancelled(&target).cloned();
        let calendar = Calendar::of(&target, &state.rollout.windows, &state.rollout.freezes);
        let (settings, revision) = (state.settings_of(&target).clone(), revision.to_owned());
        let (review, changelists) = (state.review.clone(), of_target(changelists, &target));
        let (project, evidence) = (state.project.name.to_string(), Arc::from([]));
        Ok(Self {
            target,
            revision,
            site,
            planning,
            sources,
            changelists,
            tree,
            settings,
            consents,
            skips,
            cancelled,
            calendar,
            review,
            project,
            evidence,
        })
    }

    /// The name of the target.
    pub(super) fn name(&self) -> &str {
        self.target.name.as_str()
    }

    /// The digest of everything that a decision rests on besides the target itself and the commit's name.
    pub(super) fn inputs(&self) -> Digest {
        let policy = (
            self.settings.suspend,
            self.settings.mode,
            self.settings.drift,
            self.planning.timeouts,
            self.settings.retention,
        );
        let consents: Vec<_> =
            self.consents.iter().map(|consent| (consent.hazard, consent.object(), consent.until)).collect();
        let (policy, consents) = (format!("{policy:?}"), format!("{consents:?}"));
        let said: String = self.evidence.iter().map(|one| one.digest().hex()).collect();
        let changelists: String = self.changelists.iter().map(|ready| ready.changelist.digest().hex()).collect();
        let mut parts =
            vec![self.tree.hex(), self.site.url.to_string(), policy, consents, self.review.digest.hex(), said];
        // Where there are none it is as it was before there were any.
        parts.extend((!changelists.is_empty()).then_some(changelists));
        parts.extend(self.decided());
        let waves = &self.settings.waves;
        parts.extend((*waves != WavePolicy::default()).then(|| format!("{waves:?}")));
        let calendar = self.calendar.key();
        parts.extend((!calendar.is_empty()).then_some(calendar));
        Digest::of_parts(parts.iter().map(String::as_bytes))
    }

    /// Everything that people decided about it, as text.
    fn decided(&self) -> Vec<String> {
        let mut parts = Vec::new();
        for ready in &self.changelists {
            let id = &ready.changelist.id;
            parts.extend(ready.rollback(&self.target).map(|one| format!("{id} {}", one.told())));
            parts.extend(ready.is_skipped(&self.target).then(|| format!("{id} skipped")));
        }
        parts.extend(self.skips.iter().map(|skip| format!("{} {} {:?}", skip.origin, skip.reason, skip.until)));
        parts.extend(self.cancelled.iter().map(|cancel| format!("{} {}", cancel.origin, cancel.reason)));
        parts
    }

    /// The decision that leaves the target as it is at a moment.
    pub(super) fn skip(&self, now: SystemTime) -> Option<&Skip> {
        self.skips.iter().find(|skip| skip.leaves(&self.target, now))
    }

    /// Why the plan that a status shows may not begin at a moment, by windows and freezes and by how long it was known to take.
    pub(super) fn closed(&self, status: &TargetStatus, now: Timestamp) -> Option<WindowStatus> {
        let changelist = status.plan.as_ref().and_then(|plan| plan.changelist.as_deref());
        let takes = Duration::from_secs(status.window.as_ref().map_or(0, |window| window.takes));
        self.calendar.closed(now, &Beginning { changelist, takes })
    }

    /// What its plans are held to.
    pub(super) fn standard(&self) -> Standard<'_> {
        Standard::of(&self.review.policy, &self.target)
    }

    /// Whether a hazard on an object may be at a moment.
    pub(super) fn is_consented(&self, object: &str, hazard: HazardCode, now: SystemTime) -> bool {
        self.consents.iter().any(|consent| consent.covers(&self.target, object, hazard, now))
    }
}

fn names(consent: &Consent, target: &Target) -> bool {
    match &consent.scope {
        ConsentScope::Environment(name) => *name == target.kind.environment,
        ConsentScope::Matching(patterns) => {
            patterns.is_empty() || patterns.iter().any(|pattern| pattern.is_target(target))
        }
        ConsentScope::Targets(names) => {
            names.iter().any(|name| target.name == name.as_str() || target.set.as_ref() == Some(name))
        }
    }
}
