//! Where a statement goes: two files in a commit, a signed tag, or the lines by which a person signs by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use reconcile::approval::{FOLDER, TAGS};
use repo::{Include, Repository};
use review::approval::{Action, NAMESPACE, Statement, TAG_NAMESPACE};

use super::key::Key;
use super::sign::sign;
use crate::output::{Failure, failures, print};

/// Writes statement and signature and commits both.
pub(super) fn commit(repository: &Repository, folder: &Path, statement: &Statement, key: &Key) -> Result<(), Failure> {
    let path = free_path(folder, statement);
    let text = statement.text();
    let signature = sign(&key.file, NAMESPACE, text.as_bytes())?;
    let signed = format!("{path}.sig");
    write(folder, &path, &text)?;
    write(folder, &signed, &signature)?;
    let paths = [path.as_str(), signed.as_str()];
    let commit = repository.commit(Include::Paths(&paths), &message(statement), None).map_err(failures)?;
    print(&format!(
        "{} by {} with {}\ncommitted {} {path}\n",
        said(statement),
        statement.approver,
        key.shown(),
        commit.revision.short()
    ))
}

/// Writes a signed tag of the head.
pub(super) fn tag(repository: &Repository, statement: &Statement, key: &Key) -> Result<(), Failure> {
    let head = repository.head().map_err(failures)?;
    let reference = free_tag(repository, statement)?;
    let sign = |object: &[u8]| sign(&key.file, TAG_NAMESPACE, object);
    let full = reference.parse().map_err(failures)?;
    repository.write_tag(&full, head.revision, &statement.text(), sign).map_err(failures)??;
    let name = reference.trim_start_matches("refs/");
    print(&format!("{} by {} with {}\ntagged {name}\n", said(statement), statement.approver, key.shown()))
}

/// Writes the statement for a person who signs it by hand, and says how.
pub(super) fn by_hand(folder: &Path, statement: &Statement) -> Failure {
    let path = free_path(folder, statement);
    if let Err(failure) = write(folder, &path, &statement.text()) {
        return failure;
    }
    Failure::error("no key to sign with was found, so nothing is signed yet")
        .hint(format!("the statement is in {path}; sign and commit it by hand:"))
        .hint(format!("  cd {}", folder.display()))
        .hint(format!("  ssh-keygen -Y sign -n {NAMESPACE} -f KEY {path}"))
        .hint(format!("  git add {path} {path}.sig && git commit -m '{}'", message(statement).trim()))
}

/// Pushes the current branch, or the tags of a plan.
pub(super) fn push(folder: &Path, of_tags: Option<&Statement>) -> Result<(), Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).arg("push");
    if let Some(statement) = of_tags {
        let tags = format!("{TAGS}{}/*", statement.plan.short());
        command.args(["origin", &format!("{tags}:{tags}")]);
    }
    let status = command.status().map_err(|error| Failure::error(format!("`git push` cannot be run: {error}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::error("`git push` failed: the statement is here and not on the server")
            .hint("push it yourself, on a branch that is merged where the main branch is protected")),
    }
}

fn said(statement: &Statement) -> String {
    let plan = statement.plan.short();
    match statement.action {
        Action::Approve => format!("approved sha256:{plan} until {}", statement.expires),
        Action::BreakGlass => format!("broke the glass for sha256:{plan} until {}", statement.expires),
        Action::Reject => format!("rejected sha256:{plan}"),
        Action::Revoke => format!("revoked what was said of sha256:{plan}"),
    }
}

fn message(statement: &Statement) -> String {
    let verb = match statement.action {
        Action::Approve => "Approve",
        Action::BreakGlass => "Break the glass for",
        Action::Reject => "Reject",
        Action::Revoke => "Revoke what was said of",
    };
    format!("{verb} sha256:{} on {}\n", statement.plan.short(), statement.target)
}

/// A path that is free: a statement never takes the place of another.
fn free_path(folder: &Path, statement: &Statement) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "@._+-".contains(c) { c } else { '_' };
    let who: String = statement.approver.chars().map(plain).collect();
    let action = if statement.action == Action::Approve { String::new() } else { format!(".{}", statement.action) };
    let path = |number: u32| {
        let number = if number == 1 { String::new() } else { format!(".{number}") };
        format!("{FOLDER}/{}/{who}{action}{number}.approval", statement.plan.short())
    };
    let is_free = |path: &String| {
        // The same statement, written before and not signed, is taken up again.
        let is_same = fs::read_to_string(folder.join(path)).is_ok_and(|text| text == statement.text());
        let is_signed = folder.join(format!("{path}.sig")).exists();
        !folder.join(path).exists() || (is_same && !is_signed)
    };
    (1..).map(path).find(is_free).unwrap_or_default()
}

fn free_tag(repository: &Repository, statement: &Statement) -> Result<String, Failure> {
    let beginning = format!("{TAGS}{}/", statement.plan.short());
    let there = repository.tags(&beginning).map_err(failures)?;
    let is_free = |name: &String| !there.iter().any(|tag| tag.reference == *name);
    Ok((1..).map(|number: u32| format!("{beginning}{number}")).find(is_free).unwrap_or_default())
}

fn write(folder: &Path, path: &str, text: &str) -> Result<(), Failure> {
    let file = folder.join(path);
    let made = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
    made.map_err(|error| Failure::error(format!("cannot write `{}`: {error}", file.display())))
}
