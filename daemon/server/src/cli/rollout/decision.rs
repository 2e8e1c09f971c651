//! A decision about rollouts as a commit: its text, its file, and the list of all.
//!
//! Invariant: what is committed was read as the daemon reads it, and means what was asked for.

use std::path::Path;

use reconcile::checkout::Checkout;
use reconcile::desired::DesiredState;
use reconcile::desired::written::{free_path, quoted, quoted_list};
use repo::{Reference, Repository};
use serde_json::json;

use super::Why;
use crate::cli::options::Format;
use crate::cli::schema_repo::open;
use crate::output::{Exit, Failure, failures, json as print_json, print};

/// A decision that is to be committed.
pub(super) struct Decision {
    pub(super) verb: &'static str,
    pub(super) targets: Vec<String>,
    pub(super) changelists: Vec<String>,
    pub(super) until: Option<String>,
    pub(super) why: Why,
}

impl Decision {
    /// Commits it.
    pub(super) fn commit(&self) -> Result<Exit, Failure> {
        let repository = Repository::open(&self.why.repo).map_err(failures)?;
        let head = repository.head().map_err(failures)?.revision;
        let files = repository.files_at(head).map_err(failures)?;
        let now = Checkout::of_files(files, &self.why.repo)?;
        self.must_mean_something(&now.state)?;
        let draft = repository.draft(head).map_err(failures)?;
        let path = self.free_path(&repository.files_at(head).map_err(failures)?);
        let draft = repository.with_file(draft, &path, self.text(&now.state).as_bytes()).map_err(failures)?;
        // What is wrong with it is told as the daemon would tell it.
        Checkout::of_files(repository.files_of(draft).map_err(failures)?, &self.why.repo)?;
        let branch: Option<Reference> = match &self.why.branch {
            Some(name) => Some(format!("refs/heads/{name}").parse().map_err(failures)?),
            None => None,
        };
        let what = if self.targets.is_empty() { "everything".to_owned() } else { self.targets.join(", ") };
        let title = format!("{} {what}", self.verb[..1].to_uppercase() + &self.verb[1..]);
        let message = format!("{title}\n\n{}\n", self.why.reason.trim());
        let commit = repository.commit_draft(draft, branch.as_ref(), &message).map_err(failures)?;
        match self.why.format {
            Format::Json => print_json(&json!({
                "version": 1, "decision": self.verb, "file": path, "commit": commit.revision.to_string(),
            }))?,
            Format::Text | Format::Diff => print(&format!("committed {} {path}\n", commit.revision.short()))?,
        }
        Ok(Exit::Done)
    }

    /// A decision about what there is not would be passed over in silence.
    fn must_mean_something(&self, state: &DesiredState) -> Result<(), Failure> {
        if self.why.reason.trim().is_empty() {
            return Err(Failure::error("`--reason` is empty").hint("say why; it is kept in the history"));
        }
        for id in &self.changelists {
            if !state.changelists.iter().any(|changelist| changelist.id.as_str() == id) {
                return Err(Failure::error(format!("there is no changelist `{id}`"))
                    .hint("`groundline changelist status` lists them"));
            }
        }
        for name in &self.targets {
            let is_meant = state.targets.keys().any(|target| reconcile::desired::is_meant(name, target.as_str()));
            let could_be = state.queried_sets.iter().any(|set| set.name == *name || set.could_have(name));
            if !is_meant && !could_be {
                let known: Vec<_> = state.targets.keys().map(|target| format!("`{target}`")).collect();
                return Err(Failure::error(format!("no target is `{name}`; there are {}", known.join(", "))));
            }
        }
        Ok(())
    }

    fn text(&self, state: &DesiredState) -> String {
        let list = |items: &[String]| quoted_list(items.iter().map(String::as_str));
        let mut text = format!("[[{}]]\n", self.verb);
        if !self.targets.is_empty() {
            text.push_str(&format!("targets = {}\n", list(&self.targets)));
        }
        if !self.changelists.is_empty() {
            text.push_str(&format!("changelists = {}\n", list(&self.changelists)));
        }
        text.extend(self.until.iter().map(|until| format!("until = {until}\n")));
        if self.verb == "cancel" {
            text.push_str(&format!(
                "content = \"{}\"  # it ends when a schema or a changelist changes\n",
                state.content()
            ));
        }
        text.push_str(&format!("reason = {}\n", quoted(self.why.reason.trim())));
        text
    }

    fn free_path(&self, files: &repo::Files) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
        let of: String = self.targets.first().map(String::as_str).unwrap_or("all").chars().map(plain).collect();
        free_path(files, &format!("{}-{of}", self.verb))
    }
}

/// Lists the decisions.
pub(super) fn list(folder: &Path, format: Format) -> Result<Exit, Failure> {
    let checkout = open(folder)?;
    let told = checkout.state.told_decisions(std::time::SystemTime::now());
    match format {
        Format::Json => print_json(&json!({ "version": 1, "decisions": told }))?,
        Format::Text | Format::Diff => {
            let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
            let line = |one: &serde_json::Value| {
                let in_force = if one["in_force"] == true { "in force" } else { "over" };
                let targets = one["targets"].as_array().filter(|all| !all.is_empty());
                let targets =
                    targets.map(|all| all.iter().filter_map(|name| name.as_str()).collect::<Vec<_>>().join(", "));
                let targets = targets.unwrap_or_else(|| "all targets".to_owned());
                let (verb, written, reason) = (text(one, "decision"), text(one, "written"), text(one, "reason"));
                format!("{verb}  {targets}  {in_force}  {written}\n  {reason}\n")
            };
            let lines: String = told.iter().map(line).collect();
            print(if lines.is_empty() { "no decision\n" } else { &lines })?;
        }
    }
    Ok(Exit::Done)
}
