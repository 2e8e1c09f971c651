//! Statements with their signatures, as files of a schema repo and as signed tags carry them.
//!
//! Not whether a signature is good. Invariant: what is no statement is named with the reason and never passed over.

use access::ssh::SshSignature;
use repo::Tag;
use review::approval::{LONGEST, NAMESPACE, Statement, TAG_NAMESPACE};
use schema::Digest;

use crate::desired::{Files, FilesError};

/// Where approval files are.
pub const FOLDER: &str = "approvals";
/// How the references of approval tags begin.
pub const TAGS: &str = "refs/tags/approve/";
const STATEMENT: &str = ".approval";
/// The longest signature that is read.
const LONGEST_SIGNATURE: u64 = 64 * 1024;
/// The most statements that are read; old ones may be removed, because the history keeps them.
const MOST: usize = 20_000;

/// A statement with its signature, not judged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Where it stands.
    pub source: String,
    /// What is said.
    pub statement: Statement,
    /// The bytes that are signed: the statement, or the tag that holds it.
    pub signed: Vec<u8>,
    /// The signature, armored.
    pub signature: Vec<u8>,
    /// What the signature must be made for.
    pub namespace: &'static str,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Statements.
    pub evidence: Vec<Evidence>,
    /// What is none: where, and why.
    pub faults: Vec<(String, String)>,
}

impl Evidence {
    /// The digest of the statement: by it a statement counts once, however often it is signed.
    pub fn statement_digest(&self) -> Digest {
        Digest::of_parts([self.statement.text().as_bytes()])
    }

    /// The digest of statement and signature: by it is known when this signature was first seen.
    pub fn digest(&self) -> Digest {
        Digest::of_parts([self.signed.as_slice(), self.signature.as_slice()])
    }
}

/// Finds the approval files of a schema repo.
pub fn gather(files: &dyn Files) -> Gathered {
    let mut gathered = Gathered::default();
    let entries = match files.list(FOLDER) {
        Ok(entries) => entries,
        Err(error) => {
            gathered.faults.push((format!("{FOLDER}/"), format!("the approvals cannot be read: {error}")));
            return gathered;
        }
    };
    let mut paths: Vec<_> =
        entries.into_iter().map(|entry| entry.path).filter(|path| path.ends_with(STATEMENT)).collect();
    paths.sort_unstable();
    if paths.len() > MOST {
        let why = format!("there are {} statements, and {MOST} are the most: remove old ones", paths.len());
        gathered.faults.push((format!("{FOLDER}/"), why));
        paths.truncate(MOST);
    }
    for path in paths {
        match of_file(files, &path) {
            Ok(evidence) => gathered.evidence.push(evidence),
            Err(why) => gathered.faults.push((path, why)),
        }
    }
    gathered
}

fn of_file(files: &dyn Files, path: &str) -> Result<Evidence, String> {
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    let signed = files.read(path, limit).map_err(|error| format!("it cannot be read: {error}"))?;
    let statement = Statement::parse(&signed).map_err(|error| format!("it is no statement: {error}"))?;
    let signature = match files.read(&format!("{path}.sig"), LONGEST_SIGNATURE) {
        Ok(signature) => signature,
        Err(FilesError::Absent) => return Err(format!("it has no signature: `{path}.sig` is missing")),
        Err(error) => return Err(format!("its signature cannot be read: {error}")),
    };
    Ok(Evidence { source: path.to_owned(), statement, signed, signature, namespace: NAMESPACE })
}

/// Takes tags whose messages are statements.
pub fn of_tags(tags: &[Tag]) -> Gathered {
    let mut gathered = Gathered::default();
    for tag in tags {
        let source = tag.reference.trim_start_matches("refs/").to_owned();
        match of_tag(&source, tag) {
            Ok(evidence) => gathered.evidence.push(evidence),
            Err(why) => gathered.faults.push((source, why)),
        }
    }
    gathered
}

fn of_tag(source: &str, tag: &Tag) -> Result<Evidence, String> {
    let (signed, signature) =
        SshSignature::split_signed(&tag.object).ok_or("the tag bears no signature of an SSH key")?;
    let end = signed.windows(2).position(|pair| pair == b"\n\n").ok_or("the tag has no message")?;
    let statement =
        Statement::parse(&signed[end + 2..]).map_err(|error| format!("its message is no statement: {error}"))?;
    let (source, signed, signature) = (source.to_owned(), signed.to_vec(), signature.to_vec());
    Ok(Evidence { source, statement, signed, signature, namespace: TAG_NAMESPACE })
}
