//! What concerns more than one object: extended statistics, publications, event triggers.

use schema::Kind;

use super::rare::Rare;
use super::reading::{Reading, catalog, oid};
use crate::Result;

/// The catalog of publications.
const PUBLICATION: u32 = 6104;

const STATISTICS: &str = r"
SELECT 3381::oid, s.oid, s.stxnamespace, s.stxname, NULL::text,
       pg_get_statisticsobjdef(s.oid)
       || CASE WHEN coalesce(s.stxstattarget, -1) >= 0 THEN format(E';\nALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, s.stxstattarget) ELSE '' END
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE s.stxnamespace = ANY($1)
ORDER BY s.oid";

const EVENT_TRIGGERS: &str = r"
SELECT 3466::oid, e.oid, 0::oid, e.evtname, NULL::text,
       format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
           coalesce((SELECT ' WHEN TAG IN (' || string_agg(quote_literal(t), ', ' ORDER BY t) || ')' FROM unnest(e.evttags) t), ''), e.evtfoid::regproc)
       || CASE e.evtenabled WHEN 'D' THEN format(E';\nALTER EVENT TRIGGER %I DISABLE', e.evtname)
              WHEN 'R' THEN format(E';\nALTER EVENT TRIGGER %I ENABLE REPLICA', e.evtname)
              WHEN 'A' THEN format(E';\nALTER EVENT TRIGGER %I ENABLE ALWAYS', e.evtname) ELSE '' END
FROM pg_event_trigger e
ORDER BY e.oid";

/// Everything that can be said of one is said; what it publishes comes last.
const PUBLICATIONS: &str = r"
SELECT 6104::oid, p.oid, 0::oid, p.pubname, NULL::text,
       format('CREATE PUBLICATION %I%s', p.pubname, CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE '' END)
       || format(E';\nALTER PUBLICATION %I SET (publish = %L, publish_via_partition_root = %s%s)', p.pubname,
           concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
               CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END), p.pubviaroot::text,
           CASE to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN ', publish_generated_columns = stored' WHEN 'n' THEN ', publish_generated_columns = none' ELSE '' END)
       || coalesce(format(E';\nALTER PUBLICATION %I SET ', p.pubname) || nullif(concat_ws(', ',
           (SELECT 'TABLE ' || string_agg($MEMBER, ', ' ORDER BY r.prrelid::regclass::text) FROM pg_publication_rel r WHERE r.prpubid = p.oid)$SCHEMAS), ''), '')
FROM pg_publication p
ORDER BY p.oid";

/// A table with its columns and the condition on its rows, which PostgreSQL has from 15 on.
const MEMBER: &str = r"format('ONLY %s', r.prrelid::regclass)
    || coalesce((SELECT format(' (%s)', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)) FROM pg_attribute a
        WHERE a.attrelid = r.prrelid AND a.attnum = ANY(r.prattrs::smallint[]) HAVING count(*) > 0), '')
    || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')";

const SCHEMAS: &str = r",
           (SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname)
            FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid)";

/// What a publication holds stands for it in what it needs.
const PUBLISHED: &str = "SELECT 6106::oid, oid, prpubid, 0::oid FROM pg_publication_rel";

const PUBLISHED_SCHEMAS: &str = "SELECT 6237::oid, oid, pnpubid, pnnspid FROM pg_publication_namespace";

impl Reading<'_> {
    pub(super) async fn whole(&mut self) -> Result<()> {
        let has_filters = self.found.version >= 150_000;
        let (member, schemas) =
            if has_filters { (MEMBER, SCHEMAS) } else { ("format('ONLY %s', r.prrelid::regclass)", "") };
        let queries = [
            (Kind::Statistics, Rare::Statistics, STATISTICS.to_owned()),
            (
                Kind::Publication,
                Rare::Publication,
                PUBLICATIONS.replace("$MEMBER", member).replace("$SCHEMAS", schemas),
            ),
            (Kind::EventTrigger, Rare::EventTrigger, EVENT_TRIGGERS.to_owned()),
        ];
        self.defined(queries).await?;
        for query in [Some(PUBLISHED), has_filters.then_some(PUBLISHED_SCHEMAS)].into_iter().flatten() {
            self.each_of(Rare::Publication, query, |found, row| {
                let publication = (PUBLICATION, oid(row, 2)?);
                found.alias((oid(row, 0)?, oid(row, 1)?), publication);
                let schema = found.id((catalog::SCHEMA, oid(row, 3)?));
                if let Some(object) = found.object_mut(publication) {
                    object.depends_on.extend(schema);
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }
}
