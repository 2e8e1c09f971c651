//! A schema source: a database URL, a folder of `.sql` files, one `.sql` file, or a target of a schema repo at a commit.

use std::path::{Path, PathBuf};

use engine::{Source, Url, UrlError};
use repo::{Files, Kind, ReadError, WorkTree};

use crate::checkout::{Checkout, CheckoutError};

/// The biggest file of desired SQL that is read, in bytes.
pub const FILE_LIMIT: u64 = 256 * 1024 * 1024;

/// What a database URL begins with; a mistake after it is told as one of a URL, whose password is not shown.
const SCHEMES: &[&str] = &["env:", "sqlite:", "postgres:", "postgresql:", "mysql:", "mariadb:"];

/// Where a schema is taken from.
#[derive(Clone, Debug)]
pub enum SchemaSource {
    /// From a live database.
    Database(Url),
    /// From files of SQL, read as one.
    Files(Vec<Source>),
}

/// Why a schema source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It looks like a URL and is none.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// There is nothing there.
    #[error(
        "`{0}` is not there; a schema is a database URL, a folder of .sql files, one .sql file, or REPO@REV:target"
    )]
    Absent(String),
    /// A folder without SQL.
    #[error("`{0}` holds no .sql file; a schema that is meant to be empty is an empty file")]
    NoSql(String),
    /// A file that is not text.
    #[error("`{path}` is not UTF-8 text: byte {offset} is not part of a character; save the file as UTF-8")]
    NotText {
        /// The file.
        path: String,
        /// Where the first foreign byte is.
        offset: usize,
    },
    /// The files cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The schema repo at that commit cannot be used.
    #[error(transparent)]
    Checkout(#[from] CheckoutError),
}

impl SchemaSource {
    /// Reads a schema source as people write it; `env:NAME` is looked up with `variable`.
    ///
    /// # Errors
    /// Nothing there, no SQL, foreign bytes, links that are refused, or an unknown URL.
    pub fn read(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, SourceError> {
        let path = Path::new(text);
        if path.is_dir() {
            return folder(path, text).map(Self::Files);
        }
        if path.is_file() {
            return file(path, text).map(Self::Files);
        }
        if let Some((repo, revision, target)) = at_commit(text) {
            return Ok(Self::Files(Checkout::of_commit(repo, revision)?.sources_named(target)?));
        }
        if text.contains("://") || SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Self::Database(Url::parse(text, variable)?));
        }
        Err(SourceError::Absent(text.to_owned()))
    }
}

impl SchemaSource {
    /// The files, where it is files.
    pub fn files(&self) -> &[Source] {
        match self {
            Self::Files(files) => files,
            Self::Database(_) => &[],
        }
    }
}

/// The parts of `REPO@REV:target`, where the repo is a folder.
fn at_commit(text: &str) -> Option<(&Path, &str, &str)> {
    let (place, target) = text.rsplit_once(':')?;
    let (repo, revision) = place.rsplit_once('@')?;
    let repo = Path::new(repo);
    repo.is_dir().then_some((repo, revision, target))
}

fn folder(path: &Path, name: &str) -> Result<Vec<Source>, SourceError> {
    let files = Files::Folder(WorkTree::open(path));
    let mut sources = Vec::new();
    for entry in files.list("")? {
        if entry.kind == Kind::File && entry.path.ends_with(".sql") {
            let shown = PathBuf::from(name).join(&entry.path).display().to_string();
            sources.push(source(shown, entry.id.to_string(), files.read(&entry.path, FILE_LIMIT)?)?);
        }
    }
    if sources.is_empty() { Err(SourceError::NoSql(name.to_owned())) } else { Ok(sources) }
}

fn file(path: &Path, name: &str) -> Result<Vec<Source>, SourceError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = Files::Folder(WorkTree::open(parent));
    let in_folder = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let entry = files.entry(&in_folder)?.ok_or_else(|| SourceError::Absent(name.to_owned()))?;
    Ok(vec![source(name.to_owned(), entry.id.to_string(), files.read(&in_folder, FILE_LIMIT)?)?])
}

/// The same where nobody asks for the id.
pub(crate) fn text_source(path: String, bytes: Vec<u8>) -> Result<Source, SourceError> {
    source(path, String::new(), bytes)
}

/// Makes a source of a file's bytes; a byte order mark is no part of the text.
pub(crate) fn source(path: String, id: String, bytes: Vec<u8>) -> Result<Source, SourceError> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source { path, id, text: text.strip_prefix('\u{feff}').unwrap_or(&text).into() }),
        Err(error) => Err(SourceError::NotText { path, offset: error.utf8_error().valid_up_to() }),
    }
}
