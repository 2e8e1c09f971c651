//! Elaboration: desired SQL loaded into a scratch database and read back through the catalog.
//!
//! After a change only the changed files, what mentions them and what those need are elaborated again; the rest is taken
//! from the elaboration before. Invariant: the result is the same as that of elaborating everything.

mod partial;
mod provenance;
mod stored;
mod unit;

use std::collections::BTreeMap;
use std::sync::Arc;

use plan::Rename;
use schema::{Database, Dialect, ObjectId};
use serde::{Deserialize, Serialize};

use self::partial::Part;
use self::stored::Stored;
use self::unit::{Text, Unit};
use crate::{Error, Live, Result, Scope, Scratch, Source, Url};

/// Where in the desired SQL an object is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The file.
    pub path: Arc<str>,
    /// The line of its statement, from 1.
    pub line: usize,
}

/// Desired SQL as the database understands it. Serializable: it is cached by the hash of the files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Stored")]
pub struct Elaborated {
    /// The desired database.
    pub database: Database,
    /// The id of each file's content, by path.
    pub files: BTreeMap<String, String>,
    /// The declared renames.
    pub renames: Vec<Rename>,
    /// Where objects are made, as far as it can be told, in the order of identities.
    pub provenance: Vec<(ObjectId, Provenance)>,
    /// What each file defines and mentions, so that the next elaboration need not read it again.
    units: BTreeMap<String, Unit>,
    /// The scope that it was inspected with.
    scope: String,
}

impl Elaborated {
    /// A database that is desired as it is, without files.
    pub fn of_database(database: Database) -> Self {
        Self {
            database,
            files: BTreeMap::new(),
            renames: Vec::new(),
            provenance: Vec::new(),
            units: BTreeMap::new(),
            scope: String::new(),
        }
    }

    /// Whether it is the elaboration of just these files.
    pub fn is_of(&self, sources: &[Source]) -> bool {
        self.files.len() == sources.len()
            && sources.iter().all(|source| self.files.get(&source.path) == Some(&source.id))
    }
}

/// Elaborates desired SQL in a scratch database like the live one; of what `previous` holds only what changed.
///
/// # Errors
/// Everything that `Scratch` answers; desired SQL that does not load is `Error::Desired` with every place.
pub async fn elaborate(
    live: &mut Live,
    scratch_url: Option<&Url>,
    scope: &Scope,
    sources: &[Source],
    previous: Option<&Elaborated>,
) -> Result<Elaborated> {
    let dialect = live.dialect();
    // SQLite elaborates in memory: there is nothing to be saved.
    let previous = previous.filter(|previous| previous.scope == scope.key() && dialect != Dialect::Sqlite);
    if let Some(previous) = previous
        && let Some(part) = Part::of(dialect, previous, sources)
        && let Some(elaborated) = again(live, scratch_url, scope, previous, part).await?
    {
        return Ok(elaborated);
    }
    let texts: Vec<Text<'_>> = sources.iter().map(|source| Text::read(dialect, source)).collect();
    let database = in_scratch(live, scratch_url, scope, sources).await?;
    let (provenance, renames) = provenance::resolve(&database, &texts);
    Ok(Elaborated {
        database,
        files: sources.iter().map(|source| (source.path.clone(), source.id.clone())).collect(),
        renames,
        provenance,
        units: texts.into_iter().map(|text| (text.source.path.clone(), text.unit)).collect(),
        scope: scope.key().to_owned(),
    })
}

/// Elaborates a part; none when the part does not stand for itself.
async fn again(
    live: &mut Live,
    scratch_url: Option<&Url>,
    scope: &Scope,
    previous: &Elaborated,
    part: Part<'_>,
) -> Result<Option<Elaborated>> {
    let loaded: Vec<Source> = part.loaded.iter().map(|text| text.source.clone()).collect();
    match in_scratch(live, scratch_url, scope, &loaded).await {
        Ok(database) => Ok(part.merged(previous, database)),
        // What is wrong is said by the whole: a part may miss what the names did not tell.
        Err(Error::Desired(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn in_scratch(live: &mut Live, url: Option<&Url>, scope: &Scope, sources: &[Source]) -> Result<Database> {
    let mut scratch = Scratch::like(live, url).await?;
    let inspected = match scratch.load(sources).await {
        Ok(()) => scratch.inspect(scope).await,
        Err(diagnostics) => Err(Error::Desired(diagnostics)),
    };
    scratch.discard().await?;
    inspected
}
