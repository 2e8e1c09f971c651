//! All changelists of a schema repo, in the order in which they run.
//!
//! Invariant: whatever a changelist comes after stands before it; where nothing is said, ids are in their order.

use std::collections::{BTreeMap, BTreeSet};

use super::changelist::{Around, Changelist, Found, read_changelist};
use super::code::Code;
use super::diagnostic::Diagnostic;
use super::files::{Entry, Files};
use super::load::LARGEST;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::schemas::{SqlFile, is_silent, is_sql};
use super::section::Report;
use super::source::Source;

/// The name of the settings in a changelist's folder.
const SETTINGS: &str = "changelist.toml";

/// Reads every folder in `changelists/`.
pub(super) fn read_changelists(
    entries: Vec<Entry>,
    around: &Around<'_>,
    files: &dyn Files,
    report: &mut Report,
) -> Vec<Changelist> {
    let mut found = BTreeMap::new();
    for (folder, content) in folders(entries, report) {
        let Some(one) = read_folder(&folder, content, around, files, report) else { continue };
        found.insert(one.changelist.id.clone(), one);
    }
    check_after(&found, report);
    let changelists = ordered(found, report);
    note_unused(&changelists, around, report);
    changelists
}

/// What is in one folder.
#[derive(Default)]
struct Content {
    has_settings: bool,
    sql: Vec<SqlFile>,
}

fn folders(entries: Vec<Entry>, report: &mut Report) -> BTreeMap<String, Content> {
    let mut folders: BTreeMap<String, Content> = BTreeMap::new();
    for entry in entries {
        let inside = entry.path.strip_prefix("changelists/").unwrap_or(&entry.path);
        let Some((folder, file)) = inside.split_once('/') else {
            if !is_silent(inside) {
                let message = "the file belongs to no changelist, because it stands in no folder of `changelists/`";
                let hint = format!("move it to `changelists/<id>/{inside}`");
                report.push(Diagnostic::file(Code::UnknownFile, &entry.path, message).hint(hint));
            }
            continue;
        };
        let content = folders.entry(folder.to_owned()).or_default();
        match file {
            SETTINGS => content.has_settings = true,
            _ if is_sql(file) => content.sql.push(SqlFile { path: entry.path, id: entry.id }),
            _ if is_silent(file) => {}
            _ => {
                let near = did_you_mean(file, [SETTINGS]);
                let message = format!("a changelist is its `changelist.toml` and its `.sql` files{near}");
                report.push(Diagnostic::file(Code::UnknownFile, &entry.path, message));
            }
        }
    }
    folders
}

fn read_folder(
    folder: &str,
    mut content: Content,
    around: &Around<'_>,
    files: &dyn Files,
    report: &mut Report,
) -> Option<Found> {
    let path = format!("changelists/{folder}");
    let id = match Name::parse(folder) {
        Ok(id) => id,
        Err(error) => {
            let message = format!("the folder is no id of a changelist: {error}");
            report.push(Diagnostic::file(Code::BadName, &path, message).hint(error.hint()));
            return None;
        }
    };
    if !content.has_settings {
        let message = format!("the changelist `{id}` has no `{SETTINGS}`, so nothing says where it runs");
        let hint = format!("`groundline changelist new {id}` writes one");
        report.push(Diagnostic::file(Code::EmptyChangelist, &path, message).hint(hint));
        return None;
    }
    if content.sql.is_empty() {
        let message = format!("the changelist `{id}` has no `.sql` file, so there is nothing to run");
        report.push(Diagnostic::file(Code::EmptyChangelist, &path, message));
    }
    content.sql.sort();
    match Source::read(files, &format!("{path}/{SETTINGS}"), LARGEST) {
        Ok(source) => read_changelist(id, content.sql, &source, around, report),
        Err(diagnostics) => {
            report.extend(diagnostics);
            None
        }
    }
}

/// Whatever a changelist comes after is there.
fn check_after(found: &BTreeMap<Name, Found>, report: &mut Report) {
    for Found { changelist, after } in found.values() {
        for (name, place) in changelist.after.iter().zip(after).filter(|(name, _)| !found.contains_key(*name)) {
            let names = || found.keys().map(Name::as_str);
            let message = format!("there is no changelist `{name}`{}", did_you_mean(name.as_str(), names()));
            let hint = short_list(names()).map(|list| format!("the changelists are {list}"));
            report.push(Diagnostic { message, ..place.clone() }.maybe_hint(hint));
        }
    }
}

/// The changelists in their order; what goes in a circle is reported and left out.
fn ordered(mut found: BTreeMap<Name, Found>, report: &mut Report) -> Vec<Changelist> {
    let known: BTreeSet<Name> = found.keys().cloned().collect();
    let waits = |one: &Found| one.changelist.after.iter().filter(|name| known.contains(*name)).cloned().collect();
    let mut waiting: BTreeMap<Name, BTreeSet<Name>> = found.iter().map(|(id, one)| (id.clone(), waits(one))).collect();
    let mut later: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
    for (id, names) in &waiting {
        names.iter().for_each(|name| later.entry(name.clone()).or_default().push(id.clone()));
    }
    let mut ready: BTreeSet<Name> =
        waiting.iter().filter(|(_, names)| names.is_empty()).map(|(id, _)| id.clone()).collect();
    let mut order = Vec::new();
    while let Some(id) = ready.pop_first() {
        waiting.remove(&id);
        for next in later.remove(&id).unwrap_or_default() {
            if let Some(names) = waiting.get_mut(&next)
                && names.remove(&id)
                && names.is_empty()
            {
                ready.insert(next);
            }
        }
        order.extend(found.remove(&id).map(|one| one.changelist));
    }
    if let Some(circle) = circle(&waiting) {
        report.extend(of_circle(&circle, &found));
    }
    order
}

/// Some circle among what waits for each other.
fn circle(waiting: &BTreeMap<Name, BTreeSet<Name>>) -> Option<Vec<Name>> {
    let mut path = vec![waiting.keys().next()?.clone()];
    loop {
        let next = waiting.get(path.last()?)?.first()?.clone();
        if let Some(at) = path.iter().position(|name| *name == next) {
            return Some(path.split_off(at));
        }
        path.push(next);
    }
}

fn of_circle(circle: &[Name], found: &BTreeMap<Name, Found>) -> Option<Diagnostic> {
    let first = found.get(circle.first()?)?;
    let next = circle.get(1).unwrap_or(circle.first()?);
    let at = first.changelist.after.iter().position(|name| name == next)?;
    let shown: Vec<_> = circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
    let message = format!("changelists wait for each other in a circle: {}", shown.join(" after "));
    let place = first.after.get(at)?;
    Some(
        Diagnostic { code: Code::ChangelistCircle, message, ..place.clone() }
            .hint("take one `after` of the circle out"),
    )
}

/// Says which changelists no target has.
fn note_unused(changelists: &[Changelist], around: &Around<'_>, report: &mut Report) {
    let Some(targets) = around.targets.as_ref().filter(|_| around.sets.is_empty()) else { return };
    for changelist in changelists.iter().filter(|one| !targets.iter().any(|target| one.is_for(target))) {
        let message = format!("the changelist `{}` is for no target", changelist.id);
        report.push(Diagnostic::note(Code::NotUsed, &changelist.origin.file, message));
    }
}
