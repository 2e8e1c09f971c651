-- What the roles in $ROLES may do and own, and what everybody may, one line a fact, sorted.
SET search_path TO '';
WITH own AS (
    SELECT oid FROM pg_catalog.pg_namespace
    WHERE nspname OPERATOR(pg_catalog.!~) '^(pg_|groundline$|groundline_)' AND nspname <> 'information_schema'
), held(what, owner, acl) AS (
    SELECT oid::pg_catalog.regclass::text, relowner, coalesce(relacl, pg_catalog.acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
        FROM pg_catalog.pg_class WHERE relnamespace IN (SELECT oid FROM own) AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL SELECT c.oid::pg_catalog.regclass || '.' || a.attname, c.relowner, a.attacl
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid WHERE c.relnamespace IN (SELECT oid FROM own) AND a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL SELECT oid::pg_catalog.regprocedure::text, proowner, coalesce(proacl, pg_catalog.acldefault('f', proowner))
        FROM pg_catalog.pg_proc WHERE pronamespace IN (SELECT oid FROM own)
    UNION ALL SELECT t.oid::pg_catalog.regtype::text, t.typowner, coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))
        FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
        WHERE t.typnamespace IN (SELECT oid FROM own) AND t.typtype IN ('e', 'd', 'r', 'c') AND coalesce(c.relkind, 'c') = 'c'
    UNION ALL SELECT 'schema ' || nspname, nspowner, coalesce(nspacl, pg_catalog.acldefault('n', nspowner)) FROM pg_catalog.pg_namespace WHERE oid IN (SELECT oid FROM own)
    UNION ALL SELECT 'wrapper ' || fdwname, fdwowner, coalesce(fdwacl, pg_catalog.acldefault('F', fdwowner)) FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL SELECT 'server ' || srvname, srvowner, coalesce(srvacl, pg_catalog.acldefault('S', srvowner)) FROM pg_catalog.pg_foreign_server
    UNION ALL SELECT pg_catalog.concat_ws(' ', 'later', defaclobjtype, defaclrole::pg_catalog.regrole, nullif(defaclnamespace, 0)::pg_catalog.regnamespace), NULL, defaclacl
        FROM pg_catalog.pg_default_acl
)
SELECT DISTINCT line FROM (
    SELECT pg_catalog.concat_ws(' ', h.what, coalesce(r.rolname, 'public'), x.privilege_type, x.is_grantable) AS line
        FROM held h, pg_catalog.aclexplode(h.acl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
        WHERE r.rolname IN ($ROLES) OR x.grantee = 0
    UNION ALL SELECT pg_catalog.concat_ws(' ', h.what, 'belongs to', o.rolname) FROM held h JOIN pg_catalog.pg_roles o ON o.oid = h.owner WHERE o.rolname IN ($ROLES)
) lines ORDER BY line;
