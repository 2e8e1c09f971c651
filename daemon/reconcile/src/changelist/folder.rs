//! The folder of a changelist: written anew, taken over from files of another tool, or written out as one file of SQL.
//!
//! Not Git: whoever writes a folder commits it. Invariant: nothing that is there is written over.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::resolve::Resolved;
use crate::desired::written::quoted;
use crate::desired::{Name, NameError};

/// What a new changelist says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChangelist {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its targets: names, or one condition.
    pub targets: Vec<String>,
    /// What it comes after.
    pub after: Vec<String>,
    /// Its files: name, text.
    pub files: Vec<(String, String)>,
}

/// Why a folder cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The id is none.
    #[error("`{id}` is no id of a changelist: {source}")]
    Id {
        /// What was given.
        id: String,
        /// Why.
        source: NameError,
    },
    /// There is one already.
    #[error("`{}` is there already; give another id", .0.display())]
    Exists(PathBuf),
    /// There is no SQL.
    #[error("`{}` has no `.sql` file", .0.display())]
    NoSql(PathBuf),
    /// A file cannot be read or written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl NewChangelist {
    /// An empty one: its file has a comment, and nothing to run.
    pub fn empty(id: &str, title: Option<&str>, targets: &[String]) -> Self {
        let text = "-- What is to be done, once on each target. A variable is written {{name}}.\n".to_owned();
        Self {
            id: id.to_owned(),
            title: title.map_or_else(|| as_title(id), str::to_owned),
            targets: targets.to_vec(),
            after: Vec::new(),
            files: vec![("01.sql".to_owned(), text)],
        }
    }

    /// Its settings as text.
    pub fn settings(&self) -> String {
        let mut text = String::from(
            "# A change that runs exactly once on each of its targets; every key: `groundline explain changelist.toml`\n",
        );
        let _ = writeln!(text, "title = {}", quoted(&self.title));
        let _ = match self.targets.as_slice() {
            [one] if Name::parse(one).is_err() => writeln!(text, "targets = {}", quoted(one)),
            names => {
                writeln!(text, "targets = [{}]", names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
            }
        };
        if !self.after.is_empty() {
            let after: Vec<_> = self.after.iter().map(|id| quoted(id)).collect();
            let _ = writeln!(text, "after = [{}]", after.join(", "));
        }
        text
    }

    /// Writes the folder into a schema repo.
    ///
    /// # Errors
    /// An id that is none, a folder that is there, a file that cannot be written.
    pub fn write(&self, repo: &Path) -> Result<PathBuf, FolderError> {
        Name::parse(&self.id).map_err(|source| FolderError::Id { id: self.id.clone(), source })?;
        let folder = repo.join("changelists").join(&self.id);
        if folder.exists() {
            return Err(FolderError::Exists(folder));
        }
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| FolderError::File { path, source }
        };
        std::fs::create_dir_all(&folder).map_err(failed(&folder))?;
        let settings = folder.join("changelist.toml");
        std::fs::write(&settings, self.settings()).map_err(failed(&settings))?;
        for (name, text) in &self.files {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(failed(&path))?;
        }
        Ok(folder)
    }
}

/// The changelists of a file, or of a folder of them such as that of a migration tool: one for each file, each after the one before.
///
/// What undoes a migration, as the tools name it, is left away.
///
/// # Errors
/// No SQL, or a file that cannot be read.
pub fn imported(from: &Path, targets: &[String]) -> Result<Vec<NewChangelist>, FolderError> {
    let failed = |source| FolderError::File { path: from.to_owned(), source };
    let mut paths = match std::fs::metadata(from).map_err(failed)?.is_dir() {
        false => vec![from.to_owned()],
        true => std::fs::read_dir(from)
            .map_err(failed)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?,
    };
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    paths.retain(|path| path.is_file() && is_forward(&name(path)));
    paths.sort_by_key(|path| in_count(&name(path)));
    if paths.is_empty() {
        return Err(FolderError::NoSql(from.to_owned()));
    }
    let (mut made, mut taken): (Vec<NewChangelist>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|source| FolderError::File { path: path.clone(), source })?;
        let file = name(&path);
        let id = free_id(&file, &mut taken);
        let after = made.last().map(|before| before.id.clone()).into_iter().collect();
        let (title, targets) = (as_title(&id), targets.to_vec());
        made.push(NewChangelist { title, targets, after, files: vec![("01.sql".to_owned(), text)], id });
    }
    Ok(made)
}

