//! The rules, by theme: one file a rule.
//!
//! A rule's doc comment is its page (`groundline explain RULE`), its cases are its tests.
//!
//! Invariant: codes and aliases are unique across all rules, but for an alias that stands for several rules.

mod charset;
mod comment;
mod compatible;
mod constraint;
mod design;
mod destroy;
mod dml;
mod file;
mod index;
mod lock;
mod name;
mod online;
mod partition;
mod program;
mod query;
mod rows;
mod security;
mod sqlite;
mod transaction;
mod valid;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::rule::Rule;

/// The themes.
static THEMES: &[&[&Rule]] = &[
    charset::RULES,
    comment::RULES,
    compatible::RULES,
    constraint::RULES,
    design::RULES,
    destroy::RULES,
    dml::RULES,
    file::RULES,
    index::RULES,
    lock::RULES,
    name::RULES,
    online::RULES,
    partition::RULES,
    program::RULES,
    query::RULES,
    rows::RULES,
    security::RULES,
    sqlite::RULES,
    transaction::RULES,
    valid::RULES,
];

/// The themes whose rules speak of how a change is run, and of what it meets: not of a schema that is only declared.
pub(crate) static OF_RUNNING: &[&[&Rule]] =
    &[compatible::RULES, destroy::RULES, lock::RULES, online::RULES, rows::RULES, sqlite::RULES, transaction::RULES];

/// Every rule, by its code.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut rules: Vec<_> = THEMES.iter().flat_map(|theme| theme.iter().copied()).collect();
    rules.sort_by_key(|rule| rule.code);
    rules
});

static BY_NAME: LazyLock<BTreeMap<&'static str, Vec<&'static Rule>>> = LazyLock::new(|| {
    let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for rule in RULES.iter() {
        for name in std::iter::once(rule.code).chain(rule.aliases.iter().copied()) {
            names.entry(name).or_default().push(*rule);
        }
    }
    names
});

/// The rule of this code, or the first that answers to the name.
pub fn find(name: &str) -> Option<&'static Rule> {
    called(name).first().copied()
}

/// All rules that answer to a name.
pub fn called(name: &str) -> &'static [&'static Rule] {
    BY_NAME.get(name).map_or(&[], Vec::as_slice)
}

/// What nearly every rule needs.
mod prelude {
    pub(super) use crate::catalog::*;
    pub(super) use crate::finding::Level;
    pub(super) use crate::knowledge::Knowledge;
    pub(super) use crate::lock::*;
    pub(super) use crate::look::{Look, Mark};
    pub(super) use crate::read::form::*;
    pub(super) use crate::read::statement::*;
    pub(super) use crate::rule::*;
    pub(super) use crate::unit::Unit;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_no_alias_is_a_code() {
        for rule in RULES.iter() {
            assert_eq!(called(rule.code).len(), 1, "{}", rule.code);
        }
    }

    #[test]
    fn every_rule_has_a_page() {
        for rule in RULES.iter() {
            let page = rule.page();
            assert!(page.lines().count() >= 3, "{}: a page says what, why and what to do", rule.code);
        }
    }
}
