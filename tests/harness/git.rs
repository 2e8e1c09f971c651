//! A real Git repository in a temporary folder, driven by the `git` program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{Fault, Ran, ran};

/// A repository with a work tree; the author and the dates are fixed, and no configuration of the machine is read.
#[derive(Debug)]
pub struct GitRepo {
    folder: TempDir,
}

impl GitRepo {
    /// An empty repository whose branch is `main`.
    ///
    /// # Errors
    /// A `git` that does not run.
    pub fn fresh() -> Result<Self, Fault> {
        let repo = Self { folder: tempfile::tempdir()? };
        repo.git(["init", "--quiet", "--initial-branch=main"])?;
        Ok(repo)
    }

    /// Its work tree.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the work tree, with the folders it needs.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &str, text: &str) -> Result<PathBuf, Fault> {
        let file = self.path().join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, text)?;
        Ok(file)
    }

    /// Commits everything in the work tree and gives the commit's id.
    ///
    /// # Errors
    /// What `git` says.
    pub fn commit(&self, message: &str) -> Result<String, Fault> {
        self.git(["add", "--all"])?;
        self.git(["commit", "--quiet", "--allow-empty", "--message", message])?;
        self.git(["rev-parse", "HEAD"]).map(|id| id.trim().to_owned())
    }

    /// Runs `git` in the work tree and gives what it printed.
    ///
    /// # Errors
    /// Any status but 0.
    pub fn git<const N: usize>(&self, args: [&str; N]) -> Result<String, Fault> {
        self.try_git(args)?.succeeded()
    }

    /// Runs `git` in the work tree, whatever its status.
    ///
    /// # Errors
    /// A `git` that cannot be started.
    pub fn try_git<const N: usize>(&self, args: [&str; N]) -> Result<Ran, Fault> {
        let mut command = Command::new("git");
        command.args(args).current_dir(self.path());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada Tester");
            command.env(format!("GIT_{role}_EMAIL"), "ada@example.com");
            command.env(format!("GIT_{role}_DATE"), "2026-01-02T03:04:05Z");
        }
        ran(&mut command, "")
    }
}
