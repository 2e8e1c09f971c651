//! The files of a commit, and trees that someone crafted.

use repo::{Files, Kind, ReadError, Reason, Repository, Revision};

use crate::support::{IntoRevision, Upstream, tree_bytes};

fn files(upstream: &Upstream, revision: Revision) -> Files {
    Repository::open(&upstream.path()).expect("it opens").files_at(revision).expect("its files")
}

fn refusals(result: Result<impl Sized, ReadError>) -> Vec<(String, Reason)> {
    match result.err().expect("it is refused") {
        ReadError::Refused(refusals) => refusals.into_iter().map(|r| (r.path, r.reason)).collect(),
        other => vec![(other.to_string(), Reason::Special)],
    }
}

#[test]
fn a_listing_is_what_git_lists() {
    let upstream = Upstream::new();
    let names =
        ["a.sql", "a/b.sql", "a-b.sql", "deep/er/and/deeper.sql", "with space.sql", "quote'\".sql", "😀/select.sql"];
    let head = upstream.commit(&names.map(|name| (name, name)));
    let ours: Vec<String> = files(&upstream, head).list("").expect("a listing").iter().map(line).collect();
    let theirs = upstream.git(["ls-tree", "-r", "-t", "-z", "HEAD"]);
    let theirs: Vec<String> = theirs.split_terminator('\0').map(|line| line[7..].replacen('\t', " ", 1)).collect();
    assert_eq!(ours, theirs);
}

pub(crate) fn line(entry: &repo::Entry) -> String {
    let kind = if entry.kind == Kind::File { "blob" } else { "tree" };
    format!("{kind} {} {}", entry.id, entry.path)
}

#[test]
fn a_folder_is_listed_alone_and_its_id_is_the_key_of_everything_in_it() {
    let upstream = Upstream::new();
    let before = upstream.tip("HEAD");
    let after = upstream.commit(&[("other.sql", "SELECT 1;")]);
    let (before, after) = (files(&upstream, before), files(&upstream, after));
    let listed: Vec<_> = after.list("schemas").expect("a listing").into_iter().map(|e| e.path).collect();
    assert_eq!(listed, ["schemas/shop", "schemas/shop/orders.sql"]);
    let id = |files: &Files| files.entry("schemas/shop").expect("it reads").expect("it is there").id;
    assert_eq!(id(&before), id(&after));
    assert_ne!(before.entry("").expect("it reads"), after.entry("").expect("it reads"));
    assert_eq!(after.list("absent").expect("a listing"), []);
    assert_eq!(after.entry("groundline.toml/x").expect("it reads"), None);
}

#[test]
fn a_file_is_read_up_to_the_limit() {
    let upstream = Upstream::new();
    let head = upstream.commit(&[("ten.sql", "0123456789")]);
    let files = files(&upstream, head);
    assert_eq!(files.read("ten.sql", 10).expect("it fits"), b"0123456789");
    let said = files.read("ten.sql", 9).expect_err("it does not fit").to_string();
    assert_eq!(said, "`ten.sql` has 10 bytes: the limit is 9");
    assert_eq!(files.read("absent.sql", 9).expect_err("absent").to_string(), "`absent.sql` is not there");
    assert_eq!(files.read("schemas", 9).expect_err("a folder").to_string(), "`schemas` is a folder: expected a file");
    assert!(files.list("ten.sql").expect_err("a file").to_string().contains("expected a folder"));
}

#[test]
fn a_path_that_leaves_the_tree_is_refused_before_it_is_looked_for() {
    let upstream = Upstream::new();
    let files = files(&upstream, upstream.tip("HEAD"));
    let cases = [
        ("../etc/passwd", Reason::Dots),
        ("schemas/../../x", Reason::Dots),
        ("/etc/passwd", Reason::Absolute),
        ("schemas\\shop", Reason::Backslash),
        ("schemas//shop", Reason::Nameless),
        (".git/config", Reason::GitFolder),
        ("schemas/.GIT/config", Reason::GitFolder),
        ("a\0b", Reason::Control),
    ];
    for (path, reason) in cases {
        assert_eq!(refusals(files.read(path, 100))[0].1, reason, "{path}");
        assert_eq!(refusals(files.list(path))[0].1, reason, "{path}");
    }
}

