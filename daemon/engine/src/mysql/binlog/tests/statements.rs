//! Statements: which are told of a watched table, and which are of no concern to it.

use super::super::Event;
use super::place::{Place, next};

/// What is told of a statement, in one word; the database is as wide as the test.
fn word(event: &Event) -> Option<&'static str> {
    match event {
        Event::Altered { table: 0, .. } => Some("altered"),
        Event::Statement { table: 0, .. } => Some("written"),
        Event::Unfollowable { .. } => Some("unfollowable"),
        Event::Rows { .. } => Some("rows"),
        _ => None,
    }
}

/// Runs a statement for a table `t` that is watched beside others, and gives what is told of it.
async fn told_of(place: &mut Place, statement: &str) -> Vec<&'static str> {
    let tables = "CREATE TABLE other (id INT PRIMARY KEY, t INT); CREATE TABLE gone (id INT); \
                  CREATE TABLE parts (id INT PRIMARY KEY, a INT) PARTITION BY HASH (id) PARTITIONS 2; \
                  CREATE TABLE t (id INT PRIMARY KEY, a INT); INSERT INTO t VALUES (1, 1)";
    place.run("SET binlog_format = ROW; DROP TABLE IF EXISTS child, t, other, gone, parts").await;
    place.run(tables).await;
    let mut feed = place.feed("t", &["id"]).await;
    let statement = statement.replace("DATABASE_NAME", &place.name);
    place.run(&statement).await;
    let told = place.told(&mut feed).await;
    for event in &told {
        if let Event::Altered { sql, .. } | Event::Statement { sql, .. } = event {
            assert!(statement.contains(&sql[..sql.len().min(5)]), "{sql}");
        }
    }
    told.iter().map(|event| word(event).unwrap_or_else(|| panic!("{event:?}"))).collect()
}

/// Those of the statements that the server understands: words that only MariaDB knows are not for MySQL.
fn understood<'s>(place: &Place, statements: &[&'s str]) -> Vec<&'s str> {
    const ONLY_MARIADB: [&str; 4] = ["online table", "SET STATEMENT", "OR REPLACE TABLE", "binlog_alter_two_phase"];
    let is_foreign = |statement: &str| !place.is_mariadb() && ONLY_MARIADB.iter().any(|word| statement.contains(word));
    statements.iter().copied().filter(|statement| !is_foreign(statement)).collect()
}

#[tokio::test]
async fn a_change_of_the_definition_is_told() {
    let Some(mut place) = Place::new("a_change_of_the_definition_is_told").await else { return };
    let statements = [
        "ALTER TABLE t ADD x INT",
        "alter online table if exists `t` add x int",
        "ALTER TABLE DATABASE_NAME.t COMMENT 'x'",
        "USE mysql; ALTER TABLE `DATABASE_NAME` . `t` COMMENT 'x'; USE DATABASE_NAME",
        "/* a comment */ ALTER /*!50000 TABLE */ t COMMENT 'x'",
        "SET STATEMENT max_statement_time = 1000 FOR ALTER TABLE t COMMENT 'x'",
        "ALTER TABLE t RENAME gone2; DROP TABLE gone2",
        "ALTER TABLE t FORCE",
        "TRUNCATE TABLE t",
        "TRUNCATE t",
        "RENAME TABLE other TO gone2, t TO other, gone2 TO t",
        "DROP TABLE gone, t",
        "CREATE OR REPLACE TABLE t (id INT PRIMARY KEY)",
        "CREATE INDEX i ON t (a)",
        "CREATE UNIQUE INDEX i ON t (a)",
        "ALTER TABLE t ADD INDEX i (a)",
        "CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW SET @x = 1",
        "CREATE TABLE child (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES t (id))",
        "CREATE TABLE child (id INT PRIMARY KEY); ALTER TABLE child ADD FOREIGN KEY (id) REFERENCES t (id)",
        "SET binlog_alter_two_phase = 1; ALTER TABLE t ADD y INT, ALGORITHM = COPY; SET binlog_alter_two_phase = 0",
        "ALTER TABLE parts EXCHANGE PARTITION p1 WITH TABLE t",
        "CREATE TABLE child (id INT, a INT); ALTER TABLE t DROP PRIMARY KEY",
    ];
    for statement in understood(&place, &statements) {
        assert!(told_of(&mut place, statement).await.contains(&"altered"), "{statement}");
    }
    place.drop().await;
}

