//! Which objects are looked at: include and exclude globs over `schema.object` names.

use globset::{Glob, GlobSet, GlobSetBuilder};
use schema::{Database, ObjectId};

/// Which objects are looked at. The default is everything that is not the system's, an extension's or Groundline's own.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    include: Option<GlobSet>,
    exclude: GlobSet,
    key: String,
}

/// Why a glob is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{glob}` is not a glob: {reason}")]
pub struct ScopeError {
    glob: String,
    reason: String,
}

impl Scope {
    /// A scope from include globs (none: everything) and exclude globs.
    ///
    /// # Errors
    /// A text that is not a glob.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, ScopeError> {
        let key = format!("{include:?}{exclude:?}");
        let include = if include.is_empty() { None } else { Some(glob_set(include)?) };
        Ok(Self { include, exclude: glob_set(exclude)?, key })
    }

    /// A text that is equal for equal scopes: for cache keys.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether the dotted name (`schema.object`, `schema.table.part`) is looked at. A part follows its table.
    pub fn covers(&self, id: &ObjectId) -> bool {
        let dotted = id.dotted();
        let relation = match &id.of {
            Some(of) => match &id.schema {
                Some(schema) => format!("{}.{}", schema.as_str(), of.as_str()),
                None => of.as_str().to_owned(),
            },
            None => dotted.clone(),
        };
        let matches = |set: &GlobSet| set.is_match(&dotted) || set.is_match(&relation);
        self.include.as_ref().is_none_or(matches) && !matches(&self.exclude)
    }

    /// Removes from an inspected database what the scope does not cover; an index follows its table.
    pub fn narrow(&self, database: &mut Database) {
        if self.include.is_none() && self.exclude.is_empty() {
            return;
        }
        database.objects.retain(|id, object| {
            self.covers(id)
                && match &object.facts {
                    schema::Facts::Index(index) => self.covers(&index.on),
                    _ => true,
                }
        });
        database.unsupported.retain(|unsupported| {
            let name = unsupported.object.rsplit(' ').next().unwrap_or_default();
            !self.exclude.is_match(name) && self.include.as_ref().is_none_or(|include| include.is_match(name))
        });
    }
}

fn glob_set(globs: &[String]) -> Result<GlobSet, ScopeError> {
    let error =
        |glob: &str, error: &globset::Error| ScopeError { glob: glob.to_owned(), reason: error.kind().to_string() };
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(Glob::new(glob).map_err(|cause| error(glob, &cause))?);
    }
    builder.build().map_err(|cause| error(&globs.join(", "), &cause))
}
