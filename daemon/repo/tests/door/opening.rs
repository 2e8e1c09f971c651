//! Bad input at the door, and names that mean more than one thing.

use repo::{NameError, Reference, Repository, Revision};

use crate::support::{Upstream, git};

fn refusal(path: &std::path::Path) -> String {
    Repository::open(path).err().expect("it is refused").to_string()
}

#[test]
fn a_path_that_is_no_repository_says_what_was_expected_and_how_to_make_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = refusal(folder.path());
    assert!(said.contains("is not a Git repository: expected a folder with `.git` in it"), "{said}");
    assert!(said.contains(&format!("`groundline init {}` makes one", folder.path().display())), "{said}");
    let absent = refusal(&folder.path().join("absent"));
    assert!(absent.contains("does not exist") && absent.contains("groundline init"), "{absent}");
    let file = folder.path().join("file");
    std::fs::write(&file, "text").expect("a file");
    assert!(refusal(&file).contains("is not a Git repository"), "{}", refusal(&file));
}

#[test]
fn a_folder_inside_a_repository_names_the_repository() {
    let upstream = Upstream::new();
    let said = refusal(&upstream.path().join("schemas"));
    assert!(said.ends_with(&format!("give `{}`", upstream.path().display())), "{said}");
}

#[test]
fn a_repository_without_commits_says_so() {
    let upstream = Upstream::empty();
    let repository = Repository::open(&upstream.path()).expect("it opens");
    for name in ["refs/heads/main", "HEAD"] {
        let said = repository.resolve(name).expect_err("nothing to resolve").to_string();
        assert!(said.ends_with("has no commits yet: commit the schema repo first"), "{said}");
    }
    assert!(repository.head().is_err());
}

#[test]
fn a_missing_reference_names_some_that_are_there() {
    let upstream = Upstream::new();
    let repository = Repository::open(&upstream.path()).expect("it opens");
    let said = repository.resolve("refs/heads/master").expect_err("it is missing").to_string();
    assert!(said.contains("`refs/heads/master` is not in") && said.ends_with("there is `refs/heads/main`"), "{said}");
}

#[test]
fn a_name_that_is_a_branch_and_a_tag_is_refused_with_both_spellings() {
    let upstream = Upstream::new();
    upstream.git(["tag", "release"]);
    let tagged = upstream.tip("HEAD");
    upstream.git(["checkout", "-q", "-b", "release"]);
    let branched = upstream.commit(&[("a.sql", "SELECT 1;")]);
    let repository = Repository::open(&upstream.path()).expect("it opens");
    let said = repository.resolve("release").expect_err("it is ambiguous").to_string();
    assert_eq!(said, "`release` is a short name: write `refs/heads/release` or `refs/tags/release`");
    assert_eq!(repository.resolve("refs/heads/release").expect("the branch").revision, branched);
    assert_eq!(repository.resolve("refs/tags/release").expect("the tag").revision, tagged);
}

#[test]
fn a_short_name_is_refused_with_the_complete_one() {
    let said = "main".parse::<Reference>().expect_err("it is short").to_string();
    assert!(said.ends_with("write `refs/heads/main` or `refs/tags/main`"), "{said}");
    let upstream = Upstream::new();
    let repository = Repository::open(&upstream.path()).expect("it opens");
    let said = repository.resolve("main").expect_err("it is short").to_string();
    assert_eq!(said, "`main` is a short name: write `refs/heads/main`");
}

#[test]
fn names_that_git_does_not_allow_and_ids_that_are_not_full_are_refused() {
    for name in ["refs/heads/a..b", "refs/heads/", "", "a b", "refs/heads/x.lock", "-x^", "refs/heads/../../x"] {
        assert!(matches!(name.parse::<Reference>(), Err(NameError::Invalid { .. })), "{name}");
    }
    for id in ["abc123", "", &"g".repeat(40), &"0".repeat(40), &"a".repeat(41)] {
        assert!(id.parse::<Revision>().is_err(), "{id}");
    }
}

#[test]
fn a_commit_tells_its_facts() {
    let upstream = Upstream::new();
    let first = upstream.tip("HEAD");
    upstream.write("a.sql", "SELECT 1;");
    upstream.git(["add", "-A"]);
    upstream.git(["commit", "-q", "-m", "add a\nquery\n\nwith a body", "--author", "Grace Höpper <grace@example.com>"]);
    let repository = Repository::open(&upstream.path()).expect("it opens");
    let commit = repository.resolve("HEAD").expect("the head");
    assert_eq!(commit.summary, "add a query");
    assert_eq!((commit.author.name.as_str(), commit.author.email.as_str()), ("Grace Höpper", "grace@example.com"));
    assert_eq!(commit.parents, [first]);
    assert_eq!(commit.time.to_string(), upstream.git(["show", "-s", "--format=%ct"]).trim());
    assert_eq!(repository.resolve(&first.to_string()).expect("by id").revision, first);
    assert_eq!(repository.head().expect("a branch").to_string(), format!("refs/heads/main@{}", commit.revision));
}

#[test]
fn a_tag_leads_to_its_commit_and_a_tag_of_a_file_to_none() {
    let upstream = Upstream::new();
    upstream.git(["tag", "-a", "v1", "-m", "one"]);
    upstream.git(["tag", "file", "HEAD:groundline.toml"]);
    let repository = Repository::open(&upstream.path()).expect("it opens");
    assert_eq!(repository.resolve("refs/tags/v1").expect("the tag").revision, upstream.tip("HEAD"));
    let said = repository.resolve("refs/tags/file").expect_err("no commit").to_string();
    assert!(said.contains("`refs/tags/file` is not a commit"), "{said}");
}

#[test]
fn bare_repositories_and_linked_work_trees_are_read_in_place() {
    let upstream = Upstream::new();
    git(upstream.root(), ["clone", "-q", "--bare", "work", "bare.git"]);
    upstream.git(["worktree", "add", "-q", "../linked", "-b", "side"]);
    for place in ["bare.git", "linked"] {
        let repository = Repository::open(&upstream.root().join(place)).expect("it opens");
        assert_eq!(repository.resolve("refs/heads/main").expect("main").revision, upstream.tip("main"), "{place}");
    }
    let bare = Repository::open(&upstream.root().join("bare.git")).expect("it opens");
    assert!(bare.work_tree().err().expect("no work tree").to_string().contains("is a bare repository"));
}

#[test]
fn changed_paths_are_those_of_both_sides() {
    let upstream = Upstream::new();
    let first = upstream.tip("HEAD");
    upstream.git(["mv", "groundline.toml", "moved.toml"]);
    let second =
        upstream.commit(&[("schemas/shop/orders.sql", "CREATE TABLE orders (id bigint);\n"), ("ünï code.sql", "")]);
    let repository = Repository::open(&upstream.path()).expect("it opens");
    let changed = repository.changed_paths(Some(first), second).expect("a comparison");
    let expected = ["groundline.toml", "moved.toml", "schemas/shop/orders.sql", "ünï code.sql"];
    assert_eq!(changed.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    assert_eq!(repository.changed_paths(None, first).expect("everything").len(), 2);
    assert!(repository.changed_paths(Some(second), second).expect("nothing").is_empty());
    assert!(
        repository.descends(second, first).expect("an answer")
            && !repository.descends(first, second).expect("an answer")
    );
    assert_eq!(repository.merge_base(first, second).expect("an answer"), Some(first));
}
