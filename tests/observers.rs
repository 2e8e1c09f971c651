//! The observers see what they must see, and nothing else: otherwise no case proves anything.

use libtest_mimic::{Failed, Trial};
use tests::{Fault, GitRepo, MySql, Postgres, Sqlite, normal_form};

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let always = [
        ("a sqlite observer does not see the order of columns", sqlite_order as fn() -> Result<(), Fault>),
        ("a sqlite observer sees a check, a key, a flag and a collation", sqlite_differences),
        ("a sqlite observer does not see Groundline's own tables", sqlite_own),
        ("sqlite rows tell a text from a number and keep a counter", sqlite_rows),
        ("spellings of the same are equal and others are not", spellings),
        ("a repository commits", repository),
    ];
    let with_postgres = [
        ("a postgres observer does not see the order of columns", postgres_order as fn() -> Result<(), Fault>),
        ("a postgres observer sees a check, a key, a comment and a function's body", postgres_differences),
        ("a postgres observer does not see Groundline's own schema", postgres_own),
        ("a postgres catalog query tells the same as itself and sees a change", postgres_catalog),
        ("postgres storage changes when a table is rewritten", postgres_storage),
        ("a wrong password is refused", wrong_password),
        ("readers see a lock that keeps them out, and nothing waits for them", readers),
    ];
    let with_mysql = [
        ("a mysql observer sees the order of columns and not that of keys", mysql_order as fn() -> Result<(), Fault>),
        ("a mysql observer sees a check, a key, a comment, a trigger and an event", mysql_differences),
        ("a mysql observer does not see Groundline's own tables", mysql_own),
        ("mysql rows tell bytes, NULL and text apart", mysql_rows),
        ("mysql storage changes when a table is written again", mysql_storage),
    ];
    let trial = |(name, run): (&str, fn() -> Result<(), Fault>)| {
        Trial::test(format!("observers/{name}"), move || run().map_err(Failed::from))
    };
    let has_no_server = Postgres::named().is_none();
    let postgres = with_postgres.into_iter().map(trial).map(|trial| trial.with_ignored_flag(has_no_server));
    let has_no_mysql = MySql::named().is_none();
    let mysql = with_mysql.into_iter().map(trial).map(|trial| trial.with_ignored_flag(has_no_mysql));
    always.into_iter().map(trial).chain(postgres).chain(mysql).collect()
}

fn sqlite(sql: &str) -> Result<Sqlite, Fault> {
    let database = Sqlite::fresh()?;
    database.run(sql)?;
    Ok(database)
}

fn sqlite_order() -> Result<(), Fault> {
    let direct = sqlite("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT DEFAULT 'x', c INT);")?;
    let grown = sqlite(
        "create table \"t\"(a integer primary key, c int); -- first\nALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x';",
    )?;
    assert_eq!(direct.observer()?, grown.observer()?);
    Ok(())
}

fn sqlite_differences() -> Result<(), Fault> {
    let plain = sqlite("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX i ON t (b);")?.observer()?;
    for other in [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, CHECK (a > 0)); CREATE INDEX i ON t (b);",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT REFERENCES t); CREATE INDEX i ON t (b);",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT; CREATE INDEX i ON t (b);",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX i ON t (b COLLATE NOCASE);",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX i ON t (b); PRAGMA user_version = 1;",
    ] {
        assert_ne!(plain, sqlite(other)?.observer()?, "{other}");
    }
    Ok(())
}

fn sqlite_own() -> Result<(), Fault> {
    let plain = sqlite("CREATE TABLE t (a);")?;
    let marked =
        sqlite("CREATE TABLE t (a); CREATE TABLE groundline_run (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE INDEX i ON groundline_run (id);
        INSERT INTO groundline_run DEFAULT VALUES;")?;
    assert_eq!(plain.observer()?, marked.observer()?);
    assert_eq!(plain.rows()?, marked.rows()?);
    Ok(())
}

fn sqlite_rows() -> Result<(), Fault> {
    let database = sqlite(
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b); INSERT INTO t (b) VALUES ('1'), (1), (x'01'), (NULL);",
    )?;
    let rows = database.rows()?;
    let values = rows.0["t"].of(&["b"]).map_err(Fault::new)?.concat();
    assert_eq!(values, ["'1'", "1", "NULL", "X'01'"]);
    assert_eq!(rows.0["sqlite_sequence"].rows, [["'t'", "4"]]);
    database.run("UPDATE t SET b = 2 WHERE a = 2;")?;
    assert!(database.rows()?.difference(&rows).is_some());
    Ok(())
}

