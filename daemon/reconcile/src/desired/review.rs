//! `policies/review.toml`: what SQL and plans are held to.
//!
//! Not the rules, nor their levels, which `review` reads. Invariant: what no rule knows, and an environment that the project does
//! not have, is refused with its place.

use schema::Digest;

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::load::LARGEST;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::section::Report;
use super::source::Source;
use super::{Files, FilesError};

/// Where it is.
pub(super) const FILE: &str = "policies/review.toml";

/// What `groundline explain review.toml` shows.
pub(super) const PAGE: &str = "\
policies/review.toml

What SQL and plans are held to: a shipped pack, and what differs from it.

    extends = [\"groundline:default\"]     # or strict, zero-downtime, bytebase-prod

    [rules.naming-table]
    level = \"error\"                      # off | notice | warning | error
    format = \"^[a-z]+(_[a-z]+)*$\"        # parameters as the rule's page names them

    [environment.prod.rules.select-star]  # the same again for one environment, path or target
    level = \"error\"

The rules are in daemon/docs/rules; `groundline explain RULE` shows one with its parameters. A plan with a finding at error level
does not run.
";

/// What SQL and plans are held to.
#[derive(Clone, Debug)]
pub struct ReviewPolicy {
    /// Levels and parameters of the rules.
    pub policy: ::review::Policy,
    /// The digest of what is written; the same text is the same policy.
    pub digest: Digest,
}

impl Default for ReviewPolicy {
    fn default() -> Self {
        Self::of("", ::review::Policy::default())
    }
}

impl ReviewPolicy {
    fn of(text: &str, policy: ::review::Policy) -> Self {
        Self { policy, digest: Digest::of_parts([text.as_bytes()]) }
    }
}

/// Reads the policy; where there is none, every rule has its own level.
pub(super) fn read_review(files: &dyn Files, environments: Option<&[Name]>, report: &mut Report) -> ReviewPolicy {
    if matches!(files.read(FILE, LARGEST), Err(FilesError::Absent)) {
        return ReviewPolicy::default();
    }
    let source = match Source::read(files, FILE, LARGEST) {
        Ok(source) => source,
        Err(diagnostics) => {
            report.extend(diagnostics);
            return ReviewPolicy::default();
        }
    };
    match ::review::Policy::parse(&source.text) {
        Ok(policy) => {
            report.extend(unknown_environments(&source, &policy, environments));
            ReviewPolicy::of(&source.text, policy)
        }
        Err(error) => {
            report.push(diagnostic(&source, &error));
            ReviewPolicy::default()
        }
    }
}

fn diagnostic(source: &Source, error: &::review::PolicyError) -> Diagnostic {
    use ::review::PolicyError::{Toml, UnknownKey, UnknownPack, UnknownParameter, UnknownRule, Wrong};
    let span = error.span(&source.text).unwrap_or(0..0);
    let (code, message) = match error {
        Toml(inner) => (Code::BrokenToml, format!("it is not TOML: {}", inner.message().trim_end())),
        UnknownRule { .. } | UnknownKey { .. } | UnknownParameter { .. } => (Code::UnknownKey, error.to_string()),
        UnknownPack(_) | Wrong { .. } => (Code::BadValue, error.to_string()),
    };
    source
        .error(code, &span, message)
        .maybe_hint(Some("`groundline explain RULE` shows a rule and its parameters".to_owned()))
}

/// A policy for an environment that is not there would hold nowhere.
fn unknown_environments(source: &Source, policy: &::review::Policy, known: Option<&[Name]>) -> Vec<Diagnostic> {
    let Some(known) = known else { return Vec::new() };
    let names = || known.iter().map(Name::as_str);
    let unknown = policy.environments().filter(|name| !names().any(|known| known == *name));
    unknown
        .map(|name| {
            let span = ::review::PolicyError::Wrong { key: format!("environment.{name}"), wanted: String::new() }
                .span(&source.text)
                .unwrap_or(0..0);
            let message = format!("there is no environment `{name}`{}", did_you_mean(name, names()));
            let hint = short_list(names()).map(|list| format!("the environments are {list}"));
            source.error(Code::UnknownEnvironment, &span, message).maybe_hint(hint)
        })
        .collect()
}
