//! Conditions: the small expression language of a schema repo, the same wherever something holds for some and not for others.
//!
//! `environment == "prod" && labels.region in ["eu", "uk"] && !(table startsWith "tmp_")`. Which variables there are is the
//! caller's: each use has a vocabulary of its own, whose words are documented and typed.
//!
//! The way in: `token` → `parse` (a `tree` whose types are right by the `vocabulary`) → `evaluate` (an answer from `values`).
//!
//! Invariant: a condition that was parsed has an answer for all values; what is not known is `Unknown`, never guessed. No text makes it
//! panic or take more than linear time and bounded stack.

mod evaluate;
mod fault;
mod parse;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod values;
mod vocabulary;

use std::fmt;
use std::ops::Range;

pub use fault::ConditionFault;
pub use values::{Answer, Value, Values};
pub use vocabulary::{Domain, Variable, Vocabulary};

use tree::Tree;

/// The operators, for pages and messages.
pub const OPERATORS: &str =
    "`==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `matches`, `startsWith`, `&&`, `||`, `!` and parentheses";

/// A condition whose words and types are right.
#[derive(Clone, Debug)]
pub struct Condition {
    text: String,
    tree: Tree,
}

/// A text that a condition compares a variable with, and where it stands in the condition, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared<'c> {
    /// The text.
    pub text: &'c str,
    /// Where it stands, with its quotes.
    pub span: &'c Range<usize>,
}

impl Condition {
    /// Reads a condition over the variables of a vocabulary.
    ///
    /// # Errors
    /// The first thing that is wrong: where, what, and what to do.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, ConditionFault> {
        Ok(Self { text: text.to_owned(), tree: parse::parse(text, vocabulary)? })
    }

    /// The condition as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says of some values. A variable that has none is not known, and neither is what depends on it.
    pub fn answer(&self, values: &Values) -> Answer {
        evaluate::answer(&self.tree, values)
    }

    /// The texts that a variable is compared with by `==`, `!=` and `in`, in order: so that a caller who knows all there are can say that
    /// one is none.
    pub fn compared(&self, variable: &str) -> Vec<Compared<'_>> {
        let mut found = Vec::new();
        self.tree.compared(variable, &mut found);
        found
    }

    /// Whether it asks for a variable.
    pub fn asks_for(&self, variable: &str) -> bool {
        self.tree.asks_for(variable)
    }
}

/// Conditions are the same when they are written the same.
impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Condition {}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