/// Whether a file is SQL that goes forward.
fn is_forward(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_back =
        [".down.sql", ".undo.sql", ".rollback.sql", "_down.sql", "-down.sql"].iter().any(|end| lower.ends_with(end));
    // `U2__x.sql` undoes `V2__x.sql`.
    let is_undo =
        lower.starts_with('u') && lower[1..].starts_with(|c: char| c.is_ascii_digit()) && lower.contains("__");
    lower.ends_with(".sql") && !is_back && !is_undo && !lower.starts_with('.')
}

/// A name in the order in which people count: `V2` before `V2_1`, and that before `V10`. What stands behind `__` is words.
fn in_count(name: &str) -> [Vec<(String, u128)>; 2] {
    let (number, words) = name.split_once("__").unwrap_or((name, ""));
    [natural(number), natural(words)]
}

/// A text as words and numbers by turns.
fn natural(name: &str) -> Vec<(String, u128)> {
    let mut parts = vec![(String::new(), 0_u128)];
    let mut in_number = false;
    for c in name.chars() {
        let digit = c.to_digit(10).map(u128::from);
        if digit.is_none() && in_number {
            parts.push((String::new(), 0));
        }
        in_number = digit.is_some();
        if let Some(part) = parts.last_mut() {
            match digit {
                Some(digit) => part.1 = part.1.saturating_mul(10).saturating_add(digit),
                None => part.0.push(c),
            }
        }
    }
    parts
}

fn free_id(file: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = file.trim_end_matches(".sql").trim_end_matches(".SQL").trim_end_matches(".up");
    let plain: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' }).collect();
    let plain = plain.trim_start_matches(['.', '_', '-']);
    let short: String = plain.chars().take(56).collect();
    let base = if short.is_empty() { "changelist".to_owned() } else { short };
    let id = (1..)
        .map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") })
        .find(|id| !taken.contains(id));
    let id = id.unwrap_or(base);
    taken.insert(id.clone());
    id
}

/// An id as a title: `2026-11-22-close-stale-orders` is `Close stale orders`.
fn as_title(id: &str) -> String {
    let words: Vec<&str> = id.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
    let first = words.iter().position(|word| !word.trim_start_matches(['V', 'v']).chars().all(|c| c.is_ascii_digit()));
    let text = first.map_or_else(|| id.to_owned(), |first| words[first..].join(" "));
    let mut letters = text.chars();
    letters.next().map(|letter| letter.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A changelist as one file of SQL for a target, with the values of its variables.
pub fn exported(resolved: &Resolved, target: &str) -> String {
    let mut text =
        format!("-- changelist {} on {target}: {}\n-- {}\n", resolved.of.id, resolved.of.title, resolved.of.digest);
    for (path, sql) in &resolved.files {
        let _ = write!(text, "\n-- {path}\n{}\n", sql.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_migrations_are_in_the_order_in_which_people_count() {
        let mut names = ["V10__c.sql", "V9__b.sql", "V1__a.sql", "V9_1__b.sql"];
        names.sort_by_key(|name| in_count(name));
        assert_eq!(names, ["V1__a.sql", "V9__b.sql", "V9_1__b.sql", "V10__c.sql"]);
    }

    #[test]
    fn what_goes_back_is_left_away() {
        for (name, expected) in [
            ("V1__a.sql", true),
            ("U1__a.sql", false),
            ("0001_users.up.sql", true),
            ("0001_users.down.sql", false),
            ("update.sql", true),
            ("u.sql", true),
            ("notes.md", false),
            (".x.sql", false),
        ] {
            assert_eq!(is_forward(name), expected, "{name}");
        }
    }

    #[test]
    fn ids_are_names_and_say_what_they_are() {
        let mut taken = BTreeSet::new();
        assert_eq!(free_id("0001 users.up.sql", &mut taken), "0001-users");
        assert_eq!(free_id("0001_users.sql", &mut taken), "0001_users");
        assert_eq!(free_id("0001 users.sql", &mut taken), "0001-users-2");
        assert_eq!(as_title("2026-11-22-close-stale-orders"), "Close stale orders");
        assert_eq!(as_title("V2__add_state"), "Add state");
    }
}
