//! Functions, procedures and aggregates, from `pg_proc` and `pg_aggregate`.

use schema::object::Routine;
use schema::{Facts, Kind, ObjectId};
use sqlx::postgres::PgRow;

use super::rare::Rare;
use super::reading::{Found, Reading, catalog, definition, oid, text};
use crate::Result;

/// Argument types alone tell overloads apart: a parameter may get another name.
const QUERY: &str = r"
SELECT p.oid, p.proname, p.pronamespace, p.prokind::text, oidvectortypes(p.proargtypes),
       pg_get_functiondef(p.oid), pg_get_function_result(p.oid), pg_get_function_arguments(p.oid)
FROM pg_proc p
WHERE p.pronamespace = ANY($1) AND p.prokind <> 'a'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1255 AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
ORDER BY p.oid";

/// The constructors of a range stand for the range.
const CONSTRUCTORS: &str =
    "SELECT objid, refobjid FROM pg_depend WHERE classid = 1255 AND refclassid = 1247 AND deptype = 'i'";

/// What was not said when the aggregate was made is left out, as the server fills it in the same way again.
const AGGREGATES: &str = r"
SELECT p.oid, p.proname, p.pronamespace, p.prokind::text,
       CASE WHEN a.aggkind = 'n' THEN CASE WHEN p.pronargs = 0 THEN '*' ELSE oidvectortypes(p.proargtypes) END
            ELSE pg_get_function_identity_arguments(p.oid) END,
       format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
           CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END, concat_ws(', ',
           'SFUNC = ' || a.aggtransfn::regproc::text,
           'STYPE = ' || format_type(a.aggtranstype, NULL),
           CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,
           CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn::regproc::text END,
           CASE WHEN a.aggfinalfn <> 0 AND a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
           CASE WHEN a.aggfinalfn <> 0 AND a.aggfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END
                THEN 'FINALFUNC_MODIFY = ' || $MODIFY(a.aggfinalmodify) END,
           CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn::regproc::text END,
           CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn::regproc::text END,
           CASE WHEN a.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn::regproc::text END,
           'INITCOND = ' || quote_literal(a.agginitval),
           CASE WHEN a.aggmtransfn <> 0 THEN 'MSFUNC = ' || a.aggmtransfn::regproc::text END,
           CASE WHEN a.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn::regproc::text END,
           CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
           CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END,
           CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn::regproc::text END,
           CASE WHEN a.aggmfinalfn <> 0 AND a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
           CASE WHEN a.aggmfinalfn <> 0 AND a.aggmfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END
                THEN 'MFINALFUNC_MODIFY = ' || $MODIFY(a.aggmfinalmodify) END,
           'MINITCOND = ' || quote_literal(a.aggminitval),
           CASE WHEN a.aggsortop <> 0 THEN format('SORTOP = OPERATOR(%I.%s)', os.nspname, o.oprname) END,
           CASE WHEN p.proparallel = 's' THEN 'PARALLEL = SAFE' WHEN p.proparallel = 'r' THEN 'PARALLEL = RESTRICTED' END,
           CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END))
FROM pg_aggregate a
JOIN pg_proc p ON p.oid = a.aggfnoid JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_operator o ON o.oid = a.aggsortop LEFT JOIN pg_namespace os ON os.oid = o.oprnamespace
WHERE p.pronamespace = ANY($1)
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1255 AND e.objid = p.oid AND e.deptype = 'e')
ORDER BY p.oid";

impl Reading<'_> {
    pub(super) async fn routines(&mut self) -> Result<()> {
        self.each_of(Rare::Routine, QUERY, |found, row| {
            let facts = Facts::Routine(Routine {
                definition: definition(row, 5)?.trim_end().into(),
                returns: text(row, 6)?.into(),
                arguments: text(row, 7)?.into(),
            });
            let kind = if text(row, 3)? == "p" { Kind::Procedure } else { Kind::Function };
            add(found, row, kind, facts)
        })
        .await?;
        self.each_of(Rare::Range, CONSTRUCTORS, |found, row| {
            found.alias((catalog::PROCEDURE, oid(row, 0)?), (catalog::TYPE, oid(row, 1)?));
            Ok(())
        })
        .await?;
        let aggregates = modify_words(AGGREGATES);
        self.each_of(Rare::Aggregate, &aggregates, |found, row| {
            let facts = Facts::Defined { definition: definition(row, 5)?.into() };
            add(found, row, Kind::Aggregate, facts)
        })
        .await
    }
}

/// Spells out how `$MODIFY(column)` is said in SQL.
fn modify_words(query: &str) -> String {
    ["a.aggfinalmodify", "a.aggmfinalmodify"].into_iter().fold(query.to_owned(), |query, column| {
        let words = format!("CASE {column} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END");
        query.replace(&format!("$MODIFY({column})"), &words)
    })
}

fn add(found: &mut Found, row: &PgRow, kind: Kind, facts: Facts) -> Result<(), sqlx::Error> {
    let Some(schema) = found.schema(oid(row, 2)?) else { return Ok(()) };
    let id = ObjectId::routine(kind, Some(schema), found.name(text(row, 1)?), text(row, 4)?);
    found.add_in((catalog::PROCEDURE, oid(row, 0)?), oid(row, 2)?, id, facts);
    Ok(())
}
