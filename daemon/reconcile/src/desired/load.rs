//! The loading of a schema repo: from files to the desired state, or to everything that is wrong with them.
//!
//! Not Git and not SQL. Invariant: it never stops at the first error, and never panics whatever the files hold.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use access::People;
use plan::HazardCode;
use schema::{Digest, DigestBuilder};

use super::changelist::{Around, Changelist};
use super::changelists::read_changelists;
use super::code::Code;
use super::consent::{Consent, Consentable};
use super::control::Cancel;
use super::decisions::{Decisions, Rollback, read_decisions};
use super::diagnostic::{Diagnostic, Diagnostics, Severity};
use super::files::{Entry, Files, FilesError};
use super::found::{Found, read_targets};
use super::governance::{Governance, governance};
use super::name::Name;
use super::nearest::{did_you_mean, nearest, short_list};
use super::people::read_people;
use super::project::{Project, ProjectDraft, read_project};
use super::review::{ReviewPolicy, read_review};
use super::rollout::{RolloutPolicy, RolloutSettings, read_rollout};
use super::schemas::{Schema, is_silent, read_schemas};
use super::section::Report;
use super::source::{Source, unreadable};
use super::target::{Known, Target};
use super::target_set::TargetSet;

/// The most bytes of a settings file.
pub(super) const LARGEST: u64 = 8 << 20;

/// What Git says: everything of a schema repo that this version reads.
#[derive(Clone, Debug)]
pub struct DesiredState {
    /// The project, its environments in order, and its defaults.
    pub project: Project,
    /// The targets by name, those of target sets with known ids among them.
    pub targets: BTreeMap<Name, Target>,
    /// The target sets whose ids a query finds; whoever can reach the control database expands them.
    pub queried_sets: Vec<TargetSet>,
    /// The desired schemas by name.
    pub schemas: BTreeMap<Name, Schema>,
    /// How changes reach the targets.
    pub rollout: RolloutPolicy,
    /// Who there is, and what lets them in.
    pub people: People,
    /// The same people, with who must agree to what, as this commit says it: whether it is in force is the daemon's to know.
    pub governance: Arc<Governance>,
    /// What SQL and plans are held to.
    pub review: Arc<ReviewPolicy>,
    /// The changelists in the order in which they run.
    pub changelists: Vec<Arc<Changelist>>,
    /// What people decided about rollouts.
    pub decisions: Decisions,
    /// What is worth knowing, such as a folder that this version does not read.
    pub notes: Diagnostics,
    content: Digest,
}

impl DesiredState {
    /// The targets in the order in which a change reaches them: by environment, then by name.
    pub fn targets_in_order(&self) -> Vec<&Target> {
        let position =
            |target: &Target| self.project.environments.iter().position(|name| *name == target.kind.environment);
        let mut targets: Vec<_> = self.targets.values().collect();
        targets.sort_by_key(|target| (position(target), &target.name));
        targets
    }

    /// The desired schema of a target.
    pub fn schema_of(&self, target: &Target) -> Option<&Schema> {
        self.schemas.get(&target.kind.schema)
    }

    /// The rollout settings of a target.
    pub fn settings_of(&self, target: &Target) -> &RolloutSettings {
        self.rollout.of(&target.kind.environment)
    }

    /// The consent that covers a hazard on an object of a target at a moment, if there is one.
    pub fn consent(&self, target: &Target, object: &str, hazard: HazardCode, now: SystemTime) -> Option<&Consent> {
        self.rollout.consents.iter().find(|consent| consent.covers(target, object, hazard, now))
    }

    /// The digest of what it says of schemas and changelists: what a decision about a rollout is in force for.
    pub const fn content(&self) -> Digest {
        self.content
    }

    /// The taking back of a rollout that what it says comes from; nothing where a commit changed a schema or a changelist since.
    pub fn rollback(&self) -> Option<&Rollback> {
        if self.decisions.rollbacks.is_empty() {
            return None;
        }
        let content = self.content();
        self.decisions.rollbacks.iter().find(|rollback| rollback.content == Some(content))
    }

    /// The cancel that is in force for a target.
    pub fn cancelled(&self, target: &Target) -> Option<&Cancel> {
        if self.decisions.cancels.is_empty() {
            return None;
        }
        let content = self.content();
        self.decisions.cancels.iter().find(|cancel| cancel.content == content && cancel.is_for(target))
    }

    /// The decisions about rollouts, each with whether it is in force at a moment.
    pub fn told_decisions(&self, now: SystemTime) -> Vec<serde_json::Value> {
        self.decisions.told(self.content(), now)
    }

    /// Reads every desired schema and says what is wrong with the files.
    pub fn check_texts(&self, files: &dyn Files) -> Diagnostics {
        let wrong = self.schemas.values().filter_map(|schema| schema.read(files).err());
        Diagnostics::new(wrong.flat_map(|diagnostics| diagnostics.as_slice().to_vec()).collect())
    }
}

