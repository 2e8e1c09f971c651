//! Repositories to test with, made by the real git program.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use repo::{Access, Location, Revision, Source, SourceOptions};
use tempfile::TempDir;

/// A folder that goes when the test ends, with a repository `work` in it.
pub(crate) struct Upstream {
    pub(crate) folder: TempDir,
}

impl Upstream {
    /// Makes a repository without commits, on branch `main`.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let upstream = Self { folder };
        std::fs::create_dir(upstream.path()).expect("a folder");
        upstream.git(["init", "-q", "-b", "main"]);
        upstream
    }

    /// Makes a repository with one commit.
    pub(crate) fn new() -> Self {
        let upstream = Self::empty();
        upstream.commit(&[
            ("groundline.toml", "version = 1\n"),
            ("schemas/shop/orders.sql", "CREATE TABLE orders (id int);\n"),
        ]);
        upstream
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub(crate) fn git<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> String {
        git(&self.path(), args)
    }

    /// Writes files, commits everything and returns the commit.
    pub(crate) fn commit(&self, files: &[(&str, &str)]) -> Revision {
        for (path, text) in files {
            self.write(path, text);
        }
        self.git(["add", "-A"]);
        self.git(["commit", "-q", "--allow-empty", "-m", "change files"]);
        self.tip("HEAD")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let place = self.path().join(path);
        std::fs::create_dir_all(place.parent().expect("a parent")).expect("a folder");
        std::fs::write(place, text).expect("a file");
    }

    pub(crate) fn tip(&self, name: &str) -> Revision {
        self.git(["rev-parse", name]).trim().parse().expect("a full id")
    }

    /// Writes an object as it is, also one that git would not make, and returns its id.
    pub(crate) fn object(&self, kind: git2::ObjectType, bytes: &[u8]) -> git2::Oid {
        let git = git2::Repository::open(self.path()).expect("a repository");
        let odb = git.odb().expect("an object store");
        odb.write(kind, bytes).expect("an object")
    }

    /// Commits a tree of raw entries to `main`, whatever their names.
    pub(crate) fn commit_entries(&self, entries: &[(&str, &[u8], git2::Oid)]) -> Revision {
        let tree = self.object(git2::ObjectType::Tree, &tree_bytes(entries));
        let commit =
            format!("tree {tree}\nauthor A <a@example.com> 1 +0000\ncommitter A <a@example.com> 1 +0000\n\ncrafted\n");
        let id = self.object(git2::ObjectType::Commit, commit.as_bytes());
        self.git(["update-ref", "refs/heads/main", &id.to_string()]);
        id.into_revision()
    }

    pub(crate) fn blob(&self, text: &str) -> git2::Oid {
        self.object(git2::ObjectType::Blob, text.as_bytes())
    }

    /// Where a server under this folder would find the repository.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }
}

pub(crate) trait IntoRevision {
    fn into_revision(self) -> Revision;
}

impl IntoRevision for git2::Oid {
    fn into_revision(self) -> Revision {
        self.to_string().parse().expect("a full id")
    }
}

pub(crate) fn tree_bytes(entries: &[(&str, &[u8], git2::Oid)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(mode.as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(name);
        bytes.push(0);
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes
}

/// Runs git without the configuration of whoever runs the tests.
pub(crate) fn git<A: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = A>) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(args);
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Ada"),
        ("GIT_AUTHOR_EMAIL", "ada@example.com"),
        ("GIT_COMMITTER_NAME", "Ada"),
        ("GIT_COMMITTER_EMAIL", "ada@example.com"),
    ] {
        command.env(name, value);
    }
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "git failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("git prints text")
}

/// Follows `main` of a location, with mirrors in a folder.
pub(crate) async fn follow(location: &str, cache: &Path, access: Access, last: Option<Revision>) -> Source {
    follow_reference(location, "refs/heads/main", cache, access, last).await
}

pub(crate) async fn follow_reference(
    location: &str,
    reference: &str,
    cache: &Path,
    access: Access,
    last: Option<Revision>,
) -> Source {
    let location: Location = location.parse().expect("a location");
    let reference = reference.parse().expect("a complete name");
    let options = SourceOptions { reference, cache: cache.to_owned(), access, last };
    Source::open(location, options).await.expect("the source opens")
}

/// An error with everything behind it, as the edge prints it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(next) = source {
        text.push_str(&format!(": {next}"));
        source = next.source();
    }
    text
}

/// Says that a test did not run; not through a macro that the test runner would swallow.
pub(crate) fn skipped(what: &str, because: &str) {
    let line = format!("skipped: {what} because {because}\n");
    std::io::stderr().write_all(line.as_bytes()).expect("standard error takes text");
}
