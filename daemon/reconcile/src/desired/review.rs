//! `policies/review.toml`: what SQL and plans are held to.
//!
//! Not the rules, nor their levels, which `review` reads. Invariant: what no rule knows, and an environment that the project does
//! not have, is refused with its place.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

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
        Self::of(&[String::new()], ::review::Policy::default())
    }
}

impl ReviewPolicy {
    fn of(texts: &[String], policy: ::review::Policy) -> Self {
        Self { policy, digest: Digest::of_parts(texts.iter().map(String::as_bytes)) }
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
    let extended = RefCell::new(BTreeMap::new());
    let find = |path: &str| {
        let text = text_of(files, path)?;
        extended.borrow_mut().insert(path.to_owned(), text.clone());
        Ok(text)
    };
    match ::review::Policy::read(FILE, &source.text, &find) {
        Ok(policy) => {
            report.extend(unknown_environments(&source, &policy, environments));
            let texts: Vec<_> =
                std::iter::once(source.text.to_string()).chain(extended.into_inner().into_values()).collect();
            ReviewPolicy::of(&texts, policy)
        }
        Err(faults) => {
            report.extend(faults.0.iter().map(|fault| diagnostic(files, &source, fault)));
            ReviewPolicy::default()
        }
    }
}

fn text_of(files: &dyn Files, path: &str) -> Result<String, String> {
    let source = Source::read(files, path, LARGEST).map_err(|diagnostics| match diagnostics.first() {
        Some(first) => first.message.clone(),
        None => "it cannot be read".to_owned(),
    })?;
    Ok(source.text.to_string())
}

/// A fault of the policy, or of a file that it extends, with its place.
fn diagnostic(files: &dyn Files, source: &Source, fault: &::review::PolicyFault) -> Diagnostic {
    use ::review::PolicyError::{Toml, UnknownKey, UnknownParameter, UnknownRule};
    let code = match &fault.error {
        Toml(_) => Code::BrokenToml,
        UnknownRule { .. } | UnknownKey { .. } | UnknownParameter { .. } => Code::UnknownKey,
        _ => Code::BadValue,
    };
    let hint = Some("`groundline explain RULE` shows a rule and its parameters".to_owned());
    let other = (fault.path != FILE).then(|| Source::read(files, &fault.path, LARGEST).ok()).flatten();
    other.as_ref().unwrap_or(source).error(code, &fault.span, fault.error.to_string()).maybe_hint(hint)
}

/// A policy for an environment that is not there would hold nowhere.
fn unknown_environments(source: &Source, policy: &::review::Policy, known: Option<&[Name]>) -> Vec<Diagnostic> {
    let Some(known) = known else { return Vec::new() };
    let names = || known.iter().map(Name::as_str);
    let unknown = policy.environments().filter(|name| !names().any(|known| known == *name));
    unknown
        .map(|name| {
            let message = format!("there is no environment `{name}`{}", did_you_mean(name, names()));
            let hint = short_list(names()).map(|list| format!("the environments are {list}"));
            source.error(Code::UnknownEnvironment, &place_of(&source.text, name), message).maybe_hint(hint)
        })
        .collect()
}

/// Where the table `[environment.NAME…]` names it.
fn place_of(text: &str, name: &str) -> Range<usize> {
    let starts = text.match_indices("environment").map(|(at, word)| at + word.len());
    let found = starts.filter_map(|at| {
        let from = at + text[at..].find(name)?;
        text[at..from].chars().all(|sign| matches!(sign, '.' | ' ' | '"' | '\'')).then(|| from..from + name.len())
    });
    found.into_iter().next().unwrap_or(0..0)
}
