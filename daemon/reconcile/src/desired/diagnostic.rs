//! What is wrong with a schema repo, and where.
//!
//! Not the finding of it. Invariant: a diagnostic holds no password, and a report is in the order of files and lines.

use std::fmt;

use serde::Serialize;

use super::code::Code;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The schema repo is not used as it is.
    Error,
    /// Worth knowing; nothing is wrong.
    Note,
}

/// A place in a file; lines and columns count from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
}

/// One thing to say about a schema repo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Its code, for `groundline explain`.
    pub code: Code,
    /// The file or folder, from the root of the schema repo.
    pub file: String,
    /// Where in the file; nothing where the file as a whole is meant.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// What, and why.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The line of the file.
    pub excerpt: Option<Excerpt>,
}

/// A line of a file as a diagnostic shows it: without passwords, without its far ends where it is long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// What is shown of the line.
    pub line: String,
    /// How many characters of it stand before the caret.
    pub before: usize,
    /// How many characters the caret underlines; at least one.
    pub width: usize,
}

impl Diagnostic {
    /// An error about a file or folder as a whole.
    pub(super) fn file(code: Code, file: &str, message: impl Into<String>) -> Self {
        let file = file.chars().flat_map(printable).collect();
        Self { severity: Severity::Error, code, file, place: None, message: message.into(), hint: None, excerpt: None }
    }

    /// A note about a file or folder as a whole.
    pub(super) fn note(code: Code, file: &str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::file(code, file, message) }
    }

    /// Says what to do.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Without the line of the file: it may hold a secret.
    pub(super) fn without_excerpt(self) -> Self {
        Self { excerpt: None, ..self }
    }

    /// Says what to do, where something is known.
    pub(super) fn maybe_hint(self, hint: Option<String>) -> Self {
        Self { hint: hint.or(self.hint), ..self }
    }

    /// `file`, or `file:line:column`.
    pub fn location(&self) -> String {
        match self.place {
            Some(place) => format!("{}:{}:{}", self.file, place.line, place.column),
            None => self.file.clone(),
        }
    }

    /// The long form: the code, the line of the file with a caret under the place, and the hint.
    pub fn frame(&self) -> String {
        let word = self.severity.word();
        let mut text = format!("{word}[{}]: {}\n", self.code, self.message);
        let gutter = self.place.map_or(1, |place| place.line.to_string().len());
        let bar = " ".repeat(gutter);
        text.push_str(&format!("{bar}--> {}\n", self.location()));
        if let (Some(place), Some(excerpt)) = (self.place, &self.excerpt) {
            let before = expand_tabs(&excerpt.line.chars().take(excerpt.before).collect::<String>()).chars().count();
            text.push_str(&format!("{bar} |\n{} | {}\n", place.line, expand_tabs(&excerpt.line)));
            text.push_str(&format!("{bar} | {}{}\n", " ".repeat(before), "^".repeat(excerpt.width)));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("{bar} = hint: {hint}\n"));
        }
        text.push_str(&format!("{bar} = more: groundline explain {}\n", self.code));
        text
    }

    /// The order of a report.
    fn key(&self) -> (&str, Option<Place>, Code, &str) {
        (&self.file, self.place, self.code, &self.message)
    }
}

impl Severity {
    /// The word that begins a message.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Note => "note",
        }
    }
}

/// `error: targets/shop.toml:4:1: unknown key …`, and a `hint:` line where there is something to do.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.severity.word(), self.location(), self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Everything that is to be said about a schema repo, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics(Vec<Diagnostic>);

/// What to say of a history that cannot be read.
pub fn unreadable_history(path: &str, error: &super::files::FilesError) -> Diagnostics {
    let message = format!("the commit that brought it cannot be found: {error}");
    Diagnostics::new(vec![Diagnostic::file(Code::Unreadable, path, message)])
}

impl Diagnostics {
    /// Sorts diagnostics; the same one is said once.
    pub fn new(mut list: Vec<Diagnostic>) -> Self {
        list.sort_by(|a, b| a.key().cmp(&b.key()));
        list.dedup_by(|a, b| a.key() == b.key());
        Self(list)
    }

    /// The diagnostics in order.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors among them.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The long form of each, with an empty line between.
    pub fn frames(&self) -> String {
        self.0.iter().map(Diagnostic::frame).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// A character as a message may hold it: control characters and direction marks escaped.
pub(super) fn printable(c: char) -> Box<dyn Iterator<Item = char>> {
    let hidden = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    match hidden {
        true => Box::new(c.escape_unicode()),
        false => Box::new(std::iter::once(c)),
    }
}

fn expand_tabs(line: &str) -> String {
    line.replace('\t', "    ")
}
