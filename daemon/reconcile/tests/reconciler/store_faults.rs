//! The store when something is wrong: each fault is told by name, with what to do.

use std::path::Path;

use reconcile::store::{Store, StoreError, StoreReader};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

async fn run(folder: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(folder.join("groundline.db")).create_if_missing(true);
    let mut connection = options.connect().await.expect("SQLite runs it");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect("SQLite runs it");
    sqlx::Connection::close(connection).await.expect("SQLite runs it");
}

async fn refusal(folder: &Path) -> String {
    Store::open(folder).await.expect_err("it is refused").to_string().replace(&folder.display().to_string(), "STATE")
}

#[tokio::test]
async fn a_second_daemon_on_the_same_store_is_refused_and_told_who_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let pid = std::process::id();
    let expected = format!(
        "another daemon (process {pid}) uses the store in `STATE`: stop it first, or give this one another state folder"
    );
    assert_eq!(refusal(folder.path()).await, expected);
    store.close().await;
    Store::open(folder.path()).await.expect("the lock went with its holder");
}

#[tokio::test]
async fn a_store_of_a_newer_program_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    Store::open(folder.path()).await.unwrap().close().await;
    run(folder.path(), "INSERT INTO versions VALUES (99, '9.9.9', 0)").await;
    let expected = "the store `STATE/groundline.db` was written by a newer program (9.9.9, store version 99, this one \
                    knows 5): use that program or a newer one, or give this one another state folder";
    assert_eq!(refusal(folder.path()).await, expected);
    let reader = StoreReader::open(folder.path()).await;
    assert!(matches!(reader, Err(StoreError::Newer { .. })));
}

#[tokio::test]
async fn a_database_of_something_else_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "CREATE TABLE mine (x)").await;
    let expected = "`STATE/groundline.db` is a SQLite database of something else: give another state folder";
    assert_eq!(refusal(folder.path()).await, expected);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("groundline.db"), "not a database, whatever the name says\n".repeat(200))
        .unwrap();
    let message = refusal(folder.path()).await;
    assert!(message.starts_with("the store `STATE/groundline.db` is damaged (file is not a database)"), "{message}");
    assert!(message.contains("nothing runs twice"), "{message}");
}

#[tokio::test]
async fn a_damaged_page_is_found_when_the_store_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    Store::open(folder.path()).await.unwrap().close().await;
    let path = folder.path().join("groundline.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[4096..middle.max(8192)] {
        *byte = 0xa5;
    }
    std::fs::write(&path, bytes).unwrap();
    let error = Store::open(folder.path()).await.expect_err("it is refused");
    assert!(matches!(error, StoreError::Corrupted { .. }), "{error}");
}

#[tokio::test]
async fn a_folder_without_a_store_is_said_to_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let error = StoreReader::open(folder.path()).await.expect_err("there is none");
    let text = error.to_string().replace(&folder.path().display().to_string(), "STATE");
    assert_eq!(text, "there is no store in `STATE`: the daemon makes it when it starts");
}

#[tokio::test]
async fn a_state_folder_that_cannot_be_made_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let inside = folder.path().join("file/state");
    let error = Store::open(&inside).await.expect_err("a file is in the way");
    assert!(matches!(error, StoreError::Folder { .. }), "{error}");
}
