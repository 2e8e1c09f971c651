//! `groundline review`.

mod bench;
mod plans;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use engine::Scope;
use reconcile::checkout::Checkout;
use reconcile::review_repo::repo_policy;
use reconcile::rollout::Retry;
use reconcile::sql_review::{
    Destination, LiveFacts, changed, destinations, dialect_of, live_facts, shipped, sql_files, traced,
};
use review::format::{Format, render};
use review::{Authors, Facts, Finding, Input, Known, Level, Policy, Ran, Review, apply};
use schema::Dialect;

use self::bench::{Bench, Text, inputs};
use self::plans::{Against, plans};
use super::judged::has_colour;
use super::old_findings::OldFindings;
use super::options::{Engine, site, url};
use super::policy::{policy as named_policy, refused_settings};
use crate::output::{Exit, Failure, failures, print};

/// Reviews SQL: what locks, loses, breaks or fails, by rules that a policy sets.
///
/// Without PATH, in a schema repo: the SQL files that changed since --base, and the plan of each target that the change touches: against
/// the live targets that can be reached, or with --from-status against what a daemon has recorded. `-` is standard input. Each file is
/// a change that ships by itself: a table that it creates excuses what new tables excuse. Files below schemas/ of a schema repo are
/// declarations: rules about how a change is run do not speak of them. Exit 3: a finding at the level of --fail-on.
///
/// JSON: {"version":1,"findings":[{"rule","level","file","line","column","end_line","end_column","message","help","fix","known_by"}],
/// "statements":[{"file","line","kind","table","affected_rows":{"estimate","at_least","method","reason"}}],"server":{…}|null,"summary":{…},
/// "plans":[{"target","environment","plan":{…}|null,"reason","findings","needs_consent"}]}
///
/// Example: groundline review --engine postgres migrations/
///
/// Example: groundline review --base refs/remotes/origin/main --format github --output markdown=comment.md --output sarif=review.sarif
#[derive(Args)]
pub(crate) struct ReviewCommand {
    /// Files and folders of .sql files; `-` is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Engine of the SQL; a schema repo tells it by its targets
    #[arg(long, value_name = "E")]
    engine: Option<Engine>,
    /// A policy file, or a shipped pack: default, strict, zero-downtime, bytebase-prod
    #[arg(long, value_name = "FILE|PACK")]
    policy: Option<String>,
    /// What exists before the change: a folder of .sql files or one such file
    #[arg(long, value_name = "SOURCE")]
    schema: Option<String>,
    /// A live database that the files go to: tells what exists, how many rows each statement changes and what the rows allow; nothing is changed
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The environment that the files go to, for the policy
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// The target that the files go to, for the policy
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// Writes another format to a file as well (again for more)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    output: Vec<(Form, PathBuf)>,
    /// Plan against the state that a daemon publishes at this address, or at that of `env:NAME`; no target is reached
    #[arg(long, value_name = "URL")]
    from_status: Option<String>,
    /// Server where plans are proven, instead of beside each target; with PATH, PostgreSQL: where the files run in a database of
    /// their own, to show the locks that each statement takes
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
    /// Review the files alone, without plans
    #[arg(long, conflicts_with_all = ["from_status", "scratch_url"])]
    no_plan: bool,
    /// The commit that the files are compared with: those that are in it ship already; default in a schema repo: where the
    /// branch left the tracked one
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Level from which a finding makes the command end with 3
    #[arg(long, value_enum, default_value_t)]
    fail_on: FailOn,
    /// Switches a rule on, or to a level: CODE or CODE=level (again for more)
    #[arg(long, value_name = "CODE[=LEVEL]")]
    rule: Vec<String>,
    /// Only these rules
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    only: Vec<String>,
    /// The runner puts each file into a transaction of its own
    #[arg(long)]
    in_transaction: bool,
    /// Who made the change, for rules that know owners; default where there is a commit to compare with: those whom Git names
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    #[command(flatten)]
    old_findings: OldFindings,
    /// Applies the safe fixes to the files, and prints what is left
    #[arg(long)]
    fix: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Form {
    /// Code frames for people.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub, Gitea and Forgejo.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// A comment on a pull request.
    Markdown,
}

impl From<Form> for Format {
    fn from(form: Form) -> Self {
        match form {
            Form::Text => Self::Text,
            Form::Json => Self::Json,
            Form::Sarif => Self::Sarif,
            Form::Junit => Self::Junit,
            Form::Github => Self::Github,
            Form::Gitlab => Self::Gitlab,
            Form::Markdown => Self::Markdown,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FailOn {
    /// A finding at notice level or above.
    Notice,
    /// A finding at warning level or above.
    Warning,
    /// A finding at error level.
    #[default]
    Error,
    /// No finding.
    Never,
}

impl FailOn {
    fn level(self) -> Option<Level> {
        match self {
            Self::Notice => Some(Level::Notice),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
            Self::Never => None,
        }
    }
}

/// What is reviewed, and by what.
struct Subject {
    texts: Vec<Text>,
    dialect: Option<Dialect>,
    /// Whether the working folder is a schema repo, whose policy and baseline hold.
    is_repo: bool,
    /// The files that ship already, where the commit to compare with tells it.
    ran: Vec<Ran>,
    /// Who changed the files, where Git tells it.
    authors: Authors,
    /// The schemas of the schema repo that is reviewed, where it is one.
    destinations: BTreeMap<String, Destination>,
    /// The paths that changed, where a schema repo as a whole is reviewed.
    paths: Option<Vec<String>>,
}

impl ReviewCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let mut subject = self.subject()?;
        let site = self.url.as_deref().map(|url| site(url, Scope::default(), Retry::default())).transpose()?;
        let of_url = site.as_ref().map(|site| site.url.dialect());
        let policy = self.policy(subject.is_repo)?;
        let old = self.old_findings.known(subject.is_repo)?;
        let before = self.schema.as_deref().map(sql_files).transpose().map_err(failures)?;
        let before = before.unwrap_or_default();
        let of_files = before.iter().map(|source| Input { path: &source.path, text: &source.text });
        let mut bench = Bench {
            policy: &policy,
            dialect: self.engine.map(Into::into).or(of_url),
            otherwise: subject.dialect,
            environment: self.environment.as_deref(),
            target: self.target.as_deref(),
            schema: self.schema.is_some().then(|| of_files.collect()),
            is_wrapped: self.in_transaction,
            known: self.known(std::mem::take(&mut subject.ran), std::mem::take(&mut subject.authors)),
            facts: Facts::default(),
            destinations: &subject.destinations,
        };
        let live = match &site {
            Some(site) => live_facts(site, &bench.of_scripts()?, &inputs(&subject.texts)).await.map_err(failures)?,
            None => LiveFacts::default(),
        };
        bench.schema = live.with(bench.schema.take());
        bench.facts = live.facts.clone();
        bench.known = live.known(bench.known);
        if self.fix {
            let found = bench.review(&subject.texts)?;
            mend(&mut subject.texts, &found.findings)?;
        }
        if let Some(scratch) = self.scratch_url.as_deref().filter(|_| !self.paths.is_empty()) {
            let texts = inputs(&subject.texts);
            let told = traced(&url(scratch)?, site.as_ref(), &bench.of_scripts()?, &texts).await;
            bench.facts.trace = Some(told.map_err(failures)?);
        }
        let mut found = bench.review(&subject.texts)?;
        let has_plans = !self.no_plan && !subject.destinations.is_empty();
        if let Some(paths) = subject.paths.as_deref().filter(|_| has_plans) {
            let against =
                Against { from_status: self.from_status.as_deref(), scratch_url: self.scratch_url.as_deref() };
            found.plans = plans(Path::new("."), paths, &policy, &against).await?;
        }
        if let Some(old) = old {
            let files: Vec<_> = subject.texts.iter().map(|text| text.path.as_str()).collect();
            // A rule that does not run in this call says nothing about what is old.
            let is_partial = !self.only.is_empty() || !self.rule.is_empty();
            old.sift(&mut found, &files, is_partial)?;
        }
        self.show(&found, &subject.texts)?;
        let fails = self.fail_on.level().is_some_and(|level| found.reaches(level));
        Ok(if fails { Exit::Refused } else { Exit::Done })
    }

    /// What the options and Git tell beside the files.
    fn known(&self, ran: Vec<Ran>, by_git: Authors) -> Known {
        let authors = self.author.as_deref().map_or(by_git, Authors::one);
        Known { authors, ran, ..Known::default() }
    }

    fn show(&self, found: &Review, texts: &[Text]) -> Result<(), Failure> {
        for (form, file) in &self.output {
            let text = render((*form).into(), found, &inputs(texts), false);
            std::fs::write(file, text)
                .map_err(|error| Failure::error(format!("cannot write `{}`: {error}", file.display())))?;
        }
        print(&render(self.format.into(), found, &inputs(texts), has_colour()))
    }

    fn subject(&self) -> Result<Subject, Failure> {
        if self.paths.is_empty() {
            return self.changed();
        }
        if self.from_status.is_some() {
            let failure = Failure::error("plans belong to a schema repo as a whole, and here files are named");
            return Err(failure.hint("leave PATH out, or `--from-status`"));
        }
        let mut texts = Vec::new();
        for path in &self.paths {
            if path == "-" {
                texts.push(Text { path: "<stdin>".to_owned(), text: standard_input()?, file: None });
                continue;
            }
            for source in sql_files(path).map_err(failures)? {
                let file = Some(PathBuf::from(&source.path));
                texts.push(Text { path: source.path, text: source.text.to_string(), file });
            }
        }
        let here = Path::new(".");
        let is_repo = here.join("groundline.toml").is_file();
        // The targets are read only where there are some.
        let (dialect, destinations) = if is_repo { (dialect_of(here), destinations(here)) } else { Default::default() };
        let (ran, authors) = match &self.base {
            Some(base) => shipped(here, base, &self.paths).map_err(failures)?,
            None => Default::default(),
        };
        Ok(Subject { texts, dialect, is_repo, ran, authors, destinations, paths: None })
    }

    fn changed(&self) -> Result<Subject, Failure> {
        let here = Path::new(".");
        if here.join("groundline.toml").exists() {
            // What is wrong with the schema repo itself comes first: without it nobody knows what its files are.
            Checkout::of_folder(here)?;
        }
        let found = changed(here, self.base.as_deref())
            .map_err(|error| failures(error).hint("name files or folders to review outside of a schema repo"))?;
        let texts = found.files.into_iter().map(|source| {
            let file = Some(PathBuf::from(&source.path));
            Text { path: source.path, text: source.text.to_string(), file }
        });
        let (texts, paths) = (texts.collect(), Some(found.paths));
        Ok(Subject {
            texts,
            dialect: found.dialect,
            is_repo: true,
            ran: found.ran,
            authors: found.authors,
            destinations: destinations(here),
            paths,
        })
    }

    fn policy(&self, is_repo: bool) -> Result<Policy, Failure> {
        let mut policy = match self.policy.as_deref() {
            Some(name) => named_policy(name)?,
            None if is_repo => repo_policy(Path::new(".")).map_err(refused_settings)?.unwrap_or_default(),
            None => Policy::default(),
        };
        for rule in &self.rule {
            let (code, level) = rule.split_once('=').map_or((rule.as_str(), None), |(code, level)| (code, Some(level)));
            let level = level.map(|word| Level::parse(word).ok_or_else(|| no_level(word))).transpose()?;
            policy.set(code, level).map_err(failures)?;
        }
        if !self.only.is_empty() {
            policy.only(&self.only).map_err(failures)?;
        }
        Ok(policy)
    }
}

/// Reads `FORMAT=FILE`.
fn output(text: &str) -> Result<(Form, PathBuf), String> {
    let (form, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, such as sarif=review.sarif")?;
    Ok((Form::from_str(form, false)?, PathBuf::from(file)))
}

fn no_level(word: &str) -> Failure {
    Failure::error(format!("`{word}` is no level")).hint("the levels are off, notice, warning, error")
}

fn standard_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::error(format!("cannot read standard input: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        Failure::error(format!("standard input is not UTF-8 text: byte {}", error.utf8_error().valid_up_to()))
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// Applies the fixes, writes the files, and tells how many were made.
fn mend(texts: &mut [Text], findings: &[Finding]) -> Result<(), Failure> {
    for text in texts {
        let (mended, count) = apply(&text.text, findings.iter().filter(|finding| finding.file == text.path));
        if count == 0 {
            continue;
        }
        match &text.file {
            Some(file) => {
                let written = std::fs::write(file, &mended);
                written.map_err(|error| Failure::error(format!("cannot write `{}`: {error}", file.display())))?;
                eprintln!("{}: {count} fix(es) applied", text.path);
            }
            None => eprintln!("standard input: {count} fix(es) are possible, and nothing to write them to"),
        }
        text.text = mended;
    }
    Ok(())
}
