//! The number that a file's name begins with: `0042_add.sql`, `V2.1__add.sql`, `20240131-add.sql`.
//!
//! Not which numbers are free. Invariant: names without a number have none, whatever bytes they hold.

/// The number of a file, with what files it is compared with.
#[derive(Debug)]
pub(crate) struct Number<'p> {
    /// The folder of the file; empty for none.
    pub(crate) folder: &'p str,
    /// What kind of file it is, by its letter and ending: a way back has the number of its change.
    pub(crate) kind: String,
    /// The parts of the number between dots.
    pub(crate) parts: Vec<u64>,
    /// How many digits the first part is written with.
    pub(crate) width: usize,
}

impl<'p> Number<'p> {
    /// The number in a path.
    pub(crate) fn of(path: &'p str) -> Option<Self> {
        let path = path.trim_start_matches("./");
        let (folder, name) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
        let letter = name.chars().next().filter(|c| matches!(c, 'V' | 'v' | 'U' | 'u' | 'R' | 'B'));
        let rest = letter.map_or(name, |letter| &name[letter.len_utf8()..]);
        let number = rest.split(|c: char| !(c.is_ascii_digit() || c == '.')).next()?.trim_end_matches('.');
        let parts = number.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>()?;
        let ending = [".down.sql", ".undo.sql", ".rollback.sql"].into_iter().find(|ending| name.ends_with(ending));
        let kind = format!("{}{}", letter.unwrap_or_default(), ending.unwrap_or_default());
        let width = number.split('.').next().map_or(0, str::len);
        Some(Self { folder, kind, parts, width })
    }
}
