//! The schema repo that `init` writes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use reconcile::desired::{Kit, kit, load, template};
use schema::Dialect;

const ENGINES: [Dialect; 3] = [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql];

/// The template of an engine as files in memory.
pub(crate) fn files(engine: Dialect) -> BTreeMap<String, Vec<u8>> {
    template(engine).into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect()
}

#[test]
fn the_template_of_every_engine_loads_without_a_word() {
    for engine in ENGINES {
        let files = files(engine);
        let state = load(&files).unwrap_or_else(|wrong| panic!("{engine}:\n{wrong}"));
        assert!(state.notes.is_empty(), "{engine}: {}", state.notes);
        assert!(state.check_texts(&files).is_empty());
        assert!(state.targets.values().all(|target| target.kind.engine == engine));
    }
}

#[test]
fn every_file_of_the_template_begins_with_two_lines_about_itself() {
    for engine in ENGINES {
        for (path, bytes) in files(engine) {
            let text = String::from_utf8(bytes).expect("the template is text");
            let mark = if path.ends_with(".sql") { "-- " } else { "# " };
            let lines: Vec<_> = text.lines().take(2).collect();
            let is_commented = lines.iter().all(|line| line.starts_with(mark));
            assert!(is_commented || path == "README.md", "{engine}/{path}");
        }
    }
}

#[test]
fn the_template_holds_every_file_of_its_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema-repo-template");
    for engine in ENGINES {
        let mut on_disk = BTreeSet::new();
        collect(&root.join("common"), "", &mut on_disk);
        collect(&root.join(engine.name()), "", &mut on_disk);
        let held: BTreeSet<_> = files(engine).into_keys().collect();
        assert_eq!(held, on_disk, "{engine}");
    }
}

#[test]
fn every_kit_holds_every_file_of_its_folder_and_says_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema-repo-template/ci");
    for (name, own) in [("github", Kit::GitHub), ("gitlab", Kit::GitLab), ("gitea", Kit::Gitea), ("hook", Kit::Hook)] {
        let mut on_disk = BTreeSet::new();
        collect(&root.join(name), "", &mut on_disk);
        let held: BTreeSet<_> = kit(own).iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(held, on_disk, "{name}");
        for (path, bytes) in kit(own) {
            assert!(bytes.starts_with(b"# ") || bytes.starts_with(b"#!/bin/sh\n# "), "{path}");
        }
        let mut files = files(Dialect::Sqlite);
        files.extend(kit(own).iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())));
        assert!(load(&files).is_ok_and(|state| state.notes.is_empty()), "{name}");
    }
}

fn collect(folder: &Path, below: &str, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed")) {
        let path = format!("{below}{}", entry.file_name().to_str().expect("names are text"));
        match entry.path().is_dir() {
            true => collect(&entry.path(), &format!("{path}/"), into),
            false => drop(into.insert(path)),
        }
    }
}
