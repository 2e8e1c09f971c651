-- What the catalog tells of a database, one line a fact, sorted; for servers that are newer than the installed pg_dump.
-- Groundline's own schemas and columns, the system's and what extensions own is left out. The order of a table's columns is left out too,
-- and privileges that are those of an object without any, and the names of NOT NULL constraints, which Groundline does not manage.
SET search_path TO '';
WITH own AS (
    SELECT oid, nspname FROM pg_catalog.pg_namespace
    WHERE nspname OPERATOR(pg_catalog.!~) '^(pg_|groundline$|groundline_)' AND nspname <> 'information_schema'
), member AS (
    SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), relation AS (
    SELECT c.* FROM pg_catalog.pg_class c JOIN own ON own.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objid = c.oid)
), listed AS (
    SELECT oid::pg_catalog.regclass::text AS object, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS kind, relowner AS owner, relacl AS acl FROM relation
    UNION ALL SELECT pg_catalog.concat_ws(' ', r.oid::pg_catalog.regclass, a.attname), 'c', r.relowner, a.attacl
        FROM relation r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
    UNION ALL SELECT p.oid::pg_catalog.regprocedure::text, 'f', p.proowner, p.proacl FROM pg_catalog.pg_proc p JOIN own ON own.oid = p.pronamespace
    UNION ALL SELECT t.oid::pg_catalog.regtype::text, 'T', t.typowner, t.typacl FROM pg_catalog.pg_type t JOIN own ON own.oid = t.typnamespace
), privilege AS (
    SELECT l.object, said.list AS said, usual.list AS usual FROM listed l,
        LATERAL (SELECT pg_catalog.string_agg(a::text, ' ' ORDER BY a) AS list FROM pg_catalog.aclexplode(l.acl) a) said,
        LATERAL (SELECT pg_catalog.string_agg(a::text, ' ' ORDER BY a) AS list FROM pg_catalog.aclexplode(pg_catalog.acldefault(l.kind, l.owner)) a) usual
        WHERE l.acl IS NOT NULL
), fact AS (
    SELECT pg_catalog.concat_ws(' ', 'schema', nspname) AS fact FROM own
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'extension', extname) FROM pg_catalog.pg_extension
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'relation', oid::pg_catalog.regclass, relkind, relpersistence,
        (SELECT pg_catalog.array_agg(o ORDER BY o) FROM pg_catalog.unnest(reloptions) o), relrowsecurity,
        relforcerowsecurity, relreplident, reltablespace, relispartition, pg_catalog.pg_get_expr(relpartbound, oid),
        CASE relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(oid) END,
        (SELECT amname FROM pg_catalog.pg_am WHERE pg_am.oid = relam))
        FROM relation
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'column', r.oid::pg_catalog.regclass, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'not null' END, a.attidentity, a.attgenerated, a.attstorage, a.attstattarget,
        CASE WHEN a.attcollation <> 0 THEN a.attcollation::pg_catalog.regcollation END,
        (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = r.oid AND d.adnum = a.attnum),
        CASE WHEN r.relkind = 'c' THEN (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute b
            WHERE b.attrelid = r.oid AND b.attnum BETWEEN 1 AND a.attnum AND NOT b.attisdropped) END)
        FROM relation r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'GRANT ON', object, said) FROM privilege WHERE said IS DISTINCT FROM usual
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'inherits', i.inhrelid::pg_catalog.regclass, i.inhparent::pg_catalog.regclass)
        FROM pg_catalog.pg_inherits i JOIN relation r ON r.oid = i.inhrelid
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'constraint', k.conrelid::pg_catalog.regclass, k.contypid::pg_catalog.regtype,
        CASE WHEN k.contype <> 'n' THEN k.conname END,
        pg_catalog.pg_get_constraintdef(k.oid), k.convalidated)
        FROM pg_catalog.pg_constraint k JOIN own ON own.oid = k.connamespace
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'index', pg_catalog.pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered, i.indisreplident)
        FROM pg_catalog.pg_index i JOIN relation r ON r.oid = i.indrelid
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'view', oid::pg_catalog.regclass, pg_catalog.pg_get_viewdef(oid)) FROM relation WHERE relkind IN ('v', 'm')
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'rule', pg_catalog.pg_get_ruledef(u.oid), u.ev_enabled)
        FROM pg_catalog.pg_rewrite u JOIN relation r ON r.oid = u.ev_class WHERE u.rulename <> '_RETURN'
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'trigger', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled)
        FROM pg_catalog.pg_trigger t JOIN relation r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'policy', p.polrelid::pg_catalog.regclass, p.polname, p.polcmd, p.polpermissive, p.polroles::pg_catalog.regrole[],
        pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
        FROM pg_catalog.pg_policy p JOIN relation r ON r.oid = p.polrelid
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'sequence', s.seqrelid::pg_catalog.regclass, s.seqtypid::pg_catalog.regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
        s.seqcache, s.seqcycle,
        (SELECT pg_catalog.concat_ws('.', d.refobjid::pg_catalog.regclass, a.attname) FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i') LIMIT 1))
        FROM pg_catalog.pg_sequence s JOIN relation r ON r.oid = s.seqrelid
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'routine', p.oid::pg_catalog.regprocedure,
        CASE p.prokind WHEN 'a' THEN (SELECT pg_catalog.to_jsonb(g)::text FROM pg_catalog.pg_aggregate g WHERE g.aggfnoid = p.oid)
            ELSE pg_catalog.pg_get_functiondef(p.oid) END)
        FROM pg_catalog.pg_proc p JOIN own ON own.oid = p.pronamespace
        WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid)
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'type', t.oid::pg_catalog.regtype, t.typtype, t.typnotnull, t.typdefault,
        CASE WHEN t.typbasetype <> 0 THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
        (SELECT pg_catalog.string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid))
        FROM pg_catalog.pg_type t JOIN own ON own.oid = t.typnamespace WHERE t.typtype IN ('d', 'e', 'r')
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'comment', i.type, i.identity, d.description)
        FROM pg_catalog.pg_description d, pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
        WHERE i.schema IS NULL AND i.type NOT IN ('extension', 'language', 'access method', 'cast', 'operator class', 'operator family')
            AND i.identity OPERATOR(pg_catalog.!~) '(^| )(pg_catalog|information_schema|groundline|groundline_[^.]*)(\.|$)'
            OR i.schema IN (SELECT nspname FROM own)
)
SELECT pg_catalog.replace(fact, E'\n', E'\n  ') FROM fact WHERE fact NOT LIKE '%groundline\_online\_%' ORDER BY fact COLLATE pg_catalog."C";
