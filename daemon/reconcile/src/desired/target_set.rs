//! Target sets: many databases that are alike, one for each id.
//!
//! Not the query that finds ids: whoever can reach a database runs it and hands the ids to `expand`. Invariant: an id is
//! a name, so that it cannot change the meaning of a URL it is put into.

use std::collections::BTreeSet;

use super::code::Code;
use super::files::Files;
use super::keys::IDS;
use super::name::{Name, NameError};
use super::project::read_url;
use super::section::{Report, Section};
use super::source::{Source, quoted, unreadable};
use super::target::{Known, Origin, Places, Target, TargetKind, read_kind};
use super::url::TargetUrl;
use super::value::{Text, Value};

/// The most bytes of a file of ids.
const LARGEST: u64 = 16 << 20;

/// Many databases that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetSet {
    /// What each target is called, with `{id}` in it.
    pub name: String,
    /// What the targets have in common.
    pub kind: TargetKind,
    /// Where each is, with `{id}` in it or in the value of the variable.
    pub url: TargetUrl,
    /// Where the ids come from.
    pub ids: Ids,
    /// Where it is written.
    pub origin: Origin,
}

/// Where the ids of a target set come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ids {
    /// They are in the schema repo, listed or in a file.
    Known(Vec<Name>),
    /// The first column of a query on a control database.
    Query {
        /// The query.
        query: String,
        /// The control database.
        url: TargetUrl,
    },
}

/// Why ids do not become targets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpandError {
    /// An id is not one.
    #[error("an id of target set `{set}` cannot stand in names and URLs")]
    Id {
        /// The set.
        set: String,
        /// What is wrong with the id.
        source: NameError,
    },
    /// The name with the id is not one.
    #[error("id `{id}` of target set `{set}` makes no name of a target")]
    Name {
        /// The set.
        set: String,
        /// The id.
        id: Name,
        /// What is wrong with the name.
        source: NameError,
    },
    /// An id stands twice.
    #[error("id `{id}` stands twice in target set `{set}`")]
    Twice {
        /// The set.
        set: String,
        /// The id.
        id: Name,
    },
}

impl TargetSet {
    /// The targets of the given ids, in their order.
    ///
    /// # Errors
    /// An id that is no name, that stands twice, or that makes the name too long.
    pub fn expand<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<Target>, ExpandError> {
        let mut seen = BTreeSet::new();
        let mut targets = Vec::new();
        for id in ids {
            let id = Name::parse(id).map_err(|source| ExpandError::Id { set: self.name.clone(), source })?;
            targets.push(self.target(&id)?);
            if let Some(id) = seen.replace(id) {
                return Err(ExpandError::Twice { set: self.name.clone(), id });
            }
        }
        Ok(targets)
    }

    /// The target of one id.
    fn target(&self, id: &Name) -> Result<Target, ExpandError> {
        let named = Name::parse(&self.name.replace("{id}", id.as_str()));
        let name = named.map_err(|source| ExpandError::Name { set: self.name.clone(), id: id.clone(), source })?;
        let (kind, set) = (self.kind.clone(), Some(self.name.clone()));
        Ok(Target { name, kind, url: self.url.for_id(id), set, origin: self.origin.clone() })
    }

    /// Whether the set could have a target of that name.
    pub fn could_have(&self, target: &str) -> bool {
        self.id_of(target).is_some()
    }

    /// The id of the target of that name, where the set could have one.
    pub fn id_of<'t>(&self, target: &'t str) -> Option<&'t str> {
        let (before, after) = self.name.split_once("{id}")?;
        let id = target.strip_prefix(before)?.strip_suffix(after)?;
        (self.name.replace("{id}", id) == target && Name::parse(id).is_ok()).then_some(id)
    }
}

/// Reads one `[[target-set]]`.
pub(super) fn read_target_set(
    mut section: Section<'_>,
    known: &Known<'_>,
    files: &dyn Files,
    report: &mut Report,
) -> Option<(TargetSet, Places)> {
    let name = section.require("name", report).and_then(|value| value.string("\"tenant-{id}\"", report));
    let template = name.as_ref().and_then(|text| read_template(text, report));
    let url_value = section.peek("url");
    let (kind, url) = read_kind(&mut section, known, report);
    let ids = section.require("ids", report).and_then(|value| read_ids(&value, files, report));
    if let (Some(value), Some(url)) = (&url_value, &url)
        && !url.has_id()
    {
        let message = "the `url` of a target set has no `{id}`, so that all its targets would be one database";
        report.push(value.error(Code::BadUrl, message).hint("put `{id}` where the id stands in the URL"));
    }
    let places = Places::of(&section, name.as_ref());
    section.finish(report);
    let set = TargetSet { name: template?, kind: kind?, url: url?, ids: ids?, origin: places.origin() };
    Some((set, places))
}

