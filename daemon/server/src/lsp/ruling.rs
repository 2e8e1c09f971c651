//! By what a file is reviewed: what its schema repo says, else what the editor sets.
//!
//! Not the review.
//!
//! Invariant: the settings of a schema repo are read anew once they changed; what is wrong with them is told, not passed over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reconcile::chain;
use reconcile::review_repo::{ReviewRepo, ReviewSettingsError, named_policy};
use review::{Baseline, Policy, PolicyFault};
use schema::Dialect;

use super::options::Options;
use super::place::path_of;
use super::work::Ruling;

/// What is known of settings.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    pub(super) options: Options,
    /// The folders that the editor has open.
    pub(super) folders: Vec<PathBuf>,
    repos: BTreeMap<PathBuf, ReviewRepo>,
}

impl Rulings {
    /// By what the file of a URI is reviewed; the language is the editor's name for it.
    pub(super) fn of(&mut self, uri: &str, language: &str) -> Ruling {
        let file = path_of(uri);
        let root = file.as_deref().and_then(ReviewRepo::root_of).map(Path::to_owned);
        let path = self.shown(uri, file.as_deref(), root.as_deref());
        if let Some(root) = &root {
            self.renew(root);
        }
        let repo = root.as_ref().and_then(|root| self.repos.get(root));
        let mut notices = Vec::new();
        let dialect = self.engine(repo, &path, language).map_err(|why| notices.push(why)).ok();
        let policy = self.policy(repo).map_err(|why| notices.push(why)).unwrap_or_default();
        let baseline = baseline(repo).map_err(|why| notices.push(why)).unwrap_or_default();
        let (environment, target) = (self.options.environment.clone(), self.options.target.clone());
        let is_wrapped = self.options.in_transaction;
        Ruling { dialect, policy, baseline, path, environment, target, is_wrapped, notices }
    }

    fn engine(&self, repo: Option<&ReviewRepo>, path: &str, language: &str) -> Result<Dialect, String> {
        let set = || self.options.engine().or(of_language(language));
        match repo.map(|repo| repo.engine_of(path)) {
            Some(Ok(dialect)) => Ok(dialect),
            Some(Err(why)) => self.options.engine().ok_or(why),
            None => set().ok_or_else(|| {
                "nothing says which engine the SQL is for: set `engine` to postgres, mysql or sqlite".to_owned()
            }),
        }
    }

    fn policy(&self, repo: Option<&ReviewRepo>) -> Result<Policy, String> {
        if let Some(name) = &self.options.policy {
            let own = self.named_policy(name, repo.map(|repo| repo.root.as_path()));
            return own.map_err(|why| format!("the policy of the editor's settings is not used: {why}"));
        }
        match repo.map(|repo| &repo.policy) {
            Some(Ok(policy)) => Ok(policy.clone().unwrap_or_default()),
            Some(Err(error)) => Err(format!("the policy of the schema repo is not used: {}", first(error))),
            None => Ok(Policy::default()),
        }
    }

    /// What is wrong with the policy of the schema repo that a file is in, and the folder of the repo.
    pub(super) fn policy_faults(&self, uri: &str) -> Option<(&Path, &[PolicyFault])> {
        let repo = self.repo_of(path_of(uri).as_deref())?;
        let faults = match &repo.policy {
            Err(ReviewSettingsError::Policy(faults)) => faults.0.as_slice(),
            _ => &[],
        };
        Some((&repo.root, faults))
    }

    fn repo_of(&self, file: Option<&Path>) -> Option<&ReviewRepo> {
        self.repos.get(file.and_then(ReviewRepo::root_of)?)
    }

    /// Reads a schema repo again, if it changed.
    fn renew(&mut self, root: &Path) {
        if !self.repos.get(root).is_some_and(ReviewRepo::is_current) {
            self.repos.insert(root.to_owned(), ReviewRepo::read(root));
        }
    }

    /// The path of a file as policies name it: from its schema repo, else from the editor's folder.
    fn shown(&self, uri: &str, file: Option<&Path>, root: Option<&Path>) -> String {
        let Some(file) = file else { return uri.to_owned() };
        let folder = root.or_else(|| self.folder_of(file));
        let path = folder.and_then(|folder| file.strip_prefix(folder).ok()).unwrap_or(file);
        path.to_string_lossy().replace('\\', "/")
    }

    fn folder_of(&self, file: &Path) -> Option<&Path> {
        let holding = self.folders.iter().filter(|folder| file.starts_with(folder));
        holding.max_by_key(|folder| folder.as_os_str().len()).map(PathBuf::as_path)
    }

    fn named_policy(&self, name: &str, root: Option<&Path>) -> Result<Policy, String> {
        let folder = root.or(self.folders.first().map(PathBuf::as_path)).unwrap_or(Path::new(""));
        named_policy(name, folder).map_err(|error| first(&error))
    }
}

fn baseline(repo: Option<&ReviewRepo>) -> Result<Baseline, String> {
    match repo.map(|repo| &repo.baseline) {
        Some(Ok(baseline)) => Ok(baseline.clone()),
        Some(Err(error)) => Err(chain(error)),
        None => Ok(Baseline::default()),
    }
}

fn of_language(language: &str) -> Option<Dialect> {
    match language {
        "postgres" | "postgresql" | "pgsql" | "plpgsql" => Some(Dialect::Postgres),
        "mysql" | "mariadb" => Some(Dialect::MySql),
        "sqlite" | "sqlite3" => Some(Dialect::Sqlite),
        _ => None,
    }
}

fn first(error: &ReviewSettingsError) -> String {
    chain(error).lines().next().unwrap_or_default().to_owned()
}
