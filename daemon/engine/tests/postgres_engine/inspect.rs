//! What inspection says of a PostgreSQL database.

use engine::{Scope, Scratch};
use schema::object::{Constraint, ConstraintKind, Index, Table};
use schema::{Database, Facts, Kind, Object};

use crate::place::Place;
use crate::server::*;

fn table<'a>(database: &'a Database, name: &str) -> &'a Table {
    object(database, Kind::Table, name).table().expect("a table")
}

fn constraint<'a>(database: &'a Database, name: &str) -> &'a Constraint {
    match &object(database, Kind::Constraint, name).facts {
        Facts::Constraint(constraint) => constraint,
        other => panic!("{other:?}"),
    }
}

fn index<'a>(database: &'a Database, name: &str) -> &'a Index {
    match &object(database, Kind::Index, name).facts {
        Facts::Index(index) => index,
        other => panic!("{other:?}"),
    }
}

/// What an object needs, in words; its schema left out.
fn needs(object: &Object) -> Vec<String> {
    object.depends_on.iter().filter(|id| id.kind != Kind::Schema).map(ToString::to_string).collect()
}

#[tokio::test]
async fn columns_are_told_whole() {
    let Some(url) = url("columns_are_told_whole") else { return };
    let sql = "create table t (id int generated always as identity (start 10), \"Weird Name\" text default 'a''b' collate \"C\", \
        g int generated always as (1 + 1) stored, n bigserial, v varchar(20) not null, at timestamptz default now()); \
        alter table t alter v set storage external, alter v set statistics 300, alter v set (n_distinct = -0.5); \
        comment on column t.v is 'it''s'; comment on table t is 'T'";
    let database = elaborated(&url, sql).await;
    let t = table(&database, "public.t");
    let [id, weird, g, n, v, at] = &t.columns[..] else { panic!("{:?}", t.columns) };
    let identity = id.identity.as_ref().expect("identity");
    assert!(identity.always && id.not_null);
    assert_eq!(&*identity.options, "START WITH 10 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1 NO CYCLE");
    assert_eq!(
        (weird.default.as_deref(), weird.collation.as_deref()),
        (Some("'a''b'::text"), Some("pg_catalog.\"C\""))
    );
    let generated = g.generated.as_ref().expect("generated");
    assert_eq!((&*generated.expression, generated.stored, &g.default), ("(1 + 1)", true, &None));
    assert_eq!(n.default.as_deref(), Some("nextval('public.t_n_seq'::regclass)"));
    assert_eq!((&*v.data_type, v.not_null, v.comment.as_deref()), ("character varying(20)", true, Some("it's")));
    let settings: Vec<_> = v.settings.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(settings, ["n_distinct=-0.5", "statistics=300", "storage=EXTERNAL"]);
    assert_eq!(at.default.as_deref(), Some("now()"));
    assert_eq!(object(&database, Kind::Table, "public.t").comment.as_deref(), Some("T"));
    assert_eq!(needs(object(&database, Kind::Table, "public.t")), ["sequence public.t_n_seq"]);
    match &object(&database, Kind::Sequence, "public.t_n_seq").facts {
        Facts::Sequence(sequence) => {
            assert!(sequence.options.starts_with("AS bigint START WITH 1 "));
            let (table, column) = sequence.owned_by.as_ref().expect("owned");
            assert_eq!((table.dotted().as_str(), column.as_str()), ("public.t", "n"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        database.objects.keys().filter(|id| id.kind == Kind::Sequence).count(),
        1,
        "not that of the identity column"
    );
}

#[tokio::test]
async fn constraints_and_indexes_are_told_apart() {
    let Some(url) = url("constraints_and_indexes_are_told_apart") else { return };
    let sql = "create table p (id int primary key, m int, r int4range, unique (m) include (id) with (fillfactor = 50), \
        check (m > 0), constraint ex exclude using gist (r with &&)); \
        create table c (id int, p int references p on delete cascade deferrable, q int, x text); \
        alter table c add constraint late foreign key (q) references p (m) not valid; \
        alter table c add constraint positive check (id > 1) not valid; comment on constraint positive on c is 'some'; \
        create unique index partial on c (lower(x), (id + 1)) where q > 1; alter index partial alter column 2 set statistics 99; \
        alter table c replica identity full; cluster_me";
    let database = elaborated(&url, sql.trim_end_matches("; cluster_me")).await;
    let unique = constraint(&database, "public.p.p_m_id_key");
    assert_eq!((unique.kind, &*unique.definition), (ConstraintKind::Unique, "UNIQUE (m) INCLUDE (id)"));
    assert_eq!(unique.settings.get("fillfactor").map(AsRef::as_ref), Some("50"));
    assert_eq!(&*constraint(&database, "public.p.ex").definition, "EXCLUDE USING gist (r WITH &&)");
    let foreign = constraint(&database, "public.c.c_p_fkey");
    assert_eq!(&*foreign.definition, "FOREIGN KEY (p) REFERENCES public.p(id) ON DELETE CASCADE DEFERRABLE");
    assert_eq!(foreign.references.as_ref().map(|id| id.dotted()).as_deref(), Some("public.p"));
    let key = ["table public.c", "table public.p", "constraint public.p.p_pkey"];
    assert_eq!(needs(object(&database, Kind::Constraint, "public.c.c_p_fkey")), key);
    let late = constraint(&database, "public.c.late");
    assert_eq!((late.validated, &*late.definition), (false, "FOREIGN KEY (q) REFERENCES public.p(m)"));
    let some = object(&database, Kind::Constraint, "public.c.positive");
    assert_eq!(some.comment.as_deref(), Some("some"));
    assert_eq!(&*constraint(&database, "public.c.positive").definition, "CHECK ((id > 1))");
    let partial = index(&database, "public.partial");
    assert_eq!(
        &*partial.definition,
        "CREATE UNIQUE INDEX partial ON public.c USING btree (lower(x), ((id + 1))) WHERE (q > 1)"
    );
    assert!(
        partial.unique && partial.valid && partial.settings.get("statistics 2").is_some_and(|target| &**target == "99")
    );
    assert_eq!(database.objects.keys().filter(|id| id.kind == Kind::Index).count(), 1, "not those of constraints");
    assert_eq!(table(&database, "public.c").settings.get("replica_identity").map(AsRef::as_ref), Some("FULL"));
}

#[tokio::test]
async fn types_and_routines_and_what_needs_them() {
    let Some(url) = url("types_and_routines_and_what_needs_them") else { return };
    let sql = "create type mood as enum ('sad', 'ok'); comment on type mood is 'm'; \
        create domain email as text not null default 'x@' constraint at check (value ~ '@'); comment on constraint at on domain email is 'a'; \
        create type pair as (a int, b text collate \"C\"); comment on column pair.b is 'bb'; \
        create type span as range (subtype = float8, subtype_diff = float8mi); \
        create function f(a int, b text default 'x') returns int language sql immutable as 'select 1'; \
        create function f(a mood) returns int language sql as 'select 1'; \
        create procedure p(a int) language plpgsql as 'begin end'; \
        create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0'); \
        create aggregate pct(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra); \
        create table t (m mood[], e email, p pair, s span, d int default f(1, 'y'))";
    let database = elaborated(&url, sql).await;
    assert!(matches!(&object(&database, Kind::Enum, "public.mood").facts, Facts::Enum { labels } if labels.len() == 2));
    match &object(&database, Kind::Domain, "public.email").facts {
        Facts::Domain(domain) => {
            assert_eq!((&*domain.base, domain.not_null, domain.default.as_deref()), ("text", true, Some("'x@'::text")));
            assert_eq!(
                (&*domain.checks[0].definition, domain.checks[0].comment.as_deref()),
                ("CHECK ((VALUE ~ '@'::text))", Some("a"))
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        definition(object(&database, Kind::Range, "public.span")),
        "CREATE TYPE public.span AS RANGE (subtype = double precision, subtype_diff = float8mi, \
         multirange_type_name = public.span_multirange)"
    );
    assert_eq!(
        definition(object(&database, Kind::Aggregate, "public.total(integer)")),
        "CREATE AGGREGATE public.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0')"
    );
    let needed = [
        "enum public.mood",
        "domain public.email",
        "composite type public.pair",
        "range type public.span",
        "function public.f(integer, text)",
    ];
    assert_eq!(needs(object(&database, Kind::Table, "public.t")), needed);
    object(&database, Kind::Function, "public.f(integer, text)");
    object(&database, Kind::Procedure, "public.p(integer)");
    object(&database, Kind::Aggregate, "public.pct(double precision ORDER BY anyelement)");
    assert!(database.unsupported.is_empty(), "{:?}", database.unsupported);
}

#[tokio::test]
async fn views_triggers_rules_and_policies_hang_on_their_relations() {
    let Some(url) = url("views_triggers_rules_and_policies_hang_on_their_relations") else { return };
    let sql = "create table t (id int primary key, n int); create function tf() returns trigger language plpgsql as 'begin return new; end'; \
        create view v with (security_barrier) as select id, n from t; create view w as select id, max(n) from v group by id; \
        create materialized view m as select * from w; create unique index mi on m (id); comment on column v.n is 'vn'; \
        alter view v alter n set default 5; \
        create trigger tr before update on t for each row when (old.* is distinct from new.*) execute function tf(); \
        alter table t disable trigger tr; create rule r as on delete to t do instead nothing; \
        alter table t enable row level security; create policy p on t for select using (n > 1)";
    let database = elaborated(&url, sql).await;
    match &object(&database, Kind::View, "public.v").facts {
        Facts::View(view) => {
            assert!(view.query.starts_with("SELECT ") && view.query.ends_with("FROM public.t"), "{}", view.query);
            assert_eq!(
                (view.columns[1].comment.as_deref(), view.columns[1].default.as_deref()),
                (Some("vn"), Some("5"))
            );
            assert_eq!(view.settings.get("security_barrier").map(AsRef::as_ref), Some("true"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(needs(object(&database, Kind::MaterializedView, "public.m")), ["view public.w"]);
    assert_eq!(needs(object(&database, Kind::View, "public.w")), ["view public.v"]);
    let trigger = object(&database, Kind::Trigger, "public.t.tr");
    assert!(definition(trigger).ends_with("EXECUTE FUNCTION public.tf();\nALTER TABLE public.t DISABLE TRIGGER tr"));
    assert_eq!(needs(trigger), ["function public.tf()", "table public.t"]);
    assert!(definition(object(&database, Kind::Rule, "public.t.r")).starts_with("CREATE RULE r AS"));
    assert_eq!(
        definition(object(&database, Kind::Policy, "public.t.p")),
        "CREATE POLICY p ON public.t FOR SELECT USING ((n > 1))"
    );
    assert!(table(&database, "public.t").settings.contains_key("row_security"));
}

#[tokio::test]
async fn partitions_and_children_name_their_parents() {
    let Some(url) = url("partitions_and_children_name_their_parents") else { return };
    let sql = "create table log (id int, at timestamptz not null, primary key (id, at)) partition by range (at); \
        create table log1 partition of log for values from ('2020-01-01') to ('2021-01-01'); create index log_at on log (at); \
        create table log2 (at timestamptz not null, id int not null); alter table log attach partition log2 default; \
        create table base (id int check (id > 0)); create table child (x int) inherits (base)";
    let database = elaborated(&url, sql).await;
    let log1 = table(&database, "public.log1").partition_of.clone().expect("a partition");
    assert_eq!(log1.parent.dotted(), "public.log");
    assert_eq!(&*log1.bound, "FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2021-01-01 00:00:00+00')");
    assert_eq!(table(&database, "public.log").partition_by.as_deref(), Some("RANGE (at)"));
    assert!(constraint(&database, "public.log1.log1_pkey").inherited);
    let parent = index(&database, "public.log1_at_idx").parent.clone().expect("attached");
    assert_eq!(parent.dotted(), "public.log_at");
    assert_eq!(table(&database, "public.child").inherits[0].dotted(), "public.base");
    assert!(table(&database, "public.child").columns[0].settings.contains_key("inherited"));
    assert!(constraint(&database, "public.child.base_id_check").inherited);
}

#[tokio::test]
async fn what_extensions_made_is_left_out_and_the_rest_is_there() {
    let Some(url) = url("what_extensions_made_is_left_out_and_the_rest_is_there") else { return };
    let sql = "create extension citext; create table t (c citext, n int); create statistics st on c, n from t; \
        create text search configuration conf (copy = simple); create collation german from \"C\"; create type shell; \
        create schema groundline_x; create table groundline_x.t (id int)";
    let database = elaborated(&url, sql).await;
    let seen: Vec<_> = database.objects.keys().map(ToString::to_string).collect();
    let managed = [
        "collation public.german",
        "shell type public.shell",
        "text search configuration public.conf",
        "table public.t",
        "statistics public.st",
    ];
    assert_eq!(seen, [["schema public", "extension citext"].as_slice(), &managed].concat());
    assert_eq!(needs(object(&database, Kind::Table, "public.t")), ["extension citext"]);
    assert!(database.unsupported.is_empty(), "{:?}", database.unsupported);
}

#[tokio::test]
async fn a_subscription_is_named_and_its_connection_is_not_read() {
    let Some(place) = Place::new("a_subscription_is_named_and_its_connection_is_not_read").await else { return };
    place
        .sql(
            "CREATE SUBSCRIPTION s CONNECTION 'dbname=x password=geheim' PUBLICATION p \
             WITH (connect = false, enabled = false, create_slot = false, slot_name = NONE)",
        )
        .await;
    let mut live = place.live().await;
    let database = live.inspect(&Scope::default()).await.expect("inspected");
    live.close().await.expect("closed");
    place.sql("DROP SUBSCRIPTION s").await;
    let named: Vec<_> = database.unsupported.iter().map(|unsupported| unsupported.object.as_str()).collect();
    assert_eq!(named, ["subscription s"]);
    assert!(!format!("{database:?}").contains("geheim"));
    place.drop().await;
}

#[tokio::test]
async fn owners_and_privileges_come_back_as_statements() {
    let Some(place) = Place::new("owners_and_privileges_come_back_as_statements").await else { return };
    place
        .sql(
            "DO $$ BEGIN CREATE ROLE groundline_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$; \
             CREATE TABLE public.t (id int, secret text); GRANT SELECT (id), UPDATE (id) ON public.t TO groundline_reader; \
             GRANT INSERT ON public.t TO groundline_reader WITH GRANT OPTION; ALTER TABLE public.t OWNER TO groundline_reader; \
             CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'select 1'; REVOKE ALL ON FUNCTION public.f() FROM PUBLIC; \
             CREATE TABLE public.plain (id int generated always as identity)",
        )
        .await;
    let mut live = place.live().await;
    let database = live.inspect(&Scope::default()).await.expect("inspected");
    let grants = |kind: Kind, name: &str| object(&database, kind, name).grants.join("; ");
    assert_eq!(grants(Kind::Table, "public.t"), "ALTER TABLE public.t OWNER TO groundline_reader");
    assert_eq!(grants(Kind::Function, "public.f()"), "REVOKE ALL ON FUNCTION public.f() FROM PUBLIC");
    assert_eq!(grants(Kind::Table, "public.plain"), "");
    place.sql("ALTER TABLE public.t OWNER TO CURRENT_USER; GRANT SELECT (id) ON public.t TO groundline_reader; GRANT SELECT ON public.t TO PUBLIC").await;
    let database = live.inspect(&Scope::default()).await.expect("inspected");
    let grants = object(&database, Kind::Table, "public.t").grants.join("; ");
    assert_eq!(
        grants,
        "GRANT SELECT ON TABLE public.t TO PUBLIC; GRANT SELECT (id) ON TABLE public.t TO groundline_reader"
    );
    live.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn a_scratch_database_is_like_the_live_one() {
    let Some(place) = Place::new("a_scratch_database_is_like_the_live_one").await else { return };
    place.sql("DROP SCHEMA public").await;
    let mut live = place.live().await;
    let mut scratch = Scratch::like(&mut live, None).await.expect("a scratch database");
    scratch.run(&["CREATE SCHEMA s".to_owned(), "CREATE TABLE s.t (id int)".to_owned()]).await.expect("run");
    let seen = scratch.inspect(&Scope::default()).await.expect("inspected");
    assert_eq!(seen.objects.keys().map(ToString::to_string).collect::<Vec<_>>(), ["schema s", "table s.t"]);
    scratch.discard().await.expect("discarded");
    assert!(live.inspect(&Scope::default()).await.expect("inspected").objects.is_empty());
    live.close().await.expect("closed");
    place.drop().await;
}
