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

#[tokio::test]
async fn privileges_are_elaborated_with_what_they_are_on_and_given_to_nobody() {
    let Some(place) = Place::new("privileges_are_elaborated_with_what_they_are_on_and_given_to_nobody").await else {
        return;
    };
    let user = format!("{}_u", place.name);
    place.sql(&format!("CREATE USER {user}")).await;
    let mut sources: Vec<_> = (0..12)
        .map(|n| source(&format!("t{n:02}.sql"), &format!("CREATE TABLE t{n} (id int PRIMARY KEY, up int);")))
        .collect();
    sources.push(source("grants/t1.sql", &format!("GRANT SELECT, UPDATE (UP) ON t1 TO {user};")));
    sources.push(source("grants/t2.sql", &format!("GRANT ALL ON t2 TO {user};")));
    sources.push(source("grants/database.sql", &format!("GRANT EXECUTE ON * TO {user};")));
    let mut live = place.live().await;
    let scope = Scope::default();
    let first = elaborate(&mut live, None, &scope, &sources, None).await.expect("elaborated");
    assert_eq!(first.database.objects.len(), 15);
    for (at, text) in [
        (1, "CREATE TABLE t1 (id int PRIMARY KEY, up int, more int);".to_owned()),
        (12, format!("GRANT INSERT ON t1 TO {user}; GRANT SELECT (id) ON t3 TO {user};")),
        (13, String::new()),
        (14, format!("GRANT SELECT ON * TO {user};")),
    ] {
        let path = sources[at].path.clone();
        sources[at] = source(&path, &text);
        let part = elaborate(&mut live, None, &scope, &sources, Some(&first)).await.expect("a part");
        let whole = elaborate(&mut live, None, &scope, &sources, None).await.expect("the whole");
        assert_eq!(differences(&part.database, &whole.database), Vec::<String>::new());
    }
    let given = format!(
        "SELECT (SELECT COUNT(*) FROM mysql.db WHERE User = '{user}') + (SELECT COUNT(*) FROM mysql.tables_priv WHERE User = '{user}')"
    );
    assert_eq!(place.ask(&given).await, "0");
    place.sql(&format!("DROP USER {user}")).await;
    place.drop().await;
}