fn spellings() -> Result<(), Fault> {
    for (one, other) in [
        ("CREATE  VIEW \"V\" AS SELECT 'It''s' /* so */ AS [X]", "create view v as select 'It''s' as x -- so"),
        (
            "create table t (b, a check (t.a <> 1)) strict, without rowid",
            "create table \"t\"(a check(a!=1), b) without rowid,strict",
        ),
        ("create table t (a int default 1 not null)", "create table t (a int not null default 1)"),
        (
            "create table t (a int references p on delete no action)",
            "create table t (a int references p not deferrable)",
        ),
        ("create table t (a int generated always as (b) virtual)", "create table t (a int as (b))"),
        ("create table t (a integer, primary key (a desc))", "create table t (a integer primary key)"),
        (
            "create table t (a text, primary key (a) on conflict fail)",
            "create table t (a text primary key on conflict fail)",
        ),
        (
            "create trigger g insert on t for each row begin select 1; end",
            "create trigger g before insert on t begin select 1; end",
        ),
    ] {
        assert_eq!(normal_form(one), normal_form(other));
    }
    for (one, other) in [
        ("create table t (a check (a > 1))", "create table t (a check (a > 2))"),
        ("create table t (a default 'Y')", "create table t (a default 'y')"),
        ("create table t (a references p on delete set null)", "create table t (a references p on delete cascade)"),
        ("create table t (a references p deferrable initially deferred)", "create table t (a references p)"),
        ("create table t (a int as (b) stored)", "create table t (a int as (b))"),
        ("create table t (a integer, primary key (a desc))", "create table t (a integer primary key desc)"),
        ("create table t (a text, primary key (a collate nocase))", "create table t (a text primary key)"),
        (
            "create trigger g after insert on t begin select 1; end",
            "create trigger g before insert on t begin select 1; end",
        ),
    ] {
        assert_ne!(normal_form(one), normal_form(other));
    }
    Ok(())
}

fn repository() -> Result<(), Fault> {
    let repo = GitRepo::fresh()?;
    repo.write("schemas/shop/tables.sql", "CREATE TABLE t (a INT);")?;
    let first = repo.commit("first")?;
    assert_eq!(repo.git(["log", "--format=%H %s"])?.trim(), format!("{first} first"));
    Ok(())
}

fn postgres_order() -> Result<(), Fault> {
    let (direct, grown) = (Postgres::fresh_database()?, Postgres::fresh_database()?);
    direct.run("CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'x', c int); CREATE VIEW z AS SELECT 1 AS a; CREATE VIEW y AS SELECT 2 AS a;")?;
    grown.run("CREATE TABLE t (a int PRIMARY KEY, c int); CREATE VIEW y AS SELECT 2 AS a; ALTER TABLE t ADD b text DEFAULT 'x'; CREATE VIEW z AS SELECT 1 AS a;")?;
    assert_eq!(direct.observer()?, grown.observer()?);
    Ok(())
}

const FUNCTION: &str = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n-- why\nSELECT 1\n$$;";

fn postgres_differences() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    database.run(&format!("CREATE TABLE t (a int, b int); {FUNCTION}"))?;
    let mut seen = vec![database.observer()?];
    for change in [
        "ALTER TABLE t ADD CHECK (a > 0);",
        "ALTER TABLE t ADD PRIMARY KEY (a);",
        "COMMENT ON COLUMN t.b IS 'b';",
        "ALTER TABLE t ALTER a SET DEFAULT 1;",
        &FUNCTION.replace("CREATE", "CREATE OR REPLACE").replace("-- why", "-- because"),
    ] {
        database.run(change)?;
        let now = database.observer()?;
        assert!(!seen.contains(&now), "{change}");
        seen.push(now);
    }
    Ok(())
}

fn postgres_own() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    database.run("CREATE TABLE t (a int);")?;
    let (dump, rows) = (database.observer()?, database.rows()?);
    database.run("CREATE SCHEMA groundline; CREATE TABLE groundline.run (id serial PRIMARY KEY); INSERT INTO groundline.run DEFAULT VALUES;")?;
    assert_eq!(database.observer()?, dump);
    assert_eq!(database.rows()?, rows);
    Ok(())
}

fn postgres_catalog() -> Result<(), Fault> {
    let catalog = include_str!("harness/catalog.sql");
    let database = Postgres::fresh_database()?;
    database.run(&format!(
        "CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('a', 'b'); CREATE DOMAIN s.age AS int CHECK (VALUE > 0); {FUNCTION}
         CREATE TABLE s.t (a serial PRIMARY KEY, m s.mood, b int GENERATED ALWAYS AS (a * 2) STORED, c text COLLATE \"C\");
         CREATE INDEX i ON s.t (lower(c)) WHERE a > 0; CREATE VIEW v AS SELECT a FROM s.t; COMMENT ON COLUMN s.t.c IS 'c';"
    ))?;
    let before = database.run(catalog)?;
    for fact in [
        "type s.mood e",
        "routine public.f()",
        "index CREATE INDEX i ON s.t",
        "comment table column s.t.c c",
        "-- why",
        "sequence s.t_a_seq",
    ] {
        assert!(before.contains(fact) || fact == "`{fact}` is not in\n{before}");
    }
    assert_eq!(before, database.run(catalog)?);
    database.run("ALTER TYPE s.mood ADD VALUE 'c';")?;
    assert_ne!(before, database.run(catalog)?);
    Ok(())
}

fn postgres_storage() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    database.run("CREATE TABLE t (a int); INSERT INTO t VALUES (1);")?;
    let before = database.storage()?;
    database.run("ALTER TABLE t ADD b int DEFAULT 1;")?;
    assert_eq!(database.storage()?, before);
    database.run("ALTER TABLE t ALTER a TYPE bigint;")?;
    assert_ne!(database.storage()?, before);
    Ok(())
}

