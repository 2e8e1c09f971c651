//! The form in which an elaboration is cached: what is said often is said once.

use std::collections::BTreeMap;
use std::sync::Arc;

use plan::Rename;
use schema::Database;
use serde::{Deserialize, Serialize, Serializer};

use super::unit::Unit;
use super::{Elaborated, Provenance};

/// An elaboration as it is read, with its provenance by numbers: of the object, of the file, of the line.
#[derive(Deserialize)]
pub(super) struct Stored {
    scope: String,
    renames: Vec<Rename>,
    files: Vec<(String, String)>,
    units: BTreeMap<String, Unit>,
    database: Database,
    provenance: Vec<(u32, u32, u32)>,
}

/// The same as it is written, without copies.
#[derive(Serialize)]
struct Written<'a> {
    scope: &'a str,
    renames: &'a [Rename],
    files: Vec<(&'a str, &'a str)>,
    units: &'a BTreeMap<String, Unit>,
    database: &'a Database,
    provenance: Vec<(u32, u32, u32)>,
}

impl Serialize for Elaborated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            scope: &self.scope,
            renames: &self.renames,
            files: self.files.iter().map(|(path, id)| (path.as_str(), id.as_str())).collect(),
            units: &self.units,
            database: &self.database,
            provenance: numbered(self),
        };
        written.serialize(serializer)
    }
}

/// The provenance by numbers; both lists are in the order of identities.
fn numbered(elaborated: &Elaborated) -> Vec<(u32, u32, u32)> {
    let paths: BTreeMap<&str, u32> = elaborated.files.keys().map(String::as_str).zip(0..).collect();
    let mut made = elaborated.provenance.iter().peekable();
    let mut numbers = Vec::with_capacity(elaborated.provenance.len());
    for (id, object) in elaborated.database.objects.keys().zip(0..) {
        if let Some((_, place)) = made.next_if(|(made, _)| made == id)
            && let Some(file) = paths.get(&*place.path)
        {
            numbers.push((object, *file, u32::try_from(place.line).unwrap_or(u32::MAX)));
        }
    }
    numbers
}

impl From<Stored> for Elaborated {
    fn from(stored: Stored) -> Self {
        let Stored { scope, renames, files, units, database, provenance } = stored;
        let paths: Vec<Arc<str>> = files.iter().map(|(path, _)| Arc::from(path.as_str())).collect();
        let mut numbers = provenance.into_iter().peekable();
        let mut made = Vec::with_capacity(numbers.len());
        for (id, object) in database.objects.keys().zip(0..) {
            if let Some((_, file, line)) = numbers.next_if(|(numbered, ..)| *numbered == object)
                && let Some(path) = paths.get(file as usize)
            {
                made.push((id.clone(), Provenance { path: path.clone(), line: line as usize }));
            }
        }
        Self { database, files: files.into_iter().collect(), renames, provenance: made, units, scope }
    }
}
