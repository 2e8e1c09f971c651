//! `groundline review`.

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use engine::Scope;
use reconcile::review_repo::{ReviewSettingsError, file_policy, repo_policy};
use reconcile::rollout::Retry;
use reconcile::sql_review::{LiveFacts, changed, dialect_of, live_facts, sql_files};
use review::format::{Format, render};
use review::{Finding, Input, Level, Policy, Review, Settings, apply, review};
use schema::Dialect;

use super::old_findings::OldFindings;
use super::options::{Engine, site};
use crate::output::{Exit, Failure, failures, print};

/// Reviews SQL: what locks, loses, breaks or fails, by rules that a policy sets.
///
/// Without PATH, in a schema repo: the SQL files that changed since --base. `-` is standard input. Each file is a change that ships
/// by itself: a table that it creates excuses what new tables excuse. Exit 3: a finding at the level of --fail-on.
///
/// JSON: {"version":1,"findings":[{"rule","level","file","line","column","end_line","end_column","message","help","fix"}],"summary":{…}}
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
    /// A live database that the files go to: tells what exists and how many rows there are; nothing is changed
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
    /// The commit that a schema repo is compared with; default: where the branch left the tracked one
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
    /// Whether the working folder is a schema repo, whose policy and baseline hold.
    is_repo: bool,
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
        let policy = self.policy(subject.is_repo)?;
        let old = self.old_findings.known(subject.is_repo)?;
        let before = self.schema.as_deref().map(sql_files).transpose().map_err(failures)?;
        let before = before.unwrap_or_default();
        let live = match &site {
            Some(site) => live_facts(site).await.map_err(failures)?,
            None => LiveFacts::default(),
        };
        let of_files = before.iter().map(|source| Input { path: &source.path, text: &source.text });
        let schema: Vec<_> = of_files.chain(live.schema.iter().map(|text| Input { path: "live", text })).collect();
        let settings = Settings {
            dialect,
            policy: &policy,
            environment: self.environment.as_deref(),
            target: self.target.as_deref(),
            schema: (self.schema.is_some() || live.is_whole).then_some(schema),
            is_wrapped: self.in_transaction,
            rows: live.rows,
            bytes: live.bytes,
        };
        let mut found = review(&settings, &inputs(&subject.texts));
        if self.fix && mend(&mut subject.texts, &found.findings)? > 0 {
            found = review(&settings, &inputs(&subject.texts));
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
        let is_repo = Path::new("groundline.toml").is_file();
        // The targets are read only where nothing else says the engine.
        let is_asked = is_repo && self.engine.is_none() && self.url.is_none();
        let dialect = is_asked.then(|| dialect_of(Path::new("."))).flatten();
        Ok(Subject { texts, dialect, is_repo })
    }

    fn changed(&self) -> Result<Subject, Failure> {
        let found = changed(Path::new("."), self.base.as_deref())
            .map_err(|error| failures(error).hint("name files or folders to review outside of a schema repo"))?;
        let texts = found.files.into_iter().map(|source| {
            let file = Some(PathBuf::from(&source.path));
            Text { path: source.path, text: source.text.to_string(), file }
        });
        Ok(Subject { texts: texts.collect(), dialect: found.dialect, is_repo: true })
    }

    fn policy(&self, is_repo: bool) -> Result<Policy, Failure> {
        let is_file = |name: &str| name.ends_with(".toml") || name.contains(['/', '\\']);
        let mut policy = match self.policy.as_deref() {
            Some(name) if is_file(name) => file_policy(name).map_err(refused_settings)?,
            Some(name) => Policy::pack(name).map_err(failures)?,
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

/// Every fault of a policy is a message of its own.
fn refused_settings(error: ReviewSettingsError) -> Failure {
    match error {
        ReviewSettingsError::Policy(faults) => {
            let messages = faults.0.iter().map(ToString::to_string).collect();
            Failure { messages, ..Failure::error("") }
        }
        other => failures(other),
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
