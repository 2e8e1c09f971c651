//! Every case of `tests/cases`, and the shared ones where they are: a schema that a database takes has nothing strange in it.
//!
//! The desired schema is reviewed by every rule there is. No statement of it is unknown, no rule says that a name is missing or there
//! twice, and each finding and each edit lies within the file.

use std::path::{Path, PathBuf};

use review::rules::RULES;
use review::{Input, Level, Policy, Review, Settings, review};
use schema::Dialect;

/// A name, a dialect, and the SQL.
type Case = (String, Dialect, String);

fn folder(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place)
}

fn of_repository() -> Vec<Case> {
    let mut cases = Vec::new();
    for dialect in [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite] {
        collect(&folder("../../tests/cases").join(dialect.name()), dialect, &mut cases);
    }
    cases.sort_by(|one, other| one.0.cmp(&other.0));
    cases
}

fn collect(folder: &Path, dialect: Dialect, cases: &mut Vec<Case>) {
    for entry in std::fs::read_dir(folder).expect("the folder of cases can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, dialect, cases);
        } else if path.file_name().is_some_and(|name| name == "desired.sql") {
            let text = std::fs::read_to_string(&path).expect("a case can be read");
            cases.push((path.display().to_string(), dialect, text));
        }
    }
}

fn of_others() -> Vec<Case> {
    let places = ["../../../shared/cases", "../../../../shared/cases"];
    let Some(folder) = places.into_iter().map(folder).find(|place| place.is_dir()) else {
        eprintln!("skipped: there is no ../shared/cases beside the checkout");
        return Vec::new();
    };
    let mut cases = Vec::new();
    for (file, dialect) in [("diff-postgres.jsonl", Dialect::Postgres), ("diff-mysql.jsonl", Dialect::MySql)] {
        let text = std::fs::read_to_string(folder.join(file)).expect("the shared cases can be read");
        for line in text.lines() {
            let case: serde_json::Value = serde_json::from_str(line).expect("a shared case is JSON");
            let field = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
            cases.push((field("id"), dialect, field("new")));
        }
    }
    cases
}

/// A review by all rules, those too that are off.
fn everything(dialect: Dialect, text: &str) -> Review {
    let mut policy = Policy::default();
    for rule in RULES.iter().filter(|rule| rule.level == Level::Off) {
        policy.set(rule.code, None).expect("the rule is there");
    }
    review(&Settings::new(dialect, &policy), &[Input { path: "desired.sql", text }])
}

/// What a schema that a database takes can never be.
const ABSURD: &[&str] = &[
    "unparsed-statement",
    "object-exists",
    "object-missing",
    "duplicate-column-or-key",
    "multiple-primary-keys",
    "index-column-missing",
    "constraint-name-collision",
    "plpgsql-body-check",
    "partition-duplicate-or-gap",
];

fn check(cases: Vec<Case>) {
    let mut strange = Vec::new();
    for (name, dialect, text) in cases {
        let found = everything(dialect, &text);
        for one in &found.findings {
            let inside = |span: &std::ops::Range<usize>| text.get(span.clone()).is_some();
            let edits = one.fix.iter().flat_map(|fix| &fix.edits);
            let is_placed = inside(&one.span) && edits.into_iter().all(|edit| inside(&edit.span)) && one.line >= 1;
            if !is_placed || ABSURD.contains(&one.rule) {
                strange.push(format!("{name}:{}:{} {} {}", one.line, one.column, one.rule, one.message));
            }
        }
    }
    assert!(strange.is_empty(), "{} findings:\n{}", strange.len(), strange.join("\n"));
}

#[test]
fn the_desired_schemas_of_the_cases_have_nothing_strange_in_them() {
    let cases = of_repository();
    assert!(cases.len() > 300, "the cases are there: {}", cases.len());
    check(cases);
}

#[test]
fn nor_have_those_that_others_wrote() {
    check(of_others());
}
