//! What is asked for: the JSON of a request, and what of it the commit in force settles.
//!
//! Not the review. Invariant: what a request says and the schema repo says otherwise is refused, never overruled.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::Source;
use hyper::StatusCode;
use reconcile::daemon::{InForce, ReviewedTarget};
use reconcile::rollout::Site;
use reconcile::sql_review::live_facts;
use review::{Input, Level, Policy, Review, Settings, review};
use schema::Dialect;
use serde::Deserialize;
use tokio::runtime::Handle;

use super::limits;
use crate::http::problem::Problem;

/// The most files of a request.
const MOST_FILES: usize = 1000;

/// The JSON of a request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    engine: Option<Engine>,
    target: Option<String>,
    environment: Option<String>,
    policy: Option<String>,
    files: Option<Vec<File>>,
    statements: Option<String>,
    #[serde(default)]
    fail_on: FailOn,
    #[serde(default)]
    live: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Engine {
    Sqlite,
    Postgres,
    #[serde(alias = "mariadb")]
    Mysql,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FailOn {
    Notice,
    Warning,
    #[default]
    Error,
    Never,
}

/// What is reviewed, and by what.
pub(super) struct Subject {
    in_force: Arc<InForce>,
    dialect: Dialect,
    environment: Option<String>,
    target: Option<(String, ReviewedTarget)>,
    policy: Option<Policy>,
    files: Vec<File>,
    fail_on: FailOn,
    /// Where the live database is that is asked, where one is.
    live: Option<Site>,
}

/// Reads the JSON of a request.
pub(super) fn parse(bytes: &[u8]) -> Result<Asked, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        let problem = Problem::malformed(format!("the body is not what is asked for: {error}"));
        problem
            .with("line", error.line())
            .with("column", error.column())
            .hint("`GET /v1/openapi.json` says what it may hold")
    })
}

impl Asked {
    /// The target that it names.
    pub(super) fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// Whether the live database of the target is to be asked.
    pub(super) const fn is_live(&self) -> bool {
        self.live
    }

    /// Settles what is reviewed, and by what.
    pub(super) fn subject(self, in_force: Arc<InForce>) -> Result<Subject, Problem> {
        let files = files(self.files, self.statements)?;
        let target = self.target.map(|name| target(&in_force, name)).transpose()?;
        let asked = self.engine.map(Dialect::from);
        let dialect = match (&target, asked) {
            (Some((name, target)), Some(asked)) if target.dialect != asked => {
                return Err(contradicts("engine", asked.name(), name, target.dialect.name()));
            }
            (Some((_, target)), _) => target.dialect,
            (None, Some(asked)) => asked,
            (None, None) => in_force.dialect().ok_or_else(engine_unclear)?,
        };
        let environment = match (&target, self.environment) {
            (Some((name, target)), Some(asked)) if target.environment != asked.as_str() => {
                return Err(contradicts("environment", &asked, name, target.environment.as_str()));
            }
            (Some((_, target)), _) => Some(target.environment.to_string()),
            (None, Some(asked)) => Some(environment(&in_force, asked)?),
            (None, None) => None,
        };
        let policy = self.policy.map(|text| policy(&text)).transpose()?;
        let live = if self.live { Some(site(&in_force, target.as_ref().map(|(name, _)| name))?) } else { None };
        Ok(Subject { in_force, dialect, environment, target, policy, files, fail_on: self.fail_on, live })
    }
}

impl Subject {
    /// Reviews, and asks the live database where that is wanted. Blocks.
    pub(super) fn review(&self, runtime: &Handle) -> Result<Review, Problem> {
        let policy = self.policy.as_ref().unwrap_or_else(|| self.in_force.review_policy());
        let posted: BTreeSet<_> = self.files.iter().map(|file| file.path.as_str()).collect();
        // A file of the schema in force that is sent takes its own place.
        let is_before = |source: &&Source| !posted.contains(source.path.as_str());
        let before = |target: &ReviewedTarget| {
            let sources = target.sources.iter().filter(is_before);
            sources.map(|source| (source.path.clone(), source.text.clone())).collect::<Vec<_>>()
        };
        let before = self.target.as_ref().map(|(_, target)| before(target));
        let mut settings = Settings {
            environment: self.environment.as_deref(),
            target: self.target.as_ref().map(|(name, _)| name.as_str()),
            schema: before.as_ref().map(|before| before.iter().map(|(path, text)| Input { path, text }).collect()),
            ..Settings::new(self.dialect, policy)
        };
        let inputs: Vec<_> = self.files.iter().map(|file| Input { path: &file.path, text: &file.text }).collect();
        let Some(site) = &self.live else { return Ok(review(&settings, &inputs)) };
        let told = runtime.block_on(live_facts(site, &settings, &inputs)).map_err(|error| unanswered(&error))?;
        settings.schema = told.with(settings.schema.take());
        settings.known = told.known(settings.known);
        settings.facts = told.facts.clone();
        Ok(review(&settings, &inputs))
    }