#[tokio::test]
async fn what_is_of_no_concern_is_not_told() {
    let Some(mut place) = Place::new("what_is_of_no_concern_is_not_told").await else { return };
    let (make, drop) = (format!("CREATE DATABASE x_{}", place.name), format!("DROP DATABASE x_{}", place.name));
    place.run(&make).await;
    let statements = [
        "ALTER TABLE other ADD t2 INT",
        "ALTER TABLE other DROP t",
        "ALTER TABLE other COMMENT 't'",
        "CREATE INDEX t ON other (t)",
        "DROP TABLE gone",
        "TRUNCATE other",
        "CREATE TABLE t__new LIKE t; DROP TABLE t__new",
        "CREATE OR REPLACE VIEW v AS SELECT * FROM t; DROP VIEW v",
        "CREATE TABLE IF NOT EXISTS t (x INT)",
        "CREATE TEMPORARY TABLE t (x INT); INSERT INTO t VALUES (1); DROP TEMPORARY TABLE t",
        "CREATE TABLE gone2 AS SELECT * FROM t; DROP TABLE gone2",
        "CREATE TABLE x_DATABASE_NAME.t (id INT); DROP TABLE x_DATABASE_NAME.t",
        "ANALYZE TABLE t",
        "INSERT INTO other VALUES (1, 1); UPDATE other SET t = 2; DELETE FROM other",
        "SET binlog_format = STATEMENT; INSERT INTO other SELECT id, a FROM t; UPDATE other SET id = 7",
        "CREATE USER t; DROP USER t",
        "CREATE DATABASE y_DATABASE_NAME; DROP DATABASE y_DATABASE_NAME",
    ];
    for statement in understood(&place, &statements) {
        assert!(told_of(&mut place, statement).await.is_empty(), "{statement}");
    }
    place.run(&drop).await;
    place.drop().await;
}

#[tokio::test]
async fn rows_that_are_written_as_statements_are_told() {
    let Some(mut place) = Place::new("rows_that_are_written_as_statements_are_told").await else { return };
    let statements = [
        "INSERT INTO t VALUES (2, 2)",
        "REPLACE INTO `t` SET id = 3",
        "UPDATE t SET a = 2",
        "UPDATE other, t SET t.a = 3",
        "UPDATE DATABASE_NAME.t SET a = 4",
        "DELETE FROM t",
        "DELETE other, t FROM other RIGHT JOIN t USING (id)",
        "INSERT IGNORE INTO DATABASE_NAME.t SELECT * FROM other; UPDATE t SET a = 9",
    ];
    for statement in statements {
        let told = told_of(&mut place, &format!("SET binlog_format = STATEMENT; {statement}")).await;
        assert!(told.contains(&"written"), "{statement}");
    }
    place.drop().await;
}

#[tokio::test]
async fn a_dropped_database_takes_its_tables_with_it() {
    let Some(mut place) = Place::new("a_dropped_database_takes_its_tables_with_it").await else { return };
    place.run("CREATE TABLE t (id INT PRIMARY KEY)").await;
    let mut feed = place.feed("t", &["id"]).await;
    place.drop().await;
    let told = loop {
        if let Some(told) = word(&next(&mut feed).await) {
            break told;
        }
    };
    assert_eq!(told, "altered");
}

#[tokio::test]
async fn a_prepared_transaction_cannot_be_followed() {
    let Some(mut place) = Place::new("a_prepared_transaction_cannot_be_followed").await else { return };
    let xid = format!("'{}'", place.name);
    let prepare = |id: u32, table: &str| {
        format!(
            "XA START {xid}; INSERT INTO {table} (id) VALUES ({id}); XA END {xid}; XA PREPARE {xid}; XA COMMIT {xid}"
        )
    };
    assert_eq!(told_of(&mut place, &prepare(2, "t")).await, ["rows", "unfollowable"]);
    assert!(told_of(&mut place, &prepare(3, "other")).await.is_empty());
    let one_phase = format!("XA START {xid}; INSERT INTO t (id) VALUES (4); XA END {xid}; XA COMMIT {xid} ONE PHASE");
    assert_eq!(told_of(&mut place, &one_phase).await, ["rows"]);
    place.drop().await;
}

#[tokio::test]
async fn an_altered_table_is_not_read_by_its_old_definition() {
    let Some(mut place) = Place::new("an_altered_table_is_not_read_by_its_old_definition").await else { return };
    place.run("CREATE TABLE t (a INT, id INT PRIMARY KEY)").await;
    let mut feed = place.feed("t", &["id"]).await;
    place.run("ALTER TABLE t MODIFY id BIGINT; INSERT INTO t VALUES (1, 1); ALTER TABLE t DROP a; DELETE FROM t").await;
    let told: Vec<_> = place.told(&mut feed).await.iter().filter_map(word).collect();
    assert_eq!(told, ["altered", "unfollowable", "altered", "unfollowable"]);
    place.drop().await;
}
