//! Desired SQL that is loaded, passed over or refused.

use schema::Kind;

use crate::place::*;

async fn wrong(place: &Place, sql: &str) -> String {
    let wrong = place.elaborated(sql).await.err().unwrap_or_else(|| panic!("loaded: {sql}"));
    let shown =
        wrong.iter().map(|one| format!("{one}{}", one.hint.as_ref().map(|h| format!(" [{h}]")).unwrap_or_default()));
    shown.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn order_does_not_matter() {
    let Some(place) = Place::new("order_does_not_matter").await else { return };
    let sql = "CREATE VIEW b AS SELECT * FROM a; CREATE VIEW a AS SELECT id FROM t; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET \
               @x = 1; CREATE TABLE t (id int PRIMARY KEY, other int, FOREIGN KEY (other) REFERENCES u (id)); \
               CREATE TABLE u (id int PRIMARY KEY, other int, FOREIGN KEY (other) REFERENCES t (id));";
    let made = place.elaborated(sql).await.unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    assert_eq!(made.objects.len(), 7);
    place.drop().await;
}

#[tokio::test]
async fn a_dump_is_desired_sql() {
    let Some(place) = Place::new("a_dump_is_desired_sql").await else { return };
    let sql = "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n\
               CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop`;\nUSE `shop`;\n\
               DROP TABLE IF EXISTS `t`;\n/*!40101 SET character_set_client = utf8mb4 */;\n\
               CREATE TABLE `shop`.`t` (`id` int NOT NULL, `d` date DEFAULT '0000-00-00', PRIMARY KEY (`id`)) ENGINE=InnoDB;\n\
               /*!50001 CREATE VIEW `v` AS SELECT 1 AS `id` */;\n\
               DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `g` BEFORE INSERT ON `t` FOR EACH ROW BEGIN \
               SET NEW.id = 1; END */;;\nDELIMITER ;\n\
               /*!50001 DROP VIEW IF EXISTS `v`*/;\n/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50001 VIEW `v` AS SELECT `t`.`id` AS `id` FROM `t` */;\n\
               /*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\n";
    let made = place.elaborated(sql).await.unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    assert_eq!(definition(object(&made, Kind::View, "v")), "select `t`.`id` AS `id` from `t`");
    assert_eq!(made.objects.len(), 3);
    place.drop().await;
}

#[tokio::test]
async fn faults_are_told_with_their_places() {
    let Some(place) = Place::new("faults_are_told_with_their_places").await else { return };
    let found = wrong(&place, "CREATE TABLE orders (id int);\nCREATE VIEW v AS SELECT id FROM ordres;").await;
    assert_eq!(found, "test.sql:2:33: Table 'ordres' doesn't exist [did you mean `orders`?]");
    let found =
        wrong(&place, "CREATE TABLE a (id int); CREATE TABLE t (\n  id int,\n  x int int); CREATE TABLE u (id int);")
            .await;
    assert!(found.starts_with("test.sql:3:9: You have an error in your SQL syntax"), "{found}");
    let found = wrong(&place, "CREATE TABLE t (id int, FOREIGN KEY (id) REFERENCES missing (id));").await;
    assert!(
        found.starts_with("test.sql:1:42: a foreign key references the table `missing`, which does not exist"),
        "{found}"
    );
    let found = wrong(&place, "CREATE TABLE t (id int);\nCREATE TABLE IF NOT EXISTS t (id int);").await;
    assert!(found.contains("`t` is defined twice: it is defined at test.sql:1 too"), "{found}");
    let found = wrong(&place, "INSERT INTO t VALUES (1); GRANT ALL ON *.* TO x; CREATE TABLE mysql.t (id int);").await;
    assert_eq!(found.lines().count(), 3, "{found}");
    place.drop().await;
}

#[tokio::test]
async fn nothing_is_left_behind_and_no_event_runs() {
    let Some(place) = Place::new("nothing_is_left_behind_and_no_event_runs").await else { return };
    let made = place
        .elaborated("CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO DROP TABLE t; CREATE TABLE t (id int)")
        .await
        .unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    assert!(definition(object(&made, Kind::Event, "e")).contains(" ENABLE DO"));
    assert!(!definition(object(&made, Kind::Event, "e")).contains("STARTS"), "{made:?}");
    place.drop().await;
}
