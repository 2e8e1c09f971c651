//! Every case folder of SQLite, through the database door.

use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::check::check;

fn folders(root: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root).into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[tokio::test]
async fn every_case_folder_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/sqlite");
    let only = std::env::var("GROUNDLINE_TEST_CASE").unwrap_or_default();
    let mut failures = Vec::new();
    let mut count = 0;
    for folder in folders(&root).iter().flat_map(|group| folders(group)) {
        let name = folder.strip_prefix(&root).unwrap_or(&folder).display().to_string();
        if !name.contains(&only) {
            continue;
        }
        count += 1;
        if let Err(reason) = check(&Case::read(&folder)).await {
            failures.push(format!("== {name}\n{reason}\n"));
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 0 || !only.is_empty(), "no cases were found");
}
