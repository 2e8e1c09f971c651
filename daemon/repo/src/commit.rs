//! What is known of a commit and of the people in it.
//!
//! Not a signature check: the names here are what the commit claims. Invariant: text that is not UTF-8 is shown with
//! replacement characters and never fails a read.

use crate::names::Revision;

/// A name and an e-mail address as a commit bears them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name; may be empty.
    pub name: String,
    /// The e-mail address; may be empty.
    pub email: String,
}

/// The facts of one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The commit itself.
    pub revision: Revision,
    /// The first paragraph of the message, on one line.
    pub summary: String,
    /// Who wrote the change, as the commit claims.
    pub author: Person,
    /// When the commit was made, as the committer's clock said: seconds since 1970 UTC.
    pub time: i64,
    /// The parents in their order; more than one for a merge.
    pub parents: Vec<Revision>,
}

impl Commit {
    pub(crate) fn read(commit: &git2::Commit<'_>) -> Self {
        let author = commit.author();
        Self {
            revision: commit.id().into(),
            summary: text(commit.summary_bytes().unwrap_or_default()),
            author: Person { name: text(author.name_bytes()), email: text(author.email_bytes()) },
            time: commit.time().seconds(),
            parents: commit.parent_ids().map(Revision::from).collect(),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
