//! Annotated tags, as the objects that they are: read whole, and written with a signature that somebody else makes.
//!
//! Not a judgement of signatures. Invariant: a tag that is there is never moved.

use git2::ObjectType;

use crate::names::{Reference, Revision};
use crate::repository::{Repository, RepositoryError};

/// The most tags that are read, and the biggest.
const MOST: usize = 10_000;
const BIGGEST: usize = 256 * 1024;

/// An annotated tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// Its reference.
    pub reference: String,
    /// The object, whole.
    pub object: Vec<u8>,
}

impl Repository {
    /// The annotated tags whose references begin so, in the order of their names.
    pub fn tags(&self, beginning: &str) -> Result<Vec<Tag>, RepositoryError> {
        let failed = |error| self.git_error("read the tags of", error);
        let objects = self.git.odb().map_err(failed)?;
        let mut tags = Vec::new();
        for reference in self.git.references_glob(&format!("{beginning}*")).map_err(failed)? {
            let reference = reference.map_err(failed)?;
            let (name, target) = (String::from_utf8_lossy(reference.name_bytes()).into_owned(), reference.target());
            let Some(object) = target.and_then(|id| objects.read(id).ok()) else { continue };
            if object.kind() == ObjectType::Tag && object.len() <= BIGGEST {
                tags.push(Tag { reference: name, object: object.data().to_vec() });
            }
            if tags.len() >= MOST {
                break;
            }
        }
        tags.sort();
        Ok(tags)
    }

    /// Writes an annotated tag of a commit; `sign` makes the signature over the object, which stands at its end.
    ///
    /// # Errors
    /// Git's, or that of `sign` as the inner one.
    pub fn write_tag<E>(
        &self,
        reference: &Reference,
        at: Revision,
        message: &str,
        sign: impl FnOnce(&[u8]) -> Result<String, E>,
    ) -> Result<Result<(), E>, RepositoryError> {
        let failed = |error| self.git_error("tag a commit of", error);
        let name = reference.as_str().trim_start_matches("refs/tags/");
        let tagger = self.identity().map_err(failed)?;
        let (who, when) = (String::from_utf8_lossy(tagger.name_bytes()), tagger.when());
        let (sign_of, offset) = (when.sign(), when.offset_minutes().abs());
        let mut object = format!(
            "object {at}\ntype commit\ntag {name}\ntagger {who} <{}> {} {sign_of}{:02}{:02}\n\n{message}",
            String::from_utf8_lossy(tagger.email_bytes()),
            when.seconds(),
            offset / 60,
            offset % 60,
        );
        match sign(object.as_bytes()) {
            Err(error) => return Ok(Err(error)),
            Ok(signature) => object.push_str(&signature),
        }
        let id = self.git.odb().and_then(|odb| odb.write(ObjectType::Tag, object.as_bytes())).map_err(failed)?;
        self.git.reference(reference.as_str(), id, false, "tag: made by groundline").map_err(failed)?;
        Ok(Ok(()))
    }

    /// The address by which Git's configuration knows whoever commits here.
    pub fn own_address(&self) -> Option<String> {
        self.setting("user.email")
    }

    /// A setting of Git's configuration.
    pub fn setting(&self, name: &str) -> Option<String> {
        self.git.config().ok()?.get_string(name).ok().filter(|value| !value.is_empty())
    }
}
