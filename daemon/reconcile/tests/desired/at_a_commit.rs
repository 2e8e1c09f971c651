//! The same reading of a real commit and of a real folder.

use std::path::Path;

use ::repo::{Include, Repository};
use reconcile::desired::{Files, load, template};
use schema::Dialect;

/// A repository on disk with the template committed.
fn repository(folder: &Path) -> Repository {
    let repository = Repository::init(folder).expect("a repository can be made");
    for (path, bytes) in template(Dialect::Sqlite) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("it is below the folder")).expect("folders can be made");
        std::fs::write(path, bytes).expect("files can be written");
    }
    repository.commit(Include::All, "init", None).expect("it can be committed");
    repository
}

fn head(repository: &Repository) -> impl Files {
    let revision = repository.head().expect("there is a head").revision;
    repository.files_at(revision).expect("its files can be read")
}

#[test]
fn a_commit_and_its_work_tree_say_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = repository(folder.path());
    let at_commit = head(&repository);
    let on_disk = repository.work_tree().expect("it has a work tree");
    let (one, other) = (load(&at_commit).expect("it loads"), load(&on_disk).expect("it loads"));
    assert!(one.notes.is_empty() && other.notes.is_empty(), "{}{}", one.notes, other.notes);
    assert_eq!((&one.targets, &one.schemas), (&other.targets, &other.schemas), "content ids are equal too");
    let texts = one.schemas["app"].read(&at_commit).expect("all is text");
    assert_eq!(texts, other.schemas["app"].read(&on_disk).expect("all is text"));
    assert_eq!(texts.len(), 2);
}

#[test]
fn an_edit_on_disk_is_not_in_the_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = repository(folder.path());
    std::fs::write(folder.path().join("targets/app.toml"), "[[target]]\nnam = 1\n").expect("the file can be written");
    assert!(load(&head(&repository)).is_ok());
    let wrong = load(&repository.work_tree().expect("it has a work tree")).expect_err("the edit is wrong");
    assert!(wrong.to_string().contains("targets/app.toml:2:1: unknown key `nam`: did you mean `name`?"), "{wrong}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_named_in_a_commit_and_in_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = repository(folder.path());
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("schemas/app/x.sql")).expect("a link can be made");
    repository.commit(Include::All, "a link", None).expect("it can be committed");
    let expected = "error: schemas/app/x.sql: it is a symbolic link, which is not followed and not read\n";
    for wrong in [load(&head(&repository)), load(&repository.work_tree().expect("it has a work tree"))] {
        let wrong = wrong.expect_err("a link is not followed").to_string();
        assert!(wrong.starts_with(expected) && wrong.lines().count() == 2, "{wrong}");
    }
}
