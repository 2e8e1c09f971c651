//! The schema repo that `init` writes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use reconcile::desired::{load, template};
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

fn collect(folder: &Path, below: &str, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed")) {
        let path = format!("{below}{}", entry.file_name().to_str().expect("names are text"));
        match entry.path().is_dir() {
            true => collect(&entry.path(), &format!("{path}/"), into),
            false => drop(into.insert(path)),
        }
    }
}
