//! The acceptance property at the database door, on real SQLite files.

pub mod case;
pub mod check;
pub mod observer;

pub use case::Case;
pub use check::check;