/// Loads a schema repo.
///
/// The texts of desired schemas are not read; see `Schema::read` and `DesiredState::check_texts`.
///
/// # Errors
/// Everything that is wrong, in the order of files and lines, with the notes among it.
pub fn load(files: &dyn Files) -> Result<DesiredState, Diagnostics> {
    let mut report = Vec::new();
    let Some(project) = project(files, &mut report) else { return Err(Diagnostics::new(report)) };
    let schemas = listed(files, "schemas", &mut report).map(|entries| read_schemas(entries, &mut report));
    let known = Known {
        environments: project.environments.as_deref(),
        schemas: schemas.as_ref().map(|schemas| schemas.keys().collect()),
        defaults: &project.defaults,
    };
    let before = report.len();
    let target_files = listed(files, "targets", &mut report);
    let found = read_targets(target_files.unwrap_or_default(), &known, files, &mut report);
    let complete = report[before..].iter().all(|diagnostic| diagnostic.severity == Severity::Note);
    let rollout = rollout(files, &project, &found, complete, &mut report);
    let review = read_review(files, project.environments.as_deref(), &mut report);
    let people = people(files, &mut report);
    let governance = governance(files, people, project.environments.as_deref(), &mut report);
    let around = Around {
        environments: project.environments.as_deref(),
        targets: complete.then(|| found.targets.values().collect()),
        sets: &found.sets,
    };
    let known = Consentable { targets: complete.then(|| found.targets.keys().collect()), sets: &found.sets };
    let decision_files = listed(files, "rollouts", &mut report).unwrap_or_default();
    let decisions = read_decisions(decision_files, &known, files, &mut report);
    let changelist_files = listed(files, "changelists", &mut report).unwrap_or_default();
    let changelists = read_changelists(changelist_files, &around, files, &mut report);
    if complete {
        note_unused(files, &found, schemas.as_ref(), &mut report);
    }
    finish(project, found, schemas, (rollout, review, governance, changelists, decisions), report)
}

fn finish(
    project: ProjectDraft,
    found: Found,
    schemas: Option<BTreeMap<Name, Schema>>,
    policies: (RolloutPolicy, ReviewPolicy, Governance, Vec<Changelist>, Decisions),
    report: Report,
) -> Result<DesiredState, Diagnostics> {
    let notes = Diagnostics::new(report);
    if notes.errors().next().is_some() {
        return Err(notes);
    }
    let (Some(name), Some(environments), Some(schemas)) = (project.name, project.environments, schemas) else {
        return Err(notes);
    };
    let project = Project { name, environments, defaults: project.defaults };
    let queried_sets = found.queried_sets();
    let (rollout, review, governance) = (policies.0, Arc::new(policies.1), Arc::new(policies.2));
    let people = governance.people.clone();
    let changelists: Vec<Arc<Changelist>> = policies.3.into_iter().map(Arc::new).collect();
    let decisions = policies.4;
    let content = content(&schemas, &changelists);
    let mut state = DesiredState {
        project,
        targets: found.targets,
        queried_sets,
        schemas,
        rollout,
        people,
        governance,
        review,
        changelists,
        decisions,
        notes,
        content,
    };
    let of_rollback = state.rollback().map(Consent::of_rollback).unwrap_or_default();
    state.rollout.consents.extend(of_rollback);
    Ok(state)
}

/// The digest of schemas and changelists.
fn content(schemas: &BTreeMap<Name, Schema>, changelists: &[Arc<Changelist>]) -> Digest {
    let mut digest = DigestBuilder::default();
    for (name, schema) in schemas {
        digest.part(b"schema").part(name.as_str().as_bytes()).part(schema.digest().hex().as_bytes());
    }
    for changelist in changelists {
        digest.part(b"changelist").part(changelist.digest().hex().as_bytes());
    }
    digest.finish()
}

/// Reads `groundline.toml`; nothing where this is no schema repo.
fn project(files: &dyn Files, report: &mut Report) -> Option<ProjectDraft> {
    match files.read("groundline.toml", LARGEST) {
        Err(FilesError::Absent) => {
            report.push(no_schema_repo(files));
            None
        }
        Err(error) => {
            report.extend(unreadable("groundline.toml", &error));
            Some(ProjectDraft::default())
        }
        Ok(bytes) => match Source::decode("groundline.toml", bytes) {
            Ok(source) => Some(read_project(&source, report)),
            Err(diagnostics) => {
                report.extend(diagnostics);
                Some(ProjectDraft::default())
            }
        },
    }
}

fn no_schema_repo(files: &dyn Files) -> Diagnostic {
    let entries = files.list("").unwrap_or_default();
    let names = || entries.iter().map(|entry| entry.path.as_str());
    let inner = names().find(|path| path.ends_with("/groundline.toml"));
    let why = if entries.is_empty() { "it is empty" } else { "there is no such file" };
    let hint = match (inner, nearest("groundline.toml", names())) {
        (Some(path), _) => format!("there is one at `{path}`: give that folder as the schema repo"),
        (None, Some(near)) => format!("there is `{near}`: rename it to `groundline.toml`"),
        (None, None) => "`groundline init DIR` writes a schema repo".to_owned(),
    };
    Diagnostic::file(Code::NotASchemaRepo, "groundline.toml", format!("this is no schema repo: {why}")).hint(hint)
}