    /// Whether what was found is too grave for whoever asked.
    pub(super) fn fails(&self, found: &Review) -> bool {
        match self.fail_on {
            FailOn::Notice => found.reaches(Level::Notice),
            FailOn::Warning => found.reaches(Level::Warning),
            FailOn::Error => found.reaches(Level::Error),
            FailOn::Never => false,
        }
    }

    /// The commit in force that settled it.
    pub(super) fn revision(&self) -> &str {
        self.in_force.revision()
    }
}

impl From<Engine> for Dialect {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite,
            Engine::Postgres => Self::Postgres,
            Engine::Mysql => Self::MySql,
        }
    }
}

fn files(files: Option<Vec<File>>, statements: Option<String>) -> Result<Vec<File>, Problem> {
    let files = match (files, statements) {
        (Some(files), None) if files.is_empty() => return Err(Problem::malformed("`files` is empty")),
        (Some(files), None) => files,
        (None, Some(text)) => vec![File { path: "<statements>".to_owned(), text }],
        (Some(_), Some(_)) => {
            return Err(Problem::malformed("there are both `files` and `statements`; send one of them"));
        }
        (None, None) => return Err(Problem::malformed("there is nothing to review: send `files` or `statements`")),
    };
    if files.len() > MOST_FILES {
        return Err(Problem::malformed(format!("there are {} files, and {MOST_FILES} are the most", files.len())));
    }
    let mut seen = BTreeSet::new();
    for (at, file) in files.iter().enumerate() {
        if file.path.is_empty() || file.path.contains(char::is_control) {
            return Err(Problem::malformed(format!("the path of `files[{at}]` is empty or has control characters")));
        }
        if !seen.insert(file.path.as_str()) {
            return Err(Problem::malformed(format!("the path of `files[{at}]` stands twice")));
        }
    }
    Ok(files)
}

fn target(in_force: &InForce, name: String) -> Result<(String, ReviewedTarget), Problem> {
    match in_force.target(&name) {
        Some(target) => Ok((name, target)),
        None => {
            let shown: String = name.chars().take(80).collect();
            let detail = format!("the commit in force has no target `{shown}`");
            let names: Vec<_> = in_force.target_names().take(20).map(|name| format!("`{name}`")).collect();
            let problem = Problem::new(StatusCode::NOT_FOUND, "no-target", detail);
            Err(if names.is_empty() { problem } else { problem.hint(format!("there are {}", names.join(", "))) })
        }
    }
}

/// Where the live database of a target is.
fn site(in_force: &InForce, target: Option<&String>) -> Result<Site, Problem> {
    let Some(name) = target else {
        let problem = Problem::unusable("live", "`live` is true, and no target says which database is asked");
        return Err(problem.hint("send `target`"));
    };
    in_force.site(name).cloned().ok_or_else(|| unreachable("the daemon does not know now where the target is"))
}

/// The log says why; whoever asks does not learn where the database is.
fn unanswered(error: &engine::Error) -> Problem {
    tracing::info!(%error, "a target cannot be asked for a review");
    unreachable("the live database of the target cannot be asked now")
}

fn unreachable(detail: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "target-unreachable", detail)
        .hint("leave `live` out for a review without the live database")
        .after(limits::SOON)
}

fn environment(in_force: &InForce, asked: String) -> Result<String, Problem> {
    let known = in_force.environments();
    if known.iter().any(|name| *name == asked.as_str()) {
        return Ok(asked);
    }
    let shown: String = asked.chars().take(80).collect();
    let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    let problem = Problem::unusable("environment", format!("the schema repo has no environment `{shown}`"));
    Err(problem.hint(format!("there are {}", names.join(", "))))
}

fn contradicts(key: &'static str, asked: &str, target: &str, is: &str) -> Problem {
    let asked: String = asked.chars().take(80).collect();
    let detail = format!("`{key}` is `{asked}`, and the target `{target}` has `{is}`");
    Problem::unusable(key, detail).hint(format!("leave `{key}` out: the target says it"))
}

fn engine_unclear() -> Problem {
    let detail = "nothing says which engine the SQL is for";
    Problem::unusable("engine", detail).hint("send `target`, or `engine`: `sqlite`, `postgres` or `mysql`")
}

/// A shipped pack by its name, or a policy as TOML.
fn policy(text: &str) -> Result<Policy, Problem> {
    let is_name = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_'));
    if is_name {
        return Policy::pack(text).map_err(|error| Problem::unusable("policy", format!("`policy`: {error}")));
    }
    Policy::parse(text).map_err(|faults| {
        let said: Vec<_> = faults.0.iter().map(|fault| format!("`policy`:{fault}")).collect();
        let problem = Problem::unusable("policy", said.join("; "));
        match faults.0.first() {
            Some(first) => problem.with("line", first.line).with("column", first.column),
            None => problem,
        }
    })
}
