//! Which names a schema repo may hold, and how any other is shown.
//!
//! Not an access check of the file system. Invariant: a path that passed here is relative, stays below its root on every
//! system, names nothing of Git's own, and can be printed.

/// Why an entry of a tree or folder is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Reason {
    /// It points elsewhere.
    #[error("a symbolic link")]
    SymbolicLink,
    /// It is a repository inside the repository.
    #[error("a submodule or nested repository")]
    Submodule,
    /// It is neither file nor folder.
    #[error("neither a file nor a folder")]
    Special,
    /// It steps upwards or nowhere.
    #[error("named `.` or `..`")]
    Dots,
    /// It begins at a root.
    #[error("named with an absolute path")]
    Absolute,
    /// It holds a separator.
    #[error("named with a slash")]
    Slash,
    /// It holds what is a separator elsewhere.
    #[error("named with a backslash")]
    Backslash,
    /// It is the name of Git's own folder.
    #[error("named `.git`")]
    GitFolder,
    /// It has no name.
    #[error("without a name")]
    Nameless,
    /// It is not text.
    #[error("named with bytes that are not UTF-8")]
    NotUtf8,
    /// It could not be printed as it is.
    #[error("named with a control character")]
    Control,
    /// Another entry has the same name.
    #[error("in the folder twice")]
    Twice,
}

/// Checks one component of a path.
pub(crate) fn check_name(name: &[u8]) -> Result<&str, Reason> {
    let text = str::from_utf8(name).map_err(|_| Reason::NotUtf8)?;
    match text {
        "" => Err(Reason::Nameless),
        "." | ".." => Err(Reason::Dots),
        t if t.starts_with('/') => Err(Reason::Absolute),
        t if t.split('/').any(|part| part == "..") => Err(Reason::Dots),
        t if t.contains('/') => Err(Reason::Slash),
        t if t.contains('\\') => Err(Reason::Backslash),
        t if t.eq_ignore_ascii_case(".git") => Err(Reason::GitFolder),
        t if t.chars().any(char::is_control) => Err(Reason::Control),
        t => Ok(t),
    }
}

/// Checks a whole path that a caller gave; empty means the root.
pub(crate) fn components(path: &str) -> Result<Vec<&str>, Reason> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    if path.starts_with('/') {
        return Err(Reason::Absolute);
    }
    path.trim_end_matches('/').split('/').map(|part| check_name(part.as_bytes())).collect()
}

/// Writes any bytes so that they can be read and do nothing to a terminal.
pub(crate) fn shown(name: &[u8]) -> String {
    let mut out = String::new();
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c.is_control() {
                true => out.extend(c.escape_default()),
                false => out.push(c),
            }
        }
        chunk.invalid().iter().for_each(|b| out.push_str(&format!("\\x{b:02x}")));
    }
    out
}

/// Joins a folder's path and a name.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
