//! The variables that a condition may ask for: names, types and what they mean, as data.
//!
//! Invariant: the reader, its messages and the pages of the documentation take them from here, so that the three cannot differ.

use schema::sql::distance;

/// What values a variable has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// A text.
    Text,
    /// One of a few words; another word is a mistake.
    Word(&'static [&'static str]),
    /// One of a few words that have an order, the least first: `risk >= "moderate"`.
    Grade(&'static [&'static str]),
    /// A whole number.
    Number,
    /// True or false: it stands alone, as in `is_drop && !is_empty`.
    Truth,
    /// Several texts: `"orders" in tables`. `matches` and `startsWith` hold where they hold for one of them.
    Texts,
    /// Texts by their keys: `labels.region`, `labels["data class"]`, `"region" in labels`. A key that is not there is the empty text.
    Table,
}

impl Domain {
    /// Its name in messages.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Word(_) => "a word",
            Self::Grade(_) => "a grade",
            Self::Number => "a number",
            Self::Truth => "true or false",
            Self::Texts => "a list of texts",
            Self::Table => "texts by their keys",
        }
    }
}

/// One variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name; it may have dots, as in `time.hour`.
    pub name: &'static str,
    /// Its values.
    pub domain: Domain,
    /// What it is, in one sentence.
    pub about: &'static str,
}

/// The variables of one use of conditions.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary {
    /// What such a condition chooses, in messages: `a changelist's targets`.
    pub of: &'static str,
    /// The variables, in the order of the documentation.
    pub variables: &'static [Variable],
}

impl Vocabulary {
    /// The variable of that name.
    pub fn variable(&self, name: &str) -> Option<&'static Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }

    /// The names, as a list for people.
    pub(super) fn listed(&self) -> String {
        listed(self.variables.iter().map(|variable| variable.name))
    }

    /// The name that was probably meant.
    pub(super) fn nearest(&self, name: &str) -> Option<&'static str> {
        nearest(name, self.variables.iter().map(|variable| variable.name))
    }

    /// The variables as rows of a table in Markdown.
    pub fn rows(&self) -> String {
        let row = |one: &Variable| {
            let words = match one.domain {
                Domain::Word(words) | Domain::Grade(words) => {
                    format!("{}: {}", one.domain.words(), listed(words.iter().copied()))
                }
                domain => domain.words().to_owned(),
            };
            format!("| `{}` | {words} | {} |\n", one.name, one.about)
        };
        self.variables.iter().map(row).collect()
    }
}

/// Names in backticks with commas between.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The word that is near enough to be what was meant.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(80).flat_map(char::to_lowercase).collect();
    let allowed = (word.chars().count() / 3).max(1);
    let near = known.map(|one| (distance(&word, &one.to_lowercase()), one));
    near.filter(|(apart, _)| *apart <= allowed).min_by_key(|(apart, _)| *apart).map(|(_, one)| one)
}
