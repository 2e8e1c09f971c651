//! Globs over the dotted names of objects, such as `public.tmp_*`.
//!
//! Not the choice of objects, which the database door makes. Invariant: a glob that was read compiles.

use globset::{Glob, GlobMatcher};

use super::code::Code;
use super::section::Report;
use super::source::quoted;
use super::value::{Text, Value};

/// Which objects are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Globs {
    /// Only these; empty is every object.
    pub include: Vec<String>,
    /// Not these.
    pub exclude: Vec<String>,
}

/// Reads a list of globs; a bad one is reported and left out.
pub(super) fn read_globs(value: &Value<'_>, report: &mut Report) -> Option<Vec<String>> {
    let texts = value.strings("[\"public.*\"]", report)?;
    Some(texts.iter().filter_map(|text| read_glob(text, report).map(|_| text.text.to_owned())).collect())
}

/// Reads one glob.
pub(super) fn read_glob(text: &Text<'_>, report: &mut Report) -> Option<GlobMatcher> {
    let hint = "`*` stands for any characters, `?` for one, `[ab]` for one of some, `{a,b}` for one of several, as in `public.tmp_*`";
    if text.text.is_empty() {
        report.push(text.error(Code::BadGlob, format!("{}: the glob is empty", quoted(text.key))).hint(hint));
        return None;
    }
    match Glob::new(text.text) {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            let message = format!("{}: {} is no glob: {}", quoted(text.key), quoted(text.text), error.kind());
            report.push(text.error(Code::BadGlob, message).hint(hint));
            None
        }
    }
}
