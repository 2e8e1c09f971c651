//! The three-way comparison: what was last applied, what is live, what is desired; object by object.
//!
//! Not the plan, which knows only the last two. Invariant: an object that is live as desired is neither drift nor pending,
//! whatever was applied before.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Database, Digest, ENCODING, ObjectId};
use serde::{Deserialize, Serialize};

use super::Sync;

/// The digests of the objects that were in a target when it last was what Git said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// The version of the digests; those of another version are not compared.
    encoding: String,
    objects: Vec<(ObjectId, Digest)>,
}

/// How an object changed in the target since it was last what Git said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeWord {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// What differs, told apart by who changed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreeWay {
    /// Changed in the target, and not as Git says.
    pub drifted: BTreeMap<ObjectId, ChangeWord>,
    /// Changed in Git, and not yet in the target.
    pub pending: BTreeSet<ObjectId>,
}

impl Inventory {
    /// The inventory of a database.
    pub fn of(database: &Database) -> Self {
        let objects = database.objects.iter().map(|(id, object)| (id.clone(), object.digest())).collect();
        Self { encoding: ENCODING.to_owned(), objects }
    }

    /// Whether its digests can be compared with those of this program.
    pub fn is_comparable(&self) -> bool {
        self.encoding == ENCODING
    }
}

impl ThreeWay {
    /// Compares. Without an inventory (never in sync yet, or one of another version) every difference is pending.
    pub fn compare(last: Option<&Inventory>, live: &Database, desired: &Database) -> Self {
        let last = last.filter(|last| last.is_comparable());
        let before: Option<BTreeMap<&ObjectId, Digest>> =
            last.map(|last| last.objects.iter().map(|(id, digest)| (id, *digest)).collect());
        let mut found = Self::default();
        for change in schema::diff(live, desired) {
            let id = &change.object().id;
            let Some(before) = &before else {
                found.pending.insert(id.clone());
                continue;
            };
            let was = before.get(id).copied();
            let digest = |side: &Database| side.get(id).map(schema::Object::digest);
            if let Some(word) = ChangeWord::between(was, digest(live)) {
                found.drifted.insert(id.clone(), word);
            }
            if was != digest(desired) {
                found.pending.insert(id.clone());
            }
        }
        found
    }

    /// What it comes to on the axis.
    pub fn sync(&self) -> Sync {
        match (self.drifted.is_empty(), self.pending.is_empty()) {
            (true, true) => Sync::InSync,
            (true, false) => Sync::Pending,
            (false, true) => Sync::Drifted,
            (false, false) => Sync::Diverged,
        }
    }
}

impl ChangeWord {
    fn between(before: Option<Digest>, now: Option<Digest>) -> Option<Self> {
        match (before, now) {
            (None, None) => None,
            (None, Some(_)) => Some(Self::Added),
            (Some(_), None) => Some(Self::Removed),
            (Some(before), Some(now)) => (before != now).then_some(Self::Changed),
        }
    }

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}
