//! SQL as text: names, literals, tokens, statements, positions and directives.
//!
//! Not a parser: the database itself elaborates a schema. This module finds where things are, and quotes what is written.
//!
//! Invariant: no input makes it panic, and no text is lost: the tokens of a text, joined, are the text.

mod attach;
mod class;
mod compound;
mod defines;
pub mod directive;
mod distance;
mod ident;
mod keywords;
pub mod lex;
mod literal;
mod mentions;
mod position;
mod scan;
mod split;

pub use class::{StatementClass, classify};
pub use defines::{Defined, Verb, defines};
pub use directive::{Directive, DirectiveKind, DirectiveProblem, Target};
pub use distance::distance;
pub use ident::{Ident, IdentDisplay, QualifiedDisplay, QualifiedName, fold, unquote};
pub use keywords::is_reserved;
pub use lex::{Delimited, Lexer, Token, TokenKind};
pub use literal::{Literal, literal};
pub use mentions::{mention_key, mentions};
pub use position::{LineIndex, Position, offset_of_char};
pub use split::{SplitError, SplitProblem, Splitter, Statement, split};
