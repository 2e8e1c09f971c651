//! A review policy named on the command line: a file, or a shipped pack.

use review::Policy;

use crate::output::{Failure, failures};

/// Reads `--policy FILE|PACK`.
pub(crate) fn policy(name: &str) -> Result<Policy, Failure> {
    let is_file = name.ends_with(".toml") || name.contains(['/', '\\']);
    if !is_file {
        return Policy::pack(name).map_err(failures);
    }
    let text = std::fs::read_to_string(name).map_err(|error| Failure::error(format!("`{name}`: {error}")))?;
    parsed(name, &text)
}

/// Reads the text of a policy file; what is wrong has its place.
pub(crate) fn parsed(file: &str, text: &str) -> Result<Policy, Failure> {
    Policy::parse(text).map_err(|error| {
        let place = schema::sql::LineIndex::new(text).position(error.span(text).map_or(0, |span| span.start));
        failures(error).about(&format!("{file}:{}:{}", place.line, place.column))
    })
}
