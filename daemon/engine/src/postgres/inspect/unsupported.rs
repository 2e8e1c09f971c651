//! What inspection met and does not understand, from every other catalog: reported by name, never touched. Privileges, default
//! ones too, are not compared and so not reported.

use schema::Unsupported;

use super::reading::{Reading, text};
use crate::Result;

/// One line a kind. What belongs to the system has a low oid; what belongs to an extension is its business.
const QUERY: &str = r"
WITH member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e' OR (classid = 2605 AND deptype = 'i')),
     looked AS (SELECT oid, nspname FROM pg_namespace WHERE oid = ANY($1)),
met(class, number, kind, name, reason) AS (
    SELECT 3466::oid, oid, 'event trigger', evtname::text, 'it concerns all of the database' FROM pg_event_trigger
    UNION ALL SELECT 6104, oid, 'publication', pubname, 'replication is not managed' FROM pg_publication
    UNION ALL SELECT 6100, s.oid, 'subscription', s.name, 'replication is not managed' FROM $SUBSCRIPTIONS s
    UNION ALL SELECT 2328, oid, 'foreign data wrapper', fdwname, 'foreign data is not managed' FROM pg_foreign_data_wrapper
    UNION ALL SELECT 1417, oid, 'server', srvname, 'foreign data is not managed' FROM pg_foreign_server
    UNION ALL SELECT 1259, c.oid, 'foreign table', n.nspname || '.' || c.relname, 'foreign data is not managed'
        FROM pg_class c JOIN looked n ON n.oid = c.relnamespace WHERE c.relkind = 'f'
    UNION ALL SELECT 1259, c.oid, 'table', n.nspname || '.' || c.relname, 'tables of a composite type are not managed'
        FROM pg_class c JOIN looked n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND c.reloftype <> 0
    UNION ALL SELECT 3602, c.oid, 'text search configuration', n.nspname || '.' || c.cfgname, 'text search objects are not managed'
        FROM pg_ts_config c JOIN looked n ON n.oid = c.cfgnamespace
    UNION ALL SELECT 3600, d.oid, 'text search dictionary', n.nspname || '.' || d.dictname, 'text search objects are not managed'
        FROM pg_ts_dict d JOIN looked n ON n.oid = d.dictnamespace
    UNION ALL SELECT 3601, p.oid, 'text search parser', n.nspname || '.' || p.prsname, 'text search objects are not managed'
        FROM pg_ts_parser p JOIN looked n ON n.oid = p.prsnamespace
    UNION ALL SELECT 3764, t.oid, 'text search template', n.nspname || '.' || t.tmplname, 'text search objects are not managed'
        FROM pg_ts_template t JOIN looked n ON n.oid = t.tmplnamespace
    UNION ALL SELECT 2617, o.oid, 'operator', n.nspname || '.' || o.oprname, 'operators are not managed'
        FROM pg_operator o JOIN looked n ON n.oid = o.oprnamespace
    UNION ALL SELECT 2616, o.oid, 'operator class', n.nspname || '.' || o.opcname, 'operator classes are not managed'
        FROM pg_opclass o JOIN looked n ON n.oid = o.opcnamespace
    UNION ALL SELECT 2753, o.oid, 'operator family', n.nspname || '.' || o.opfname, 'operator families are not managed'
        FROM pg_opfamily o JOIN looked n ON n.oid = o.opfnamespace
        WHERE NOT EXISTS (SELECT FROM pg_opclass c WHERE c.opcfamily = o.oid AND c.opcname = o.opfname)
    UNION ALL SELECT 3456, c.oid, 'collation', n.nspname || '.' || c.collname, 'collations are not managed'
        FROM pg_collation c JOIN looked n ON n.oid = c.collnamespace
    UNION ALL SELECT 2607, c.oid, 'conversion', n.nspname || '.' || c.conname, 'conversions are not managed'
        FROM pg_conversion c JOIN looked n ON n.oid = c.connamespace
    UNION ALL SELECT 3381, s.oid, 'statistics', n.nspname || '.' || s.stxname, 'statistics objects are not managed'
        FROM pg_statistic_ext s JOIN looked n ON n.oid = s.stxnamespace
    UNION ALL SELECT 1247, t.oid, 'type', n.nspname || '.' || t.typname, 'base types are not managed'
        FROM pg_type t JOIN looked n ON n.oid = t.typnamespace
        WHERE (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)) OR t.typtype = 'p'
    UNION ALL SELECT 2605, oid, 'cast', format_type(castsource, NULL) || '→' || format_type(casttarget, NULL), 'casts are not managed'
        FROM pg_cast
    UNION ALL SELECT 2612, oid, 'language', lanname, 'languages are not managed' FROM pg_language WHERE lanname <> 'plpgsql'
    UNION ALL SELECT 3576, t.oid, 'transform', format_type(t.trftype, NULL), 'transforms are not managed' FROM pg_transform t
    UNION ALL SELECT 2601, oid, 'access method', amname, 'access methods are not managed' FROM pg_am
    UNION ALL SELECT DISTINCT 3596::oid, l.objoid, 'security label', l.provider || ':' || l.objoid, 'security labels are not managed'
        FROM pg_seclabel l WHERE l.objoid >= 16384)
SELECT m.kind || ' ' || m.name, m.reason FROM met m
WHERE m.number >= 16384 AND NOT EXISTS (SELECT FROM member e WHERE e.classid = m.class AND e.objid = m.number)";

/// Subscriptions of this database; only a superuser may read all of the catalog, everyone may read these columns.
const SUBSCRIPTIONS: &str = r"(SELECT oid, subname::text AS name FROM pg_subscription
    WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()))";

impl Reading<'_> {
    pub(super) async fn unsupported(&mut self) -> Result<()> {
        self.each(&QUERY.replace("$SUBSCRIPTIONS", SUBSCRIPTIONS), |found, row| {
            found.unsupported.push(Unsupported { object: text(row, 0)?.to_owned(), reason: text(row, 1)?.to_owned() });
            Ok(())
        })
        .await
    }
}
