//! Elaborating again after a change: only what changed, and the result is that of elaborating everything.

use std::collections::BTreeMap;

use engine::{Elaborated, Live, Scope, Source, elaborate};
use schema::{Ident, Kind, ObjectId};

use crate::place::Place;
use crate::server::source;

/// Files by path.
type Files = BTreeMap<String, String>;

/// Twelve groups of files that need each other within the group, and some that all need.
fn shop() -> Files {
    let mut files = Files::from([
        ("base.sql".to_owned(), "create schema app; create extension citext;".to_owned()),
        ("mood.sql".to_owned(), "create type app.mood as enum ('sad', 'ok');".to_owned()),
        ("an_index.sql".to_owned(), "create index on app.child0 (tag0);".to_owned()),
    ]);
    for n in 0..12 {
        let mood = if n % 4 == 0 { ", m app.mood" } else { "" };
        files.insert(
            format!("t{n}.sql"),
            format!(
                "create table app.parent{n} (id bigserial primary key, label{n} text{mood});\n\
                 comment on table app.parent{n} is 'number {n}';"
            ),
        );
        files.insert(
            format!("c{n}.sql"),
            format!(
                "create table app.child{n} (id int primary key, up{n} bigint references app.parent{n}, tag{n} citext);\n\
                 create index on app.child{n} (up{n});"
            ),
        );
        files.insert(format!("v{n}.sql"), format!("create view app.seen{n} as select p.*, c.tag{n} from app.parent{n} p join app.child{n} c on c.up{n} = p.id;"));
        files.insert(
            format!("w{n}.sql"),
            format!("create view app.counted{n} as select label{n}, count(*) from app.seen{n} group by label{n};"),
        );
        files.insert(
            format!("k{n}.sql"),
            format!("alter table app.child{n} add constraint positive{n} check (id > 0);"),
        );
    }
    files
}

fn sources(files: &Files) -> Vec<Source> {
    files.iter().map(|(path, text)| source(path, text)).collect()
}

async fn elaborated(live: &mut Live, files: &Files, previous: Option<&Elaborated>) -> Elaborated {
    elaborate(live, None, &Scope::default(), &sources(files), previous).await.unwrap_or_else(|error| match error {
        engine::Error::Desired(diagnostics) => panic!("{diagnostics:?}"),
        other => panic!("{other}"),
    })
}

