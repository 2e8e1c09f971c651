//! Desired SQL against the database that it was loaded into.

use engine::{Scope, elaborate};

use crate::place::*;

#[tokio::test]
async fn a_database_made_from_the_sql_is_in_sync_with_it() {
    let Some(place) = Place::new("a_database_made_from_the_sql_is_in_sync_with_it").await else { return };
    let sql = format!(
        "CREATE TABLE {0}.t (id int AUTO_INCREMENT PRIMARY KEY, ts timestamp, name varchar(10)); INSERT_HERE \
         CREATE VIEW {0}.v AS SELECT t.id FROM {0}.t; CREATE FUNCTION {0}.f() RETURNS int DETERMINISTIC RETURN (SELECT COUNT(*) FROM {0}.t);",
        place.name
    );
    place.sql(&sql.replace("INSERT_HERE", "INSERT INTO t (name) VALUES ('a'), ('b');")).await;
    let desired = [source("a.sql", &sql.replace("INSERT_HERE", ""))];
    let mut live = place.live().await;
    let elaborated = elaborate(&mut live, None, &Scope::default(), &desired, None).await.expect("elaborated");
    let observed = live.inspect(&Scope::default()).await.expect("inspected");
    assert_eq!(differences(&observed, &elaborated.database), Vec::<String>::new());
    assert_eq!(elaborated.provenance.len(), 3);
    place.drop().await;
}

#[tokio::test]
async fn only_what_changed_is_elaborated_again() {
    let Some(place) = Place::new("only_what_changed_is_elaborated_again").await else { return };
    let mut sources: Vec<_> = (0..12)
        .map(|n| source(&format!("t{n:02}.sql"), &format!("CREATE TABLE t{n} (id int PRIMARY KEY, up int);")))
        .collect();
    sources.push(source("v.sql", "SET SESSION sql_mode = ''; CREATE VIEW v AS SELECT * FROM t1;"));
    sources.push(source("g.sql", "CREATE TRIGGER g BEFORE INSERT ON t1 FOR EACH ROW SET NEW.up = 1;"));
    let mut live = place.live().await;
    let scope = Scope::default();
    let first = elaborate(&mut live, None, &scope, &sources, None).await.expect("elaborated");
    for (at, text) in [
        (1, "CREATE TABLE t1 (id int PRIMARY KEY, up int, more int);"),
        (2, "CREATE TABLE t2 (id int PRIMARY KEY, up int, CONSTRAINT f FOREIGN KEY (up) REFERENCES t1 (id));"),
        (13, "CREATE TRIGGER g BEFORE UPDATE ON t1 FOR EACH ROW SET NEW.up = 2;"),
    ] {
        let path = sources[at].path.clone();
        sources[at] = source(&path, text);
        let part = elaborate(&mut live, None, &scope, &sources, Some(&first)).await.expect("a part");
        let whole = elaborate(&mut live, None, &scope, &sources, None).await.expect("the whole");
        assert_eq!(differences(&part.database, &whole.database), Vec::<String>::new());
        assert_eq!(part.provenance, whole.provenance);
    }
    place.drop().await;
}
