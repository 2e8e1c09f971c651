//! Foreign data wrappers, servers, user mappings and foreign tables. Options that hold secrets are not read.

use schema::{Kind, Unsupported};

use super::defined::options;
use super::rare::Rare;
use super::reading::{Reading, text};
use crate::Result;

/// Who may not see the options of a mapping sees none: such a mapping is told as not understood.
const HIDDEN: &str = r"
SELECT 'user mapping ' || m.usename || ' on ' || m.srvname FROM pg_user_mappings m JOIN pg_foreign_server s ON s.oid = m.srvid
WHERE NOT $SEEN";

/// The rule by which the server shows the options of a mapping.
const SEEN: &str = r"(current_setting('is_superuser')::bool OR (m.umuser = 0 AND pg_has_role(s.srvowner, 'USAGE'))
    OR (m.usename = current_user AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE'))))";

/// Columns that come from a parent are the parent's.
const TABLES: &str = r"
SELECT 1259::oid, c.oid, c.relnamespace, c.relname, NULL::text,
       format('CREATE FOREIGN TABLE %I.%I', n.nspname, c.relname)
       || CASE WHEN c.relispartition
               THEN format(' PARTITION OF %s %s', (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = c.oid), pg_get_expr(c.relpartbound, c.oid))
               ELSE E' (\n' || coalesce((SELECT string_agg(format('    %I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                       || $COLUMN_OPTIONS
                       || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
                       || CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(d.adbin, d.adrelid))
                               WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END
                       || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, E',\n' ORDER BY a.attnum)
                   FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                   LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attislocal), '') || E'\n)'
                   || coalesce((SELECT ' INHERITS (' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) || ')'
                       FROM pg_inherits WHERE inhrelid = c.oid), '') END
       || format(' SERVER %I', s.srvname) || $OPTIONS
       || coalesce((SELECT string_agg(format(E';\nALTER FOREIGN TABLE %I.%I ALTER COLUMN %I', n.nspname, c.relname, a.attname) || $COLUMN_OPTIONS, '' ORDER BY a.attnum)
           FROM pg_attribute a WHERE c.relispartition AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attfdwoptions IS NOT NULL), '')
       || coalesce((SELECT string_agg(format(E';\nCOMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, a.attname, e.description), '' ORDER BY a.attnum)
           FROM pg_description e JOIN pg_attribute a ON a.attrelid = e.objoid AND a.attnum = e.objsubid
           WHERE e.classoid = 1259 AND e.objoid = c.oid AND e.objsubid > 0), '')
FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_foreign_server s ON s.oid = f.ftserver
WHERE c.relnamespace = ANY($1)
ORDER BY c.oid";

impl Reading<'_> {
    pub(super) async fn foreign(&mut self) -> Result<()> {
        let wrappers = format!(
            "SELECT 2328::oid, w.oid, 0::oid, w.fdwname, NULL::text, format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname) \
             || coalesce(' HANDLER ' || nullif(w.fdwhandler, 0)::regproc, '') || coalesce(' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc, '') \
             || {} FROM pg_foreign_data_wrapper w WHERE w.oid >= 16384 ORDER BY w.oid",
            options("w.fdwoptions")
        );
        let servers = format!(
            "SELECT 1417::oid, s.oid, 0::oid, s.srvname, NULL::text, format('CREATE SERVER %I', s.srvname) \
             || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || coalesce(' VERSION ' || quote_literal(s.srvversion), '') \
             || format(' FOREIGN DATA WRAPPER %I', w.fdwname) || {} \
             FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw ORDER BY s.oid",
            options("s.srvoptions")
        );
        let mappings = format!(
            "SELECT 1418::oid, m.umid, 0::oid, m.usename, m.srvname::text, \
             format('CREATE USER MAPPING FOR %s SERVER %I', CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END, m.srvname) || {} \
             FROM pg_user_mappings m JOIN pg_foreign_server s ON s.oid = m.srvid WHERE {SEEN} ORDER BY m.umid",
            options("m.umoptions")
        );
        let tables =
            TABLES.replace("$COLUMN_OPTIONS", &options("a.attfdwoptions")).replace("$OPTIONS", &options("f.ftoptions"));
        let queries = [
            (Kind::ForeignDataWrapper, Rare::Foreign, wrappers),
            (Kind::Server, Rare::Foreign, servers),
            (Kind::UserMapping, Rare::Foreign, mappings),
            (Kind::ForeignTable, Rare::Foreign, tables),
        ];
        self.defined(queries).await?;
        self.each_of(Rare::Foreign, &HIDDEN.replace("$SEEN", SEEN), |found, row| {
            let reason =
                "its options are not shown to this role; use a superuser or the owner of the server".to_owned();
            found.unsupported.push(Unsupported { object: text(row, 0)?.to_owned(), reason });
            Ok(())
        })
        .await
    }
}
