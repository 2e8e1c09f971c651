//! Definitions of `sqlite_schema` read into the model, token by token.
//!
//! Not a checker: SQLite accepted the text. What is not understood is answered by name, and the caller reports it.

pub(crate) mod clause;
pub(crate) mod column;
pub(crate) mod index;
#[cfg(test)]
mod mutation;
pub(crate) mod normal;
pub(crate) mod table;
pub(crate) mod tokens;
pub(crate) mod trigger;
pub(crate) mod view;
pub(crate) mod virtual_table;

/// What in a definition was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misread(pub(crate) String);

impl Misread {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}
