//! Operators with their families and classes, casts, collations and conversions.

use schema::Kind;

use super::rare::Rare;
use super::reading::{Reading, oid};
use crate::Result;

/// One that is only named as the commutator or negator of another is none.
const OPERATORS: &str = r"
SELECT 2617::oid, o.oid, o.oprnamespace, o.oprname,
       coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE') || ', ' || format_type(o.oprright, NULL),
       format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, concat_ws(', ',
           'FUNCTION = ' || o.oprcode::regproc::text,
           'LEFTARG = ' || format_type(nullif(o.oprleft, 0), NULL),
           'RIGHTARG = ' || format_type(o.oprright, NULL),
           (SELECT format('COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
            FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom),
           (SELECT format('NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
            FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate),
           CASE WHEN o.oprrest <> 0 THEN 'RESTRICT = ' || o.oprrest::regproc::text END,
           CASE WHEN o.oprjoin <> 0 THEN 'JOIN = ' || o.oprjoin::regproc::text END,
           CASE WHEN o.oprcanhash THEN 'HASHES' END,
           CASE WHEN o.oprcanmerge THEN 'MERGES' END))
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oprnamespace = ANY($1) AND o.oprcode <> 0
ORDER BY o.oid";

/// What belongs to the family alone, as the server itself tells it from what belongs to a class.
const FAMILIES: &str = r#"
SELECT 2753::oid, f.oid, f.opfnamespace, f.opfname, m.amname::text,
       format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, m.amname)
       || coalesce((SELECT string_agg(format(E';\nALTER OPERATOR FAMILY %I.%I USING %I ADD %s', n.nspname, f.opfname, m.amname, x.member), '' ORDER BY x.member COLLATE pg_catalog."C")
           FROM ($OPERATORS WHERE d.refclassid = 2753 AND d.refobjid = f.oid UNION ALL $FUNCTIONS WHERE d.refclassid = 2753 AND d.refobjid = f.oid) x(member)), '')
FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
WHERE f.opfnamespace = ANY($1)
ORDER BY f.oid"#;

const CLASSES: &str = r#"
SELECT 2616::oid, c.oid, c.opcnamespace, c.opcname, m.amname::text,
       format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname,
           CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END, format_type(c.opcintype, NULL), m.amname, fn.nspname, f.opfname,
           (SELECT string_agg(x.member, ', ' ORDER BY x.member COLLATE pg_catalog."C")
            FROM ($OPERATORS WHERE d.refclassid = 2616 AND d.refobjid = c.oid UNION ALL $FUNCTIONS WHERE d.refclassid = 2616 AND d.refobjid = c.oid
                UNION ALL SELECT 'STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL)
                    WHERE c.opckeytype <> 0 OR NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 2616 AND d.refobjid = c.oid AND d.classid IN (2602, 2603))) x(member)))
FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace
WHERE c.opcnamespace = ANY($1)
ORDER BY c.oid"#;

/// The operators of a family or class; the condition says of which.
const MEMBER_OPERATORS: &str = r"
SELECT format('OPERATOR %s %I.%s (%s, %s)', o.amopstrategy, pn.nspname, p.oprname, format_type(o.amoplefttype, NULL), format_type(o.amoprighttype, NULL))
       || coalesce((SELECT format(' FOR ORDER BY %I.%I', sn.nspname, s.opfname) FROM pg_opfamily s JOIN pg_namespace sn ON sn.oid = s.opfnamespace
                    WHERE s.oid = o.amopsortfamily), '')
FROM pg_depend d JOIN pg_amop o ON d.classid = 2602 AND o.oid = d.objid
JOIN pg_operator p ON p.oid = o.amopopr JOIN pg_namespace pn ON pn.oid = p.oprnamespace";

/// The support functions of a family or class.
const MEMBER_FUNCTIONS: &str = r"
SELECT format('FUNCTION %s (%s, %s) %s', o.amprocnum, format_type(o.amproclefttype, NULL), format_type(o.amprocrighttype, NULL), o.amproc::regprocedure)
FROM pg_depend d JOIN pg_amproc o ON d.classid = 2603 AND o.oid = d.objid";

const MEMBERS: &str = r"
SELECT classid, objid, refclassid, refobjid FROM pg_depend
WHERE classid IN (2602, 2603) AND refclassid IN (2616, 2753) AND objid >= 16384";

/// Those of multiranges belong to their types.
const CASTS: &str = r"
SELECT 2605::oid, c.oid, 0::oid, format('%s AS %s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)), NULL::text,
       format('CREATE CAST (%s AS %s) ', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
       || CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END
       || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
FROM pg_cast c
WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 2605 AND d.objid = c.oid AND d.deptype = 'i')
ORDER BY c.oid";

/// Columns that not every version has are read by name from the row's JSON.
const COLLATIONS: &str = r"
SELECT 3456::oid, c.oid, c.collnamespace, c.collname, NULL::text,
       format('CREATE COLLATION %I.%I (%s)', n.nspname, c.collname, concat_ws(', ',
           'provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
           CASE WHEN c.collprovider = 'c' THEN format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
                ELSE format('locale = %L', coalesce(j ->> 'colllocale', j ->> 'colliculocale', c.collcollate)) END,
           'rules = ' || quote_literal(j ->> 'collicurules'),
           CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END))
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace, to_jsonb(c) j
WHERE c.collnamespace = ANY($1)
ORDER BY c.oid";

const CONVERSIONS: &str = r"
SELECT 2607::oid, c.oid, c.connamespace, c.conname, NULL::text,
       format('CREATE%s CONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN ' DEFAULT' ELSE '' END, n.nspname, c.conname,
           pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc::regproc)
FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.connamespace = ANY($1)
ORDER BY c.oid";

impl Reading<'_> {
    /// Collations and conversions, which types and columns may need.
    pub(super) async fn collations(&mut self) -> Result<()> {
        self.defined([
            (Kind::Collation, Rare::Collation, COLLATIONS.to_owned()),
            (Kind::Conversion, Rare::Conversion, CONVERSIONS.to_owned()),
        ])
        .await
    }

    pub(super) async fn operators(&mut self) -> Result<()> {
        let with_members =
            |query: &str| query.replace("$OPERATORS", MEMBER_OPERATORS).replace("$FUNCTIONS", MEMBER_FUNCTIONS);
        let queries = [
            (Kind::Operator, Rare::Operator, OPERATORS.to_owned()),
            (Kind::OperatorFamily, Rare::OperatorFamily, with_members(FAMILIES)),
            (Kind::OperatorClass, Rare::OperatorFamily, with_members(CLASSES)),
            (Kind::Cast, Rare::Cast, CASTS.to_owned()),
        ];
        self.defined(queries).await?;
        self.each_of(Rare::OperatorFamily, MEMBERS, |found, row| {
            found.alias((oid(row, 0)?, oid(row, 1)?), (oid(row, 2)?, oid(row, 3)?));
            Ok(())
        })
        .await
    }
}
