//! Owners and privileges, as statements that restore them after an object was replaced. They are never compared.

use schema::Dialect;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::named::described;
use super::reading::{Found, Reading, maybe, oid, text};
use crate::Result;

/// Objects whose owner is not the role of this session.
const OWNERS: &str = r"
WITH owned(class, number, owner) AS (
    SELECT 1259::oid, oid, relowner FROM pg_class WHERE relnamespace = ANY($1) AND relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL SELECT 1255::oid, oid, proowner FROM pg_proc WHERE pronamespace = ANY($1)
    UNION ALL SELECT 1247::oid, oid, typowner FROM pg_type WHERE typnamespace = ANY($1) AND typtype IN ('e', 'd', 'r', 'c')
    UNION ALL SELECT 2615::oid, oid, nspowner FROM pg_namespace WHERE oid = ANY($1))
SELECT o.class, o.number, r.rolname FROM owned o JOIN pg_roles r ON r.oid = o.owner
WHERE o.owner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)";

/// Objects whose privileges are not the ones they were made with. What the owner may do by itself is not said.
const PRIVILEGES: &str = r"
WITH kept(class, number, part, owner, acl) AS (
    SELECT 1259::oid, oid, NULL::name, relowner, relacl FROM pg_class
    WHERE relnamespace = ANY($1) AND relkind IN ('r', 'p', 'v', 'm', 'S') AND relacl IS NOT NULL
    UNION ALL SELECT 1259::oid, c.oid, a.attname, c.relowner, a.attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = ANY($1) AND a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT LIKE 'groundline\_online\_%'
    UNION ALL SELECT 1255::oid, oid, NULL, proowner, proacl FROM pg_proc WHERE pronamespace = ANY($1) AND proacl IS NOT NULL
    UNION ALL SELECT 1247::oid, oid, NULL, typowner, typacl FROM pg_type WHERE typnamespace = ANY($1) AND typacl IS NOT NULL
    UNION ALL SELECT 2615::oid, oid, NULL, nspowner, nspacl FROM pg_namespace WHERE oid = ANY($1) AND nspacl IS NOT NULL)
SELECT k.class, k.number, NULL::text, k.part, NULL::text, false
FROM kept k WHERE k.class IN (1255, 1247)
UNION ALL
SELECT k.class, k.number, string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type), k.part,
       coalesce(quote_ident(r.rolname), 'PUBLIC'), x.is_grantable
FROM kept k, aclexplode(k.acl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
WHERE x.grantee <> k.owner
GROUP BY k.class, k.number, k.part, r.rolname, x.is_grantable
ORDER BY 1, 2, 4 NULLS FIRST, 5 NULLS FIRST, 6";

impl Reading<'_> {
    pub(super) async fn grants(&mut self) -> Result<()> {
        self.each(OWNERS, |found, row| {
            let catalog_row = (oid(row, 0)?, oid(row, 1)?);
            let Some(object) = found.whole_mut(catalog_row) else { return Ok(()) };
            let role = schema::Ident::from(text(row, 2)?);
            let name = described(&object.id, false);
            object.grants.push(format!("ALTER {name} OWNER TO {}", role.display(Dialect::Postgres)).into());
            Ok(())
        })
        .await?;
        self.each(PRIVILEGES, take_privilege).await
    }
}

fn take_privilege(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let catalog_row = (oid(row, 0)?, oid(row, 1)?);
    let Some(object) = found.whole_mut(catalog_row) else { return Ok(()) };
    let on = described(&object.id, true);
    let statement = match (maybe(row, 2)?, maybe(row, 4)?) {
        (Some(privileges), Some(role)) => {
            let column = row.try_get::<Option<&str>, _>(3)?.map(schema::Ident::from);
            let privileges = match column {
                Some(column) => on_column(&privileges, &column),
                None => privileges.into_string(),
            };
            let option = if row.try_get::<bool, _>(5)? { " WITH GRANT OPTION" } else { "" };
            format!("GRANT {privileges} ON {on} TO {role}{option}")
        }
        _ => format!("REVOKE ALL ON {on} FROM PUBLIC"),
    };
    object.grants.push(statement.into());
    Ok(())
}

fn on_column(privileges: &str, column: &schema::Ident) -> String {
    let column = column.display(Dialect::Postgres);
    privileges.split(", ").map(|privilege| format!("{privilege} ({column})")).collect::<Vec<_>>().join(", ")
}
