//! What differs between two databases, object by object.
//!
//! It says *that* and *what* differs; how to get there is the plan's. Nothing is guessed: a rename is declared.

use std::cmp::Ordering;

use crate::database::Database;
use crate::object::Object;

/// One object that differs; `observed` first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// Only desired.
    Added(&'a Object),
    /// Only observed.
    Removed(&'a Object),
    /// In both, and different.
    Changed(&'a Object, &'a Object),
}

impl<'a> Change<'a> {
    /// The object, as desired where it is desired.
    pub const fn object(self) -> &'a Object {
        match self {
            Self::Added(object) | Self::Removed(object) | Self::Changed(_, object) => object,
        }
    }

    /// The word for it in output: `added`, `removed`, `changed`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Removed(_) => "removed",
            Self::Changed(..) => "changed",
        }
    }
}

/// Every object that differs, in the order of identities; empty means in sync.
pub fn diff<'a>(observed: &'a Database, desired: &'a Database) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    let (mut left, mut right) = (observed.objects.values().peekable(), desired.objects.values().peekable());
    while let Some(order) = match (left.peek(), right.peek()) {
        (None, None) => None,
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (Some(old), Some(new)) => Some(old.id.cmp(&new.id)),
    } {
        let old = if order.is_le() { left.next() } else { None };
        let new = if order.is_ge() { right.next() } else { None };
        changes.extend(change_of(old, new));
    }
    changes
}

fn change_of<'a>(old: Option<&'a Object>, new: Option<&'a Object>) -> Option<Change<'a>> {
    match (old, new) {
        (Some(old), Some(new)) => (!old.is_same_as(new)).then_some(Change::Changed(old, new)),
        (Some(old), None) => Some(Change::Removed(old)),
        (None, Some(new)) => Some(Change::Added(new)),
        (None, None) => None,
    }
}
