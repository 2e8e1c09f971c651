//! The project's own rules as tests: who may depend on whom, how long a file may be, what its documents promise.
//!
//! Each test lists every offence that it finds, as `file:line: what`.

mod dependencies;
mod documents;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use tests::{Fault, workspace};

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("crates use only the crates below them", dependencies::own_crates as fn() -> Result<Vec<String>, Fault>),
        ("crates use only the packages of their row", dependencies::outside_packages),
        ("no crate is named after nothing", dependencies::names),
        ("the members are the folders of daemon and tests", dependencies::members),
        ("the top level is what the project is known by", documents::top_level),
        ("no file is longer than 600 lines", sources::length),
        ("every source file says what it is", sources::headers),
        ("nothing panics outside of tests", sources::panics),
        ("floor 0 has no input, output, clock or async", sources::floor_zero),
        ("types are named after what they are", sources::type_names),
        ("every link in the documents resolves", documents::links),
        ("generated documents are current", documents::generated),
        ("the changelog has an unreleased section", documents::changelog),
    ]
    .into_iter()
    .map(|(name, offences)| Trial::test(format!("structure/{name}"), move || none(offences()?)))
    .collect()
}

fn none(offences: Vec<String>) -> Result<(), Failed> {
    if offences.is_empty() { Ok(()) } else { Err(offences.join("\n").into()) }
}

/// Every file under a folder of the checkout whose name ends with one of `endings`, with its path in the checkout.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, PathBuf)> {
    let root = workspace();
    let mut found = Vec::new();
    collect(&root.join(folder), &mut found);
    found.sort();
    let shown = |path: PathBuf| (path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().into_owned(), path);
    found.into_iter().map(shown).filter(|(name, _)| endings.iter().any(|ending| name.ends_with(ending))).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        match path.is_dir() {
            _ if is_hidden || path.ends_with("target") => {}
            true => collect(&path, found),
            false => found.push(path),
        }
    }
}

fn read(path: &Path) -> Result<String, Fault> {
    fs::read_to_string(path).map_err(|error| Fault::new(format!("`{}`: {error}", path.display())))
}
