//! Who made a change: the commits between two, the people in them, and what signed them.
//!
//! Not a judgement: names are what the commits claim. Invariant: a commit that changes none of the paths is not told, and a merge is told
//! only where it brings something that none of its parents has.

use std::collections::BTreeSet;

use git2::DiffOptions;

use crate::commit::{Commit, Person};
use crate::names::Revision;
use crate::repository::{Repository, RepositoryError};

/// A commit that changed something of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The commit.
    pub revision: Revision,
    /// What it changed of what was asked for.
    pub paths: Vec<String>,
    /// Its author, its committer and its co-authors.
    pub people: Vec<Person>,
    /// What it bears as a signature.
    pub signature: Option<Signed>,
}

/// A signature inside a Git object, and what it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The bytes that are signed.
    pub content: Vec<u8>,
    /// The signature as the object has it.
    pub signature: Vec<u8>,
}

impl Repository {
    /// The commits that are in the history of one and not in that of the other, and that change files at these paths or below them.
    pub fn contributions(
        &self,
        after: Option<Revision>,
        until: Revision,
        paths: &[&str],
    ) -> Result<Vec<Contribution>, RepositoryError> {
        self.walk(after, until, paths).map_err(|error| self.git_error("read the history of", error))
    }

    /// The person whom Git would name as the author of a commit made now, where it knows one.
    pub fn user(&self) -> Option<Person> {
        self.git.signature().ok().map(|signature| person(&signature))
    }

    fn walk(&self, after: Option<Revision>, until: Revision, paths: &[&str]) -> Result<Vec<Contribution>, git2::Error> {
        let mut walk = self.git.revwalk()?;
        walk.push(until.oid())?;
        if let Some(after) = after.filter(|after| self.git.find_commit(after.oid()).is_ok()) {
            walk.hide(after.oid())?;
        }
        let mut found = Vec::new();
        for id in walk {
            let commit = self.git.find_commit(id?)?;
            let changed = self.own_paths(&commit, paths)?;
            if !changed.is_empty() {
                found.push(self.contribution(&commit, changed));
            }
        }
        Ok(found)
    }

    /// The files at these paths in which a commit differs from every one of its parents.
    fn own_paths(&self, commit: &git2::Commit<'_>, paths: &[&str]) -> Result<Vec<String>, git2::Error> {
        let tree = commit.tree()?;
        let mut options = DiffOptions::new();
        options.disable_pathspec_match(true).skip_binary_check(true);
        for path in paths {
            options.pathspec(path);
        }
        let mut differing = |old: Option<&git2::Tree<'_>>| {
            let diff = self.git.diff_tree_to_tree(old, Some(&tree), Some(&mut options))?;
            let path = |delta: git2::DiffDelta<'_>| {
                let file = if delta.new_file().exists() { delta.new_file() } else { delta.old_file() };
                String::from_utf8_lossy(file.path_bytes().unwrap_or_default()).into_owned()
            };
            Ok::<_, git2::Error>(diff.deltas().map(path).collect::<BTreeSet<_>>())
        };
        if commit.parent_count() == 0 {
            return Ok(differing(None)?.into_iter().collect());
        }
        let mut of_all: Option<BTreeSet<String>> = None;
        for parent in commit.parents() {
            let of_one = differing(Some(&parent.tree()?))?;
            let left = of_all.map_or_else(|| of_one.clone(), |before| before.intersection(&of_one).cloned().collect());
            if left.is_empty() {
                return Ok(Vec::new());
            }
            of_all = Some(left);
        }
        Ok(of_all.into_iter().flatten().collect())
    }

    fn contribution(&self, commit: &git2::Commit<'_>, paths: Vec<String>) -> Contribution {
        let mut people = vec![person(&commit.author()), person(&commit.committer())];
        people.extend(co_authors(&String::from_utf8_lossy(commit.message_bytes())));
        let signature = self
            .git
            .extract_signature(&commit.id(), None)
            .ok()
            .map(|(signature, content)| Signed { content: content.to_vec(), signature: signature.to_vec() });
        Contribution { revision: Commit::read(commit).revision, paths, people, signature }
    }
}

fn person(signature: &git2::Signature<'_>) -> Person {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Person { name: text(signature.name_bytes()), email: text(signature.email_bytes()) }
}

/// The people of `Co-authored-by:` lines, wherever they stand in the message.
fn co_authors(message: &str) -> Vec<Person> {
    let mark = "co-authored-by:";
    let line = |line: &str| {
        let (key, rest) = line.trim().split_at_checked(mark.len())?;
        let (name, email) = rest.trim().strip_suffix('>')?.rsplit_once('<')?;
        key.eq_ignore_ascii_case(mark).then(|| Person { name: name.trim().to_owned(), email: email.trim().to_owned() })
    };
    message.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::co_authors;

    #[test]
    fn co_authors_stand_in_lines_of_their_own() {
        let emails = |message: &str| co_authors(message).into_iter().map(|person| person.email).collect::<Vec<_>>();
        assert_eq!(emails("a change\n\nCo-authored-by: Bob B <bob@x>\nco-AUTHORED-by:<c@x>\n"), ["bob@x", "c@x"]);
        assert!(emails("Co-authored-by: Bob\nco-authored-by\nSigned-off-by: Eve <eve@x>\n").is_empty());
    }
}
