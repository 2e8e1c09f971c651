//! One target of a schema repo as planning and rollout need it: resolved URL, scope, timeouts, SQL, consents.
//!
//! The daemon and the commands share it, so that both see the same target. No environment is read here: it is an argument.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use engine::{Options, Scope, ScopeError, Source, Steering, Url};
use plan::{NeedsConsent, Plan, Timeouts};

use crate::desired::{DesiredState, Diagnostics, Files, Mode, ResolveError, Target, TargetUrl};
use crate::planning::Planning;
use crate::rollout::{Retry, Site};

/// Where a schema repo is used.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Looks a variable of the environment up.
    pub variable: &'a (dyn Fn(&str) -> Option<String> + Send + Sync),
    /// Where relative paths of SQLite databases count from.
    pub base: &'a Path,
    /// Where elaborations are cached; none: nowhere.
    pub cache: Option<&'a Path>,
}

/// One target with everything that is known of it.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The target as it is written.
    pub target: Target,
    /// Whether plans are applied by themselves.
    pub mode: Mode,
    /// How it is reached and run.
    pub site: Site,
    /// How it is planned.
    pub planning: Planning,
    /// Its desired SQL.
    pub sources: Arc<[Source]>,
}

/// Why a target cannot be worked on, though the files are right.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// The URL is not known.
    #[error("target `{target}`: {source}")]
    Url {
        /// The target.
        target: String,
        /// Why.
        source: ResolveError,
    },
    /// The URL is no database's.
    #[error("target `{target}`: {source}")]
    Database {
        /// The target.
        target: String,
        /// Why.
        source: engine::UrlError,
    },
    /// A glob is not one.
    #[error("target `{target}`: {source}")]
    Scope {
        /// The target.
        target: String,
        /// Why.
        source: ScopeError,
    },
    /// The desired SQL cannot be read.
    #[error("target `{target}`: the desired SQL cannot be read")]
    Sql {
        /// The target.
        target: String,
        /// Every place.
        diagnostics: Diagnostics,
    },
}

impl Assignment {
    /// Resolves a target.
    ///
    /// # Errors
    /// A variable that is not set, a bad URL, or SQL that cannot be read.
    pub fn of(
        state: &DesiredState,
        files: &dyn Files,
        target: &Target,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, AssignError> {
        let name = || target.name.to_string();
        let texts = match state.schema_of(target) {
            Some(schema) => {
                schema.read(files).map_err(|diagnostics| AssignError::Sql { target: name(), diagnostics })?
            }
            None => Vec::new(),
        };
        let source = |text: crate::desired::SqlText| Source { path: text.path, id: text.id, text: text.text.into() };
        Self::with_sources(state, texts.into_iter().map(source).collect(), target, surroundings)
    }

    /// Resolves a target whose desired SQL was read before, such as for another target of the same schema.
    ///
    /// # Errors
    /// A variable that is not set, or a bad URL.
    pub fn with_sources(
        state: &DesiredState,
        sources: Arc<[Source]>,
        target: &Target,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, AssignError> {
        let settings = state.settings_of(target);
        let resolve = |url: &TargetUrl| resolved(target, url, surroundings);
        let replicas = target.kind.replicas.iter().map(resolve).collect::<Result<_, _>>()?;
        let steering = Steering::of(settings.online.settings(replicas));
        let scratch_url = target.kind.scratch_url.as_ref().map(resolve).transpose()?;
        let planning = planning(state, target, scratch_url, surroundings.cache)?;
        Ok(Self {
            mode: settings.mode,
            site: Site {
                url: resolve(&target.url)?,
                options: Options { steering, ..Options::default() },
                scope: planning.scope.clone(),
                retry: Retry::default(),
                retention: Some(settings.retention),
            },
            planning,
            sources,
            target: target.clone(),
        })
    }
}

/// The steps of a plan for a target whose hazards nobody consented to in Git.
pub fn missing_consent(state: &DesiredState, target: &Target, plan: &Plan, now: SystemTime) -> Vec<NeedsConsent> {
    let mut missing = plan::Consent::default().missing(plan);
    missing.retain(|needs| state.consent(target, &needs.object, needs.hazard.code, now).is_none());
    missing
}

/// How a target is planned, wherever it is.
///
/// # Errors
/// A glob that is none.
pub fn planning(
    state: &DesiredState,
    target: &Target,
    scratch_url: Option<Url>,
    cache: Option<&Path>,
) -> Result<Planning, AssignError> {
    let settings = state.settings_of(target);
    let globs = target.kind.globs(settings);
    let scope = Scope::new(&globs.include, &globs.exclude)
        .map_err(|source| AssignError::Scope { target: target.name.to_string(), source })?;
    let millis = |duration: std::time::Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    Ok(Planning {
        scope,
        scratch_url,
        timeouts: Timeouts { lock_ms: millis(settings.lock_timeout), statement_ms: millis(settings.statement_timeout) },
        all_big: false,
        cache: cache.map(|folder| (PathBuf::from(folder), cache_name(state, target))),
    })
}

/// One elaboration serves all targets of a project that share a schema (and server version and scope).
fn cache_name(state: &DesiredState, target: &Target) -> String {
    format!("{}/{}", state.project.name, target.kind.schema)
}

fn resolved(target: &Target, url: &TargetUrl, surroundings: &Surroundings<'_>) -> Result<Url, AssignError> {
    let name = || target.name.to_string();
    let url = url
        .resolve(surroundings.variable, surroundings.base)
        .map_err(|source| AssignError::Url { target: name(), source })?;
    Url::parse(url.expose(), |_| None).map_err(|source| AssignError::Database { target: name(), source })
}
