//! What a statement defines, told from its first words.

use schema::Dialect::{self, MySql, Postgres, Sqlite};
use schema::sql::{Defined, Verb, defines};

fn shown(defined: &Defined) -> String {
    let verb = match defined.verb {
        Verb::Create => "+",
        Verb::Alter => "~",
        Verb::Comment => "#",
    };
    let schema = defined.schema.as_ref().map(|s| format!("{}.", s.as_str())).unwrap_or_default();
    let name = defined.name.as_ref().map_or("?", |name| name.as_str());
    let on = defined.on_table.as_ref().map(|t| format!(" on {}", t.as_str())).unwrap_or_default();
    format!("{verb}{} {schema}{name}{on}", defined.kind)
}

#[track_caller]
fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
    let found: Vec<_> = defines(dialect, sql).iter().map(shown).collect();
    assert_eq!(found, expected, "{sql}");
}

#[test]
fn created_objects_are_named_with_their_kind() {
    for (sql, expected) in [
        ("CREATE TABLE a (b int)", "+TABLE a"),
        ("create unlogged table if not exists S.\"A b\" (b int)", "+TABLE s.A b"),
        ("CREATE OR REPLACE VIEW db.s.v AS SELECT 1", "+VIEW s.v"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "+MATERIALIZED VIEW v"),
        ("CREATE FOREIGN TABLE t (a int) SERVER s", "+FOREIGN TABLE t"),
        ("CREATE FUNCTION s.f(a int) RETURNS int", "+FUNCTION s.f"),
        ("CREATE TYPE mood AS ENUM ('a')", "+TYPE mood"),
        ("CREATE DOMAIN d AS text", "+DOMAIN d"),
        ("CREATE SCHEMA AUTHORIZATION joe", "+SCHEMA joe"),
        ("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", "+EXTENSION uuid-ossp"),
        ("CREATE OPERATOR s.=== (LEFTARG = int)", "+OPERATOR s.==="),
        ("CREATE TEXT SEARCH CONFIGURATION s.c (COPY = english)", "+TEXT SEARCH CONFIGURATION s.c"),
        ("CREATE TRUSTED PROCEDURAL LANGUAGE plx", "+LANGUAGE plx"),
        ("CREATE TABLE \"table\" (a int)", "+TABLE table"),
    ] {
        check(Postgres, sql, &[expected]);
    }
    check(Sqlite, "CREATE VIRTUAL TABLE [f t] USING fts5(a)", &["+VIRTUAL TABLE f t"]);
    check(Sqlite, "CREATE TABLE 'quoted' (a)", &["+TABLE quoted"]);
    check(MySql, "CREATE DEFINER=`r`@`%` FUNCTION f() RETURNS INT RETURN 1", &["+FUNCTION f"]);
    check(MySql, "CREATE DEFINER=root@localhost SQL SECURITY DEFINER VIEW v AS SELECT 1", &["+VIEW v"]);
    check(MySql, "CREATE ALGORITHM=MERGE DEFINER=CURRENT_USER() VIEW v AS SELECT 1", &["+VIEW v"]);
    check(
        MySql,
        "/*!50003 CREATE*/ /*!50017 DEFINER='a'@'b'*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a=1 */",
        &["+TRIGGER t on x"],
    );
}

#[test]
fn what_lives_on_a_table_names_it() {
    for (sql, expected) in [
        ("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (a)", "+INDEX s.i on t"),
        ("CREATE INDEX ON t (a)", "+INDEX ? on t"),
        ("CREATE TRIGGER g BEFORE UPDATE OF a ON s.t FOR EACH ROW EXECUTE FUNCTION f()", "+TRIGGER s.g on t"),
        ("CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()", "+TRIGGER g on t"),
        ("CREATE POLICY p ON t USING (true)", "+POLICY p on t"),
        ("CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()", "+EVENT TRIGGER e"),
        ("COMMENT ON COLUMN s.t.\"C\" IS 'x'", "#COLUMN s.C on t"),
        ("COMMENT ON TABLE s.t IS 'x'", "#TABLE s.t"),
        ("COMMENT ON CONSTRAINT c ON t IS 'x'", "#CONSTRAINT c on t"),
        ("COMMENT ON CONSTRAINT c ON DOMAIN s.d IS 'x'", "#CONSTRAINT s.c on d"),
        ("COMMENT ON FUNCTION s.f(int) IS 'x'", "#FUNCTION s.f"),
        ("COMMENT ON INDEX i IS 'on'", "#INDEX i"),
    ] {
        check(Postgres, sql, &[expected]);
    }
    check(Sqlite, "CREATE TEMP TRIGGER g AFTER UPDATE OF a, b ON t BEGIN SELECT 1; END", &["+TRIGGER g on t"]);
}

#[test]
fn alter_table_names_the_table_and_what_it_adds() {
    let sql = "ALTER TABLE ONLY s.t ADD CONSTRAINT pk PRIMARY KEY (a), ADD COLUMN IF NOT EXISTS b int DEFAULT f(add), ADD c int";
    check(Postgres, sql, &["~TABLE s.t", "+CONSTRAINT s.pk on t", "+COLUMN s.b on t", "+COLUMN s.c on t"]);
    check(Postgres, "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u", &["~TABLE t", "+CONSTRAINT ? on t"]);
    check(Postgres, "ALTER TABLE t OWNER TO me", &["~TABLE t"]);
    check(Postgres, "ALTER SEQUENCE s.q OWNED BY s.t.a", &["~SEQUENCE s.q"]);
    check(Postgres, "ALTER TYPE mood ADD VALUE 'x'", &["~TYPE mood"]);
    check(Postgres, "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x", &[]);
    check(MySql, "ALTER TABLE t ADD UNIQUE KEY k (a), ADD INDEX (b)", &["~TABLE t", "+INDEX k on t", "+INDEX ? on t"]);
}

#[test]
fn what_is_not_understood_defines_nothing() {
    for sql in [
        "",
        "SELECT 1",
        "CREATE",
        "CREATE TABLE",
        "CREATE CAST (a AS b) WITHOUT FUNCTION",
        "COMMENT ON",
        "ALTER TABLE",
        "CREATE INDEX i",
    ] {
        let found = defines(Postgres, sql);
        assert!(found.is_empty() || sql == "CREATE INDEX i", "{sql}: {found:?}");
    }
}

#[test]
fn a_grant_of_mysql_changes_what_it_is_on() {
    for (sql, expected) in [
        ("GRANT SELECT (a, `on`), INSERT ON t TO u", "~GRANT ? on t"),
        ("grant execute on function f to u", "~GRANT ? on f"),
        ("GRANT SELECT ON function TO u", "~GRANT ? on function"),
        ("GRANT EXECUTE ON PACKAGE BODY p TO u", "~GRANT ? on p"),
        ("GRANT ALL ON TABLE `d`.`t` TO u", "~GRANT d.? on t"),
        ("GRANT ALL ON * TO u", "~DATABASE ?"),
        ("GRANT ALL ON d.* TO u", "~DATABASE d"),
    ] {
        check(MySql, sql, &[expected]);
    }
    check(MySql, "GRANT reader TO u", &[]);
    check(Postgres, "GRANT SELECT ON t TO u", &[]);
}