#[tokio::test]
async fn elaborating_what_changed_is_the_same_as_elaborating_everything() {
    let Some(place) = Place::new("elaborating_what_changed_is_the_same_as_elaborating_everything").await else {
        return;
    };
    let mut live = place.live().await;
    let mut files = shop();
    let mut before = elaborated(&mut live, &files, None).await;
    let edits: [(&str, Option<&str>); 16] = [
        ("t3.sql", Some("create table app.parent3 (id bigserial primary key, label3 varchar(30), more int);")),
        ("k3.sql", None),
        ("extra.sql", Some("create table app.extra (id int references app.child5, n numeric);")),
        ("c5.sql", Some("create table app.child5 (id int primary key, up5 int, tag5 text);")),
        (
            "w7.sql",
            Some(
                "create materialized view app.counted7 as select label7, count(*) n from app.seen7 group by label7;\ncreate unique index on app.counted7 (label7);",
            ),
        ),
        ("f.sql", Some("create function app.twice(n int) returns int language sql immutable as 'select 2 * n';")),
        ("extra.sql", Some("create table app.extra (id int references app.child5, n int default app.twice(4));")),
        (
            "f.sql",
            Some(
                "create function app.twice(n int, m int default 1) returns int language sql immutable as 'select 2 * n';",
            ),
        ),
        ("mood.sql", Some("create type app.mood as enum ('sad', 'ok', 'glad');")),
        (
            "p.sql",
            Some(
                "create table app.log (at date, n int) partition by range (at); create table app.log1 (at date, n int);",
            ),
        ),
        (
            "attach.sql",
            Some("alter table app.log attach partition app.log1 for values from ('2020-01-01') to ('2021-01-01');"),
        ),
        ("attach.sql", None),
        ("heirs.sql", Some("create table app.elder (a int); create table app.heir (b int) inherits (app.elder);")),
        ("elder.sql", Some("alter table app.elder add more int;")),
        (
            "t9.sql",
            Some(
                "-- groundline: renamed-from=elder\ncreate table app.parent9 (id bigserial primary key,\n  -- groundline: renamed-from=name\n  label9 text);",
            ),
        ),
        ("base.sql", Some("create schema app; create extension citext; comment on schema app is 'the app';")),
    ];
    for (path, text) in edits {
        match text {
            Some(text) => files.insert(path.to_owned(), text.to_owned()),
            None => files.remove(path),
        };
        let whole = elaborated(&mut live, &files, None).await;
        let again = elaborated(&mut live, &files, Some(&before)).await;
        let differs: Vec<_> =
            schema::diff(&again.database, &whole.database).iter().map(|change| change.object().id.clone()).collect();
        assert_eq!(again, whole, "after {path}: {differs:?}");
        before = again;
    }
    live.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn what_a_change_does_not_touch_is_not_elaborated_again() {
    let Some(place) = Place::new("what_a_change_does_not_touch_is_not_elaborated_again").await else { return };
    let mut live = place.live().await;
    let mut files = shop();
    let mut before = elaborated(&mut live, &files, None).await;
    let table = |name: &str| ObjectId::new(Kind::Table, Some(Ident::from("app")), Ident::from(name));
    for name in ["parent1", "parent8"] {
        before.database.objects.get_mut(&table(name)).expect("there").comment = Some("marked".into());
    }
    files.insert("t8.sql".to_owned(), "create table app.parent8 (id bigserial primary key, label8 int);".to_owned());
    let stored = serde_json::to_string(&before).expect("stored");
    let before: Elaborated = serde_json::from_str(&stored).expect("loaded");
    let again = elaborated(&mut live, &files, Some(&before)).await;
    assert_eq!(again.database.get(&table("parent1")).expect("there").comment.as_deref(), Some("marked"));
    assert_eq!(again.database.get(&table("parent8")).expect("there").comment, None);
    live.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn objects_know_their_file_and_renames_their_object() {
    let Some(place) = Place::new("objects_know_their_file_and_renames_their_object").await else { return };
    let mut live = place.live().await;
    let files = Files::from([(
        "a.sql".to_owned(),
        "create table public.a (id serial primary key);\n\n-- groundline: renamed-from=old\ncreate table b (id int,\n  x int, -- groundline: renamed-from=y\n  constraint c check (x > 0) -- groundline: renamed-from=d\n);\ncreate index i on b (x);".to_owned(),
    )]);
    let elaborated = elaborated(&mut live, &files, None).await;
    let place_of = |name: &str| {
        let found = elaborated.provenance.iter().find(|(id, _)| id.to_string() == name).map(|(_, place)| place);
        found.map(|place| format!("{}:{}", place.path, place.line))
    };
    for (name, line) in [
        ("table public.a", 1),
        ("sequence public.a_id_seq", 1),
        ("constraint public.a.a_pkey", 1),
        ("constraint public.b.c", 4),
        ("index public.i", 8),
    ] {
        assert_eq!(place_of(name).as_deref(), Some(format!("a.sql:{line}").as_str()), "{name}");
    }
    let renames: Vec<_> = elaborated
        .renames
        .iter()
        .map(|rename| {
            format!("{} {:?} from {}", rename.object, rename.column.as_ref().map(Ident::as_str), rename.from.as_str())
        })
        .collect();
    assert_eq!(
        renames,
        ["table public.b None from old", "table public.b Some(\"x\") from y", "constraint public.b.c None from d"]
    );
    live.close().await.expect("closed");
    place.drop().await;
}
