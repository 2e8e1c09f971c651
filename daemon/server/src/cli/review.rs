//! `groundline review`.

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use engine::Scope;
use reconcile::rollout::Retry;
use reconcile::sql_review::{LiveFacts, changed, dialect_of, live_facts, shipped, sql_files};
use review::format::{Format, render};
use review::{Finding, Input, Known, Level, Policy, Ran, Review, Settings, apply, review};
use schema::Dialect;

use super::options::{Engine, site};
use crate::output::{Exit, Failure, failures, print};

/// Reviews SQL: what locks, loses, breaks or fails, by rules that a policy sets.
///
/// Without PATH, in a schema repo: the SQL files that changed since --base. `-` is standard input. Each file is a change that ships
/// by itself: a table that it creates excuses what new tables excuse. Exit 3: a finding at the level of --fail-on.
///
/// JSON: {"version":1,"findings":[{"rule","level","file","line","column","end_line","end_column","message","help","fix","known_by"}],
/// "statements":[{"file","line","kind","table","affected_rows":{"estimate","at_least","method","reason"}}],"server":{…}|null,"summary":{…}}
///
/// Example: groundline review --engine postgres migrations/
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
    /// Who made the change, for rules that know owners
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
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

/// A text with where it came from.
struct Text {
    path: String,
    text: String,
    /// The file that a fix is written to.
    file: Option<PathBuf>,
}

/// What is reviewed, and by what.
struct Subject {
    texts: Vec<Text>,
    dialect: Option<Dialect>,
    policy: Option<String>,
    /// The files that ship already, where the commit to compare with tells it.
    ran: Vec<Ran>,
}

impl ReviewCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let mut subject = self.subject()?;
        let site = self.url.as_deref().map(|url| site(url, Scope::default(), Retry::default())).transpose()?;
        let of_url = site.as_ref().map(|site| site.url.dialect());
        let dialect = self.engine.map(Into::into).or(of_url).or(subject.dialect);
        let dialect = dialect.ok_or_else(|| {
            Failure::error("nothing says which engine the SQL is for")
                .hint("name it with `--engine postgres|mysql|sqlite`")
        })?;
        let policy = self.policy(subject.policy.as_deref())?;
        let before = self.schema.as_deref().map(sql_files).transpose().map_err(failures)?;
        let before = before.unwrap_or_default();
        let of_files = || before.iter().map(|source| Input { path: &source.path, text: &source.text }).collect();
        let mut settings = Settings {
            environment: self.environment.as_deref(),
            target: self.target.as_deref(),
            schema: self.schema.is_some().then(of_files),
            is_wrapped: self.in_transaction,
            known: self.known(std::mem::take(&mut subject.ran)),
            ..Settings::new(dialect, &policy)
        };
        let live = match &site {
            Some(site) => live_facts(site, &settings, &inputs(&subject.texts)).await.map_err(failures)?,
            None => LiveFacts::default(),
        };
        settings.schema = live.with(settings.schema.take());
        settings.facts = live.facts.clone();
        let mut found = review(&settings, &inputs(&subject.texts));
        if self.fix && mend(&mut subject.texts, &found.findings)? > 0 {
            found = review(&settings, &inputs(&subject.texts));
        }
        self.show(&found, &subject.texts)?;
        let fails = self.fail_on.level().is_some_and(|level| found.reaches(level));
        Ok(if fails { Exit::Refused } else { Exit::Done })
    }

    /// What the options and Git tell beside the files.
    fn known(&self, ran: Vec<Ran>) -> Known {
        Known { author: self.author.clone(), ran, ..Known::default() }
    }

    fn show(&self, found: &Review, texts: &[Text]) -> Result<(), Failure> {
        let colour =
            std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        print(&render(self.format.into(), found, &inputs(texts), colour))
    }

    fn subject(&self) -> Result<Subject, Failure> {
        if self.paths.is_empty() {
            return self.changed();
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
        let dialect = dialect_of(Path::new("."));
        let policy = std::fs::read_to_string("policies/review.toml").ok().filter(|_| dialect.is_some());
        let ran = match &self.base {
            Some(base) => shipped(Path::new("."), base, &self.paths).map_err(failures)?,
            None => Vec::new(),
        };
        Ok(Subject { texts, dialect, policy, ran })
    }

    fn changed(&self) -> Result<Subject, Failure> {
        let found = changed(Path::new("."), self.base.as_deref())
            .map_err(|error| failures(error).hint("name files or folders to review outside of a schema repo"))?;
        let texts = found.files.into_iter().map(|source| {
            let file = Some(PathBuf::from(&source.path));
            Text { path: source.path, text: source.text.to_string(), file }
        });
        Ok(Subject { texts: texts.collect(), dialect: found.dialect, policy: found.policy, ran: found.ran })
    }

    fn policy(&self, own: Option<&str>) -> Result<Policy, Failure> {
        let is_file = |name: &str| name.ends_with(".toml") || name.contains(['/', '\\']);
        let mut policy = match (self.policy.as_deref(), own) {
            (Some(name), _) if is_file(name) => {
                let text =
                    std::fs::read_to_string(name).map_err(|error| Failure::error(format!("`{name}`: {error}")))?;
                Policy::parse(&text).map_err(|error| failures(error).about(name))?
            }
            (Some(name), _) => Policy::pack(name).map_err(failures)?,
            (None, Some(text)) => Policy::parse(text).map_err(|error| failures(error).about("policies/review.toml"))?,
            (None, None) => Policy::default(),
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

fn no_level(word: &str) -> Failure {
    Failure::error(format!("`{word}` is no level")).hint("the levels are off, notice, warning, error")
}

fn inputs(texts: &[Text]) -> Vec<Input<'_>> {
    texts.iter().map(|text| Input { path: &text.path, text: &text.text }).collect()
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

/// Applies the fixes, writes the files, and says how many were made.
fn mend(texts: &mut [Text], findings: &[Finding]) -> Result<usize, Failure> {
    let mut all = 0;
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
        all += count;
    }
    Ok(all)
}