fn wrong_password() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    database.run(&format!("CREATE ROLE \"{0}\" LOGIN PASSWORD 'right';", database.name()))?;
    let place = database.url().rsplit_once('@').map_or("", |(_, place)| place);
    let ask = |password: &str| {
        let url = format!("postgres://{}:{password}@{place}", database.name());
        tests::ran(std::process::Command::new("psql").args(["-X", "-c", "SELECT 1", &url]), "")
    };
    let (right, wrong) = (ask("right")?, ask("wrong")?);
    database.run(&format!("DROP ROLE \"{}\";", database.name()))?;
    assert_eq!(right.status, 0, "{right}");
    assert!(wrong.stderr.contains("password authentication failed"), "{wrong}");
    Ok(())
}

fn readers() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    database.run("CREATE TABLE t (a int); CREATE INDEX i ON t (a);")?;
    let readers = database.readers_of(&["public.t".to_owned()])?;
    database.run("ALTER TABLE t ALTER a SET STATISTICS 10;")?;
    database.run("DROP INDEX CONCURRENTLY i;")?;
    readers.end()?;
    let readers = database.readers_of(&["public.t".to_owned()])?;
    database.run("ALTER TABLE t ADD b int;")?;
    let kept_out = readers.end().err().map(|fault| fault.to_string());
    assert_eq!(kept_out.as_deref(), Some("readers were kept out of `\"public\".\"t\"`"));
    Ok(())
}

fn mysql_order() -> Result<(), Fault> {
    let one =
        MySql::database_with("CREATE TABLE t (a int PRIMARY KEY AUTO_INCREMENT, b int, KEY i (b), KEY h (a, b));")?;
    let other = MySql::database_with(
        "CREATE TABLE t (a int, b int, KEY h (a, b), KEY i (b), PRIMARY KEY (a));
         ALTER TABLE t MODIFY a int AUTO_INCREMENT, AUTO_INCREMENT = 9;",
    )?;
    assert_eq!(one.observer()?, other.observer()?);
    other.run("ALTER TABLE t MODIFY b int FIRST;")?;
    assert_ne!(one.observer()?, other.observer()?);
    Ok(())
}

fn mysql_differences() -> Result<(), Fault> {
    let database = MySql::database_with("CREATE TABLE t (a int, b int);")?;
    let mut seen = vec![database.observer()?];
    for change in [
        "ALTER TABLE t ADD CHECK (a > 0);",
        "ALTER TABLE t ADD UNIQUE KEY (a);",
        "ALTER TABLE t COMMENT 'so';",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1;",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO SELECT 1;",
        "CREATE VIEW v AS SELECT a FROM t;",
        "CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;",
    ] {
        database.run(change)?;
        let now = database.observer()?;
        assert!(!seen.contains(&now), "{change}");
        seen.push(now);
    }
    Ok(())
}

fn mysql_own() -> Result<(), Fault> {
    let database = MySql::database_with("CREATE TABLE t (a int);")?;
    let (dump, rows) = (database.observer()?, database.rows()?);
    database.run("CREATE TABLE groundline_kept_x (id int); INSERT INTO groundline_kept_x VALUES (1);")?;
    assert_eq!(database.observer()?, dump);
    assert_eq!(database.rows()?, rows);
    Ok(())
}

fn mysql_rows() -> Result<(), Fault> {
    let database = MySql::database_with(
        "CREATE TABLE t (a int PRIMARY KEY, b varbinary(3), c varchar(9) CHARACTER SET latin1);
         INSERT INTO t VALUES (1, x'ff00', 'd\u{e9}j\u{e0}'), (2, NULL, 'NULL');",
    )?;
    let rows = database.rows()?;
    assert_eq!(rows.0["t"].rows, [["'1'", "xFF00", "'d\u{e9}j\u{e0}'"], ["'2'", "NULL", "'NULL'"]]);
    Ok(())
}

fn mysql_storage() -> Result<(), Fault> {
    let database = MySql::database_with("CREATE TABLE t (a int); CREATE TABLE `t-\u{e9}` (a int);")?;
    let before = database.storage()?;
    assert_eq!(before.keys().map(String::as_str).collect::<Vec<_>>(), ["t", "t-\u{e9}"]);
    database.run("ALTER TABLE t ADD b int, ALGORITHM=INSTANT;")?;
    assert_eq!(database.storage()?, before);
    database.run("ALTER TABLE t FORCE;")?;
    assert_ne!(database.storage()?, before);
    Ok(())
}
