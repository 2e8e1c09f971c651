//! Text search parsers, templates, dictionaries and configurations.

use schema::sql::lex::Lexer;
use schema::{Dialect, Facts, Kind};

use super::rare::Rare;
use super::reading::Reading;
use crate::Result;

const PARSERS: &str = r"
SELECT 3601::oid, p.oid, p.prsnamespace, p.prsname, NULL::text,
       format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname, concat_ws(', ',
           'START = ' || p.prsstart::regproc::text, 'GETTOKEN = ' || p.prstoken::regproc::text, 'END = ' || p.prsend::regproc::text,
           'LEXTYPES = ' || p.prslextype::regproc::text, CASE WHEN p.prsheadline <> 0 THEN 'HEADLINE = ' || p.prsheadline::regproc::text END))
FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE p.prsnamespace = ANY($1)
ORDER BY p.oid";

const TEMPLATES: &str = r"
SELECT 3764::oid, t.oid, t.tmplnamespace, t.tmplname, NULL::text,
       format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, concat_ws(', ',
           CASE WHEN t.tmplinit <> 0 THEN 'INIT = ' || t.tmplinit::regproc::text END, 'LEXIZE = ' || t.tmpllexize::regproc::text))
FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
WHERE t.tmplnamespace = ANY($1)
ORDER BY t.oid";

const DICTIONARIES: &str = r"
SELECT 3600::oid, d.oid, d.dictnamespace, d.dictname, NULL::text,
       format(E'CREATE TEXT SEARCH DICTIONARY %I.%I (\n    TEMPLATE = %I.%I%s', n.nspname, d.dictname, tn.nspname, t.tmplname,
           coalesce(E',\n    ' || nullif(d.dictinitoption, ''), ''))
FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE d.dictnamespace = ANY($1)
ORDER BY d.oid";

const CONFIGURATIONS: &str = r"
SELECT 3602::oid, c.oid, c.cfgnamespace, c.cfgname, NULL::text,
       format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname)
       || coalesce((SELECT string_agg(format(E';\nALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', n.nspname, c.cfgname, x.alias, x.dictionaries),
                        '' ORDER BY x.alias)
           FROM (SELECT t.alias, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
                 FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
                 WHERE m.mapcfg = c.oid GROUP BY t.alias) x), '')
FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
WHERE c.cfgnamespace = ANY($1)
ORDER BY c.oid";

impl Reading<'_> {
    pub(super) async fn text_search(&mut self) -> Result<()> {
        let queries = [
            (Kind::TextSearchParser, PARSERS),
            (Kind::TextSearchTemplate, TEMPLATES),
            (Kind::TextSearchDictionary, DICTIONARIES),
            (Kind::TextSearchConfiguration, CONFIGURATIONS),
        ];
        self.defined(queries.map(|(kind, query)| (kind, Rare::TextSearch, query.to_owned()))).await?;
        for object in &mut self.found.objects {
            if let (Kind::TextSearchDictionary, Facts::Defined { definition }) = (object.id.kind, &mut object.facts) {
                *definition = in_order(definition).into();
            }
        }
        Ok(())
    }
}

/// The options of a dictionary by name: the server keeps them in the order in which they were set.
fn in_order(definition: &str) -> String {
    let (head, options) = definition.split_once(",\n    ").unwrap_or((definition, ""));
    let (mut list, mut start) = (Vec::new(), 0);
    for token in Lexer::new(Dialect::Postgres, options) {
        if token.text(options) == "," {
            list.push(options[start..token.span.start].trim());
            start = token.span.end;
        }
    }
    list.push(options[start..].trim());
    list.retain(|option| !option.is_empty());
    list.sort_unstable();
    let list: String = list.into_iter().map(|option| format!(",\n    {option}")).collect();
    format!("{head}{list}\n)")
}
