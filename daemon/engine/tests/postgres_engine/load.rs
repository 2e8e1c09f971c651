//! How desired SQL is loaded, and what is said of what does not load.

use crate::server::*;
use engine::{Scope, Source, SqlDiagnostic, Url};
use schema::{Database, Kind};

/// Loads files into a scratch database.
async fn load(url: &Url, sources: &[Source]) -> Result<Database, Vec<SqlDiagnostic>> {
    let mut scratch = scratch(url).await;
    let loaded = scratch.load(sources).await;
    let database = scratch.inspect(&Scope::default()).await.expect("inspected");
    scratch.discard().await.expect("discarded");
    loaded.map(|()| database)
}

/// The diagnostics of files that do not load, each with its hint.
async fn wrong(url: &Url, sources: &[Source]) -> Vec<String> {
    let diagnostics = load(url, sources).await.expect_err("does not load");
    let shown =
        |d: &SqlDiagnostic| format!("{d}{}", d.hint.as_ref().map_or(String::new(), |hint| format!(" | {hint}")));
    diagnostics.iter().map(shown).collect()
}

#[tokio::test]
async fn the_order_of_files_and_statements_does_not_count() {
    let Some(url) = url("the_order_of_files_and_statements_does_not_count") else { return };
    let files = [
        source(
            "a.sql",
            "create view app.v2 as select * from app.v1; create view app.v1 as select id, app.twice(n) as n from app.t;",
        ),
        source("b.sql", "create table app.child (id int primary key, t int references app.t, m app.mood);"),
        source("c.sql", "alter table app.child add constraint late foreign key (m) references app.moods (m);"),
        source("d.sql", "create table app.moods (m app.mood); create unique index moods_m on app.moods (m);"),
        source("e.sql", "create table app.t (id int primary key, n int default app.start());"),
        source(
            "f.sql",
            "create function app.twice(int) returns int language sql as 'select 2 * $1'; create function app.start() returns int language sql as 'select 1';",
        ),
        source("g.sql", "create type app.mood as enum ('ok'); comment on table app.t is 'x';"),
        source("h.sql", "create schema app;"),
    ];
    let forward = load(&url, &files).await.expect("loads");
    let mut reversed = files.to_vec();
    reversed.reverse();
    assert_eq!(load(&url, &reversed).await.expect("loads"), forward);
    assert_eq!(object(&forward, Kind::View, "app.v2").depends_on.len(), 2);
}

#[tokio::test]
async fn settings_of_a_file_end_with_it() {
    let Some(url) = url("settings_of_a_file_end_with_it") else { return };
    let files = [
        source(
            "a.sql",
            "SET statement_timeout = 0; SELECT pg_catalog.set_config('search_path', '', false); create schema s; create table s.a (id int);",
        ),
        source("b.sql", "create table b (id int);"),
        source("c.sql", "set search_path = s; create table c (id int);"),
    ];
    let database = load(&url, &files).await.expect("loads");
    let tables: Vec<_> = database.objects.keys().filter(|id| id.kind == Kind::Table).map(|id| id.dotted()).collect();
    assert_eq!(tables, ["public.b", "s.a", "s.c"]);
}

#[tokio::test]
async fn what_is_no_schema_is_refused_at_its_place() {
    let Some(url) = url("what_is_no_schema_is_refused_at_its_place") else { return };
    let sql = "create table t (id int);\nINSERT INTO t VALUES (1);\n\\connect x\nDROP TABLE t;\n  ALTER TABLE t OWNER TO bob;\nGRANT bob TO ann;\nBEGIN;\nCREATE ROLE bob;\nSELECT 1;\nDO $$ begin end $$;\nSET ROLE bob;\n";
    let found = wrong(&url, &[source("x.sql", sql)]).await;
    let expected = [
        "x.sql:2:1: `INSERT INTO` changes data, not the schema | remove it, or move it to a changelist",
        "x.sql:3:1: `\\connect` is a command of the database's shell, not SQL; remove the line",
        "x.sql:4:1: `DROP TABLE` removes something: desired SQL says what is there | remove it, and the definition of what should go",
        "x.sql:6:1: `GRANT BOB` makes a role a member of another | remove it; roles belong to `access/roles.toml`",
        "x.sql:7:1: `BEGIN` begins or ends a transaction | remove it; the program decides what is one transaction",
        "x.sql:8:1: `CREATE ROLE` concerns the whole server, not one database | remove it; roles belong to `access/roles.toml`",
        "x.sql:9:1: `SELECT` is a query: it describes nothing | remove it",
        "x.sql:10:1: `DO` does not describe a schema | remove it; write the statements that define the objects",
        "x.sql:11:1: `SET ROLE bob` is not understood in desired SQL | remove it; only settings such as `search_path` are taken",
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn errors_bear_their_place_and_the_nearest_name() {
    let Some(url) = url("errors_bear_their_place_and_the_nearest_name") else { return };
    let files = [
        source(
            "a.sql",
            "create table customers (id int primary key);\n\ncreate table orders (\n  id int,\n  c int references custommers\n);",
        ),
        source("b.sql", "create tabel x ();"),
        source("c.sql", "create table d (id int, é text, x nosuch);"),
    ];
    assert_eq!(
        wrong(&url, &files).await,
        [
            "a.sql:5:20: relation \"custommers\" does not exist | did you mean `customers`?",
            "b.sql:1:8: syntax error at or near \"tabel\"",
            "c.sql:1:35: type \"nosuch\" does not exist",
        ]
    );
}

#[tokio::test]
async fn what_is_defined_twice_names_both_places() {
    let Some(url) = url("what_is_defined_twice_names_both_places") else { return };
    let twice =
        [source("a.sql", "create table t (id int);"), source("b.sql", "\ncreate table if not exists t (id int);")];
    assert_eq!(
        wrong(&url, &twice).await,
        ["b.sql:2:1: `t` is defined twice: it is defined at a.sql:1 too | keep one of the two"]
    );
    let functions = "create function f() returns int language sql as 'select 1';";
    let found = wrong(&url, &[source("a.sql", functions), source("b.sql", functions)]).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("it is defined at") && found[0].contains("a.sql:1"), "{found:?}");
}

#[tokio::test]
async fn views_in_a_circle_are_named() {
    let Some(url) = url("views_in_a_circle_are_named") else { return };
    let files = [
        source("a.sql", "create view a as select * from b;"),
        source("b.sql", "create view b as select * from c;"),
        source("c.sql", "create view c as select * from a; create view d as select * from a;"),
    ];
    let found = wrong(&url, &files).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("circle: `a` (a.sql:1) → `b` (b.sql:1) → `c` (c.sql:1) → `a` (a.sql:1)"), "{found:?}");
}

#[tokio::test]
async fn an_extension_that_is_not_installed_says_how_to_get_it() {
    let Some(url) = url("an_extension_that_is_not_installed_says_how_to_get_it") else { return };
    let found = wrong(&url, &[source("a.sql", "create extension nosuch;")]).await;
    assert!(found[0].contains("nosuch") && found[0].contains("--scratch-url"), "{found:?}");
}
