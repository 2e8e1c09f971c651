//! The baseline: findings that were there before, which do not stop anybody but are counted.
//!
//! Not a file: its text comes in and goes out.
//!
//! Invariant: an entry silences at most as many findings as it counts, of one rule, in one file, about one thing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use crate::finding::{Finding, Summary};
use crate::review::Review;

/// One kind of old finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// What the findings are about: the head of the statement, and the part of it that is meant.
    pub about: String,
    /// How many there are.
    #[serde(default = "one")]
    pub count: usize,
}

fn one() -> usize {
    1
}

/// Old findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Key, usize>,
}

/// File, rule, and what the finding is about.
type Key = (String, String, String);

/// Why a baseline is refused.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not TOML, or not of its form.
    #[error("not a baseline: {0}; `--write-baseline` writes it anew")]
    Toml(String),
    /// Written by another version.
    #[error("the baseline has version {0}, and this program reads version 1; `--write-baseline` writes it anew")]
    Version(i64),
}

/// The form of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: i64,
    #[serde(default)]
    finding: Vec<Entry>,
}

/// What a baseline says of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sifted {
    /// The old findings, which are in the review no longer.
    pub old: Vec<Finding>,
    /// Entries about files of the review that match fewer findings than they count, with what is left over.
    pub stale: Vec<Entry>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Not a baseline.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let document: Document = toml::from_str(text).map_err(|error| BaselineError::Toml(told(&error, text)))?;
        if document.version != 1 {
            return Err(BaselineError::Version(document.version));
        }
        let mut counts = BTreeMap::new();
        for entry in document.finding {
            *counts.entry((entry.file, entry.rule, entry.about)).or_default() += entry.count;
        }
        Ok(Self { counts })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// The files that it names.
    pub fn files(&self) -> BTreeSet<&str> {
        self.counts.keys().map(|(file, ..)| file.as_str()).collect()
    }

    /// Takes old findings out of a review of some files, and says what it took and what it could not find.
    pub fn sift(&self, review: &mut Review, files: &[&str]) -> Sifted {
        let mut left = self.counts.clone();
        let mut is_old = |finding: &Finding| match left.get_mut(&key(finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let (old, new): (Vec<_>, Vec<_>) = std::mem::take(&mut review.findings).into_iter().partition(&mut is_old);
        let files: BTreeSet<_> = files.iter().map(|path| plain(path)).collect();
        let is_stale = |((file, ..), count): &(Key, usize)| *count > 0 && files.contains(file);
        let entry = |((file, rule, about), count)| Entry { file, rule, about, count };
        let stale: Vec<_> = left.into_iter().filter(is_stale).map(entry).collect();
        let kept = review.summary;
        let (files, statements, suppressed) = (kept.files, kept.statements, kept.suppressed);
        review.summary =
            Summary { files, statements, suppressed, old: old.len(), stale: stale.len(), ..Summary::default() };
        new.iter().for_each(|finding| review.summary.count(finding.level));
        review.findings = new;
        Sifted { old, stale }
    }

    /// The baseline after a review of some files: what it said of others where they are still there, and all that was found.
    #[must_use]
    pub fn renewed(&self, findings: &[Finding], files: &[&str], is_there: impl Fn(&str) -> bool) -> Self {
        let reviewed: BTreeSet<_> = files.iter().map(|path| plain(path)).collect();
        let others = self.counts.iter().filter(|((file, ..), _)| !reviewed.contains(file) && is_there(file));
        let mut counts: BTreeMap<_, _> = others.map(|(key, count)| (key.clone(), *count)).collect();
        for finding in findings {
            *counts.entry(key(finding)).or_default() += 1;
        }
        Self { counts }
    }
}

/// The text of the file.
impl std::fmt::Display for Baseline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::from(
            "# Findings of SQL review that were there before. They are counted and stop nobody; new ones do.\n\
             # `groundline review --write-baseline` writes this file anew, so that it shrinks.\nversion = 1\n",
        );
        for ((file, rule, about), count) in &self.counts {
            let text = |text: &str| toml::Value::from(text).to_string();
            let _ =
                write!(out, "\n[[finding]]\nfile = {}\nrule = {}\nabout = {}\n", text(file), text(rule), text(about));
            if *count != 1 {
                let _ = writeln!(out, "count = {count}");
            }
        }
        f.write_str(&out)
    }
}

fn told(error: &toml::de::Error, text: &str) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let place = schema::sql::LineIndex::new(text).position(start);
    format!("{place}: {}", error.message().lines().next().unwrap_or_default())
}

fn key(finding: &Finding) -> Key {
    (plain(&finding.file), finding.rule.to_owned(), finding.subject.clone())
}

/// A path as the baseline names it.
fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}
