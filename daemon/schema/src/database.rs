//! One database as a set of objects.
//!
//! The same type serves both sides: *desired*, as a scratch database elaborated it, and *observed*, as inspection found it.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::dialect::Dialect;
use crate::digest::{Digest, DigestBuilder};
use crate::object::{Kind, Object, ObjectId};

/// What a database consists of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Form")]
pub struct Database {
    /// The dialect it speaks.
    pub dialect: Dialect,
    /// Its objects by identity.
    pub objects: BTreeMap<ObjectId, Object>,
    /// What inspection met and does not understand: reported by name, never dropped, never skipped in silence.
    pub unsupported: BTreeSet<Unsupported>,
    /// Whether it says something of privileges, though none may be left of what it says: a `REVOKE` of what nobody has.
    pub speaks_of_grants: bool,
}

/// An object that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unsupported {
    /// The object as people name it, with its kind: `event trigger audit`.
    pub object: String,
    /// Why it is not understood.
    pub reason: String,
}

/// The serialized form: a list instead of a map with structured keys.
#[derive(Deserialize)]
struct Form {
    dialect: Dialect,
    objects: Vec<Object>,
    unsupported: BTreeSet<Unsupported>,
    #[serde(default)]
    speaks_of_grants: bool,
}

impl Serialize for Database {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut form = serializer.serialize_struct("Database", 3 + usize::from(self.speaks_of_grants))?;
        form.serialize_field("dialect", &self.dialect)?;
        form.serialize_field("objects", &Values(&self.objects))?;
        form.serialize_field("unsupported", &self.unsupported)?;
        if self.speaks_of_grants {
            form.serialize_field("speaks_of_grants", &true)?;
        }
        form.end()
    }
}

/// The objects as a list, without copying them.
struct Values<'a>(&'a BTreeMap<ObjectId, Object>);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values())
    }
}

impl From<Form> for Database {
    fn from(form: Form) -> Self {
        let mut form = form;
        let mut objects = std::mem::take(&mut form.objects);
        crate::sharing::share_names(&mut objects);
        let objects = objects.into_iter().map(|object| (object.id.clone(), object)).collect();
        let Form { dialect, unsupported, speaks_of_grants, .. } = form;
        Self { dialect, objects, unsupported, speaks_of_grants }
    }
}

impl Database {
    /// A database without objects.
    pub const fn empty(dialect: Dialect) -> Self {
        Self { dialect, objects: BTreeMap::new(), unsupported: BTreeSet::new(), speaks_of_grants: false }
    }

    /// Adds an object, replacing one of the same identity.
    pub fn insert(&mut self, object: Object) {
        self.objects.insert(object.id.clone(), object);
    }

    /// The object of that identity.
    pub fn get(&self, id: &ObjectId) -> Option<&Object> {
        self.objects.get(id)
    }

    /// Whether it says anything of privileges.
    pub fn has_grants(&self) -> bool {
        // Grants are the last kind.
        self.speaks_of_grants || self.objects.keys().next_back().is_some_and(|id| id.kind == Kind::Grant)
    }

    /// Leaves out what nobody asks about: privileges where `desired` says nothing of any, and those on what there is on neither
    /// side, which a server may keep for ever; default privileges where it says nothing of these; the owners, and the
    /// versions of extensions, that it does not name.
    pub fn narrow_grants(&mut self, desired: &Self) {
        let is_managed = desired.has_grants();
        if !is_managed {
            let word = format!("{} ", Kind::Grant);
            self.unsupported.retain(|unsupported| !unsupported.object.starts_with(&word));
        }
        let Some(first) = self.objects.keys().find(|id| id.kind >= Kind::DefaultPrivileges).cloned() else { return };
        let has_defaults = desired.objects.keys().any(|id| id.kind == Kind::DefaultPrivileges);
        let mut access = self.objects.split_off(&first);
        access.retain(|id, object| match id.kind {
            Kind::DefaultPrivileges => has_defaults,
            Kind::Owner | Kind::ExtensionVersion => desired.objects.contains_key(id),
            _ => is_managed && (id.of.is_none() || !object.depends_on.is_empty() || desired.has_object_of(id)),
        });
        self.objects.append(&mut access);
    }

    /// Whether there is what a grant is on.
    fn has_object_of(&self, grant: &ObjectId) -> bool {
        let mut named = self.objects.keys().filter(|id| id.of.is_none() && Some(&id.name) == grant.of.as_ref());
        named.any(|id| ObjectId::grant(Some(id), grant.name.clone()) == *grant)
    }

    /// The digest of the whole.
    pub fn digest(&self) -> Digest {
        self.fingerprint(self.objects.keys())
    }

    /// The digest of some objects, present or absent: the *fingerprint* of a footprint. The order of `ids` counts for
    /// nothing when it is sorted, as in a `BTreeSet`.
    pub fn fingerprint<'a>(&self, ids: impl IntoIterator<Item = &'a ObjectId>) -> Digest {
        let mut builder = DigestBuilder::default();
        builder.part(self.dialect.name().as_bytes());
        for id in ids {
            match self.objects.get(id) {
                Some(object) => builder.part(object.digest().hex().as_bytes()),
                None => builder.part(b"absent").part(id.to_string().as_bytes()),
            };
        }
        builder.finish()
    }

    /// The objects that depend directly on each object, by identity.
    pub fn dependents(&self) -> BTreeMap<&ObjectId, Vec<&ObjectId>> {
        let mut dependents: BTreeMap<&ObjectId, Vec<&ObjectId>> = BTreeMap::new();
        for object in self.objects.values() {
            for needed in &object.depends_on {
                dependents.entry(needed).or_default().push(&object.id);
            }
        }
        dependents
    }

    /// The given objects and everything they need, directly or not.
    pub fn with_dependencies<'a>(&'a self, ids: impl IntoIterator<Item = &'a ObjectId>) -> BTreeSet<&'a ObjectId> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&ObjectId> = ids.into_iter().collect();
        while let Some(id) = waiting.pop() {
            if let Some(object) = self.objects.get(id)
                && reached.insert(&object.id)
            {
                waiting.extend(object.needed());
            }
        }
        reached
    }

    /// A database of only the given objects.
    pub fn restricted_to(&self, ids: &BTreeSet<&ObjectId>) -> Self {
        let objects = ids
            .iter()
            .filter_map(|id| self.objects.get(*id))
            .map(|object| (object.id.clone(), object.clone()))
            .collect();
        let (dialect, speaks_of_grants) = (self.dialect, self.speaks_of_grants);
        Self { dialect, objects, unsupported: BTreeSet::new(), speaks_of_grants }
    }
}
