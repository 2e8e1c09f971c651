//! The members of a target set whose ids a query finds: the query asked once, and what its answer makes.
//!
//! Not when it is asked, and no memory of answers: the daemon has both. Invariant: an id that cannot be a target is left out
//! and told; it never keeps the others from being targets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use engine::{Live, Options, Url};

use crate::chain;
use crate::desired::{Ids, Name, ResolveError, Target, TargetSet, TargetUrl};
use crate::status::RepoDiagnostic;

/// How long a query may take, the connection included.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a query answered: the first column of each row.
pub type Answer = Vec<Option<String>>;

/// Why it is not known which members a target set has.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The control database's URL is not known.
    #[error(transparent)]
    Url(#[from] ResolveError),
    /// The URL is no database's.
    #[error(transparent)]
    Database(#[from] engine::UrlError),
    /// The control database does not answer, or refuses the query.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// It took too long.
    #[error("the query did not answer within {} s", PATIENCE.as_secs())]
    Late,
}

impl AskError {
    /// What to do, where the message does not say.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Url(_) => Some("set the variable, or mend `ids.url` of the target set in Git"),
            Self::Database(_) | Self::Late => None,
            Self::Engine(error) => error.hint(),
        }
    }

    /// What is said about a set whose query failed.
    pub fn diagnostic(&self, set: &TargetSet) -> RepoDiagnostic {
        let message = format!("the query of target set `{}` failed: {}", set.name, chain(self));
        error(set, message, self.hint().map(str::to_owned))
    }
}

/// Asks the control database for the ids of a set, in a session that only reads. A set whose ids are known has no query.
///
/// # Errors
/// A variable that is not set, a database that does not answer in time, or a query that fails.
pub async fn ask(
    set: &TargetSet,
    variable: &(dyn Fn(&str) -> Option<String> + Send + Sync),
    base: &Path,
) -> Result<Answer, AskError> {
    let Ids::Query { query, url } = &set.ids else { return Ok(Answer::new()) };
    let resolved = url.resolve(variable, base)?;
    let url = Url::parse(resolved.expose(), |_| None)?;
    tokio::time::timeout(PATIENCE, first_column(&url, query)).await.map_err(|_| AskError::Late)?
}

async fn first_column(url: &Url, query: &str) -> Result<Answer, AskError> {
    let options = Options { read_only: true, ..Options::default() };
    let mut live = Live::connect(url, &options).await?;
    let answer = live.first_column(query).await?;
    live.close().await?;
    Ok(answer)
}

/// The targets that answers make, beside targets that are there already; and what is wrong with single ids.
pub fn join<'a>(
    there: &BTreeMap<Name, Target>,
    answers: impl IntoIterator<Item = (&'a TargetSet, &'a Answer)>,
) -> (Vec<Target>, Vec<RepoDiagnostic>) {
    let mut names: BTreeSet<Name> = there.keys().cloned().collect();
    let mut urls: BTreeMap<TargetUrl, Name> =
        there.values().map(|target| (target.url.clone(), target.name.clone())).collect();
    let (mut joined, mut wrong) = (Vec::new(), Vec::new());
    for (set, answer) in answers {
        let ids: BTreeSet<Option<&str>> = answer.iter().map(Option::as_deref).collect();
        for id in ids {
            let target = match member(set, id) {
                Ok(target) => target,
                Err(message) => {
                    wrong.push(error(set, message, Some(format!("{LEFT_OUT}; mend the id in the control database"))));
                    continue;
                }
            };
            if let Some(message) = taken(&target, &names, &urls) {
                wrong.push(error(
                    set,
                    message,
                    Some(format!("{LEFT_OUT}; a database is one target, with a name of its own")),
                ));
                continue;
            }
            names.insert(target.name.clone());
            urls.insert(target.url.clone(), target.name.clone());
            joined.push(target);
        }
    }
    (joined, wrong)
}

const LEFT_OUT: &str = "this id is left out, the others are targets";

fn member(set: &TargetSet, id: Option<&str>) -> Result<Target, String> {
    let id = id.ok_or_else(|| format!("an id of target set `{}` is NULL", set.name))?;
    let mut targets = set.expand([id]).map_err(|error| chain(&error))?;
    targets.pop().ok_or_else(|| format!("id `{id}` of target set `{}` makes no target", set.name))
}

fn taken(target: &Target, names: &BTreeSet<Name>, urls: &BTreeMap<TargetUrl, Name>) -> Option<String> {
    if names.contains(&target.name) {
        return Some(format!("there is another target `{}`", target.name));
    }
    let other = urls.get(&target.url)?;
    Some(format!("the target `{}` is the same database as `{other}`: {}", target.name, target.url))
}

fn error(set: &TargetSet, message: String, hint: Option<String>) -> RepoDiagnostic {
    RepoDiagnostic { severity: "error".to_owned(), code: None, location: set.origin.to_string(), message, hint }
}
