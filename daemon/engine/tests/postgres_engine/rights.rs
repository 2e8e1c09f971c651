//! What a role may not do is said with the right that it lacks, and how to get it.

use engine::{Error, Live, Options, Scope, Scratch, Source, Url};
use plan::{Draft, Plan, Sealing};
use schema::{Database, Dialect, Kind};

use crate::place::Place;

const ROLE: &str = "DO $$ BEGIN CREATE ROLE groundline_weak LOGIN PASSWORD 'weak'; EXCEPTION WHEN duplicate_object THEN NULL; \
    WHEN unique_violation THEN NULL; END $$";

async fn weak(place: &Place) -> Live {
    place.sql(ROLE).await;
    Live::connect(&place.as_role("groundline_weak", "weak"), &Options::default()).await.expect("a session")
}

#[tokio::test]
async fn a_scratch_database_needs_createdb_or_an_empty_one() {
    let Some(place) = Place::new("a_scratch_database_needs_createdb_or_an_empty_one").await else { return };
    let mut live = weak(&place).await;
    let Err(error) = Scratch::like(&mut live, None).await else { panic!("made") };
    assert!(matches!(error, Error::MissingPrivilege { .. }), "{error}");
    let hint = error.hint().expect("a hint");
    assert!(hint.contains("ALTER ROLE groundline_weak CREATEDB") && hint.contains("--scratch-url"), "{hint}");

    let empty = Place::new("empty").await.expect("a server");
    empty
        .sql(
            "DROP SCHEMA public; GRANT CREATE ON DATABASE CURRENT_DATABASE TO groundline_weak"
                .replace("CURRENT_DATABASE", &empty.ask("SELECT current_database()").await)
                .as_str(),
        )
        .await;
    empty.sql("CREATE SCHEMA public AUTHORIZATION groundline_weak").await;
    let url = empty.as_role("groundline_weak", "weak");
    for _ in 0..2 {
        let mut scratch = Scratch::like(&mut live, Some(&url)).await.unwrap_or_else(|error| panic!("{error}"));
        scratch.run(&["CREATE TABLE public.t (id int)".to_owned(), "CREATE SCHEMA s".to_owned()]).await.expect("run");
        // A schema `public` that somebody made anew is not everybody's: that is said beside it.
        let found = scratch.inspect(&Scope::default()).await.expect("inspected").objects;
        assert_eq!(found.keys().filter(|id| id.kind != Kind::Grant).count(), 3);
        scratch.discard().await.expect("emptied");
    }
    // A process that dies leaves what it made, and the next one knows that it was scratch.
    let mut killed = Scratch::like(&mut live, Some(&url)).await.unwrap_or_else(|error| panic!("{error}"));
    killed.run(&["CREATE TABLE public.left_behind (id int)".to_owned()]).await.expect("run");
    drop(killed);
    let mut scratch = Scratch::like(&mut live, Some(&url)).await.unwrap_or_else(|error| panic!("{error}"));
    let found = scratch.inspect(&Scope::default()).await.expect("inspected").objects;
    assert!(found.keys().all(|id| id.kind != Kind::Table), "{:?}", found.keys());
    scratch.discard().await.expect("emptied");
    assert_eq!(empty.ask("SELECT string_agg(nspname, ',') FROM pg_namespace WHERE nspname ~ '^groundline'").await, "");
    empty.sql("CREATE TABLE public.mine (id int)").await;
    let Err(error) = Scratch::like(&mut live, Some(&url)).await else { panic!("taken") };
    assert!(error.to_string().contains("it is not empty (it has table public.mine)"), "{error}");
    live.close().await.expect("closed");
    empty.drop().await;
    place.drop().await;
}

#[tokio::test]
async fn a_scratch_database_speaks_as_the_target_does_and_old_ones_are_swept_away() {
    let Some(place) = Place::new("a_scratch_database_speaks_as_the_target_does").await else { return };
    let mark = std::process::id();
    let (old, young) =
        (format!("groundline_scratch_1000_{mark:x}0"), format!("groundline_scratch_9999999999_{mark:x}1"));
    for name in [&old, &young] {
        place.sql(&format!("CREATE DATABASE {name}")).await;
    }
    let latin = format!("latin_{mark}");
    place
        .sql(&format!("CREATE DATABASE {latin} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"))
        .await;
    let (head, _) = place.text.rsplit_once('/').expect("a path");
    let url = Url::parse(&format!("{head}/{latin}"), |_| None).expect("a URL");
    let mut live = Live::connect(&url, &Options::default()).await.expect("a session");
    let source = |text: &str| Source { path: "t.sql".to_owned(), text: text.into(), id: "1".to_owned() };
    let mut scratch = Scratch::like(&mut live, None).await.unwrap_or_else(|error| panic!("{error}"));
    let loaded = scratch.load(&[source("CREATE TABLE t (a text DEFAULT 'é', CHECK (a < 'ü'))")]).await;
    assert_eq!(loaded, Ok(()));
    scratch.discard().await.expect("dropped");
    let mut scratch = Scratch::like(&mut live, None).await.unwrap_or_else(|error| panic!("{error}"));
    let wrong = scratch.load(&[source("CREATE TABLE t (a text DEFAULT '€')")]).await.expect_err("no euro in LATIN1");
    assert!(wrong[0].message.contains("LATIN1"), "{wrong:?}");
    scratch.discard().await.expect("dropped");
    live.close().await.expect("closed");
    let there = |name: &str| format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(place.ask(&there(&old)).await, "0", "what a killed process left an hour ago");
    assert_eq!(place.ask(&there(&young)).await, "1", "what another one may be using");
    for name in [&young, &latin] {
        place.sql(&format!("DROP DATABASE {name}")).await;
    }
    place.drop().await;
}

