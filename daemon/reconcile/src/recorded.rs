//! The recorded state of a target: what planning needs to know of it, so that whoever may not reach it can plan against it.
//!
//! The schema as the model that plans are made from, the sizes of tables and what the ledger keeps; no rows, no addresses, no secrets.
//! Each is a file of the daemon's state folder. Invariant: a state of another encoding of the model is refused, never misread.

use std::fs;
use std::path::{Path, PathBuf};

use engine::Version;
use plan::{Kept, TableSize};
use schema::{Database, Dialect, Digest, ENCODING, ObjectId};
use serde::{Deserialize, Serialize};

use crate::planning::Facts;
use crate::status::Timestamp;

/// What is recorded of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedState {
    /// The version of this form; 1.
    pub version: u32,
    /// The target.
    pub target: String,
    /// Its environment.
    pub environment: String,
    /// Its engine.
    pub engine: Dialect,
    /// When it was looked at.
    pub at: Timestamp,
    /// The digest of the schema.
    pub fingerprint: Digest,
    /// The server.
    pub server: Server,
    /// The encoding of the model; another one is not understood.
    pub encoding: String,
    /// About how big tables are.
    pub sizes: Vec<Size>,
    /// What is kept of earlier runs: names and moments.
    pub kept: Vec<Kept>,
    /// The schema.
    pub schema: Database,
}

/// The server of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Its version as it prints it.
    pub version: String,
    /// The same as a number.
    pub number: u32,
    /// Whether it can change tables online.
    pub online: bool,
}

/// About how big a table is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// The table.
    pub table: ObjectId,
    /// Its rows.
    pub rows: u64,
    /// Its bytes.
    pub bytes: u64,
    /// How often its columns changed in an instant since its rows were last written; only where that is counted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub instant_changes: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// What is recorded of a target, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedSummary {
    /// The target.
    pub target: String,
    /// Its environment.
    pub environment: String,
    /// Its engine.
    pub engine: Dialect,
    /// When it was looked at.
    pub at: Timestamp,
    /// The digest of the schema.
    pub fingerprint: Digest,
    /// The server.
    pub server: Server,
}

/// Why a recorded state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordedError {
    /// Another version of the program wrote it.
    #[error(
        "the recorded state of `{target}` has the encoding `{theirs}` and this program reads `{ours}`; use the version of the daemon"
    )]
    Encoding {
        /// The target.
        target: String,
        /// What the daemon writes.
        theirs: String,
        /// What is read here.
        ours: &'static str,
    },
    /// It is no recorded state at all.
    #[error("what is recorded cannot be read; use the version of the daemon")]
    Form(#[from] serde_json::Error),
    /// It is not what was recorded.
    #[error("the recorded state of `{0}` is damaged: its schema does not have its fingerprint")]
    Damaged(String),
}

/// What is read first: whatever the form of the rest.
#[derive(Deserialize)]
struct Head {
    target: String,
    encoding: String,
}

impl RecordedState {
    /// What is recorded of a target as it was observed.
    pub fn of(target: &str, environment: &str, observed: &Database, facts: &Facts, at: Timestamp) -> Self {
        let size = |(table, size): (&ObjectId, &TableSize)| Size {
            table: table.clone(),
            rows: size.rows,
            bytes: size.bytes,
            instant_changes: size.instant_changes,
        };
        Self {
            version: 1,
            target: target.to_owned(),
            environment: environment.to_owned(),
            engine: observed.dialect,
            at,
            fingerprint: observed.digest(),
            server: Server { version: facts.version.text.clone(), number: facts.version.number, online: facts.online },
            encoding: ENCODING.to_owned(),
            sizes: facts.sizes.iter().map(size).collect(),
            kept: facts.kept.clone(),
            schema: observed.clone(),
        }
    }

    /// Reads a state that a daemon wrote.
    ///
    /// # Errors
    /// No such state, another encoding, or a schema that does not have its fingerprint.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordedError> {
        let head: Head = serde_json::from_slice(bytes)?;
        if head.encoding != ENCODING {
            return Err(RecordedError::Encoding { target: head.target, theirs: head.encoding, ours: ENCODING });
        }
        let state: Self = serde_json::from_slice(bytes)?;
        if state.schema.digest() != state.fingerprint { Err(RecordedError::Damaged(state.target)) } else { Ok(state) }
    }

    /// What planning takes of it.
    pub fn into_observed(self) -> (Database, Facts) {
        let size = |size: Size| {
            let Size { table, rows, bytes, instant_changes } = size;
            (table, TableSize { rows, bytes, instant_changes })
        };
        let facts = Facts {
            sizes: self.sizes.into_iter().map(size).collect(),
            kept: self.kept,
            version: Version { text: self.server.version, number: self.server.number },
            online: self.server.online,
        };
        (self.schema, facts)
    }
}

/// The folder where a daemon keeps what is recorded.
#[derive(Clone, Debug)]
pub struct Records {
    folder: PathBuf,
}

impl Records {
    /// Those of the daemon with this state folder.
    pub fn of(state: &Path) -> Self {
        Self { folder: state.join("recorded") }
    }

    /// Keeps a state in place of the one before.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn keep(&self, state: &RecordedState) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let file = self.file(&state.target);
        let part = file.with_extension("part");
        let bytes = serde_json::to_vec(state)?;
        fs::write(&part, bytes)?;
        fs::rename(&part, file)
    }

    /// What is recorded of a target, as it is written; nothing where it was not looked at yet.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(&self, target: &str) -> std::io::Result<Option<Vec<u8>>> {
        match fs::read(self.file(target)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is recorded of a target, in short.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn summary(&self, target: &str) -> std::io::Result<Option<RecordedSummary>> {
        Ok(self.read(target)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Whatever a name holds, it is one file of the folder.
    fn file(&self, target: &str) -> PathBuf {
        self.folder.join(format!("{}.json", Digest::of_parts([target.as_bytes()]).hex()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> RecordedState {
        let facts = Facts {
            sizes: std::collections::BTreeMap::new(),
            kept: Vec::new(),
            version: Version { text: "3.51".to_owned(), number: 3_051_000 },
            online: false,
        };
        RecordedState::of("a", "dev", &Database::empty(Dialect::Sqlite), &facts, Timestamp::default())
    }

    #[test]
    fn what_is_written_reads_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let records = Records::of(folder.path());
        assert!(records.read("a").expect("it reads").is_none());
        records.keep(&state()).expect("it is kept");
        let bytes = records.read("a").expect("it reads").expect("it is there");
        assert_eq!(RecordedState::read(&bytes).expect("it is a state"), state());
        assert_eq!(records.summary("a").expect("it reads").map(|short| short.fingerprint), Some(state().fingerprint));
        assert!(records.read("../a").expect("it reads").is_none());
    }

    #[test]
    fn another_encoding_and_a_changed_schema_are_refused() {
        let text = serde_json::to_string(&state()).expect("it is JSON");
        let other = text.replace(&format!("\"encoding\":\"{ENCODING}\""), "\"encoding\":\"9\"");
        let error = RecordedState::read(other.as_bytes()).expect_err("another encoding");
        assert!(error.to_string().contains("use the version of the daemon"), "{error}");
        let mut changed = state();
        changed.fingerprint = Digest::of_parts([b"x".as_slice()]);
        let text = serde_json::to_string(&changed).expect("it is JSON");
        assert!(matches!(RecordedState::read(text.as_bytes()), Err(RecordedError::Damaged(_))));
        assert!(matches!(RecordedState::read(b"[]"), Err(RecordedError::Form(_))));
    }
}