#[test]
fn links_and_submodules_are_refused_by_name_and_not_followed() {
    let upstream = Upstream::new();
    let target = upstream.blob("/etc/passwd");
    let sql = upstream.blob("SELECT 1;");
    let folder = upstream
        .object(git2::ObjectType::Tree, &tree_bytes(&[("100644", b"in.sql", sql), ("120000", b"link.sql", target)]));
    let head = upstream.commit_entries(&[
        ("40000", b"folder", folder),
        ("120000", b"linked", target),
        ("100644", b"plain.sql", sql),
        ("160000", b"vendor", upstream.tip("HEAD").to_string().parse().expect("an id")),
    ]);
    let files = files(&upstream, head);
    let expected = [
        ("folder/link.sql".to_owned(), Reason::SymbolicLink),
        ("linked".to_owned(), Reason::SymbolicLink),
        ("vendor".to_owned(), Reason::Submodule),
    ];
    assert_eq!(refusals(files.list("")), expected);
    let said = files.list("folder").expect_err("a link").to_string();
    assert_eq!(said, "`folder/link.sql` is a symbolic link: a schema repo holds only plain files and folders");
    for path in ["linked", "linked/x", "folder/link.sql", "vendor/x"] {
        assert!(!refusals(files.read(path, 100)).is_empty(), "{path}");
    }
    assert_eq!(files.read("plain.sql", 100).expect("a plain file"), b"SELECT 1;");
}

#[test]
fn crafted_names_are_refused_with_the_path() {
    let upstream = Upstream::new();
    let sql = upstream.blob("SELECT 1;");
    let inner =
        upstream.object(git2::ObjectType::Tree, &tree_bytes(&[("100644", b"..", sql), ("100644", b"ok.sql", sql)]));
    let head = upstream.commit_entries(&[
        ("100644", b".", sql),
        ("100644", b"../../escape.sql", sql),
        ("100644", b".GIT", sql),
        ("100644", b"/etc/cron.d/x", sql),
        ("100644", b"a\\..\\b", sql),
        ("100644", b"bell\x07\x1b[31m", sql),
        ("100644", b"folder/file", sql),
        ("40000", b"inner", inner),
        ("100644", b"latin-\xe9.sql", sql),
        ("100644", b"same", sql),
        ("40000", b"same", inner),
    ]);
    let expected = [
        (".", Reason::Dots),
        ("../../escape.sql", Reason::Dots),
        (".GIT", Reason::GitFolder),
        ("/etc/cron.d/x", Reason::Absolute),
        ("a\\..\\b", Reason::Backslash),
        ("bell\\u{7}\\u{1b}[31m", Reason::Control),
        ("folder/file", Reason::Slash),
        ("inner/..", Reason::Dots),
        ("latin-\\xe9.sql", Reason::NotUtf8),
        ("same", Reason::Twice),
    ];
    let found = refusals(files(&upstream, head).list(""));
    assert_eq!(found, expected.map(|(path, reason)| (path.to_owned(), reason)));
}

#[test]
fn a_tree_that_unfolds_without_end_is_cut_off() {
    let upstream = Upstream::new();
    let sql = upstream.blob("SELECT 1;");
    let mut tree = upstream.object(git2::ObjectType::Tree, &tree_bytes(&[("100644", b"x.sql", sql)]));
    for _ in 0..12 {
        let names = *b"abcdefghij";
        let entries: Vec<_> = names.iter().map(|name| ("40000", std::slice::from_ref(name), tree)).collect();
        tree = upstream.object(git2::ObjectType::Tree, &tree_bytes(&entries));
    }
    let head = upstream.commit_entries(&[("40000", b"bomb", tree)]);
    let said = files(&upstream, head).list("").expect_err("too many").to_string();
    assert!(said.contains("holds more than"), "{said}");
    for _ in 0..120 {
        tree = upstream.object(git2::ObjectType::Tree, &tree_bytes(&[("40000", b"d", tree)]));
    }
    let head = upstream.commit_entries(&[("40000", b"deep", tree)]);
    assert!(matches!(files(&upstream, head).list(""), Err(ReadError::TooMany { .. })));
}

#[test]
fn an_object_that_is_missing_is_an_error_and_not_an_empty_folder() {
    let upstream = Upstream::new();
    let nowhere: git2::Oid = "1234567890123456789012345678901234567890".parse().expect("an id");
    let tree = tree_bytes(&[("40000", b"gone", nowhere), ("100644", b"lost.sql", nowhere)]);
    let head = upstream.object(git2::ObjectType::Tree, &tree);
    let commit = format!("tree {head}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n");
    let head = upstream.object(git2::ObjectType::Commit, commit.as_bytes()).into_revision();
    let files = files(&upstream, head);
    assert!(matches!(files.list(""), Err(ReadError::Git { .. })));
    assert!(matches!(files.read("lost.sql", 10), Err(ReadError::Git { .. })));
}
