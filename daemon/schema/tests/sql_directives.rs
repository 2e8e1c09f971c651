//! Where directives belong.

use schema::Dialect::{self, MySql, Postgres, Sqlite};
use schema::sql::{DirectiveKind, Target, split};

/// The directives of all statements, or the first error.
fn found(dialect: Dialect, sql: &str) -> Vec<String> {
    let shown = split(dialect, sql).map(|item| match item {
        Ok(statement) => statement
            .directives
            .iter()
            .map(|d| format!("{} {}@{}", what(&d.kind), about(&d.target), d.position))
            .collect(),
        Err(error) => vec![error.to_string()],
    });
    shown.collect::<Vec<Vec<String>>>().concat()
}

fn what(kind: &DirectiveKind) -> String {
    match kind {
        DirectiveKind::RenamedFrom(name) => name.display(Postgres).to_string(),
        DirectiveKind::Allow { rule, reason } => format!("allow {rule} ({reason})"),
        DirectiveKind::Key(columns) => format!("key {}", columns.len()),
    }
}

fn about(target: &Target) -> String {
    match target {
        Target::File => "file".to_owned(),
        Target::WholeStatement => "all".to_owned(),
        Target::Column(name) => format!("column {}", name.as_str()),
        Target::Value(value) => format!("value {value}"),
        Target::Constraint(name) => format!("constraint {}", name.as_str()),
    }
}

#[track_caller]
fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
    assert_eq!(found(dialect, sql), expected, "{sql}");
}

#[test]
fn a_statement_is_named_before_on_and_behind_its_line() {
    check(Sqlite, "-- groundline: renamed-from=a\nCREATE TABLE b (x);", &["a all@1:1"]);
    check(Sqlite, "CREATE TABLE b (x); -- groundline: renamed-from=a\nCREATE TABLE c (x);", &["a all@1:21"]);
    check(Sqlite, "CREATE TABLE b ( -- @renamed from=a\n x int\n);", &["a all@1:18"]);
    check(Sqlite, "CREATE TABLE b (x) -- groundline: renamed-from=a\n;", &["a all@1:20"]);
    check(Postgres, "/* groundline: renamed-from=s.a */ CREATE VIEW b AS SELECT (1);", &["s.a all@1:1"]);
    check(Sqlite, "CREATE TABLE x (a); /* groundline: key=b */ CREATE TABLE y (b);", &["key 1 all@1:21"]);
    let two = "-- groundline: renamed-from=a\n-- groundline: key=x, y\nCREATE TABLE b (x, y);";
    check(Sqlite, two, &["a all@1:1", "key 2 all@2:1"]);
}

#[test]
fn a_column_is_named_on_its_line_or_the_line_before() {
    let sql = "CREATE TABLE t (\n  a int, -- groundline: renamed-from=x\n  b int DEFAULT (1,2)\n    NOT NULL, -- groundline: renamed-from=y\n  -- groundline: renamed-from=z\n  \"C c\" int -- groundline: key=a\n);";
    check(Postgres, sql, &["x column a@2:10", "y column b@4:15", "z column C c@5:3", "key 1 column C c@6:13"]);
    check(Postgres, "CREATE TABLE t (a int, /* groundline: renamed-from=x */ b int)", &["x column b@1:24"]);
    check(Postgres, "CREATE TABLE t (a int, /* groundline: renamed-from=x */\n b int)", &["x column a@1:24"]);
    check(Postgres, "CREATE TABLE t (\n-- groundline: renamed-from=x\n-- why\n\n a int)", &["x column a@2:1"]);
    check(
        Postgres,
        "CREATE UNLOGGED TABLE IF NOT EXISTS s.t (a int -- groundline: renamed-from=x\n)",
        &["x column a@1:48"],
    );
    check(
        MySql,
        "CREATE TABLE t (\n `a b` int, # groundline: renamed-from=`c d`\n e int)",
        &["\"c d\" column a b@2:13"],
    );
    check(
        Sqlite,
        "CREATE TABLE t (\n [a] int, -- pist:renamed-from b\n key int -- groundline: renamed-from=k\n)",
        &["b column a@2:11", "k column key@3:10"],
    );
}

