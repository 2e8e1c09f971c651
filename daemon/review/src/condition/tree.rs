//! A condition as a tree whose types are right.

use std::collections::BTreeSet;
use std::ops::Range;

use regex::Regex;

use super::Compared;

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// One of them holds.
    Any(Vec<Tree>),
    /// All of them hold.
    All(Vec<Tree>),
    /// It does not hold.
    Not(Box<Tree>),
    /// It is always so.
    Is(bool),
    /// A variable that is true or false.
    Truth(&'static str),
    /// Two texts are the same.
    SameText(Operand, Operand),
    /// Two truths are the same.
    SameTruth(&'static str, bool),
    /// Two numbers stand so.
    Numbers(Operand, Order, Operand),
    /// A grade stands so to a word; both by their place.
    Grade(&'static str, &'static [&'static str], Order, usize),
    /// A text is one of a list.
    AmongTexts(Operand, Vec<Literal>),
    /// A number is one of a list.
    AmongNumbers(Operand, BTreeSet<i64>),
    /// A text is in a variable that is a list, or is a key of one that has keys.
    Within(Operand, &'static str),
    /// A text, or one of a list, matches a pattern.
    Matches(Operand, Regex),
    /// A text, or one of a list, begins so.
    Starts(Operand, String),
}

/// What stands at one side of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    /// A variable.
    Variable(&'static str),
    /// The text of a key of a variable.
    Key(&'static str, String),
    /// A text.
    Text(Literal),
    /// A number.
    Number(i64),
}

/// A text that is written in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Order {
    pub(super) fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }

    /// The same seen from the other side.
    pub(super) const fn turned(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
        }
    }
}

impl Literal {
    fn compared(&self) -> Compared<'_> {
        Compared { text: &self.text, span: &self.span }
    }
}

impl Operand {
    fn is(&self, variable: &str) -> bool {
        matches!(self, Self::Variable(name) | Self::Key(name, _) if *name == variable)
    }
}

impl Tree {
    /// The texts that a variable is compared with.
    pub(super) fn compared<'t>(&'t self, variable: &str, found: &mut Vec<Compared<'t>>) {
        match self {
            Self::Any(parts) | Self::All(parts) => parts.iter().for_each(|part| part.compared(variable, found)),
            Self::Not(part) => part.compared(variable, found),
            Self::SameText(one, Operand::Text(literal)) | Self::SameText(Operand::Text(literal), one)
                if one.is(variable) =>
            {
                found.push(literal.compared());
            }
            Self::AmongTexts(one, list) if one.is(variable) => found.extend(list.iter().map(Literal::compared)),
            Self::Within(Operand::Text(literal), list) if *list == variable => found.push(literal.compared()),
            _ => {}
        }
    }

    /// Whether it asks for a variable.
    pub(super) fn asks_for(&self, variable: &str) -> bool {
        match self {
            Self::Any(parts) | Self::All(parts) => parts.iter().any(|part| part.asks_for(variable)),
            Self::Not(part) => part.asks_for(variable),
            Self::Is(_) => false,
            Self::Truth(name) | Self::SameTruth(name, _) | Self::Grade(name, ..) => *name == variable,
            Self::SameText(one, other) | Self::Numbers(one, _, other) => one.is(variable) || other.is(variable),
            Self::Within(one, list) => one.is(variable) || *list == variable,
            Self::AmongTexts(one, _) | Self::AmongNumbers(one, _) | Self::Matches(one, _) | Self::Starts(one, _) => {
                one.is(variable)
            }
        }
    }
}
