//! Schemas that others wrote: a fresh creation script is no danger, and no statement of it is strange.
//!
//! They lie in `../shared/schemas` beside the checkout; where they are not, the test says so and passes.

use std::path::{Path, PathBuf};

use review::{Finding, Input, Level, Policy, Settings, review};
use schema::Dialect;

fn schemas() -> Vec<(Dialect, PathBuf)> {
    let places = ["../../../shared/schemas", "../../../../shared/schemas"];
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(folder) = places.iter().map(|place| manifest.join(place)).find(|place| place.is_dir()) else {
        eprintln!("skipped: there is no ../shared/schemas beside the checkout");
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the folder can be read").flatten();
    let mut found: Vec<_> =
        entries.map(|entry| entry.path()).filter_map(|path| Some((dialect(&path)?, path))).collect();
    found.sort();
    found
}

fn dialect(path: &Path) -> Option<Dialect> {
    let name = path.file_name()?.to_str()?.strip_suffix(".sql")?;
    [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite].into_iter().find(|dialect| name.ends_with(dialect.name()))
}

fn findings(dialect: Dialect, path: &Path) -> Vec<Finding> {
    let text = std::fs::read_to_string(path).expect("a schema can be read");
    let policy = Policy::default();
    let (environment, target, schema) = (None, None, None);
    let settings = Settings {
        dialect,
        policy: &policy,
        environment,
        target,
        schema,
        is_wrapped: false,
        rows: Default::default(),
        bytes: Default::default(),
    };
    review(&settings, &[Input { path: &path.display().to_string(), text: &text }]).findings
}

/// What is wrong wherever it stands, in a fresh script too: no rule about the safety of a change.
const OF_ITS_OWN: [&str; 1] = ["security-definer-function"];

#[test]
fn a_fresh_creation_script_has_no_finding_at_error_level() {
    for (dialect, path) in schemas() {
        let errors: Vec<_> = findings(dialect, &path)
            .into_iter()
            .filter(|one| one.level == Level::Error && !OF_ITS_OWN.contains(&one.rule))
            .collect();
        let shown: Vec<_> =
            errors.iter().map(|one| format!("{}:{} {} {}", one.line, one.column, one.rule, one.message)).collect();
        assert!(errors.is_empty(), "{}:\n{}", path.display(), shown.join("\n"));
    }
}

#[test]
fn no_statement_of_them_is_unrecognised() {
    for (dialect, path) in schemas() {
        let strange: Vec<_> =
            findings(dialect, &path).into_iter().filter(|one| one.rule == "unparsed-statement").collect();
        assert!(strange.is_empty(), "{}: {strange:#?}", path.display());
    }
}
