//! The pages in `daemon/docs/rules/` are what the rules say.

use std::collections::BTreeMap;
use std::path::Path;

use review::rules::RULES;
use review::{document, index};

fn pages() -> BTreeMap<String, String> {
    let pages = RULES.iter().map(|rule| (format!("{}.md", rule.code), document(rule)));
    pages.chain([("README.md".to_owned(), index(RULES.iter().copied()))]).collect()
}

#[test]
fn the_pages_of_the_rules_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules");
    let pages = pages();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder of documents can be made");
        for (name, text) in &pages {
            std::fs::write(folder.join(name), text).expect("a page can be written");
        }
    }
    let found: BTreeMap<String, String> = std::fs::read_dir(&folder)
        .expect("the folder of rules is there")
        .flatten()
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("a page can be read");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    let differ: Vec<_> =
        pages.iter().filter(|(name, text)| found.get(*name) != Some(text)).map(|(name, _)| name).collect();
    let foreign: Vec<_> = found.keys().filter(|name| !pages.contains_key(*name)).collect();
    assert!(differ.is_empty() && foreign.is_empty(), "write them anew with UPDATE_DOCS=1: {differ:?} {foreign:?}");
}
