//! Owners and privileges: as objects of their own where they may be compared, and as statements that restore them after an object was
//! replaced. What an owner may do by itself is not said, and so is not what everybody may do with a new routine or type.

use std::collections::HashMap;

use schema::object::Grant;
use schema::{Dialect, Facts, Ident, Kind, ObjectId, Unsupported};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::named::described;
use super::rare::Rare;
use super::reading::{Found, Reading, flag, maybe, oid, text};
use crate::Result;

/// Objects whose owner is not the role of this session.
const OWNERS: &str = r"
WITH owned(class, number, owner) AS (
    SELECT 1259::oid, oid, relowner FROM pg_class WHERE relnamespace = ANY($1) AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL SELECT 1255::oid, oid, proowner FROM pg_proc WHERE pronamespace = ANY($1)
    UNION ALL SELECT 1247::oid, oid, typowner FROM pg_type WHERE typnamespace = ANY($1) AND typtype IN ('e', 'd', 'r', 'c', 'b', 'p')
    UNION ALL SELECT 2617::oid, oid, oprowner FROM pg_operator WHERE oprnamespace = ANY($1)
    UNION ALL SELECT 2616::oid, oid, opcowner FROM pg_opclass WHERE opcnamespace = ANY($1)
    UNION ALL SELECT 2753::oid, oid, opfowner FROM pg_opfamily WHERE opfnamespace = ANY($1)
    UNION ALL SELECT 3456::oid, oid, collowner FROM pg_collation WHERE collnamespace = ANY($1)
    UNION ALL SELECT 2607::oid, oid, conowner FROM pg_conversion WHERE connamespace = ANY($1)
    UNION ALL SELECT 3600::oid, oid, dictowner FROM pg_ts_dict WHERE dictnamespace = ANY($1)
    UNION ALL SELECT 3602::oid, oid, cfgowner FROM pg_ts_config WHERE cfgnamespace = ANY($1)
    UNION ALL SELECT 3381::oid, oid, stxowner FROM pg_statistic_ext WHERE stxnamespace = ANY($1)
    UNION ALL SELECT 2328::oid, oid, fdwowner FROM pg_foreign_data_wrapper
    UNION ALL SELECT 1417::oid, oid, srvowner FROM pg_foreign_server
    UNION ALL SELECT 2612::oid, oid, lanowner FROM pg_language WHERE oid >= 16384
    UNION ALL SELECT 3466::oid, oid, evtowner FROM pg_event_trigger
    UNION ALL SELECT 6104::oid, oid, pubowner FROM pg_publication
    UNION ALL SELECT 2615::oid, oid, nspowner FROM pg_namespace WHERE oid = ANY($1))
SELECT o.class, o.number, r.rolname FROM owned o JOIN pg_roles r ON r.oid = o.owner
WHERE o.owner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)";

/// The owner of `public` in a new database: nobody said so.
const USUAL_OWNER: &str = "pg_database_owner";

/// Objects whose privileges are not the ones they were made with; what everybody has from the start, by privilege.
const KEPT: &str = r"
WITH kept(class, number, part, owner, acl, usual) AS (
    SELECT 1259::oid, oid, NULL::name, relowner, relacl, '{}'::text[] FROM pg_class
    WHERE relnamespace = ANY($1) AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND relacl IS NOT NULL
    UNION ALL SELECT 1259::oid, c.oid, a.attname, c.relowner, a.attacl, '{}' FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = ANY($1) AND a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT LIKE 'groundline\_online\_%'
    UNION ALL SELECT 1255::oid, oid, NULL, proowner, proacl, '{EXECUTE}' FROM pg_proc WHERE pronamespace = ANY($1) AND proacl IS NOT NULL
    UNION ALL SELECT 1247::oid, oid, NULL, typowner, typacl, '{USAGE}' FROM pg_type WHERE typnamespace = ANY($1) AND typacl IS NOT NULL
    UNION ALL SELECT 2612::oid, oid, NULL, lanowner, lanacl, '{USAGE}' FROM pg_language WHERE oid >= 16384 AND lanacl IS NOT NULL
    UNION ALL SELECT 2328::oid, oid, NULL, fdwowner, fdwacl, '{}' FROM pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL
    UNION ALL SELECT 1417::oid, oid, NULL, srvowner, srvacl, '{}' FROM pg_foreign_server WHERE srvacl IS NOT NULL
    UNION ALL SELECT 2615::oid, oid, NULL, nspowner, coalesce(nspacl, acldefault('n', nspowner)),
        CASE WHEN nspname <> 'public' THEN '{}' WHEN current_setting('server_version_num')::int >= 150000 THEN '{USAGE}' ELSE '{USAGE,CREATE}' END::text[]
    FROM pg_namespace WHERE oid = ANY($1) AND (nspacl IS NOT NULL OR nspname = 'public'))