#[tokio::test]
async fn a_ledger_needs_create_on_the_database() {
    let Some(place) = Place::new("a_ledger_needs_create_on_the_database").await else { return };
    let mut live = weak(&place).await;
    let before = Database::empty(Dialect::Postgres);
    let sealing = Sealing {
        target: "t",
        before: &before,
        desired: &before,
        unsupported: Default::default(),
        draft: Draft::default(),
    };
    let error = live.begin_run(&Plan::seal(sealing), None, None).await.expect_err("no right");
    assert!(
        error.hint().is_some_and(|hint| hint.contains("GRANT CREATE ON DATABASE") && hint.contains("groundline_weak")),
        "{error:?}"
    );
    place.sql("CREATE TABLE public.t (id int)").await;
    let bad: Vec<_> = live.examine().await.expect("examined").into_iter().filter(|finding| !finding.good).collect();
    let subjects: Vec<_> = bad.iter().map(|finding| finding.subject.as_str()).collect();
    assert_eq!(subjects, ["may create a scratch database", "may make the ledger", "owns what it manages"]);
    live.close().await.expect("closed");
    let mut live = place.live().await;
    assert!(live.examine().await.expect("examined").iter().all(|finding| finding.good));
    live.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn what_cannot_be_reached_or_entered_is_said() {
    let Some(place) = Place::new("what_cannot_be_reached_or_entered_is_said").await else { return };
    let nobody = Url::parse("postgres://u:secret@127.0.0.1:1/x", |_| None).expect("a URL");
    let Err(error) = Live::connect(&nobody, &Options::default()).await else { panic!("reached") };
    assert!(matches!(error, Error::Unreachable { .. }) && !error.to_string().contains("secret"), "{error}");
    let Err(error) = Live::connect(&place.as_role("groundline_nobody", "secret"), &Options::default()).await else {
        panic!("entered")
    };
    assert!(matches!(error, Error::LoginRefused { .. }) && !error.to_string().contains("secret"), "{error}");
    let mut reader =
        Live::connect(&place.url, &Options { read_only: true, ..Options::default() }).await.expect("a session");
    let before = Database::empty(Dialect::Postgres);
    let sealing = Sealing {
        target: "t",
        before: &before,
        desired: &before,
        unsupported: Default::default(),
        draft: Draft::default(),
    };
    let error = reader.begin_run(&Plan::seal(sealing), None, None).await.expect_err("reads only");
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    reader.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn sizes_are_told_for_tables_and_partitioned_ones() {
    let Some(place) = Place::new("sizes_are_told_for_tables_and_partitioned_ones").await else { return };
    place
        .sql(
            "CREATE TABLE public.empty (id int); CREATE TABLE public.p (id int) PARTITION BY LIST (id); \
             CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p SELECT 1 FROM generate_series(1, 500)",
        )
        .await;
    let mut live = place.live().await;
    let sizes = live.sizes().await.expect("sizes");
    let rows = |name: &str| sizes.iter().find(|(id, _)| id.name == *name).map(|(_, size)| size.rows).expect("there");
    assert_eq!(rows("empty"), 0);
    assert!(rows("p") >= 500 && rows("p") == rows("p1"), "{sizes:?}");
    live.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn who_a_role_is_and_what_it_may_do_is_told() {
    let Some(place) = Place::new("who_a_role_is_and_what_it_may_do_is_told").await else { return };
    place
        .sql(
            "CREATE TABLE public.t (id int, a int); CREATE VIEW public.v AS SELECT 1 AS one; CREATE SCHEMA closed; \
             GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC",
        )
        .await;
    let mut live = weak(&place).await;
    place
        .sql("GRANT INSERT, DELETE ON public.t TO groundline_weak; GRANT UPDATE (a) ON public.t TO groundline_weak")
        .await;
    let told = live.standing().await.expect("told");
    assert_eq!(told.role.as_deref(), Some("groundline_weak"));
    let of = |name: &str| told.tables.iter().find(|(id, _)| id.name.as_str() == name).map(|(_, held)| held.clone());
    assert_eq!(of("t"), Some(["DELETE", "INSERT", "UPDATE"].map(str::to_owned).into()), "{told:?}");
    assert_eq!(of("v"), Some([].into()));
    assert!(told.schemas["public"].contains("CREATE") && told.schemas["closed"].is_empty(), "{told:?}");
    let owner = told.owners.values().next().expect("an owner");
    assert_ne!(owner, "groundline_weak");
    let mut live = place.live().await;
    let told = live.standing().await.expect("told");
    assert!(told.tables.values().all(|held| held.contains("OWNER")), "a superuser may act as every owner: {told:?}");
    place.drop().await;
}
