//! Options that commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use engine::{Options, Scope, Url};
use reconcile::planning::Planning;
use reconcile::rollout::{Retry, Site};
use reconcile::single::SchemaSource;
use schema::Dialect;

use crate::output::{Failure, failures};

/// How long the snapshots of a run are kept where no schema repo says otherwise.
const RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How a result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; the keys are stable.
    Json,
    /// A unified diff.
    Diff,
}

/// The engines, as `--engine` takes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL 14 and later.
    Postgres,
    /// MySQL 5.7 and later, MariaDB 10.6 and later.
    #[value(name = "mysql", alias = "mariadb")]
    MySql,
}

impl From<Engine> for Dialect {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite,
            Engine::Postgres => Self::Postgres,
            Engine::MySql => Self::MySql,
        }
    }
}

/// What is looked at, and how planning is done.
#[derive(Args, Clone, Debug)]
pub(crate) struct PlanningArgs {
    /// Engine of the SQL, where no URL says it
    #[arg(long, value_name = "E")]
    pub(crate) engine: Option<Engine>,
    /// Server where scratch databases are made, instead of beside the target
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
    /// Look only at objects whose `schema.object` name matches (again for more)
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave alone objects whose `schema.object` name matches (again for more)
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// How long a step waits for a lock before it is tried again
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = duration)]
    lock_timeout: Duration,
    /// How long a statement may run; 0s is without bound
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration)]
    statement_timeout: Duration,
    /// Elaborate the schema anew instead of taking it from the cache
    #[arg(long)]
    no_cache: bool,
}

impl PlanningArgs {
    /// The server where scratch databases are made, as it was given.
    pub(crate) fn scratch(&self) -> Option<&str> {
        self.scratch_url.as_deref()
    }

    /// How planning is done for a schema that `name` tells apart in the cache.
    pub(crate) fn planning(&self, name: &str) -> Result<Planning, Failure> {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Ok(Planning {
            scope: Scope::new(&self.include, &self.exclude).map_err(failures)?,
            scratch_url: self.scratch_url.as_deref().map(url).transpose()?,
            timeouts: plan::Timeouts {
                lock_ms: millis(self.lock_timeout),
                statement_ms: millis(self.statement_timeout),
            },
            all_big: false,
            cache: if self.no_cache { None } else { cache_folder().map(|folder| (folder, name.to_owned())) },
        })
    }
}

/// The database at a URL, as a run needs it.
pub(crate) fn site(text: &str, scope: Scope, retry: Retry) -> Result<Site, Failure> {
    Ok(Site { url: url(text)?, options: Options::default(), scope, retry, retention: Some(RETENTION) })
}

/// Reads a database URL; `env:NAME` from the environment.
pub(crate) fn url(text: &str) -> Result<Url, Failure> {
    Url::parse(text, variable).map_err(failures)
}

/// Reads a schema source.
pub(crate) fn schema_source(text: &str) -> Result<SchemaSource, Failure> {
    SchemaSource::read(text, variable).map_err(failures)
}

/// A name for a schema source that is the same wherever the command is run.
pub(crate) fn source_name(text: &str) -> String {
    std::fs::canonicalize(text).map_or_else(|_| text.to_owned(), |path| path.display().to_string())
}

/// Reads a duration such as `3s`, `100ms`, `20m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    reconcile::desired::parse_duration(text).map_err(|error| format!("{error}; write it like `100ms`, `3s` or `20m`"))
}

pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// `$XDG_CACHE_HOME/groundline` or `~/.cache/groundline`; none where neither is known.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
    Some(base.join("groundline"))
}
