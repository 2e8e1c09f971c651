//! Statements of each dialect, as a file holds them.

use schema::Dialect::{self, MySql, Postgres, Sqlite};
use schema::sql::{Position, SplitProblem, Splitter, split};

/// The statements, with errors as their message.
fn parts(dialect: Dialect, sql: &str) -> Vec<String> {
    split(dialect, sql).map(|item| item.map_or_else(|error| error.to_string(), |found| found.text.to_owned())).collect()
}

#[track_caller]
fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
    assert_eq!(parts(dialect, sql), expected, "{dialect:?}: {sql}");
}

/// The statement is one, and what follows it is another.
#[track_caller]
fn check_whole(dialect: Dialect, statement: &str) {
    check(dialect, &format!("{statement};\nSELECT 2;"), &[statement, "SELECT 2"]);
    check(dialect, statement, &[statement]);
}

#[test]
fn semicolons_end_statements_and_quotes_hide_them() {
    for dialect in [Sqlite, Postgres, MySql] {
        check(dialect, "", &[]);
        check(dialect, " ;; -- x;\n ; /* ; */", &[]);
        check(
            dialect,
            "SELECT 1; SELECT ';' -- ;\n ; /* ; */ SELECT 3 -- end",
            &["SELECT 1", "SELECT ';'", "SELECT 3"],
        );
    }
    check_whole(Postgres, "SELECT $a$;$a$, \";\", E'\\';'");
    check_whole(Sqlite, "SELECT [;], `;`, \";\"");
    check_whole(MySql, "SELECT `;`, \"\\\";\" # ;\n, 1");
}

#[test]
fn a_statement_knows_where_it_starts() {
    let sql = "-- é\n  SELECT 'é', 1;SELECT 2;\n\n😀 x";
    let found: Vec<_> = split(Sqlite, sql).map(|item| item.expect("it is plain SQL")).collect();
    let places: Vec<_> = found.iter().map(|s| (s.position.line, s.position.column)).collect();
    assert_eq!(places, [(2, 3), (2, 17), (4, 1)]);
    assert!(found.iter().all(|s| &sql[s.span.clone()] == s.text));
}

#[test]
fn sqlite_triggers_keep_their_bodies() {
    check_whole(
        Sqlite,
        "CREATE TRIGGER t AFTER INSERT ON a WHEN new.x > 0 BEGIN\n UPDATE b SET c = CASE WHEN new.d THEN 1 ELSE 2 END;\n SELECT CASE 1 WHEN 1 THEN 2 END;\nEND",
    );
    check_whole(Sqlite, "create temp trigger if not exists \"begin\" before delete on x begin delete from y; end");
    check_whole(Sqlite, "CREATE TEMPORARY TRIGGER t INSTEAD OF UPDATE ON v BEGIN SELECT 'END;'; /* END; */ END");
    check(Sqlite, "CREATE TRIGGER t AFTER INSERT ON a; SELECT 1", &["CREATE TRIGGER t AFTER INSERT ON a", "SELECT 1"]);
    check(Sqlite, "BEGIN; CREATE TABLE t (a); END; SELECT 1", &["BEGIN", "CREATE TABLE t (a)", "END", "SELECT 1"]);
    check(Sqlite, "CREATE TABLE trigger_begin (a); SELECT 1", &["CREATE TABLE trigger_begin (a)", "SELECT 1"]);
}

#[test]
fn postgres_bodies_are_kept_whole() {
    check_whole(Postgres, "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$");
    check_whole(
        Postgres,
        "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC\n SELECT CASE WHEN a > 0 THEN (SELECT 1) ELSE 2 END;\n SELECT 3 AS end, t.case FROM t;\nEND",
    );
    check_whole(Postgres, "CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END");
    check_whole(
        Postgres,
        "CREATE RULE r AS ON INSERT TO t DO INSTEAD (INSERT INTO u VALUES (1); DELETE FROM v WHERE (a))",
    );
    check_whole(Postgres, "CREATE FUNCTION f() RETURNS int AS 'begin; end;' LANGUAGE plpgsql");
    check(Postgres, "CREATE TABLE t (a int; SELECT 1", &["CREATE TABLE t (a int", "SELECT 1"]);
    check(Postgres, "BEGIN; SELECT 1; END", &["BEGIN", "SELECT 1", "END"]);
}

