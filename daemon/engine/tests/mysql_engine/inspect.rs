//! What inspection says of a database.

use schema::object::{Table, mysql};
use schema::{Database, Facts, Kind, ObjectId};

use crate::place::*;

/// Every kind of thing that a database of MariaDB may hold.
const EVERYTHING: &str = include_str!("everything.sql");

/// The same of MySQL.
const EVERYTHING_OF_MYSQL: &str = include_str!("everything_mysql.sql");

/// What the server of the place may hold.
async fn everything(place: &Place) -> &'static str {
    let is_mariadb = place.ask("SELECT VERSION()").await.contains("MariaDB");
    if is_mariadb { EVERYTHING } else { EVERYTHING_OF_MYSQL }
}

fn table<'a>(database: &'a Database, name: &str) -> &'a Table {
    object(database, Kind::Table, name).table().expect("a table")
}

fn setting<'a>(settings: &'a schema::object::Settings, key: &str) -> Option<&'a str> {
    settings.get(key).map(|value| &**value)
}

#[tokio::test]
async fn everything_is_understood_and_built_again_the_same() {
    let Some(place) = Place::new("everything_is_understood_and_built_again_the_same").await else { return };
    let everything = everything(&place).await;
    place.sql(everything).await;
    let live = place.inspected().await;
    assert!(live.unsupported.is_empty(), "{:?}", live.unsupported);
    let desired = place.elaborated(everything).await.unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    assert_eq!(differences(&live, &desired), Vec::<String>::new());
    assert_eq!(live.digest(), desired.digest());
    place.drop().await;
}

#[tokio::test]
async fn a_table_is_told_part_by_part() {
    let Some(place) = Place::new("a_table_is_told_part_by_part").await else { return };
    if !place.is_mariadb("a_table_is_told_part_by_part").await {
        return place.drop().await;
    }
    place.sql(EVERYTHING).await;
    let live = place.inspected().await;
    let wide = table(&live, "wide");
    let column = |name: &str| wide.column(&name.into()).unwrap_or_else(|| panic!("no column {name}"));
    assert_eq!(&*column("id").data_type, "bigint(20) unsigned zerofill");
    assert_eq!(setting(&column("id").settings, mysql::AUTO_INCREMENT), Some(""));
    assert_eq!(&*column("a").data_type, "int");
    assert_eq!(column("a").comment.as_deref(), Some("it's \\ x"));
    assert_eq!(setting(&column("b").settings, mysql::COLLATE), Some("latin1_bin"));
    assert_eq!(setting(&column("u").settings, mysql::COLLATE), None);
    assert!(column("d").generated.as_ref().is_some_and(|made| made.stored));
    assert_eq!(&*column("g").clauses[0].definition, "CHECK (json_valid(`g`))");
    assert_eq!(column("x").default.as_deref(), Some("concat('a','b')"));
    assert_eq!(column("n").default.as_deref(), Some("1"));
    assert_eq!(column("z").default, None);
    let clause = |name: &str| {
        let found = wide.clauses.iter().find(|clause| clause.name.as_ref().map_or("", |name| name.as_str()) == name);
        found.unwrap_or_else(|| panic!("no clause {name}")).definition.to_string()
    };
    assert_eq!(clause(""), "PRIMARY KEY (`id`)");
    assert_eq!(clause("u1"), "UNIQUE KEY (`b`(3),`a` DESC) COMMENT 'hey'");
    assert_eq!(clause("chk"), "CHECK (`a` < 10 and `b` <> 'it\\'s')");
    assert_eq!(setting(&wide.settings, "row_format"), Some("DYNAMIC"));
    assert_eq!(object(&live, Kind::Table, "wide").comment.as_deref(), Some("tab'le"));
    assert!(wide.settings.contains_key(mysql::COLUMN_ORDER) && !wide.settings.contains_key("auto_increment"));
    let child = object(&live, Kind::Constraint, "child.fk");
    assert_eq!(definition(child), "FOREIGN KEY (`pid`) REFERENCES `wide` (`id`) ON DELETE SET NULL ON UPDATE CASCADE");
    assert_eq!(child.depends_on.len(), 2);
    assert_eq!(
        table(&live, "by_month").partition_by.as_deref(),
        Some(
            "SYSTEM_TIME INTERVAL 1 MONTH (PARTITION `p0` HISTORY ENGINE = InnoDB, PARTITION `pn` CURRENT ENGINE = InnoDB)"
        )
    );
    place.drop().await;
}

