//! The four writing verbs: init, commit, revert, create_branch.

use repo::{Include, Person, Repository, RepositoryError};

use crate::support::{Upstream, git};

fn open(upstream: &Upstream) -> Repository {
    Repository::open(&upstream.path()).expect("it opens")
}

#[test]
fn a_new_repository_is_on_main_and_takes_a_first_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("new/schemas");
    let repository = Repository::init(&place).expect("it is made");
    assert!(matches!(repository.resolve("HEAD"), Err(RepositoryError::Empty { .. })));
    assert!(matches!(repository.commit(Include::All, "nothing", None), Err(RepositoryError::NothingToCommit { .. })));
    std::fs::write(place.join("groundline.toml"), "version = 1\n").expect("a file");
    let commit = repository.commit(Include::All, "start", None).expect("it is committed");
    assert_eq!(repository.head().expect("a head").to_string(), format!("refs/heads/main@{}", commit.revision));
    assert_eq!(git(&place, ["status", "--porcelain"]), "");
    let again = Repository::init(&place).expect("it is there already");
    assert_eq!(again.resolve("HEAD").expect("its commit"), commit);
}

#[test]
fn the_author_is_given_or_configured_or_groundline() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Repository::init(folder.path()).expect("it is made");
    let commit = |text: &str, author: Option<&Person>| {
        std::fs::write(folder.path().join("a.sql"), text).expect("a file");
        repository.commit(Include::All, text, author).expect("it is committed").author
    };
    let given = Person { name: "Grace".to_owned(), email: "grace@example.com".to_owned() };
    assert_eq!(commit("one", Some(&given)), given);
    git(folder.path(), ["config", "user.name", "Ada"]);
    git(folder.path(), ["config", "user.email", "ada@example.com"]);
    assert_eq!(commit("two", None).email, "ada@example.com");
    git(folder.path(), ["config", "user.name", ""]);
    assert_eq!(commit("three", None).name, "Groundline");
}

#[test]
fn everything_is_committed_removals_too_and_ignored_files_are_not() {
    let upstream = Upstream::new();
    upstream.write(".gitignore", "*.tmp\n");
    upstream.write("left.tmp", "x");
    upstream.write("new.sql", "x");
    std::fs::remove_file(upstream.path().join("schemas/shop/orders.sql")).expect("it goes");
    open(&upstream).commit(Include::All, "all", None).expect("it is committed");
    assert_eq!(upstream.git(["ls-tree", "-r", "--name-only", "HEAD"]), ".gitignore\ngroundline.toml\nnew.sql\n");
    assert_eq!(upstream.git(["status", "--porcelain"]), "");
}

#[test]
fn a_commit_of_named_paths_takes_nothing_else_with_it() {
    let upstream = Upstream::new();
    upstream.write("staged.sql", "x");
    upstream.git(["add", "staged.sql"]);
    upstream.write("approvals/1.toml", "digest");
    upstream.write("groundline.toml", "version = 2\n");
    std::fs::remove_file(upstream.path().join("schemas/shop/orders.sql")).expect("it goes");
    let paths = ["approvals/1.toml", "schemas/shop/orders.sql"];
    open(&upstream).commit(Include::Paths(&paths), "approve", None).expect("it is committed");
    assert_eq!(
        upstream.git(["show", "--format=", "--name-status", "HEAD"]),
        "A\tapprovals/1.toml\nD\tschemas/shop/orders.sql\n"
    );
    assert_eq!(upstream.git(["status", "--porcelain"]), " M groundline.toml\nA  staged.sql\n");
    let nothing = open(&upstream).commit(Include::Paths(&["approvals/1.toml"]), "again", None);
    assert!(matches!(nothing, Err(RepositoryError::NothingToCommit { .. })));
}

#[test]
fn a_revert_brings_the_files_back_and_names_what_it_reverts() {
    let upstream = Upstream::new();
    let before = std::fs::read(upstream.path().join("schemas/shop/orders.sql")).expect("a file");
    std::fs::remove_file(upstream.path().join("schemas/shop/orders.sql")).expect("it goes");
    let undone = upstream.commit(&[("added.sql", "x")]);
    upstream.commit(&[("later.sql", "y")]);
    let reverted = open(&upstream).revert(undone, None).expect("it is reverted");
    assert_eq!(reverted.summary, "Revert \"change files\"");
    assert!(upstream.git(["show", "-s", "--format=%b", "HEAD"]).contains(&format!("This reverts commit {undone}.")));
    assert_eq!(std::fs::read(upstream.path().join("schemas/shop/orders.sql")).expect("it is back"), before);
    assert!(!upstream.path().join("added.sql").exists() && upstream.path().join("later.sql").exists());
    assert_eq!(upstream.git(["status", "--porcelain"]), "");
}

#[test]
fn a_merge_is_reverted_as_seen_from_its_first_parent() {
    let upstream = Upstream::new();
    upstream.git(["checkout", "-q", "-b", "side"]);
    upstream.commit(&[("side.sql", "x")]);
    upstream.git(["checkout", "-q", "main"]);
    upstream.git(["merge", "-q", "--no-ff", "-m", "merge side", "side"]);
    open(&upstream).revert(upstream.tip("HEAD"), None).expect("it is reverted");
    assert!(!upstream.path().join("side.sql").exists());
}

#[test]
fn a_revert_that_later_commits_contradict_names_the_files_and_changes_nothing() {
    let upstream = Upstream::new();
    let undone = upstream.commit(&[("groundline.toml", "version = 2\n")]);
    let head = upstream.commit(&[("groundline.toml", "version = 3\n")]);
    let said = open(&upstream).revert(undone, None).expect_err("a conflict").to_string();
    assert!(said.ends_with("later commits changed the same places of `groundline.toml`"), "{said}");
    assert_eq!((upstream.tip("HEAD"), upstream.git(["status", "--porcelain"])), (head, String::new()));
}

#[test]
fn a_revert_does_not_overwrite_an_edit() {
    let upstream = Upstream::new();
    let undone = upstream.commit(&[("groundline.toml", "version = 2\n")]);
    upstream.write("groundline.toml", "version = 2 # mine\n");
    let said = open(&upstream).revert(undone, None).expect_err("an edit").to_string();
    assert!(said.contains("uncommitted changes") && upstream.tip("HEAD") == undone, "{said}");
    let text = std::fs::read_to_string(upstream.path().join("groundline.toml")).expect("a file");
    assert_eq!(text, "version = 2 # mine\n");
}

#[test]
fn a_branch_is_made_once() {
    let upstream = Upstream::new();
    let branch = "refs/heads/adopt/shop".parse().expect("a complete name");
    open(&upstream).create_branch(&branch, upstream.tip("HEAD")).expect("it is made");
    assert_eq!(upstream.tip("refs/heads/adopt/shop"), upstream.tip("HEAD"));
    assert!(open(&upstream).create_branch(&branch, upstream.tip("HEAD")).is_err());
    assert_eq!(branch.branch(), Some("adopt/shop"));
}
