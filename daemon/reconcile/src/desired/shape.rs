//! What a table of settings may hold, as data.
//!
//! The reader takes its keys from here, a message lists them from here, and the reference page is written from here, so
//! that the three cannot differ.

/// One table of settings.
#[derive(Debug)]
pub struct Shape {
    /// The file it stands in.
    pub file: &'static str,
    /// The table as it is written, such as `[[target]]`; empty for the top of the file.
    pub header: &'static str,
    /// What it is, in one or two sentences.
    pub about: &'static str,
    /// Its keys, in the order of the reference.
    pub keys: &'static [Key],
    /// Keys that the format reserves for later versions.
    pub later: &'static [&'static str],
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Its type in words.
    pub kind: &'static str,
    /// What holds where the key is absent.
    pub default: Absent,
    /// A value, as TOML.
    pub example: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// What holds where a key is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It must be there.
    Required,
    /// This value, as TOML.
    Value(&'static str),
    /// What the words say.
    Words(&'static str),
}

impl Shape {
    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of its keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }

    /// How a message names it: the header, or the file.
    pub fn title(&self) -> String {
        match self.header {
            "" => format!("`{}`", self.file),
            header => format!("`{header}`"),
        }
    }
}
