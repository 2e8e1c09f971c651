//! The files of a folder on disk, uncommitted edits included.

use std::os::unix::fs::{PermissionsExt, symlink};

use repo::{Files, ReadError, Reason, Repository};

use crate::reading::line;
use crate::support::Upstream;

fn on_disk(upstream: &Upstream) -> Files {
    Repository::open(&upstream.path()).expect("it opens").work_tree().expect("its work tree")
}

#[test]
fn a_clean_work_tree_has_the_ids_of_its_commit() {
    let upstream = Upstream::new();
    let script = upstream.path().join("run.sh");
    upstream.write("run.sh", "#!/bin/sh\n");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("a mode");
    let head = upstream.commit(&[("a.sql", "1"), ("a/b.sql", "2"), ("a-b.sql", "3"), ("a0", "4"), ("😀 x/y.sql", "5")]);
    std::fs::create_dir_all(upstream.path().join("empty/folders")).expect("a folder");
    let committed = Repository::open(&upstream.path()).expect("it opens").files_at(head).expect("its files");
    let disk = on_disk(&upstream);
    let lines = |files: &Files| files.list("").expect("a listing").iter().map(line).collect::<Vec<_>>();
    assert_eq!(lines(&disk), lines(&committed));
    for path in ["", "a", "schemas", "schemas/shop/orders.sql", "absent", "empty"] {
        assert_eq!(disk.entry(path).expect("it reads"), committed.entry(path).expect("it reads"), "{path}");
    }
    assert_eq!((disk.revision(), committed.revision()), (None, Some(head)));
}

#[test]
fn an_edit_shows_before_it_is_committed() {
    let upstream = Upstream::new();
    let head = upstream.tip("HEAD");
    upstream.write("schemas/shop/orders.sql", "CREATE TABLE orders (id bigint);\n");
    upstream.write("schemas/shop/new.sql", "SELECT 1;\n");
    let committed = Repository::open(&upstream.path()).expect("it opens").files_at(head).expect("its files");
    let disk = on_disk(&upstream);
    let id = |files: &Files| files.entry("schemas").expect("it reads").expect("it is there").id;
    assert_ne!(id(&disk), id(&committed));
    assert_eq!(disk.read("schemas/shop/new.sql", 100).expect("it is there"), b"SELECT 1;\n");
    assert_eq!(
        disk.read("schemas/shop/new.sql", 9).expect_err("too big").to_string(),
        "`schemas/shop/new.sql` has 10 bytes: the limit is 9"
    );
}

#[test]
fn ignored_files_are_left_out_unless_they_are_tracked() {
    let upstream = Upstream::new();
    upstream.write("kept.tmp", "tracked");
    upstream.git(["add", "-A"]);
    upstream.commit(&[(".gitignore", "*.tmp\n/build/\n")]);
    upstream.write("left.tmp", "ignored");
    upstream.write("build/out.sql", "ignored");
    let paths: Vec<_> = on_disk(&upstream).list("").expect("a listing").into_iter().map(|e| e.path).collect();
    assert!(paths.contains(&"kept.tmp".to_owned()));
    assert!(!paths.iter().any(|p| p == "left.tmp" || p.starts_with("build") || p.starts_with(".git/")), "{paths:?}");
    assert_eq!(on_disk(&upstream).entry("left.tmp").expect("it reads"), None);
}

#[test]
fn links_pipes_and_nested_repositories_on_disk_are_refused_by_name() {
    let upstream = Upstream::new();
    let outside = upstream.root().join("outside.sql");
    std::fs::write(&outside, "SELECT 'secret';").expect("a file");
    symlink(&outside, upstream.path().join("schemas/link.sql")).expect("a link");
    symlink(upstream.root(), upstream.path().join("up")).expect("a link");
    upstream.git(["init", "-q", "nested"]);
    let pipe = std::process::Command::new("mkfifo").arg(upstream.path().join("pipe")).status().expect("mkfifo runs");
    assert!(pipe.success());
    std::fs::write(upstream.path().join("back\\slash.sql"), "x").expect("a file");
    let disk = on_disk(&upstream);
    let Err(ReadError::Refused(refused)) = disk.list("") else { unreachable!("it is refused") };
    let found: Vec<_> = refused.iter().map(|r| (r.path.as_str(), r.reason)).collect();
    let expected = [
        ("back\\slash.sql", Reason::Backslash),
        ("nested", Reason::Submodule),
        ("pipe", Reason::Special),
        ("schemas/link.sql", Reason::SymbolicLink),
        ("up", Reason::SymbolicLink),
    ];
    assert_eq!(found, expected);
    for path in ["schemas/link.sql", "up/outside.sql", "pipe"] {
        assert!(matches!(disk.read(path, 100), Err(ReadError::Refused(_))), "{path}");
    }
}

#[test]
fn names_on_disk_that_are_not_utf8_are_refused_with_their_bytes() {
    use std::os::unix::ffi::OsStrExt;
    let upstream = Upstream::new();
    let name = std::ffi::OsStr::from_bytes(b"latin-\xe9.sql");
    std::fs::write(upstream.path().join(name), "x").expect("a file");
    let said = on_disk(&upstream).list("").expect_err("it is refused").to_string();
    assert!(said.starts_with("`latin-\\xe9.sql` is named with bytes that are not UTF-8"), "{said}");
    let head = upstream.commit(&[]);
    let committed = Repository::open(&upstream.path()).expect("it opens").files_at(head).expect("its files");
    assert_eq!(committed.list("").expect_err("it is refused").to_string(), said);
}

#[test]
fn a_plain_folder_needs_no_repository() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("sub")).expect("a folder");
    std::fs::write(folder.path().join("sub/a.sql"), "SELECT 1;").expect("a file");
    let files = Files::Folder(repo::WorkTree::open(folder.path()));
    let paths: Vec<_> = files.list("").expect("a listing").into_iter().map(|e| e.path).collect();
    assert_eq!(paths, ["sub", "sub/a.sql"]);
    let absent = Files::Folder(repo::WorkTree::open(&folder.path().join("absent")));
    assert!(absent.list("").expect_err("absent").to_string().contains("absent"));
}
