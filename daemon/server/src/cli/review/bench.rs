//! The review of texts of several kinds at once: scripts, and declarations of the schemas of a schema repo.
//!
//! Invariant: what the daemon would find in a declaration is found here too, for every environment that it goes to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use reconcile::sql_review::{Destination, schema_of_path};
use review::{Facts, Finding, Input, Known, Policy, Review, Settings, review};
use schema::Dialect;

use crate::output::Failure;

/// A text with where it came from.
pub(super) struct Text {
    pub(super) path: String,
    pub(super) text: String,
    /// The file that a fix is written to.
    pub(super) file: Option<PathBuf>,
}

/// The texts as a review takes them.
pub(super) fn inputs(texts: &[Text]) -> Vec<Input<'_>> {
    texts.iter().map(|text| Input { path: &text.path, text: &text.text }).collect()
}

/// What texts are reviewed by.
pub(super) struct Bench<'a> {
    pub(super) policy: &'a Policy,
    /// The dialect that was named.
    pub(super) dialect: Option<Dialect>,
    /// The dialect where neither a name nor a schema tells it.
    pub(super) otherwise: Option<Dialect>,
    pub(super) environment: Option<&'a str>,
    pub(super) target: Option<&'a str>,
    pub(super) schema: Option<Vec<Input<'a>>>,
    pub(super) is_wrapped: bool,
    pub(super) known: Known,
    pub(super) facts: Facts,
    pub(super) destinations: &'a BTreeMap<String, Destination>,
}

/// Texts that are reviewed together: those of one schema, or the scripts.
type Groups<'t> = BTreeMap<Option<&'t str>, Vec<Input<'t>>>;

impl Bench<'_> {
    /// What scripts are reviewed with.
    pub(super) fn of_scripts(&self) -> Result<Settings<'_>, Failure> {
        self.settings(None, self.policy, self.environment)
    }

    /// Reviews the texts; findings come in the order of the texts.
    pub(super) fn review(&self, texts: &[Text]) -> Result<Review, Failure> {
        let mut groups = Groups::new();
        for text in inputs(texts) {
            let schema = schema_of_path(text.path).filter(|schema| self.destinations.contains_key(*schema));
            groups.entry(schema).or_default().push(text);
        }
        if groups.is_empty() {
            self.dialect_of(None)?;
        }
        let mut all = Review::default();
        for (schema, inputs) in &groups {
            let found = match schema.and_then(|schema| self.destinations.get(schema)) {
                Some(destination) => self.declarations(destination, inputs)?,
                None => review(&self.of_scripts()?, inputs),
            };
            add(&mut all, found);
        }
        let place = |file: &str| texts.iter().position(|text| text.path == file);
        all.findings.sort_by_key(|finding| place(&finding.file));
        all.statements.sort_by_key(|statement| place(&statement.file));
        Ok(all)
    }

    /// Reviews declarations for each environment that they go to; of the same finding the gravest level counts.
    fn declarations(&self, destination: &Destination, inputs: &[Input<'_>]) -> Result<Review, Failure> {
        let policy = self.policy.of_text(review::Text::Declaration);
        let named = self.environment.map(str::to_owned);
        let environments: Vec<String> =
            named.map_or_else(|| destination.environments.iter().cloned().collect(), |one| vec![one]);
        let mut merged: Option<Review> = None;
        for environment in &environments {
            let found = review(&self.settings(Some(destination.dialect), &policy, Some(environment))?, inputs);
            merged = Some(merged.map_or_else(|| found.clone(), |before| gravest(before, &found)));
        }
        Ok(merged.unwrap_or_default())
    }

    fn settings<'p>(
        &'p self,
        of_schema: Option<Dialect>,
        policy: &'p Policy,
        environment: Option<&'p str>,
    ) -> Result<Settings<'p>, Failure> {
        Ok(Settings {
            environment,
            target: self.target,
            schema: self.schema.clone(),
            is_wrapped: self.is_wrapped,
            facts: self.facts.clone(),
            known: self.known.clone(),
            ..Settings::new(self.dialect_of(of_schema)?, policy)
        })
    }

    fn dialect_of(&self, of_schema: Option<Dialect>) -> Result<Dialect, Failure> {
        self.dialect.or(of_schema).or(self.otherwise).ok_or_else(|| {
            Failure::error("nothing says which engine the SQL is for")
                .hint("name it with `--engine postgres|mysql|sqlite`")
        })
    }
}

fn add(all: &mut Review, found: Review) {
    all.findings.extend(found.findings);
    all.statements.extend(found.statements);
    all.server = all.server.take().or(found.server);
    let (sum, one) = (&mut all.summary, found.summary);
    sum.errors += one.errors;
    sum.warnings += one.warnings;
    sum.notices += one.notices;
    sum.files += one.files;
    sum.statements += one.statements;
    sum.suppressed += one.suppressed;
}

/// The findings of both, each once, at its gravest level.
fn gravest(mut one: Review, other: &Review) -> Review {
    for found in &other.findings {
        let is_same =
            |known: &&mut Finding| (known.rule, &known.file, &known.span) == (found.rule, &found.file, &found.span);
        match one.findings.iter_mut().find(is_same) {
            Some(known) => known.level = known.level.max(found.level),
            None => one.findings.push(found.clone()),
        }
    }
    let key = |finding: &Finding| (finding.file.clone(), finding.span.start, finding.span.end, finding.rule);
    one.findings.sort_by_key(key);
    (one.summary.errors, one.summary.warnings, one.summary.notices) = (0, 0, 0);
    one.findings.iter().for_each(|finding| one.summary.count(finding.level));
    one
}