";

/// As statements.
const STATEMENTS: &str = r"
SELECT k.class, k.number, NULL::text, k.part, NULL::text, false
FROM kept k WHERE k.class IN (1255, 1247, 2612)
UNION ALL
SELECT k.class, k.number, string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type), k.part,
       coalesce(quote_ident(r.rolname), 'PUBLIC'), x.is_grantable
FROM kept k, aclexplode(k.acl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
WHERE x.grantee <> k.owner
GROUP BY k.class, k.number, k.part, r.rolname, x.is_grantable
ORDER BY 1, 2, 4 NULLS FIRST, 5 NULLS FIRST, 6";

/// As facts: what somebody may, beyond what everybody may from the start, and what everybody may no more. Not what this role may:
/// a plan that takes it could not be finished.
const FACTS: &str = r"
SELECT k.class, k.number, k.part, coalesce(r.rolname, 'public'), x.privilege_type, x.is_grantable, x.grantor = k.owner
FROM kept k, aclexplode(k.acl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
WHERE x.grantee <> k.owner AND r.rolname IS DISTINCT FROM current_user AND NOT (x.grantee = 0 AND x.privilege_type = ANY(k.usual))
UNION ALL
SELECT k.class, k.number, NULL, 'public', 'NOT ' || u, false, true FROM kept k, unnest(k.usual) u
WHERE NOT EXISTS (SELECT FROM aclexplode(k.acl) x WHERE x.grantee = 0 AND x.privilege_type = u)
ORDER BY 1, 2, 4, 3 NULLS FIRST, 5";

/// What whom is given when a role makes something; for what is made by this session, its role is not named.
const DEFAULTS: &str = r"
WITH kept AS (
    SELECT d.oid, d.defaclnamespace AS place, d.defaclrole AS maker, d.defaclacl AS acl,
        CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS'
            ELSE 'LARGE OBJECTS' END AS what,
        CASE WHEN d.defaclnamespace <> 0 THEN '{}' WHEN d.defaclobjtype = 'f' THEN '{EXECUTE}' WHEN d.defaclobjtype = 'T' THEN '{USAGE}' ELSE '{}' END::text[] AS usual
    FROM pg_default_acl d WHERE d.defaclnamespace = 0 OR d.defaclnamespace = ANY($1)),
given(place, maker, what, grantee, privilege, is_grantable) AS (
    SELECT k.place, k.maker, k.what, coalesce(r.rolname, 'public'), x.privilege_type, x.is_grantable
    FROM kept k, aclexplode(k.acl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
    WHERE x.grantee <> k.maker AND NOT (x.grantee = 0 AND x.privilege_type = ANY(k.usual))
    UNION ALL
    SELECT k.place, k.maker, k.what, 'public', 'NOT ' || u, false FROM kept k, unnest(k.usual) u
    WHERE NOT EXISTS (SELECT FROM aclexplode(k.acl) x WHERE x.grantee = 0 AND x.privilege_type = u))
SELECT g.place, g.what, g.grantee, g.privilege, g.is_grantable, CASE WHEN m.rolname <> current_user THEN quote_ident(m.rolname) END
FROM given g JOIN pg_roles m ON m.oid = g.maker
ORDER BY 1, 6, 2, 3, 4";

/// The catalog number under which the objects of privileges are kept while they are read; no catalog has it.
const ACCESS: u32 = u32::MAX;

impl Reading<'_> {
    pub(super) async fn grants(&mut self) -> Result<()> {
        self.each(OWNERS, take_owner).await?;
        let mut defaults = Vec::new();
        self.each_of(Rare::DefaultPrivileges, DEFAULTS, |found, row| take_default(found, row, &mut defaults)).await?;
        self.found.take_what_comes_by_itself(&defaults);
        self.each(&format!("{KEPT}{STATEMENTS}"), take_privilege).await?;
        let mut known = HashMap::new();
        self.each(&format!("{KEPT}{FACTS}"), |found, row| take_fact(found, row, &mut known)).await
    }
}

fn take_owner(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let catalog_row = (oid(row, 0)?, oid(row, 1)?);
    let role = Ident::from(text(row, 2)?);
    let Some(object) = found.whole_mut(catalog_row) else { return Ok(()) };
    let statement = format!("ALTER {} OWNER TO {}", described(&object.id, false), role.display(Dialect::Postgres));
    object.grants.push(statement.as_str().into());
    let id = object.id.clone();
    // A sequence that a column owns has the owner of its table.
    let follows = matches!(&object.facts, Facts::Sequence(sequence) if sequence.owned_by.is_some());
    let is_usual = id.kind == Kind::Schema && role == USUAL_OWNER;
    if !(follows || is_usual) {
        let facts = Facts::Defined { definition: statement.into() };
        found.add_access(ObjectId::owned(&id), facts, vec![id]);
    }
    Ok(())
}

fn take_privilege(found: &mut Found, row: &PgRow) -> Result<(), sqlx::Error> {
    let catalog_row = (oid(row, 0)?, oid(row, 1)?);
    let Some(object) = found.whole_mut(catalog_row) else { return Ok(()) };
    let on = described(&object.id, true);
    let statement = match (maybe(row, 2)?, maybe(row, 4)?) {
        (Some(privileges), Some(role)) => {
            let column = row.try_get::<Option<&str>, _>(3)?.map(Ident::from);
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

fn on_column(privileges: &str, column: &Ident) -> String {
    let column = column.display(Dialect::Postgres);
    privileges.split(", ").map(|privilege| format!("{privilege} ({column})")).collect::<Vec<_>>().join(", ")
}

/// A privilege, with the option to hand it on.
fn privilege(row: &PgRow, name: usize, is_grantable: usize) -> Result<Box<str>, sqlx::Error> {
    let option = if flag(row, is_grantable)? { " WITH GRANT OPTION" } else { "" };
    Ok(format!("{}{option}", text(row, name)?).into())
}

fn take_fact(found: &mut Found, row: &PgRow, known: &mut HashMap<ObjectId, u32>) -> Result<(), sqlx::Error> {
    let grantee = Ident::from(text(row, 3)?);
    let Some(on) = found.whole_mut((oid(row, 0)?, oid(row, 1)?)).map(|object| object.id.clone()) else { return Ok(()) };
    let id = ObjectId::grant(Some(&on), grantee);
    if !flag(row, 6)? {
        let reason = "somebody other than the owner gave it, and only who gave it can take it".to_owned();
        found.unsupported.push(Unsupported { object: id.to_string(), reason });
        return Ok(());
    }
    let privilege = privilege(row, 4, 5)?;
    let column = row.try_get::<Option<&str>, _>(2)?.map(Ident::from);
    let at = *known.entry(id.clone()).or_insert_with(|| found.add_access(id, Facts::Grant(Grant::default()), vec![on]));
    if let Some(Facts::Grant(grant)) = found.objects.get_mut(at as usize).map(|object| &mut object.facts) {
        match column {
            Some(column) => drop(grant.columns.entry(privilege).or_default().insert(column)),
            None => drop(grant.privileges.insert(privilege)),
        }
    }
    Ok(())
}

/// What comes by itself with what this session makes: schema (none: every one), kind, and who gets it.
type ByItself = (u32, Box<str>, Ident);

fn take_default(found: &mut Found, row: &PgRow, defaults: &mut Vec<ByItself>) -> Result<(), sqlx::Error> {
    let (place, what, maker) = (oid(row, 0)?, text(row, 1)?, maybe(row, 5)?);
    let grantee = Ident::from(text(row, 2)?);
    let schema = found.schema(place);
    if maker.is_none() {
        defaults.push((place, what.into(), grantee.clone()));
    }
    let arguments = maker.map_or_else(|| what.to_owned(), |maker| format!("{what} FOR ROLE {maker}"));
    let id = ObjectId { arguments: Some(arguments.into()), ..ObjectId::new(Kind::DefaultPrivileges, schema, grantee) };
    let privilege = privilege(row, 3, 4)?;
    let needed = found.id((super::reading::catalog::SCHEMA, place)).into_iter().collect();
    match found.objects.last_mut() {
        Some(last) if last.id == id => {
            if let Facts::Grant(grant) = &mut last.facts {
                grant.privileges.insert(privilege);
            }
        }
        _ => {
            let mut grant = Grant::default();
            grant.privileges.insert(privilege);
            found.add_access(id, Facts::Grant(grant), needed);
        }
    }
    Ok(())
}

impl Found {
    /// Adds privileges or an owner.
    pub(super) fn add_access(&mut self, id: ObjectId, facts: Facts, needed: Vec<ObjectId>) -> u32 {
        let number = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        let at = self.add((ACCESS, number), id, facts);
        self.objects[at as usize].depends_on = needed;
        at
    }

    /// Objects that are made again get what default privileges give beside their own: it is taken first. A schema knows what is to
    /// be taken from what is made in it, as `kind: statement` with `$` for the object.
    fn take_what_comes_by_itself(&mut self, defaults: &[ByItself]) {
        if defaults.is_empty() {
            return;
        }
        let schemas: HashMap<Ident, u32> = self.schemas.iter().map(|(number, name)| (name.clone(), *number)).collect();
        for object in &mut self.objects {
            let schema = if object.id.kind == Kind::Schema {
                &object.id.name
            } else {
                object.id.schema.as_ref().unwrap_or(&object.id.name)
            };
            let Some(number) = schemas.get(schema) else { continue };
            let here = defaults.iter().filter(|(place, ..)| *place == 0 || place == number);
            for (_, what, grantee) in here {
                let (kinds, undo) = kinds(what, grantee);
                if object.id.kind == Kind::Schema {
                    object.grants.extend(kinds.iter().map(|kind| Box::from(format!("{kind}: {undo}"))));
                } else if kinds.contains(&object.id.kind) {
                    object.grants.push(undo.replace('$', &described(&object.id, true)).into());
                }
            }
        }
    }
}

/// The kinds that a word of default privileges means, and the statement that takes them back.
fn kinds(what: &str, grantee: &Ident) -> (&'static [Kind], String) {
    let (kinds, usual): (&[Kind], _) = match what {
        "TABLES" => (&[Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable], None),
        "SEQUENCES" => (&[Kind::Sequence], None),
        "FUNCTIONS" => (&[Kind::Function, Kind::Procedure, Kind::Aggregate], Some("EXECUTE")),
        "TYPES" => (&[Kind::Enum, Kind::Domain, Kind::Composite, Kind::Range, Kind::BaseType], Some("USAGE")),
        _ => (&[], None),
    };
    match usual.filter(|_| *grantee == "public") {
        // Everybody has it from the start.
        Some(privilege) => (kinds, format!("GRANT {privilege} ON $ TO PUBLIC")),
        None if *grantee == "public" => (kinds, "REVOKE ALL ON $ FROM PUBLIC".to_owned()),
        None => (kinds, format!("REVOKE ALL ON $ FROM {}", grantee.display(Dialect::Postgres))),
    }
}