#[test]
fn a_constraint_needs_a_name_to_be_renamed() {
    let sql = "CREATE TABLE t (\n a int,\n CONSTRAINT n CHECK (a > 0), -- groundline: renamed-from=o\n a2 int)";
    check(Postgres, sql, &["o constraint n@3:30"]);
    check(
        MySql,
        "CREATE TABLE t (a int,\n UNIQUE KEY k (a) -- groundline: renamed-from=j\n)",
        &["j constraint k@2:19"],
    );
    let nameless = found(Postgres, "CREATE TABLE t (a int,\n CHECK (a > 0) -- groundline: renamed-from=o\n)");
    assert!(nameless[0].starts_with("line 2, column 16: directive `renamed-from` cannot apply here"), "{nameless:?}");
    check(
        Postgres,
        "CREATE TABLE t (a int,\n CHECK (a > 0) -- groundline: allow r it is so\n)",
        &["allow r (it is so) all@2:16"],
    );
    check(
        Postgres,
        "CREATE TABLE t (\n exclude int, -- groundline: renamed-from=o\n b int)",
        &["o column exclude@2:15"],
    );
}

#[test]
fn a_value_of_an_enum_is_named_like_a_column() {
    let sql = "CREATE TYPE s.t AS ENUM ( -- groundline: renamed-from=s.u\n 'it''s', -- groundline: renamed-from='Was'\n 'b' /* @renamed from=c */,\n 'd'\n)";
    check(Postgres, sql, &["s.u all@1:27", "\"Was\" value it's@2:11", "c value b@3:6"]);
    check(Postgres, "CREATE TYPE t /* @renamed from=u */ AS ENUM ('a', 'b')", &["u all@1:15"]);
    check(Postgres, "CREATE TYPE t AS ENUM ( /* @renamed from=u */ 'a', 'b')", &["u all@1:25"]);
    check(Postgres, "CREATE TYPE t AS ENUM (\n -- @renamed from=u\n 'a', 'b')", &["u value a@2:2"]);
}

#[test]
fn a_part_has_no_schema() {
    let found = found(Postgres, "CREATE TABLE t (\n a int -- groundline: renamed-from=s.b\n)");
    assert!(found[0].starts_with("line 2, column 8: a column, constraint or value has no schema"), "{found:?}");
}

#[test]
fn an_allow_at_the_head_is_for_the_file() {
    let sql = "-- licence\n\n-- groundline: allow r old file\n\nCREATE TABLE a (x);\nCREATE TABLE b (x);";
    check(Sqlite, sql, &["allow r (old file) file@3:1"]);
    check(Sqlite, "-- groundline: allow r why\nCREATE TABLE a (x);", &["allow r (why) all@1:1"]);
    check(Sqlite, "SELECT 1;\n\n-- groundline: allow r why\n\nSELECT 2;", &["allow r (why) all@3:1"]);
    check(Sqlite, "-- groundline: allow r no statements", &[]);
}

#[test]
fn a_directive_that_means_nothing_is_an_error() {
    let unknown = "line 2, column 1: unknown directive `rename-from`; did you mean `renamed-from`?";
    check(Sqlite, "SELECT 1;\n-- groundline: rename-from=a\nCREATE TABLE b (x);\nSELECT 2;", &[unknown]);
    check(Sqlite, "SELECT 1;\n-- groundline: rename-from=a\n", &[unknown]);
    let orphan = "line 2, column 1: directive belongs to nothing; put it on the line before a statement or a column, or at the end of its line";
    check(Sqlite, "CREATE TABLE a (x);\n-- groundline: renamed-from=a", &[orphan]);
    check(Sqlite, "CREATE TABLE a (x,\n/* groundline: renamed-from=a */ )", &[orphan]);
    for sql in [
        "-- groundline: renamed-from=a\nSELECT 1",
        "CREATE TYPE t AS (a int, -- groundline: renamed-from=b\n c int)",
        "CREATE VIEW v AS SELECT * FROM (SELECT 1 -- groundline: renamed-from=b\n) x",
        "ALTER TABLE t ADD b int -- groundline: renamed-from=a\n",
    ] {
        assert!(found(Postgres, sql)[0].contains("directive `renamed-from` cannot apply here"), "{sql}");
    }
}

#[test]
fn comments_in_strings_and_bodies_are_no_directives() {
    check(Postgres, "CREATE FUNCTION f() AS $$ -- groundline: nonsense\n $$", &[]);
    check(Sqlite, "SELECT '-- groundline: nonsense'", &[]);
}
