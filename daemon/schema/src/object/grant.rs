//! The privileges that one grantee has on one object, or on the whole database.
//!
//! One object of the model holds all of them: its identity ([`super::ObjectId::grant`]) says on what and to whom. Privileges are
//! named as the server's SQL names them; `GRANT OPTION` is one among them where a server has it for all at once (MySQL), and a
//! server that has it for each says so after the name (`SELECT WITH GRANT OPTION`). No privilege at all is no object.
//!
//! Grants are compared only where the desired side has some: see [`crate::Database::narrow_grants`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::sql::Ident;

/// What a grantee may do with an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// On the whole of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub privileges: BTreeSet<Box<str>>,
    /// On single columns, by privilege; no set is empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<Box<str>, BTreeSet<Ident>>,
}

impl Grant {
    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        self.privileges.is_empty() && self.columns.is_empty()
    }

    /// This and the other together.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.privileges.extend(other.privileges.iter().cloned());
        for (privilege, columns) in &other.columns {
            self.columns.entry(privilege.clone()).or_default().extend(columns.iter().cloned());
        }
        self
    }

    /// This without what the other has too.
    #[must_use]
    pub fn without(mut self, other: &Self) -> Self {
        self.privileges.retain(|privilege| !other.privileges.contains(privilege));
        for (privilege, columns) in &mut self.columns {
            let gone = other.columns.get(privilege);
            columns.retain(|column| !gone.is_some_and(|gone| gone.contains(column)));
        }
        self.columns.retain(|_, columns| !columns.is_empty());
        self
    }

    /// What is left when the other is revoked: a privilege that is taken from the whole is taken from every column too.
    #[must_use]
    pub fn revoked(self, other: &Self) -> Self {
        let mut left = self.without(other);
        left.columns.retain(|privilege, _| !other.privileges.contains(privilege));
        left
    }
}
