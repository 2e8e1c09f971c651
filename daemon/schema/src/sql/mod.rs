//! SQL as text: names, literals, tokens, statements, positions and directives.
//!
//! Not a parser: the database itself elaborates a schema. This module finds where things are, and quotes what is written.
//!
//! Invariant: no input makes it panic, and no text is lost: the tokens of a text, joined, are the text.

pub mod ident;
pub mod keywords;
pub mod literal;

pub use ident::{Ident, QualifiedName, unquote};
pub use keywords::is_reserved;
pub use literal::literal;
