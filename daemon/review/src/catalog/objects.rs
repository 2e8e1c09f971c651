//! Objects that are no tables: views, types, functions and so on, by kind and key.

use std::collections::BTreeMap;

use super::Born;

/// An object that is no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Which file made it.
    pub born: Born,
    /// The text of the statement that made it.
    pub text: String,
}

/// Objects by kind and key; found without making a key of both.
#[derive(Clone, Debug, Default)]
pub(super) struct Objects(BTreeMap<&'static str, BTreeMap<String, Object>>);

impl Objects {
    pub(super) fn get(&self, kind: &str, key: &str) -> Option<&Object> {
        self.0.get(kind)?.get(key)
    }

    pub(super) fn insert(&mut self, kind: &'static str, key: String, object: Object) {
        self.0.entry(kind).or_default().insert(key, object);
    }

    pub(super) fn remove(&mut self, kind: &str, key: &str) -> Option<Object> {
        self.0.get_mut(kind)?.remove(key)
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Those of a kind, with their keys.
    pub(super) fn of(&self, kind: &str) -> impl Iterator<Item = (&str, &Object)> {
        self.0.get(kind).into_iter().flatten().map(|(key, object)| (key.as_str(), object))
    }
}
