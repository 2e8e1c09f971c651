//! Inspection: the whole scope read from the catalogs in one consistent snapshot, one query per catalog,
//! and none for the rarer ones that hold nothing.
//!
//! Nothing is asked per object. What belongs to the system, to an extension or to Groundline is left out; what is left and
//! not understood is reported by name.

mod base_types;
mod columns;
mod comments;
mod constraints;
mod defined;
mod depends;
mod extensions;
mod foreign;
mod grants;
mod indexes;
mod languages;
mod named;
mod operators;
mod policies;
mod rare;
mod reading;
mod relations;
mod routines;
mod schemas;
mod sequences;
mod settings;
mod text_search;
mod triggers;
mod types;
mod unsupported;
mod whole;

use schema::Database;

use self::reading::Reading;
use super::session::Session;
use crate::{Error, Result, Scope};

/// One snapshot for all queries; names are printed with their schema, and values as in every other session.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
    SET LOCAL search_path = pg_catalog; SET LOCAL jit = off; SET LOCAL timezone = 'UTC'; \
    SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = postgres; SET LOCAL extra_float_digits = 1; \
    SET LOCAL bytea_output = hex; SET LOCAL quote_all_identifiers = off; SET LOCAL standard_conforming_strings = on; \
    SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '30s'";

/// How often an inspection is tried while somebody changes the schema.
const ATTEMPTS: u32 = 3;

impl Session {
    pub(crate) async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        let mut attempt = 1;
        loop {
            match self.inspect_once().await {
                Ok(mut database) => {
                    scope.narrow(&mut database);
                    return Ok(database);
                }
                // The server's own printing looks at the newest catalogs, not at the snapshot: an object that is dropped
                // meanwhile cannot be printed any more.
                Err(Error::Statement { .. } | Error::Refused { .. }) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    async fn inspect_once(&mut self) -> Result<Database> {
        self.batch(BEGIN).await?;
        let read = self.read_all().await;
        let ended = self.batch("ROLLBACK").await;
        let database = read?;
        ended?;
        Ok(database)
    }

    async fn read_all(&mut self) -> Result<Database> {
        let mut reading = Reading::new(self);
        let r = &mut reading;
        r.look_for_rare().await?;
        r.schemas().await?;
        r.extensions().await?;
        r.comments().await?;
        r.collations().await?;
        r.types().await?;
        r.base_types().await?;
        r.foreign().await?;
        r.relations().await?;
        r.sequences().await?;
        r.columns().await?;
        r.routines().await?;
        r.constraints().await?;
        r.indexes().await?;
        r.triggers().await?;
        r.policies().await?;
        r.languages().await?;
        r.operators().await?;
        r.text_search().await?;
        r.whole().await?;
        r.grants().await?;
        r.dependencies().await?;
        r.unsupported().await?;
        Ok(reading.found.finish())
    }
}
