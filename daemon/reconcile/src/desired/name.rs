//! The names people give: of projects, environments, targets and schemas.
//!
//! Not a name of SQL, which is `schema::Ident`. Invariant: a name is safe as a file name, in a URL, in a metric and on a
//! command line without quoting.

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;

/// The longest name, in characters.
const LONGEST: usize = 63;

/// A name: ASCII letters, digits, `-`, `_` and `.`, first a letter or digit, at most 63 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Name(Box<str>);

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is nothing.
    #[error("the name is empty")]
    Empty,
    /// It is longer than 63 characters.
    #[error("the name has {0} characters, and 63 are the most")]
    Long(usize),
    /// It begins with punctuation.
    #[error("`{0}` begins with `{1}`; a name begins with a letter or digit")]
    Begins(String, char),
    /// It holds a character that names do not have.
    #[error("`{0}` contains `{1}`; a name has letters, digits, `-`, `_` and `.`")]
    Contains(String, String),
}

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// A text that is empty, too long, or has a character outside the allowed ones.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let Some(first) = text.chars().next() else { return Err(NameError::Empty) };
        let shown = || text.chars().take(LONGEST).flat_map(char::escape_debug).collect::<String>();
        if let Some(odd) = text.chars().find(|&c| !is_allowed(c)) {
            return Err(NameError::Contains(shown(), odd.escape_debug().to_string()));
        }
        if !first.is_ascii_alphanumeric() {
            return Err(NameError::Begins(shown(), first));
        }
        match text.len() {
            long if long > LONGEST => Err(NameError::Long(long)),
            _ => Ok(Self(text.into())),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NameError {
    /// What to do.
    pub fn hint(&self) -> String {
        let rule = "names have ASCII letters, digits, `-`, `_` and `.`";
        match self {
            Self::Contains(text, _) | Self::Begins(text, _) => {
                let near: String = text.chars().map(|c| if is_allowed(c) { c } else { '-' }).collect();
                match near.trim_matches(['-', '_', '.']) {
                    "" => rule.to_owned(),
                    near => format!("{rule}: try `{near}`"),
                }
            }
            Self::Empty | Self::Long(_) => rule.to_owned(),
        }
    }
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}
