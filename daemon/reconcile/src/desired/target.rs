//! Targets: the live databases of `targets/*.toml`.
//!
//! Not target sets, which become targets through `target_set`. Invariant: a target that was read has an environment, a
//! schema and an engine that exist.

use std::collections::BTreeMap;

use schema::Dialect;

use super::code::Code;
use super::depends::{Dependency, read_depends};
use super::diagnostic::Diagnostic;
use super::globs::{Globs, read_globs};
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::project::{Defaults, read_engine, read_url};
use super::rollout::RolloutSettings;
use super::section::{Report, Section};
use super::source::quoted;
use super::url::TargetUrl;
use super::value::{Text, Value};

/// One live database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What it is called.
    pub name: Name,
    /// What it shares with the other targets of its set, if it is of one.
    pub kind: TargetKind,
    /// Where it is.
    pub url: TargetUrl,
    /// The target set it came from, as its name is written there.
    pub set: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// What a target and a target set have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetKind {
    /// The environment.
    pub environment: Name,
    /// The desired schema.
    pub schema: Name,
    /// The engine.
    pub engine: Dialect,
    /// Where its scratch databases are made, if not on its own server.
    pub scratch_url: Option<TargetUrl>,
    /// Its replicas, which an online change must not leave behind.
    pub replicas: Vec<TargetUrl>,
    /// Words to choose by.
    pub labels: BTreeMap<String, String>,
    /// Its own include globs; nothing where those of the rollout policy hold.
    pub include: Option<Vec<String>>,
    /// Its own exclude globs, beside those of the rollout policy.
    pub exclude: Vec<String>,
    /// What is to be what Git says before it.
    pub depends_on: Vec<Dependency>,
}

/// Where something is written in the schema repo.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl TargetKind {
    /// Which objects are looked at, with the rollout policy of the environment.
    pub fn globs(&self, settings: &RolloutSettings) -> Globs {
        let include = self.include.clone().unwrap_or_else(|| settings.include.clone());
        let exclude = settings.exclude.iter().chain(&self.exclude).cloned().collect();
        Globs { include, exclude }
    }
}

/// What targets refer to. A part that could not be read is `None`, so that no target is blamed for it.
pub(super) struct Known<'a> {
    pub(super) environments: Option<&'a [Name]>,
    pub(super) schemas: Option<Vec<&'a Name>>,
    pub(super) defaults: &'a Defaults,
}

/// Reads one `[[target]]`.
pub(super) fn read_target(
    mut section: Section<'_>,
    known: &Known<'_>,
    report: &mut Report,
) -> Option<(Target, Places)> {
    let name = section.require("name", report).and_then(|value| value.string("\"shop-prod\"", report));
    let parsed = name.as_ref().and_then(|text| text.parse(Name::parse, report));
    let (kind, url) = read_kind(&mut section, known, report);
    let places = Places::of(&section, name.as_ref());
    section.finish(report);
    let target = Target { name: parsed?, kind: kind?, url: url?, set: None, origin: places.origin() };
    Some((target, places))
}

/// Where the name of a target or set stands, for later errors about it.
pub(super) struct Places {
    diagnostic: Diagnostic,
}

impl Places {
    pub(super) fn of(section: &Section<'_>, name: Option<&Text<'_>>) -> Self {
        let diagnostic = match name {
            Some(text) => text.error(Code::DuplicateName, ""),
            None => section.error(Code::DuplicateName, ""),
        };
        Self { diagnostic }
    }

    /// The place that a diagnostic is about.
    pub(super) const fn at(diagnostic: Diagnostic) -> Self {
        Self { diagnostic }
    }

    /// An error at the name.
    pub(super) fn error(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic { code, message, ..self.diagnostic.clone() }
    }

    pub(super) fn origin(&self) -> Origin {
        let (line, column) = self.diagnostic.place.map_or((1, 1), |place| (place.line, place.column));
        Origin { file: self.diagnostic.file.clone(), line, column }
    }
}

