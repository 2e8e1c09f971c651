//! One changelist: `changelists/<id>/changelist.toml` and the `.sql` files beside it.
//!
//! Not what its SQL means, nor whether it ran: the SQL is read when somebody needs it, and the ledger of a target says what ran there.
//! Invariant: a changelist that was read has an id, a title, targets and at least one file.

use std::collections::BTreeMap;
use std::time::Duration;

use review::condition::{Condition, Domain, Values, Variable as Word, Vocabulary};
use schema::{Digest, DigestBuilder};

use super::changelist_keys::{CHANGELIST, CHECK};
use super::changelist_parts::{read_batch, read_check, read_chosen, read_variables};
use super::code::Code;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::files::Files;
use super::name::Name;
use super::schemas::{LARGEST_SQL, SqlFile, SqlText};
use super::section::{Report, Section, document};
use super::source::{Source, quoted};
use super::target::{Origin, Target};
use super::target_set::TargetSet;
use super::value::Text;

/// What a condition over targets may ask for.
pub static OF_TARGETS: Vocabulary = Vocabulary {
    of: "a changelist's targets",
    variables: &[
        Word { name: "target", domain: Domain::Text, about: "The name of the target." },
        Word {
            name: "set",
            domain: Domain::Text,
            about: "The name of its target set, `{id}` in it; empty for a target of its own.",
        },
        Word { name: "environment", domain: Domain::Text, about: "Its environment." },
        Word { name: "engine", domain: Domain::Word(&["sqlite", "postgres", "mysql"]), about: "Its engine." },
        Word { name: "schema", domain: Domain::Text, about: "The name of its desired schema." },
        Word { name: "labels", domain: Domain::Table, about: "Its labels, as in `labels.region == \"eu\"`." },
    ],
};

/// A change that runs exactly once on each of its targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changelist {
    /// Its id: the name of its folder.
    pub id: Name,
    /// What it does, in a few words.
    pub title: String,
    /// Where it runs.
    pub targets: Chosen,
    /// What has to be through on a target first.
    pub after: Vec<Name>,
    /// Which schema it runs on.
    pub turn: Turn,
    /// Whether the rows that it changes are saved first.
    pub snapshot: RowSnapshot,
    /// How big statements go in pieces.
    pub batch: Option<Batch>,
    /// Its variables.
    pub variables: BTreeMap<String, Variable>,
    /// What must hold before and after.
    pub checks: Vec<Check>,
    /// Its files in the order in which they run; never empty.
    pub files: Vec<SqlFile>,
    /// The content of its settings.
    pub settings: String,
    /// Where it is written.
    pub origin: Origin,
}

/// The targets of a changelist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Targets by their names, or target sets by theirs.
    Names(Vec<String>),
    /// Every target for which it holds.
    Condition(Condition),
}

/// Which schema a changelist runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// That of the commit in force: the schema change comes first.
    Latest,
    /// The one that the target has: the schema change waits.
    Before,
    /// That of the commit that brought the changelist: later schema changes wait.
    Same,
}

/// Whether the rows that a changelist changes are saved first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSnapshot {
    /// They are.
    Rows,
    /// They are not, and somebody says why.
    Nothing {
        /// Why.
        reason: String,
    },
}

/// How big statements go in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The table that is walked over, as it is written.
    pub table: String,
    /// How many of its rows a piece walks over.
    pub size: u64,
    /// How long to pause after each piece.
    pub pause: Duration,
    /// Where the table is written.
    pub origin: Origin,
}

/// A value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
    Truth(bool),
}

/// A variable: its values by where they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Where nothing else is said.
    pub default: Option<Literal>,
    /// By target, or target set.
    pub targets: BTreeMap<String, Literal>,
    /// By label: its key, its word.
    pub labels: BTreeMap<(String, String), Literal>,
    /// By environment.
    pub environments: BTreeMap<String, Literal>,
    /// Where it is written.
    pub origin: Origin,
}

/// A query that must answer as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Whether it is asked after the changelist, and not before.
    pub is_after: bool,
    /// The query.
    pub query: String,
    /// What it must answer.
    pub expect: Expect,
    /// What it means when it fails.
    pub message: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// What a check's query must answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// No row.
    NoRows,
    /// At least one row.
    Rows,
    /// One value, and that.
    Value(Literal),
    /// One number, within bounds.
    Within {
        /// The least.
        least: Option<i64>,
        /// The greatest.
        most: Option<i64>,
    },
}

/// What a changelist may refer to; nothing where not all of it could be read.
pub(super) struct Around<'a> {
    pub(super) environments: Option<&'a [Name]>,
    pub(super) targets: Option<Vec<&'a Target>>,
    pub(super) sets: &'a [TargetSet],
}

/// A changelist that was read, and the places of what it comes after.
pub(super) struct Found {
    pub(super) changelist: Changelist,
    pub(super) after: Vec<Diagnostic>,
}

impl Changelist {
    /// Whether it runs on a target.
    pub fn is_for(&self, target: &Target) -> bool {
        match &self.targets {
            Chosen::Names(names) => {
                names.iter().any(|name| target.name == name.as_str() || target.set.as_ref() == Some(name))
            }
            Chosen::Condition(condition) => condition.answer(&values_of(target)).holds(),
        }
    }

