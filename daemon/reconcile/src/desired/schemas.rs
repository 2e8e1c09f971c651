//! Desired schemas: the `.sql` files below `schemas/<name>/`, read when somebody needs their text.
//!
//! Not what the SQL means: a scratch database elaborates it. Invariant: files are in the order of their paths, and a
//! schema's digest changes when, and only when, a path or a content changes.

use std::collections::BTreeMap;

use schema::{Digest, DigestBuilder};

use super::code::Code;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::files::{Entry, Files};
use super::name::Name;
use super::section::Report;
use super::source::{Source, unreadable};

/// The most bytes of one `.sql` file.
pub(super) const LARGEST_SQL: u64 = 32 << 20;

/// The desired schema of some targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its name: the folder below `schemas/`.
    pub name: Name,
    /// Its files in the order of their paths; never empty.
    pub files: Vec<SqlFile>,
}

/// One `.sql` file whose text was not read yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SqlFile {
    /// Its path from the root of the schema repo.
    pub path: String,
    /// The hash of its content; equal ids are equal texts.
    pub id: String,
}

/// One `.sql` file with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlText {
    /// Its path from the root of the schema repo.
    pub path: String,
    /// The hash of its content.
    pub id: String,
    /// The text without byte-order mark; line endings as in the file.
    pub text: String,
}

impl Schema {
    /// The schema of that name in other files, such as those of an earlier commit; nothing where it is not there.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn in_files(name: &Name, files: &dyn Files) -> Result<Option<Self>, Diagnostics> {
        let folder = format!("schemas/{name}");
        let listed = files.list(&folder).map_err(|error| Diagnostics::new(unreadable(&folder, &error)))?;
        let sql = listed.into_iter().filter(|entry| is_sql(&entry.path));
        let mut files: Vec<_> = sql.map(|entry| SqlFile { path: entry.path, id: entry.id }).collect();
        files.sort();
        Ok((!files.is_empty()).then(|| Self { name: name.clone(), files }))
    }

    /// Reads the texts.
    ///
    /// # Errors
    /// Every file that cannot be read or is not UTF-8 text; a schema whose files are all blank.
    pub fn read(&self, files: &dyn Files) -> Result<Vec<SqlText>, Diagnostics> {
        let mut report = Vec::new();
        let mut texts = Vec::new();
        for file in &self.files {
            match Source::read(files, &file.path, LARGEST_SQL) {
                Ok(source) => texts.push(SqlText { path: file.path.clone(), id: file.id.clone(), text: source.text }),
                Err(diagnostics) => report.extend(diagnostics),
            }
        }
        if report.is_empty() && texts.iter().all(|text| text.text.trim().is_empty()) {
            report.push(empty(self.name.as_str(), "its files are blank"));
        }
        match report.is_empty() {
            true => Ok(texts),
            false => Err(Diagnostics::new(report)),
        }
    }

    /// The digest of the paths and content ids: a key to cache what was elaborated.
    pub fn digest(&self) -> Digest {
        let mut digest = DigestBuilder::default();
        for file in &self.files {
            digest.part(file.path.as_bytes()).part(file.id.as_bytes());
        }
        digest.finish()
    }
}

/// Sorts the files below `schemas/` into schemas.
pub(super) fn read_schemas(entries: Vec<Entry>, report: &mut Report) -> BTreeMap<Name, Schema> {
    let mut folders: BTreeMap<String, Vec<SqlFile>> = BTreeMap::new();
    for entry in entries {
        let inside = entry.path.strip_prefix("schemas/").unwrap_or(&entry.path);
        let Some((folder, file)) = inside.split_once('/') else {
            if is_sql(inside) {
                report.push(homeless(&entry.path));
            }
            continue;
        };
        let files = folders.entry(folder.to_owned()).or_default();
        match is_sql(file) {
            true => files.push(SqlFile { path: entry.path, id: entry.id }),
            false if is_silent(file) => {}
            false => {
                report.push(Diagnostic::note(Code::NotRead, &entry.path, "not read: a schema is its `.sql` files"))
            }
        }
    }
    folders.into_iter().filter_map(|(folder, files)| schema(&folder, files, report)).collect()
}

fn schema(folder: &str, mut files: Vec<SqlFile>, report: &mut Report) -> Option<(Name, Schema)> {
    let name = match Name::parse(folder) {
        Ok(name) => name,
        Err(error) => {
            let message = format!("the folder is no name of a schema: {error}");
            report.push(Diagnostic::file(Code::BadName, &format!("schemas/{folder}"), message).hint(error.hint()));
            return None;
        }
    };
    if files.is_empty() {
        report.push(empty(folder, "it has no `.sql` file"));
    }
    files.sort();
    Some((name.clone(), Schema { name, files }))
}

fn empty(name: &str, why: &str) -> Diagnostic {
    let message = format!("the desired schema `{name}` is empty: {why}");
    Diagnostic::file(Code::EmptySchema, &format!("schemas/{name}"), message).hint(
        "an empty desired schema would drop everything; write the schema, or `groundline import` it from a database",
    )
}

fn homeless(path: &str) -> Diagnostic {
    let file = path.rsplit('/').next().unwrap_or(path);
    Diagnostic::file(
        Code::UnknownFile,
        path,
        "the file belongs to no schema, because it stands in no folder of `schemas/`",
    )
    .hint(format!("move it to `schemas/<name>/{file}`"))
}

/// Whether a file holds SQL.
pub(super) fn is_sql(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("sql")) && !is_hidden(file)
}

/// Whether a file beside settings or SQL is for people or for Git, and so nothing to speak of.
pub(super) fn is_silent(file: &str) -> bool {
    is_hidden(file) || file.ends_with(".md") || file.ends_with(".txt")
}

fn is_hidden(file: &str) -> bool {
    file.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}
