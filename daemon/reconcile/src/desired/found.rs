//! The targets and target sets of all files in `targets/`.
//!
//! Not one target's reading. Invariant: no two targets share a name or a database.

use std::collections::BTreeMap;

use super::code::Code;
use super::depends::check_depends;
use super::diagnostic::Diagnostic;
use super::files::{Entry, Files};
use super::keys::{TARGET, TARGET_SET};
use super::load::LARGEST;
use super::name::Name;
use super::schemas::is_silent;
use super::section::{Report, Section, document};
use super::shape::{Absent, Key, Shape};
use super::source::Source;
use super::target::{Known, Places, Target, read_target};
use super::target_set::{Ids, TargetSet, read_target_set};
use super::url::TargetUrl;

/// The top of a file in `targets/`; its tables are the reference's own sections.
static FILE: Shape = Shape {
    file: "targets/*.toml",
    header: "",
    about: "",
    keys: &[
        Key { name: "target", kind: "list of tables", default: Absent::Value("[]"), example: "[]", about: "" },
        Key { name: "target-set", kind: "list of tables", default: Absent::Value("[]"), example: "[]", about: "" },
    ],
    later: &[],
};

/// What was found in `targets/`.
#[derive(Default)]
pub(super) struct Found {
    pub(super) targets: BTreeMap<Name, Target>,
    /// Every target set, expanded or not.
    pub(super) sets: Vec<TargetSet>,
    databases: BTreeMap<TargetUrl, Name>,
}

impl Found {
    /// The target sets whose ids a query finds.
    pub(super) fn queried_sets(&self) -> Vec<TargetSet> {
        self.sets.iter().filter(|set| matches!(set.ids, Ids::Query { .. })).cloned().collect()
    }

    fn add(&mut self, target: Target, places: &Places, report: &mut Report) {
        let name = target.name.clone();
        if let Some(first) = self.targets.get(&name) {
            let message = format!("the target `{name}` is already at {}", first.origin);
            report.push(places.error(Code::DuplicateName, message).hint("give each target its own name"));
            return;
        }
        if let Some(other) = self.databases.get(&target.url) {
            let message = format!("the target `{name}` is the same database as `{other}`: {}", target.url);
            let hint = "a database is one target; two would undo each other's changes";
            report.push(places.error(Code::SameDatabase, message).hint(hint));
            return;
        }
        self.databases.insert(target.url.clone(), name.clone());
        self.targets.insert(name, target);
    }

    fn add_set(&mut self, set: TargetSet, places: &Places, report: &mut Report) {
        if let Some(first) = self.sets.iter().find(|other| other.name == set.name) {
            let message = format!("the target set `{}` is already at {}", set.name, first.origin);
            report.push(places.error(Code::DuplicateName, message));
            return;
        }
        if let Ids::Known(ids) = &set.ids {
            match set.expand(ids.iter().map(Name::as_str)) {
                Ok(targets) => targets.into_iter().for_each(|target| self.add(target, places, report)),
                Err(error) => {
                    let source =
                        std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
                    report.push(places.error(Code::BadId, format!("{error}{source}")));
                }
            }
        }
        self.sets.push(set);
    }
}

/// Reads every `.toml` file in `targets/`.
pub(super) fn read_targets(entries: Vec<Entry>, known: &Known<'_>, files: &dyn Files, report: &mut Report) -> Found {
    let mut found = Found::default();
    for entry in entries {
        if !entry.path.ends_with(".toml") {
            if !is_silent(&entry.path) {
                let message = "not read: targets are in `.toml` files";
                report.push(Diagnostic::note(Code::NotRead, &entry.path, message));
            }
            continue;
        }
        match Source::read(files, &entry.path, LARGEST) {
            Ok(source) => {
                let read = |top: Section<'_>, report: &mut Report| read_file(top, known, files, &mut found, report);
                document(&source, &FILE, report, read);
            }
            Err(diagnostics) => report.extend(diagnostics),
        }
    }
    check_depends(&found, report);
    found
}

fn read_file(mut top: Section<'_>, known: &Known<'_>, files: &dyn Files, found: &mut Found, report: &mut Report) {
    let targets = top.take("target").map(|value| value.tables(&TARGET, report));
    for section in targets.unwrap_or_default() {
        if let Some((target, places)) = read_target(section, known, report) {
            found.add(target, &places, report);
        }
    }
    let sets = top.take("target-set").map(|value| value.tables(&TARGET_SET, report));
    for section in sets.unwrap_or_default() {
        if let Some((set, places)) = read_target_set(section, known, files, report) {
            found.add_set(set, &places, report);
        }
    }
    top.finish(report);
}
