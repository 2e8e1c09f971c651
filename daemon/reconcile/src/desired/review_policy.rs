//! `policies/review.toml`: how SQL is reviewed.
//!
//! Not its form, which is that of `review`. Invariant: what is wrong with it is told with its place, as of every other file.

use super::code::Code;
use super::section::Report;
use super::source::Source;

/// Reads `policies/review.toml`; nothing where it is wrong, which is reported.
pub(super) fn read_review_policy(source: &Source, report: &mut Report) -> Option<review::Policy> {
    match review::Policy::parse(&source.text) {
        Ok(policy) => Some(policy),
        Err(error) => {
            let span = error.span(&source.text).unwrap_or(0..0);
            let (code, message) = match &error {
                review::PolicyError::Toml(toml) => (Code::BrokenToml, format!("it is not TOML: {}", toml.message())),
                review::PolicyError::UnknownKey { .. } => (Code::UnknownKey, error.to_string()),
                other => (Code::BadValue, other.to_string()),
            };
            let hint = "`groundline explain RULE` shows the page of a rule with its parameters";
            report.push(source.error(code, &span, message.trim_end()).hint(hint));
            None
        }
    }
}
