//! Row security policies, from `pg_policy`.

use schema::{Facts, Kind, ObjectId};

use super::rare::Rare;
use super::reading::{Reading, catalog, oid, text};
use crate::Result;

const QUERY: &str = r"
SELECT p.oid, p.polrelid, p.polname,
       format('CREATE POLICY %I ON %I.%I', p.polname, n.nspname, c.relname)
       || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
       || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE'
              WHEN 'd' THEN ' FOR DELETE' ELSE '' END
       || coalesce(' TO ' || (SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname)
              FROM pg_roles r WHERE r.oid = ANY(p.polroles)), '')
       || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
       || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relnamespace = ANY($1)
ORDER BY p.oid";

impl Reading<'_> {
    pub(super) async fn policies(&mut self) -> Result<()> {
        self.each_of(Rare::Policy, QUERY, |found, row| {
            let Some(owner) = found.own((catalog::CLASS, oid(row, 1)?)) else { return Ok(()) };
            let name = found.name(text(row, 2)?);
            let id = ObjectId::part(Kind::Policy, owner.schema.clone(), owner.name.clone(), name);
            let definition = text(row, 3)?.into();
            let at = found.add((catalog::POLICY, oid(row, 0)?), id, Facts::Defined { definition });
            found.objects[at as usize].depends_on.push(owner);
            Ok(())
        })
        .await
    }
}