    /// Reads its SQL.
    ///
    /// # Errors
    /// Every file that cannot be read or is not UTF-8 text.
    pub fn read(&self, files: &dyn Files) -> Result<Vec<SqlText>, Diagnostics> {
        let (mut texts, mut report) = (Vec::new(), Vec::new());
        for file in &self.files {
            match Source::read(files, &file.path, LARGEST_SQL) {
                Ok(source) => texts.push(SqlText { path: file.path.clone(), id: file.id.clone(), text: source.text }),
                Err(diagnostics) => report.extend(diagnostics),
            }
        }
        if report.is_empty() { Ok(texts) } else { Err(Diagnostics::new(report)) }
    }

    /// The digest of all that it says: settings and files.
    pub fn digest(&self) -> Digest {
        let mut digest = DigestBuilder::default();
        digest.part(self.id.as_str().as_bytes()).part(self.settings.as_bytes());
        for file in &self.files {
            digest.part(file.path.as_bytes()).part(file.id.as_bytes());
        }
        digest.finish()
    }
}

/// What a condition over targets is asked about.
pub fn values_of(target: &Target) -> Values {
    Values::new()
        .text("target", target.name.as_str())
        .text("set", target.set.clone().unwrap_or_default())
        .text("environment", target.kind.environment.as_str())
        .text("engine", target.kind.engine.name())
        .text("schema", target.kind.schema.as_str())
        .table("labels", target.kind.labels.clone())
}

/// Reads one `changelist.toml`.
pub(super) fn read_changelist(
    id: Name,
    files: Vec<SqlFile>,
    source: &Source,
    around: &Around<'_>,
    report: &mut Report,
) -> Option<Found> {
    let read = |section: Section<'_>, report: &mut Report| read_top(id, files, source, section, around, report);
    document(source, &CHANGELIST, report, read).flatten()
}

fn read_top(
    id: Name,
    files: Vec<SqlFile>,
    source: &Source,
    mut section: Section<'_>,
    around: &Around<'_>,
    report: &mut Report,
) -> Option<Found> {
    let title = section.require("title", report).and_then(|value| value.string("\"Close idle orders\"", report));
    let title = title.and_then(|text| said(&text, report));
    let targets = section.require("targets", report).and_then(|value| read_chosen(&value, around, report));
    let after = section.take("after").and_then(|value| value.strings("[\"2026-11-01-add-state\"]", report));
    let after: Vec<_> = after.unwrap_or_default().iter().filter_map(|text| read_after(text, report)).collect();
    let turn = section.take("schema").map(|value| {
        let words = [("latest", Turn::Latest), ("before", Turn::Before), ("same", Turn::Same)];
        value.string("\"latest\"", report)?.choose(&words, report)
    });
    let snapshot = read_snapshot(&mut section, report);
    let batch = section.take("batch").map(|value| read_batch(&value, report));
    let variables = section.take("variables").map(|value| read_variables(&value, around, report)).unwrap_or_default();
    let checks = section.take("check").map(|value| value.tables(&CHECK, report)).unwrap_or_default();
    let checks: Vec<_> = checks.into_iter().map(|section| read_check(section, report)).collect();
    section.finish(report);
    let (after, places) = after.into_iter().unzip();
    let origin = Origin { file: source.path.clone(), line: 1, column: 1 };
    let changelist = Changelist {
        id,
        title: title?,
        targets: targets?,
        after,
        turn: turn.unwrap_or(Some(Turn::Latest))?,
        snapshot: snapshot?,
        batch: batch.map_or(Some(None), |batch| batch.map(Some))?,
        variables,
        checks: checks.into_iter().collect::<Option<_>>()?,
        files,
        settings: source.text.clone(),
        origin,
    };
    Some(Found { changelist, after: places })
}

/// A text for people that says something.
fn said(text: &Text<'_>, report: &mut Report) -> Option<String> {
    let said = text.text.trim();
    if said.is_empty() {
        report.push(text.error(Code::BadValue, format!("{} is empty", quoted(text.key))));
        return None;
    }
    Some(said.to_owned())
}

fn read_after(text: &Text<'_>, report: &mut Report) -> Option<(Name, Diagnostic)> {
    let name = text.parse(Name::parse, report)?;
    Some((name, text.error(Code::UnknownChangelist, "")))
}

fn read_snapshot(section: &mut Section<'_>, report: &mut Report) -> Option<RowSnapshot> {
    let reason = section.take("reason");
    let wanted = section.take("snapshot");
    let Some(value) = wanted else {
        if let Some(reason) = reason {
            let message = "`reason` says why nothing is saved, and the rows are saved";
            report.push(reason.at_key(Code::BadValue, message).hint("take it out, or write snapshot = \"none\""));
            return None;
        }
        return Some(RowSnapshot::Rows);
    };
    let is_saved = value.string("\"rows\"", report)?.choose(&[("rows", true), ("none", false)], report)?;
    match (is_saved, reason) {
        (true, None) => Some(RowSnapshot::Rows),
        (true, Some(reason)) => {
            let message = "`reason` says why nothing is saved, and `snapshot` says that the rows are";
            report.push(reason.at_key(Code::BadValue, message).hint("take one of them out"));
            None
        }
        (false, Some(reason)) => {
            let text = reason.string("\"the table is filled anew each night\"", report)?;
            said(&text, report).map(|reason| RowSnapshot::Nothing { reason })
        }
        (false, None) => {
            let message = "`snapshot` is \"none\" without a `reason`: what is changed could not be brought back";
            report.push(value.error(Code::MissingKey, message).hint("write reason = \"why nothing has to be saved\""));
            None
        }
    }
}
