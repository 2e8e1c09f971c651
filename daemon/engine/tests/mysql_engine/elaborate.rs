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
