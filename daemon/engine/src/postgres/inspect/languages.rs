//! Languages of routines, transforms, and access methods: what teaches the server something new by functions in C.

use schema::Kind;

use super::rare::Rare;
use super::reading::Reading;
use crate::Result;

/// `plpgsql` is in every database from the start, mostly as an extension's.
const LANGUAGES: &str = r"
SELECT 2612::oid, l.oid, 0::oid, l.lanname, NULL::text,
       format('CREATE%s LANGUAGE %I HANDLER %s', CASE WHEN l.lanpltrusted THEN ' TRUSTED' ELSE '' END, l.lanname, l.lanplcallfoid::regproc)
       || coalesce(' INLINE ' || nullif(l.laninline, 0)::regproc, '') || coalesce(' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc, '')
FROM pg_language l
WHERE l.oid >= 16384 AND l.lanname <> 'plpgsql'
ORDER BY l.oid";

const TRANSFORMS: &str = r"
SELECT 3576::oid, t.oid, 0::oid, format_type(t.trftype, NULL), l.lanname::text,
       format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname, concat_ws(', ',
           CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END,
           CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END))
FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384
ORDER BY t.oid";

const ACCESS_METHODS: &str = r"
SELECT 2601::oid, a.oid, 0::oid, a.amname, NULL::text,
       format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname, CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler::regproc)
FROM pg_am a
WHERE a.oid >= 16384
ORDER BY a.oid";

impl Reading<'_> {
    pub(super) async fn languages(&mut self) -> Result<()> {
        self.defined([
            (Kind::Language, Rare::Language, LANGUAGES.to_owned()),
            (Kind::Transform, Rare::Transform, TRANSFORMS.to_owned()),
            (Kind::AccessMethod, Rare::AccessMethod, ACCESS_METHODS.to_owned()),
        ])
        .await
    }
}
