//! A schema repo on this machine: its work tree as it is now, uncommitted edits included, or one of its commits.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Source, Url};
use repo::{Files, Repository, RepositoryError, WorkTree};

use crate::approval::{Gathered, gather};
use crate::assignment::{self, AssignError, Assignment, Surroundings};
use crate::changelist::{Ready, read_all};
use crate::desired::{DesiredState, Diagnostics, Schema, Target, TargetSet, load};
use crate::members;
use crate::planning::Planning;
use crate::status::RepoDiagnostic;

/// A schema repo that was read.
pub struct Checkout {
    files: Files,
    /// What it says.
    pub state: DesiredState,
    base: PathBuf,
}

/// Why a schema repo cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    /// There is no such folder.
    #[error("`{0}` is not there; `groundline init DIR` makes a schema repo")]
    Absent(String),
    /// It is not right.
    #[error("the schema repo at `{path}` has errors")]
    Broken {
        /// Its folder.
        path: String,
        /// Every one, with its place.
        diagnostics: Diagnostics,
    },
    /// It has no commit of that name.
    #[error(transparent)]
    Git(#[from] RepositoryError),
    /// It has no such target.
    #[error("the schema repo has no target `{name}`; it has {known}")]
    NoTarget {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// It has a target that cannot be worked on.
    #[error(transparent)]
    Assign(#[from] AssignError),
}

impl Checkout {
    /// Reads the work tree in a folder.
    ///
    /// # Errors
    /// No such folder, or everything that is wrong with its files.
    pub fn of_folder(folder: &Path) -> Result<Self, CheckoutError> {
        if !folder.is_dir() {
            return Err(CheckoutError::Absent(folder.display().to_string()));
        }
        Self::read(Files::Folder(WorkTree::open(folder)), folder)
    }

    /// Reads a commit of the repository in a folder; a full reference or object id names it.
    ///
    /// # Errors
    /// Not a repository, no such commit, or everything that is wrong with its files.
    pub fn of_commit(folder: &Path, revision: &str) -> Result<Self, CheckoutError> {
        let repository = Repository::open(folder)?;
        let commit = if revision == "HEAD" {
            repository.commit_at(repository.head()?.revision)?
        } else {
            repository.resolve(revision)?
        };
        Self::read(repository.files_at(commit.revision)?, folder)
    }

    /// Reads files as they would be, of the repository in a folder.
    ///
    /// # Errors
    /// Everything that is wrong with the files.
    pub fn of_files(files: Files, folder: &Path) -> Result<Self, CheckoutError> {
        Self::read(files, folder)
    }

    fn read(files: Files, folder: &Path) -> Result<Self, CheckoutError> {
        let broken = |diagnostics| CheckoutError::Broken { path: folder.display().to_string(), diagnostics };
        let state = load(&files).map_err(broken)?;
        Ok(Self { files, state, base: folder.to_owned() })
    }

    /// The changelists with their files.
    ///
    /// # Errors
    /// Every file that cannot be read.
    pub fn changelists(&self) -> Result<Arc<[Ready]>, CheckoutError> {
        let broken = |diagnostics| CheckoutError::Broken { path: self.base.display().to_string(), diagnostics };
        // A work tree has the history of its repository; what is not committed yet came with no commit.
        let head = Repository::open(&self.base).ok().and_then(|repository| {
            let head = repository.head().ok()?.revision;
            repository.files_at(head).ok()
        });
        read_all(&self.state, &self.files, head.as_ref().unwrap_or(&self.files), &[]).map_err(broken)
    }

    /// The commit that the files are of; none where they are a work tree's, which may hold uncommitted edits.
    pub fn clean_revision(&self) -> Option<String> {
        self.files.revision().map(|revision| revision.to_string())
    }

    /// The targets of that name, or all in the order in which a change reaches them.
    ///
    /// # Errors
    /// No target of that name.
    pub fn targets(&self, name: Option<&str>) -> Result<Vec<&Target>, CheckoutError> {
        let targets = self.state.targets_in_order();
        let chosen: Vec<_> = targets.iter().copied().filter(|t| name.is_none_or(|name| t.name == *name)).collect();
        match (name, chosen.is_empty()) {
            (Some(name), true) => {
                let known: Vec<_> = targets.iter().map(|target| format!("`{}`", target.name)).collect();
                Err(CheckoutError::NoTarget { name: name.to_owned(), known: known.join(", ") })
            }
            _ => Ok(chosen),
        }
    }

    /// Asks the queries of target sets for their members, which are targets from then on; where one target is meant, only
    /// the sets that could have it. Gives what is wrong: queries that fail, and ids that cannot be targets.
    pub async fn ask_members(
        &mut self,
        variable: &(dyn Fn(&str) -> Option<String> + Send + Sync),
        target: Option<&str>,
    ) -> Vec<RepoDiagnostic> {
        let is_there = target.is_some_and(|name| self.state.targets.contains_key(name));
        let is_meant = |set: &&TargetSet| !is_there && target.is_none_or(|name| set.could_have(name));
        let (mut answers, mut wrong) = (Vec::new(), Vec::new());
        for set in self.state.queried_sets.iter().filter(is_meant) {
            match members::ask(set, variable, &self.base).await {
                Ok(answer) => answers.push((set, answer)),
                Err(error) => wrong.push(error.diagnostic(set)),
            }
        }
        let pairs = answers.iter().map(|(set, answer)| (*set, answer));
        let (joined, bad_ids) = members::join(&self.state.targets, pairs);
        self.state.targets.extend(joined.into_iter().map(|target| (target.name.clone(), target)));
        wrong.extend(bad_ids);
        wrong
    }

    /// Takes targets that somebody else found for members of the sets that could have them: no query is asked.
    pub fn take_members<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        for name in names {
            let found = self.state.queried_sets.iter().find_map(|set| Some((set, set.id_of(name)?)));
            let members = found.and_then(|(set, id)| set.expand([id]).ok()).unwrap_or_default();
            for member in members {
                self.state.targets.entry(member.name.clone()).or_insert(member);
            }
        }
    }

    /// How a target is planned where it is not reached; its own scratch server counts where nothing else is given and its address
    /// is known.
    ///
    /// # Errors
    /// A glob that is none.
    pub fn planning(
        &self,
        target: &Target,
        scratch_url: Option<Url>,
        variable: &(dyn Fn(&str) -> Option<String> + Send + Sync),
        cache: Option<&Path>,
    ) -> Result<Planning, CheckoutError> {
        let own = || {
            let resolved = target.kind.scratch_url.as_ref()?.resolve(variable, &self.base).ok()?;
            Url::parse(resolved.expose(), |_| None).ok()
        };
        Ok(assignment::planning(&self.state, target, scratch_url.or_else(own), cache)?)
    }

    /// The desired SQL of the target of that name, or of a member that a target set could have: no query is asked.
    ///
    /// # Errors
    /// No such target, or every file that cannot be read.
    pub fn sources_named(&self, name: &str) -> Result<Vec<Source>, CheckoutError> {
        let set = self.state.queried_sets.iter().find(|set| set.could_have(name));
        match (self.state.targets.get(name), set) {
            (None, Some(set)) => self.texts(self.state.schemas.get(&set.kind.schema)),
            _ => self
                .targets(Some(name))?
                .into_iter()
                .map(|target| self.sources(target))
                .collect::<Result<Vec<_>, _>>()
                .map(|all| all.concat()),
        }
    }

    /// The desired SQL of a target.
    ///
    /// # Errors
    /// Every file that cannot be read.
    pub fn sources(&self, target: &Target) -> Result<Vec<Source>, CheckoutError> {
        self.texts(self.state.schema_of(target))
    }

    /// The statements about plans among its files, and what is none.
    pub fn statements(&self) -> Gathered {
        gather(&self.files)
    }

    fn texts(&self, schema: Option<&Schema>) -> Result<Vec<Source>, CheckoutError> {
        let Some(schema) = schema else { return Ok(Vec::new()) };
        let broken = |diagnostics| CheckoutError::Broken { path: self.base.display().to_string(), diagnostics };
        let texts = schema.read(&self.files).map_err(broken)?;
        Ok(texts.into_iter().map(|text| Source { path: text.path, id: text.id, text: text.text.into() }).collect())
    }

    /// A target as planning and rollout need it.
    ///
    /// # Errors
    /// As `Assignment::of`.
    pub fn assign(
        &self,
        target: &Target,
        variable: &(dyn Fn(&str) -> Option<String> + Send + Sync),
        cache: Option<&Path>,
    ) -> Result<Assignment, CheckoutError> {
        let surroundings = Surroundings { variable, base: &self.base, cache };
        Ok(Assignment::of(&self.state, &self.files, target, &surroundings)?)
    }
}