fn read_template(text: &Text<'_>, report: &mut Report) -> Option<String> {
    if !text.text.contains("{id}") {
        let message = format!("the name {} of a target set has no `{{id}}`", quoted(text.text));
        report.push(text.error(Code::BadName, message).hint("put `{id}` where the id stands, as in `tenant-{id}`"));
        return None;
    }
    text.parse(|text| Name::parse(&text.replace("{id}", "0")), report).map(|_| text.text.to_owned())
}

fn read_ids(value: &Value<'_>, files: &dyn Files, report: &mut Report) -> Option<Ids> {
    if value.is_list() {
        let texts = value.strings("[\"acme\", \"globex\"]", report)?;
        return checked(texts, report).map(Ids::Known);
    }
    let example = "[\"acme\", \"globex\"], or { file = \"…\" }, or { query = \"…\", url = \"env:NAME\" }";
    if !value.is_table() {
        return value.wrong("a list of strings or a table", example, report);
    }
    let mut section = value.table(&IDS, report)?;
    let file = section.take("file").map(|value| value.string("\"targets/tenants.txt\"", report));
    let query = section.take("query").map(|value| value.string("\"SELECT id FROM tenants\"", report));
    let url = section.take("url").map(|value| read_url(&value, report));
    let ids = match (file, query, url) {
        (Some(file), None, None) => file.and_then(|file| read_file(&file, files, report)),
        (None, Some(query), Some(url)) => match (query, url) {
            (Some(query), Some((_, url))) => Some(Ids::Query { query: query.text.to_owned(), url }),
            _ => None,
        },
        _ => {
            let message = "`ids` is either `file` alone, or `query` and `url` together";
            report.push(value.error(Code::MissingKey, message).hint(format!("write ids = {example}")));
            None
        }
    };
    section.finish(report);
    ids
}

fn read_file(path: &Text<'_>, files: &dyn Files, report: &mut Report) -> Option<Ids> {
    let outside = path.text.starts_with('/') || path.text.split(['/', '\\']).any(|part| part == "..");
    if outside || path.text.is_empty() {
        let message = format!("`file`: {} is no path inside the schema repo", quoted(path.text));
        report.push(
            path.error(Code::Unreadable, message).hint("write the path from the root of the schema repo, without `..`"),
        );
        return None;
    }
    match files.read(path.text, LARGEST) {
        Err(super::files::FilesError::Absent) => {
            let message = format!("`file`: there is no file {} in the schema repo", quoted(path.text));
            report.push(path.error(Code::Unreadable, message).hint("write the path from the root of the schema repo"));
            None
        }
        Err(error) => {
            report.extend(unreadable(path.text, &error));
            None
        }
        Ok(bytes) => match Source::decode(path.text, bytes) {
            Ok(source) => checked(lines(&source), report).map(Ids::Known),
            Err(diagnostics) => {
                report.extend(diagnostics);
                None
            }
        },
    }
}

/// The ids of a file: one a line, without empty lines and those that begin with `#`.
fn lines(source: &Source) -> Vec<Text<'_>> {
    let mut offset = 0;
    let mut texts = Vec::new();
    for line in source.text.split_inclusive('\n') {
        let text = line.trim();
        let start = offset + (line.len() - line.trim_start().len());
        offset += line.len();
        if !text.is_empty() && !text.starts_with('#') {
            texts.push(Text { source, key: "id", span: start..start + text.len(), text });
        }
    }
    texts
}

fn checked(texts: Vec<Text<'_>>, report: &mut Report) -> Option<Vec<Name>> {
    let mut seen = BTreeSet::new();
    let mut ids = Vec::new();
    let before = report.len();
    for text in &texts {
        match Name::parse(text.text) {
            Err(error) => report.push(text.error(Code::BadId, format!("`id`: {error}")).hint(error.hint())),
            Ok(id) if !seen.insert(id.clone()) => {
                report.push(text.error(Code::DuplicateName, format!("id `{id}` stands twice")));
            }
            Ok(id) => ids.push(id),
        }
    }
    (report.len() == before).then_some(ids)
}