#[test]
fn mysql_bodies_are_kept_without_delimiter_lines() {
    check_whole(
        MySql,
        "CREATE DEFINER=`root`@`localhost` PROCEDURE p(x INT)\nBEGIN\n IF x THEN SELECT IF(x, 1, 2); END IF;\n l: WHILE x DO SET x = x - 1; END WHILE l;\n CASE x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE;\n SELECT CASE WHEN x THEN 1 END, t.end FROM t;\n REPEAT SET x = 1; UNTIL x END REPEAT;\nEND",
    );
    check_whole(MySql, "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END");
    check_whole(MySql, "CREATE FUNCTION f() RETURNS INT RETURN (SELECT 1)");
    check_whole(MySql, "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END");
    check_whole(MySql, "CREATE PACKAGE p AS FUNCTION f RETURN INT; PROCEDURE g(a INT); END");
    check_whole(MySql, "CREATE OR REPLACE PACKAGE p FUNCTION f() RETURNS INT; END");
    check_whole(
        MySql,
        "CREATE PACKAGE BODY p AS x INT; PROCEDURE g; FUNCTION f RETURN INT AS y INT; BEGIN IF y THEN RETURN 1; END IF; END; \
         PROCEDURE g AS BEGIN NULL; END; BEGIN x := 1; BEGIN x := 2; END; END p",
    );
    check_whole(
        MySql,
        "CREATE PACKAGE BODY p FUNCTION f() RETURNS INT RETURN 1; PROCEDURE g() BEGIN SELECT 1; END; END",
    );
    check(MySql, "BEGIN; SELECT 1; COMMIT", &["BEGIN", "SELECT 1", "COMMIT"]);
    check(MySql, "CREATE TABLE `begin` (`case` INT); SELECT 1", &["CREATE TABLE `begin` (`case` INT)", "SELECT 1"]);
}

#[test]
fn delimiter_lines_are_obeyed() {
    let sql = "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT '$$'; END$$\n-- $$\nSELECT 1 $$ $$\ndelimiter ;\nSELECT 2; SELECT 3";
    check(MySql, sql, &["CREATE PROCEDURE p() BEGIN SELECT '$$'; END", "SELECT 1", "SELECT 2", "SELECT 3"]);
    check(MySql, "DELIMITER ;;\r\nSELECT 1; ;;SELECT 2;;\r\n", &["SELECT 1;", "SELECT 2"]);
    check(MySql, "DELIMITER //\nSELECT 1/2//\n", &["SELECT 1/2"]);
    let message =
        "line 1, column 1: DELIMITER needs the new delimiter on the same line; write for example `DELIMITER //`";
    check(MySql, "DELIMITER \nSELECT 1;", &[message, "SELECT 1"]);
}

#[test]
fn versioned_comments_belong_to_their_statement() {
    check(MySql, "/*!40101 SET NAMES utf8 */;\nSELECT 1;", &["/*!40101 SET NAMES utf8 */", "SELECT 1"]);
    check_whole(
        MySql,
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @x = 1; END */",
    );
    check(
        MySql,
        "SELECT 1; /*!1 SELECT 2",
        &["SELECT 1", "line 1, column 11: a comment is never closed; add the closing `*/`"],
    );
}

#[test]
fn what_is_never_closed_is_reported_at_its_start() {
    for (dialect, sql, message) in [
        (Sqlite, "SELECT 1;\n SELECT 'abc;\n", "line 2, column 9: a string is never closed; add the closing quote"),
        (Sqlite, "SELECT [a", "line 1, column 8: a quoted name is never closed; add the closing quote"),
        (Postgres, "/* /* */ SELECT", "line 1, column 1: a comment is never closed; add the closing `*/`"),
        (Postgres, "DO $é$ $$", "line 1, column 4: a dollar-quoted string is never closed; add the closing tag"),
        (MySql, "SELECT \"a\\\"", "line 1, column 8: a string is never closed; add the closing quote"),
    ] {
        assert_eq!(parts(dialect, sql).last().map(String::as_str), Some(message), "{sql}");
    }
}

#[test]
fn shell_commands_are_refused_and_skipped() {
    let sql = "\\restrict abc\nSELECT 1;\n\\connect 'db;\nSELECT 2 \\gexec\nSELECT 3;";
    let connect = "line 3, column 1: `\\connect` is a command of the database's shell, not SQL; remove the line";
    let found = parts(Postgres, sql);
    assert!(found[0].starts_with("line 1, column 1: `\\restrict`"), "{}", found[0]);
    assert_eq!(found[1..3], ["SELECT 1", connect]);
    assert!(found[3].contains("`\\gexec`"));
    assert_eq!(found[4..], ["SELECT 3"]);
    let read = "line 1, column 1: `.read` is a command of the database's shell, not SQL; remove the line";
    check(Sqlite, ".read x.sql\nSELECT .5;", &[read, "SELECT .5"]);
}

#[test]
fn rows_of_copy_are_refused_and_skipped() {
    let sql = "COPY public.t (a, b) FROM stdin;\n1\tit's\n;\\N\n\\.\n\nCOPY t TO stdout; SELECT 1";
    let found: Vec<_> = split(Postgres, sql).collect();
    let error = found[0].as_ref().expect_err("rows do not belong here");
    assert_eq!((error.problem.clone(), error.position), (SplitProblem::CopyData, Position { line: 1, column: 1 }));
    assert!(error.to_string().contains("does not belong in a schema"));
    assert_eq!(parts(Postgres, sql)[1..], ["COPY t TO stdout", "SELECT 1"]);
}

#[test]
fn ansi_quotes_change_what_a_backslash_means() {
    let sql = r#"SELECT "a\"; SELECT 2"#;
    assert_eq!(Splitter::new(MySql, sql).with_ansi_quotes(true).count(), 2);
    assert_eq!(Splitter::new(MySql, sql).count(), 1);
}
