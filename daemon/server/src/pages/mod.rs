//! The pages: rendered on the server, whole without scripts, kept true by one small script.
//!
//! Read-only: each state offers the command to type instead of a button. Text is always escaped.

mod layout;
mod overview;
mod target;

pub(crate) use layout::missing;
pub(crate) use overview::overview;
pub(crate) use target::target;

/// The style sheet.
pub(crate) const STYLE: &str = include_str!("style.css");
/// The script that keeps an open page true.
pub(crate) const LIVE: &str = include_str!("live.js");
