//! The token: a mark that changes when a catalog of the schema changes, at the price of one query.
//!
//! It is made of the server's cumulative statistics of the catalogs: how many rows were inserted, updated and deleted in
//! each, ever. No catalog is read, so the price does not grow with the schema, and no privilege is needed. The server
//! writes these counters down with some delay (at most about ten seconds after the session that changed something fell
//! idle): a change may be seen that much later, but never missed. Take the token *before* the inspection that it stands for.
//!
//! A temporary table changes it too: what follows is an inspection in vain.

use super::session::Session;
use crate::live::{Options, Token};
use crate::{Result, Url};

/// The catalogs that hold schemas, by name in `pg_catalog`.
const CATALOGS: &[&str] = &[
    "pg_aggregate",
    "pg_am",
    "pg_amop",
    "pg_amproc",
    "pg_attrdef",
    "pg_attribute",
    "pg_cast",
    "pg_class",
    "pg_collation",
    "pg_constraint",
    "pg_conversion",
    "pg_default_acl",
    "pg_description",
    "pg_enum",
    "pg_event_trigger",
    "pg_extension",
    "pg_foreign_data_wrapper",
    "pg_foreign_server",
    "pg_foreign_table",
    "pg_index",
    "pg_inherits",
    "pg_language",
    "pg_namespace",
    "pg_opclass",
    "pg_operator",
    "pg_opfamily",
    "pg_partitioned_table",
    "pg_policy",
    "pg_proc",
    "pg_publication",
    "pg_publication_rel",
    "pg_range",
    "pg_rewrite",
    "pg_seclabel",
    "pg_sequence",
    "pg_statistic_ext",
    "pg_transform",
    "pg_trigger",
    "pg_ts_config",
    "pg_ts_config_map",
    "pg_ts_dict",
    "pg_type",
    "pg_user_mapping",
];

impl Session {
    pub(crate) async fn token(&mut self) -> Result<Token> {
        self.one(&query()).await.map(Token)
    }

    /// Opens a session and takes the token in one query.
    pub(crate) async fn connect_with_token(url: &Url, options: &Options) -> Result<(Self, Token)> {
        let (session, token) = Self::connect_and_ask(url, None, options, &query()).await?;
        Ok((session, Token(token)))
    }
}

fn query() -> String {
    let catalogs: Vec<_> = CATALOGS.iter().map(|name| format!("'pg_catalog.{name}'::regclass")).collect();
    // What else makes the counters start again, and, on a standby, what is replayed: it has no counters of its own.
    format!(
        "SELECT md5(string_agg(pg_stat_get_tuples_inserted(c) || '.' || pg_stat_get_tuples_updated(c) || '.' \
             || pg_stat_get_tuples_deleted(c), ',' ORDER BY c) || '@' || d.oid || '@' || pg_postmaster_start_time() \
             || '@' || coalesce(pg_stat_get_db_stat_reset_time(d.oid)::text, '') \
             || '@' || CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn()::text, '') ELSE '' END) \
             FROM unnest(ARRAY[{}]::oid[]) c, pg_database d WHERE d.datname = current_database() GROUP BY d.oid",
        catalogs.join(", ")
    )
}