#[tokio::test]
async fn a_table_of_mysql_is_told_part_by_part() {
    let Some(place) = Place::new("a_table_of_mysql_is_told_part_by_part").await else { return };
    if everything(&place).await == EVERYTHING {
        println!("skipped: a_table_of_mysql_is_told_part_by_part: the server is not MySQL");
        return place.drop().await;
    }
    place.sql(EVERYTHING_OF_MYSQL).await;
    let live = place.inspected().await;
    let wide = table(&live, "wide");
    let column = |name: &str| wide.column(&name.into()).unwrap_or_else(|| panic!("no column {name}"));
    assert_eq!(&*column("g").data_type, "json");
    assert_eq!(setting(&column("k").settings, mysql::SRID), Some("4326"));
    assert_eq!(setting(&column("m").settings, mysql::INVISIBLE), Some(""));
    assert_eq!(column("x").default.as_deref(), Some("(concat(_utf8mb4'a',_utf8mb4'b'))"));
    assert_eq!(&*column("s").data_type, "vector(3)");
    let clause = |name: &str| {
        let found = wide.clauses.iter().find(|clause| clause.name.as_ref().is_some_and(|own| own.as_str() == name));
        found.unwrap_or_else(|| panic!("no clause {name}")).definition.to_string()
    };
    assert_eq!(clause("low"), "KEY ((lower(`u`)),`n`)");
    assert_eq!(clause("k1"), "KEY (`a`) INVISIBLE");
    assert_eq!(clause("idle"), "CHECK ((`z` > 1)) NOT ENFORCED");
    assert_eq!(clause("wide_chk_1"), "CHECK ((`j` > 0))");
    place.drop().await;
}

/// In one round trip MySQL takes the `;` behind a body for a part of it.
#[tokio::test]
async fn programs_that_came_with_other_statements_are_the_same() {
    let Some(place) = Place::new("programs_that_came_with_other_statements_are_the_same").await else { return };
    let programs = [
        "CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC RETURN a + 1",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t",
        "CREATE PROCEDURE p() BEGIN DELETE FROM t; END",
    ];
    place.sql(&format!("CREATE TABLE t (a int); {}; SELECT 1", programs.join(";\n"))).await;
    let together = place.inspected().await;
    place.sql("DROP FUNCTION f; DROP TRIGGER g; DROP EVENT e; DROP PROCEDURE p").await;
    for program in programs {
        place.sql(program).await;
    }
    assert_eq!(differences(&together, &place.inspected().await), Vec::<String>::new());
    place.drop().await;
}

#[tokio::test]
async fn views_and_programs_do_not_name_their_database() {
    let Some(place) = Place::new("views_and_programs_do_not_name_their_database").await else { return };
    place.sql(everything(&place).await).await;
    place
        .sql(&format!(
            "CREATE VIEW elsewhere AS SELECT child.id, u.user FROM {0}.child JOIN mysql.user u; \
             CREATE PROCEDURE p2() UPDATE {0}.child SET pid = 1",
            place.name
        ))
        .await;
    let live = place.inspected().await;
    for object in live.objects.values() {
        if let Facts::View(_) | Facts::Program(_) = &object.facts {
            assert!(!definition(object).contains(&place.name), "{}", definition(object));
        }
    }
    let view = object(&live, Kind::View, "joined");
    let needs: Vec<String> = view.depends_on.iter().map(ToString::to_string).collect();
    assert_eq!(needs, ["function f1", "table child", "table wide"]);
    assert!(view.grants[0].starts_with(mysql::DEFINER), "{:?}", view.grants);
    let second = object(&live, Kind::Trigger, "child.t2");
    let Facts::Program(program) = &second.facts else { panic!("{second:?}") };
    assert_eq!(setting(&program.settings, mysql::FOLLOWS), Some("t1"));
    assert!(program.definition.starts_with("CREATE TRIGGER `t2` BEFORE INSERT ON `child` FOR EACH ROW SET"));
    assert_eq!(second.depends_on, [ObjectId::new(Kind::Table, None, "child".into())]);
    place.drop().await;
}

#[tokio::test]
async fn what_reaches_elsewhere_or_cannot_be_read_is_named() {
    let Some(place) = Place::new("what_reaches_elsewhere_or_cannot_be_read_is_named").await else { return };
    let Some(other) = Place::new("what_reaches_elsewhere_or_cannot_be_read_is_named").await else { return };
    other.sql("CREATE TABLE parent (id int PRIMARY KEY)").await;
    place
        .sql(&format!(
            "CREATE TABLE child (id int, FOREIGN KEY (id) REFERENCES {}.parent (id)); CREATE TABLE groundline_kept (id int); \
             CREATE TABLE gone (id int); CREATE VIEW broken AS SELECT id FROM gone; DROP TABLE gone",
            other.name
        ))
        .await;
    let live = place.inspected().await;
    let named: Vec<_> = live.unsupported.iter().map(|unsupported| unsupported.object.as_str()).collect();
    assert_eq!(named, ["table child"]);
    let names: Vec<String> = live.objects.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["view broken"]);
    place.sql("DROP VIEW broken; DROP TABLE child").await;
    place.drop().await;
    other.drop().await;
}

#[tokio::test]
async fn a_table_with_rows_is_never_said_to_be_empty() {
    let Some(place) = Place::new("a_table_with_rows_is_never_said_to_be_empty").await else { return };
    place.sql("CREATE TABLE t (id int); CREATE TABLE none (id int); INSERT INTO t VALUES (1)").await;
    let mut live = place.live().await;
    let sizes = live.sizes().await.expect("sizes");
    let rows = |name: &str| sizes[&ObjectId::new(Kind::Table, None, name.into())].rows;
    assert_eq!((rows("t"), rows("none")), (1, 0));
    place.drop().await;
}
