//! `groundline.toml`: the project, its environments, its defaults.

use schema::Dialect;

use super::code::Code;
use super::keys::{DEFAULTS, PROJECT};
use super::name::Name;
use super::section::{Report, Section, document};
use super::source::Source;
use super::url::TargetUrl;
use super::value::{Text, Value};

/// The format that this version reads.
pub const FORMAT: i64 = 1;

/// What `groundline.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// What the project is called.
    pub name: Name,
    /// The environments in the order in which a change reaches them.
    pub environments: Vec<Name>,
    /// What holds for targets that do not say otherwise.
    pub defaults: Defaults,
}

/// What holds for targets that do not say otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The engine of targets whose URL does not say it.
    pub engine: Option<Dialect>,
    /// Where scratch databases are made.
    pub scratch_url: Option<TargetUrl>,
}

/// What could be read of `groundline.toml`; what is missing was reported.
#[derive(Default)]
pub(super) struct ProjectDraft {
    pub(super) name: Option<Name>,
    /// Nothing where they could not be read, so that no target is blamed for that.
    pub(super) environments: Option<Vec<Name>>,
    pub(super) defaults: Defaults,
}

/// Reads `groundline.toml`.
pub(super) fn read_project(source: &Source, report: &mut Report) -> ProjectDraft {
    document(source, &PROJECT, report, project).unwrap_or_default()
}

fn project(mut top: Section<'_>, report: &mut Report) -> ProjectDraft {
    let format = top.require("format", report);
    if let Some(value) = format
        && let Some(format) = value.integer("1", report)
        && format != FORMAT
    {
        let message = format!("the schema repo has format {format}, and this version reads format {FORMAT}");
        let hint = if format > FORMAT { "use a newer version of Groundline" } else { "write format = 1" };
        report.push(value.error(Code::OtherFormat, message).hint(hint));
    }
    let name = top.require("project", report).and_then(|value| value.string("\"shop\"", report));
    let name = name.and_then(|text| text.parse(Name::parse, report));
    let environments = top.require("environments", report).and_then(|value| environments(&value, report));
    let defaults = top.take("defaults").and_then(|value| value.table(&DEFAULTS, report));
    let defaults = defaults.map(|section| read_defaults(section, report)).unwrap_or_default();
    top.finish(report);
    ProjectDraft { name, environments, defaults }
}

fn environments(value: &Value<'_>, report: &mut Report) -> Option<Vec<Name>> {
    let texts = value.strings("[\"dev\", \"prod\"]", report)?;
    if texts.is_empty() {
        report.push(
            value
                .error(Code::BadValue, "`environments` is empty, and every target belongs to one")
                .hint("write environments = [\"dev\", \"prod\"], in the order in which a change reaches them"),
        );
        return None;
    }
    let mut names: Vec<Name> = Vec::new();
    let mut bad = false;
    for text in &texts {
        match text.parse(Name::parse, report) {
            Some(name) if names.contains(&name) => {
                report.push(text.error(Code::DuplicateName, format!("the environment `{name}` stands twice")));
            }
            Some(name) => names.push(name),
            None => bad = true,
        }
    }
    (!bad).then_some(names)
}

fn read_defaults(mut section: Section<'_>, report: &mut Report) -> Defaults {
    let engine = section.take("engine").and_then(|value| read_engine(&value, report));
    let scratch_url = section.take("scratch_url").and_then(|value| read_url(&value, report));
    section.finish(report);
    Defaults { engine, scratch_url: scratch_url.map(|(_, url)| url) }
}

/// Reads an engine.
pub(super) fn read_engine(value: &Value<'_>, report: &mut Report) -> Option<Dialect> {
    let text = value.string("\"postgres\"", report)?;
    let words = [
        ("sqlite", Dialect::Sqlite),
        ("postgres", Dialect::Postgres),
        ("mysql", Dialect::MySql),
        ("mariadb", Dialect::MySql),
    ];
    text.choose(&words, report)
}

/// Reads a URL.
pub(super) fn read_url<'s>(value: &Value<'s>, report: &mut Report) -> Option<(Text<'s>, TargetUrl)> {
    let text = value.string("\"env:NAME\"", report)?;
    let url = text.parse(TargetUrl::parse, report)?;
    Some((text, url))
}