/// Reads what `[[target]]` and `[[target-set]]` have in common, and the URL.
pub(super) fn read_kind(
    section: &mut Section<'_>,
    known: &Known<'_>,
    report: &mut Report,
) -> (Option<TargetKind>, Option<TargetUrl>) {
    let environment = section.require("environment", report).and_then(|value| value.string("\"prod\"", report));
    let environment = environment.and_then(|text| read_environment(&text, known.environments, report));
    let schema = section.require("schema", report).and_then(|value| value.string("\"shop\"", report));
    let schema = schema.and_then(|text| read_schema(&text, known, report));
    let url = section.require("url", report).and_then(|value| read_url(&value, report));
    let given = section.take("engine").map(|value| (read_engine(&value, report), value));
    let engine = url.as_ref().and_then(|(text, url)| settle_engine(text, url, given.as_ref(), known.defaults, report));
    let scratch_url = section.take("scratch_url").and_then(|value| read_scratch(&value, engine, report));
    let replicas = section.take("replicas").and_then(|value| value.strings("[\"env:SHOP_REPLICA_URL\"]", report));
    let replicas =
        replicas.unwrap_or_default().iter().filter_map(|text| text.parse(TargetUrl::parse, report)).collect();
    let labels = section.take("labels").map(|value| read_labels(&value, report)).unwrap_or_default();
    let include = section.take("include").and_then(|value| read_globs(&value, report));
    let exclude = section.take("exclude").and_then(|value| read_globs(&value, report)).unwrap_or_default();
    let depends_on = read_depends(section, report);
    let scratch_url = scratch_url.or_else(|| default_scratch(known.defaults, engine));
    let kind = || {
        let (environment, schema, engine) = (environment?, schema?, engine?);
        Some(TargetKind { environment, schema, engine, scratch_url, replicas, labels, include, exclude, depends_on })
    };
    (kind(), url.map(|(_, url)| url))
}

/// Reads the name of an environment that must be known.
pub(super) fn read_environment(text: &Text<'_>, known: Option<&[Name]>, report: &mut Report) -> Option<Name> {
    let Some(known) = known else { return Name::parse(text.text).ok() };
    let found = known.iter().find(|name| name.as_str() == text.text);
    if found.is_none() {
        let names = || known.iter().map(Name::as_str);
        let message = format!("unknown environment {}{}", quoted(text.text), did_you_mean(text.text, names()));
        let hint = short_list(names()).map(|list| format!("`environments` in `groundline.toml` has {list}"));
        report.push(text.error(Code::UnknownEnvironment, message).maybe_hint(hint));
    }
    found.cloned()
}

fn read_schema(text: &Text<'_>, known: &Known<'_>, report: &mut Report) -> Option<Name> {
    let name = text.parse(Name::parse, report)?;
    let Some(schemas) = &known.schemas else { return Some(name) };
    if schemas.contains(&&name) {
        return Some(name);
    }
    let names = || schemas.iter().map(|name| name.as_str());
    let message = format!("there is no folder `schemas/{name}`{}", did_you_mean(text.text, names()));
    let hint = match short_list(names()) {
        Some(list) => format!("the folders in `schemas/` are {list}"),
        None => format!("make the folder `schemas/{name}` and put the desired schema into it as `.sql` files"),
    };
    report.push(text.error(Code::UnknownSchema, message).hint(hint));
    None
}

fn settle_engine(
    text: &Text<'_>,
    url: &TargetUrl,
    given: Option<&(Option<Dialect>, Value<'_>)>,
    defaults: &Defaults,
    report: &mut Report,
) -> Option<Dialect> {
    match (url.engine(), given) {
        (Some(of_url), Some((Some(engine), value))) if of_url != *engine => {
            let message = format!("`engine` says `{engine}` and the scheme of `url` says `{of_url}`");
            report.push(value.error(Code::EngineUnclear, message).hint("take `engine` out: the URL says it"));
            None
        }
        (Some(of_url), _) => Some(of_url),
        (None, Some((engine, _))) => *engine,
        (None, None) => defaults.engine.or_else(|| {
            let message = "the engine cannot be told from `env:…`";
            let hint = "write engine = \"postgres\" beside it, or once under `[defaults]` in `groundline.toml`";
            report.push(text.error(Code::EngineUnclear, message).hint(hint));
            None
        }),
    }
}

fn read_scratch(value: &Value<'_>, engine: Option<Dialect>, report: &mut Report) -> Option<TargetUrl> {
    let (text, url) = read_url(value, report)?;
    match (engine, url.engine()) {
        (Some(engine), Some(scratch)) if engine != scratch => {
            let message = format!("the scratch database is `{scratch}` and the target is `{engine}`");
            report.push(text.error(Code::EngineUnclear, message).hint("both must be of one engine"));
            None
        }
        _ => Some(url),
    }
}

/// The default scratch URL holds for server engines; a scratch database of SQLite is in memory.
fn default_scratch(defaults: &Defaults, engine: Option<Dialect>) -> Option<TargetUrl> {
    let url = defaults.scratch_url.clone()?;
    let engine = engine.filter(|engine| *engine != Dialect::Sqlite)?;
    url.engine().is_none_or(|scratch| scratch == engine).then_some(url)
}

fn read_labels(value: &Value<'_>, report: &mut Report) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for entry in value.entries("{ region = \"eu\" }", report).unwrap_or_default() {
        let key = entry.key();
        let (name, text) = (key.parse(Name::parse, report), entry.string("\"…\", in quotes", report));
        if let (Some(name), Some(text)) = (name, text) {
            labels.insert(name.to_string(), text.text.to_owned());
        }
    }
    labels
}
