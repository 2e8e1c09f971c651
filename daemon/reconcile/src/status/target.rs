//! The status of one target: three axes, why, and what is next and by whom.
//!
//! Not the history: that is in the store. Invariant: no password, keys that programs may rely on, and an unhappy state says
//! what is next.

use plan::HazardCode;
use review::PlanFinding;
use review::approval::Verdict;
use schema::{Dialect, Digest};
use serde::{Deserialize, Serialize};

use super::three_way::ChangeWord;
use super::{
    ChangelistStatus, Estimate, GlassStatus, Happening, Health, OnlineProgress, Operation, Reason, Sync, Timestamp,
    WaveStatus, WindowStatus,
};

/// How a target stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetStatus {
    /// Its name.
    pub name: String,
    /// The environment it belongs to.
    pub environment: String,
    /// Its engine.
    pub engine: Dialect,
    /// Its URL without password.
    pub url: String,
    /// How it stands to Git.
    pub sync: Sync,
    /// Whether it can be reached.
    pub health: Health,
    /// What is being done with it.
    pub operation: Operation,
    /// Why, for programs.
    pub reason: Reason,
    /// Why, for people: one line.
    pub message: String,
    /// Since when the axes and the reason are as they are.
    pub since: Timestamp,
    /// What is next, when somebody or something has to do it.
    pub next: Option<Next>,
    /// The commits.
    pub revision: Revisions,
    /// The plan that is ready.
    pub plan: Option<PlanSummary>,
    /// What drifted.
    pub drift: Option<DriftSummary>,
    /// The last run.
    pub last_run: Option<RunSummary>,
    /// When it is looked at again without being asked.
    pub next_reconcile: Option<Timestamp>,
    /// When it was last seen to be what the axes say.
    pub last_verified: Option<Timestamp>,
    /// How many looks or runs failed in a row.
    pub consecutive_failures: u32,
    /// How far the run is that is under way.
    pub progress: Option<Progress>,
    /// Runs that somebody let go at once and that were not approved since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glass: Vec<GlassStatus>,
    /// Whether it is no longer in Git: it is left as it is, and not looked at.
    pub orphaned: bool,
    /// The changelists for it that are not through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changelists: Vec<ChangelistStatus>,
    /// Why its plan may not begin now, and when it may; while it waits for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowStatus>,
    /// What holds it in its wave; while its plan waits for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave: Option<WaveStatus>,
}

/// What is next, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// By whom.
    pub who: Who,
    /// What, in words.
    pub what: String,
    /// The command to type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What to write into the schema repo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write: Option<Write>,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The daemon's: it happens by itself.
    Daemon,
    /// Whoever may commit to the schema repo.
    Committer,
    /// Whoever may change the target.
    Operator,
    /// Whoever must agree.
    Approver,
}

/// A text to write into a file of the schema repo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The file, from the root of the schema repo.
    pub file: String,
    /// The text, to be added at its end.
    pub text: String,
}

/// The commits of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revisions {
    /// What Git says now.
    pub desired: Option<String>,
    /// The last one that the target was seen to be.
    pub applied: Option<String>,
    /// The last one whose plan was begun.
    pub attempted: Option<String>,
}

/// A plan in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// Its digest.
    pub digest: Digest,
    /// What each step does, in order.
    pub steps: Vec<String>,
    /// Its hazards, each once.
    pub hazards: Vec<HazardCode>,
    /// What nobody consented to.
    pub missing_consent: Vec<MissingConsent>,
    /// What the review says of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<PlanFinding>,
    /// Who agrees, who is missing, and whose statement does not count; where a policy has rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Verdict>,
    /// The changelist that it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changelist: Option<String>,
    /// How many rows its statements change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub estimates: Vec<Estimate>,
    /// The run that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
}

/// A hazard that nobody consented to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MissingConsent {
    /// The number of the step.
    pub step: u32,
    /// The dotted name of its object.
    pub object: String,
    /// The hazard.
    pub hazard: HazardCode,
    /// What it means here.
    pub message: String,
}

/// What drifted, in short; the unified diff is in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftSummary {
    /// When it was found.
    pub since: Timestamp,
    /// The objects.
    pub objects: Vec<DriftedObject>,
}

/// One object that drifted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DriftedObject {
    /// The object with its kind: `table public.users`.
    pub object: String,
    /// What happened to it in the target.
    pub change: ChangeWord,
}

/// A run in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Its number in the target's ledger.
    pub run: i64,
    /// The digest of its plan.
    pub plan: Digest,
    /// Its state: `running`, `undoing`, `succeeded`, `failed`, `undone`.
    pub state: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Why it did not succeed.
    pub failure: Option<String>,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The number of the step, from 1.
    pub step: u32,
    /// How many there are.
    pub of: u32,
    /// What it does.
    pub summary: String,
    /// How far it is, when it is made online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<OnlineProgress>,
}

impl TargetStatus {
    /// A target that was not looked at yet.
    pub fn unseen(name: &str, environment: &str, engine: Dialect, url: String, now: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            environment: environment.to_owned(),
            engine,
            url,
            sync: Sync::Unknown,
            health: Health::Unknown,
            operation: Operation::Idle,
            reason: Reason::NotLookedAt,
            message: "not looked at yet".to_owned(),
            since: now,
            next: Some(Next::by_daemon("it is looked at in a moment")),
            revision: Revisions::default(),
            plan: None,
            drift: None,
            last_run: None,
            next_reconcile: None,
            last_verified: None,
            consecutive_failures: 0,
            progress: None,
            glass: Vec::new(),
            orphaned: false,
            changelists: Vec::new(),
            window: None,
            wave: None,
        }
    }

    /// Lets something happen to the operation. What cannot happen is logged and changes nothing.
    pub fn happen(&mut self, happening: Happening) {
        match self.operation.after(happening) {
            Ok(operation) => self.operation = operation,
            Err(error) => tracing::error!(target = %self.name, %error, "status kept"),
        }
    }

    /// Whether two statuses say the same to a person, whenever they were made.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let axes = |status: &Self| (status.sync, status.health, status.operation, status.reason);
        axes(self) == axes(other) && self.message == other.message
    }
}

impl Next {
    /// Something that the daemon does by itself.
    pub fn by_daemon(what: impl Into<String>) -> Self {
        Self { who: Who::Daemon, what: what.into(), command: None, write: None }
    }

    /// Something for whoever commits.
    pub fn by_committer(what: impl Into<String>) -> Self {
        Self { who: Who::Committer, what: what.into(), command: None, write: None }
    }

    /// Something for whoever operates the target.
    pub fn by_operator(what: impl Into<String>) -> Self {
        Self { who: Who::Operator, what: what.into(), command: None, write: None }
    }

    /// Something for whoever must agree.
    pub fn by_approver(what: impl Into<String>) -> Self {
        Self { who: Who::Approver, what: what.into(), command: None, write: None }
    }

    /// With the command to type.
    pub fn with_command(self, command: impl Into<String>) -> Self {
        Self { command: Some(command.into()), ..self }
    }

    /// With what to write into the schema repo.
    pub fn with_text(self, file: impl Into<String>, text: impl Into<String>) -> Self {
        Self { write: Some(Write { file: file.into(), text: text.into() }), ..self }
    }
}