/// Lists a folder; nothing where that fails, which is reported.
fn listed(files: &dyn Files, folder: &str, report: &mut Report) -> Option<Vec<Entry>> {
    match files.list(folder) {
        Ok(mut entries) => {
            entries.sort();
            Some(entries)
        }
        Err(error) => {
            report.extend(unreadable(folder, &error));
            None
        }
    }
}

fn rollout(
    files: &dyn Files,
    project: &ProjectDraft,
    found: &Found,
    complete: bool,
    report: &mut Report,
) -> RolloutPolicy {
    let entries = listed(files, "policies", report).unwrap_or_default();
    for entry in &entries {
        check_policy(&entry.path, report);
    }
    if !entries.iter().any(|entry| entry.path == "policies/rollout.toml") {
        return RolloutPolicy::default();
    }
    let targets = complete.then(|| found.targets.keys().collect());
    let known = Consentable { targets, sets: &found.sets };
    match Source::read(files, "policies/rollout.toml", LARGEST) {
        Ok(source) => read_rollout(&source, project.environments.as_deref(), &known, report),
        Err(diagnostics) => {
            report.extend(diagnostics);
            RolloutPolicy::default()
        }
    }
}

/// Reads `access/people.toml`, and says what is not read of `access/`; a file with a wrong name would be passed over.
fn people(files: &dyn Files, report: &mut Report) -> People {
    let mut people = People::default();
    for entry in listed(files, "access", report).unwrap_or_default() {
        let known = ["people.toml", "allowed_signers", "roles.toml", "grants.toml", "masking.toml"];
        match entry.path.strip_prefix("access/").unwrap_or(&entry.path) {
            "people.toml" => match Source::read(files, &entry.path, LARGEST) {
                Ok(source) => people = read_people(&source, report),
                Err(diagnostics) => report.extend(diagnostics),
            },
            "allowed_signers" => {}
            "roles.toml" => report.push(later(&entry.path, "native roles")),
            "grants.toml" => report.push(later(&entry.path, "grants")),
            "masking.toml" => report.push(later(&entry.path, "masking")),
            name if is_silent(name) => {}
            name => {
                let message = format!("nothing of `access/` has this name{}", did_you_mean(name, known));
                let hint = short_list(known).map(|list| format!("the files are {list}"));
                report.push(Diagnostic::file(Code::UnknownFile, &entry.path, message).maybe_hint(hint));
            }
        }
    }
    people
}

/// Says what is not read of `policies/`; a policy with a wrong name would otherwise be passed over.
fn check_policy(path: &str, report: &mut Report) {
    let known = ["rollout.toml", "review.toml", "approval.toml", "notify.toml"];
    let name = path.strip_prefix("policies/").unwrap_or(path);
    let what = match name {
        // What SQL review reads by itself.
        "rollout.toml" | "review.toml" | "review-baseline.toml" | "approval.toml" => return,
        _ if name.starts_with("review/") => return,
        "notify.toml" => "notifications",
        _ if is_silent(name) => return,
        _ => {
            let message = format!("no policy has this name{}", did_you_mean(name, known));
            let hint = short_list(known).map(|list| format!("the policies are {list}"));
            report.push(Diagnostic::file(Code::UnknownFile, path, message).maybe_hint(hint));
            return;
        }
    };
    report.push(later(path, what));
}

fn later(path: &str, what: &str) -> Diagnostic {
    let message = format!("not read yet: this version does not have {what}, so what it says does not hold");
    Diagnostic::note(Code::NotRead, path, message)
}

/// Says which schemas no target has, and that there are no targets.
fn note_unused(files: &dyn Files, found: &Found, schemas: Option<&BTreeMap<Name, Schema>>, report: &mut Report) {
    if found.targets.is_empty() && found.sets.is_empty() {
        let message = "there are no targets, so nothing is compared and nothing is changed";
        let near = near_folder(files, "targets")
            .map(|near| format!("there is a folder `{near}/`: is it meant to be `targets/`?"));
        let hint = near.unwrap_or_else(|| "write `[[target]]` tables into a `.toml` file in `targets/`".to_owned());
        report.push(Diagnostic::note(Code::NotUsed, "targets/", message).hint(hint));
        return;
    }
    let used = |name: &Name| {
        let of_target = found.targets.values().any(|target| target.kind.schema == *name);
        of_target || found.sets.iter().any(|set| set.kind.schema == *name)
    };
    for name in schemas.into_iter().flat_map(BTreeMap::keys).filter(|name| !used(name)) {
        let message = format!("no target has the schema `{name}`");
        report.push(Diagnostic::note(Code::NotUsed, &format!("schemas/{name}"), message));
    }
}

fn near_folder(files: &dyn Files, wanted: &str) -> Option<String> {
    let entries = files.list("").ok()?;
    let folders = entries.iter().filter_map(|entry| entry.path.split_once('/')).map(|(folder, _)| folder);
    nearest(wanted, folders.filter(|folder| *folder != wanted)).map(str::to_owned)
}
