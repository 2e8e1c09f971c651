//! The token changes with the schema, and with nothing else.

use std::time::{Duration, Instant};

use engine::{Live, Token};

use crate::place::Place;

/// Asks again until it holds: the server writes its counters down with some delay.
async fn changed(live: &mut Live, before: &Token) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if live.token().await.expect("a token") != *before {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn every_kind_of_change_of_the_schema_changes_the_token() {
    let Some(place) = Place::new("every_kind_of_change_of_the_schema_changes_the_token").await else { return };
    let mut live = place.live().await;
    for change in [
        "CREATE SCHEMA s",
        "CREATE TYPE s.mood AS ENUM ('a')",
        "ALTER TYPE s.mood ADD VALUE 'b'",
        "CREATE TABLE s.t (id int, n int)",
        "ALTER TABLE s.t ADD c text",
        "ALTER TABLE s.t ALTER c SET NOT NULL",
        "ALTER TABLE s.t ALTER n SET DEFAULT 1",
        "ALTER TABLE s.t RENAME c TO d",
        "ALTER TABLE s.t DROP d",
        "ALTER TABLE s.t ADD CONSTRAINT k CHECK (n > 0) NOT VALID",
        "ALTER TABLE s.t VALIDATE CONSTRAINT k",
        "CREATE INDEX i ON s.t (n)",
        "DROP INDEX s.i",
        "CREATE VIEW s.v AS SELECT id FROM s.t",
        "CREATE OR REPLACE VIEW s.v AS SELECT id FROM s.t WHERE n > 1",
        "CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end'",
        "CREATE OR REPLACE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'begin return old; end'",
        "CREATE TRIGGER g BEFORE UPDATE ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()",
        "ALTER TABLE s.t DISABLE TRIGGER g",
        "CREATE RULE r AS ON DELETE TO s.t DO INSTEAD NOTHING",
        "CREATE POLICY p ON s.t USING (true)",
        "CREATE SEQUENCE s.q",
        "ALTER SEQUENCE s.q INCREMENT 5",
        "COMMENT ON TABLE s.t IS 'x'",
        "COMMENT ON TABLE s.t IS NULL",
        "CREATE EXTENSION citext",
        "ALTER TABLE s.t SET (fillfactor = 50)",
        "ALTER TABLE s.t RENAME TO u",
        "DROP TABLE s.u CASCADE",
    ] {
        let before = live.token().await.expect("a token");
        place.sql(change).await;
        assert!(changed(&mut live, &before).await, "not changed by {change}");
    }
    live.close().await.expect("closed");
    place.drop().await;
}

#[tokio::test]
async fn changes_of_rows_do_not_change_the_token() {
    let Some(place) = Place::new("changes_of_rows_do_not_change_the_token").await else { return };
    let mut live = place.live().await;
    place.sql("CREATE TABLE public.t (id bigserial PRIMARY KEY, n int)").await;
    let counted =
        "SELECT pg_stat_get_tuples_inserted('public.t'::regclass) + pg_stat_get_tuples_updated('public.t'::regclass)";
    place.sql("INSERT INTO public.t (n) VALUES (0)").await;
    let start = Instant::now();
    while place.ask(counted).await == "0" && start.elapsed() < Duration::from_secs(20) {}
    let before = live.token().await.expect("a token");
    place.sql("INSERT INTO public.t (n) SELECT generate_series(1, 1000)").await;
    place.sql("UPDATE public.t SET n = n + 1; DELETE FROM public.t WHERE n > 900").await;
    place.sql("ANALYZE public.t").await;
    while place.ask(counted).await != "2002" && start.elapsed() < Duration::from_secs(40) {}
    assert_eq!(place.ask(counted).await, "2002", "the server has written down the changes of rows");
    assert_eq!(live.token().await.expect("a token"), before);
    live.close().await.expect("closed");
    place.drop().await;
}
