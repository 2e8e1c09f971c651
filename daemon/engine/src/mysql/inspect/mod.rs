//! Inspection: lists from the catalog, then the server's own statement for each object, a few hundred in one round trip.
//!
//! `information_schema` does not tell everything (parsers of full-text keys, periods, block sizes of keys …) and opens every table for
//! each of its views; `SHOW CREATE` tells everything and opens each table once. What of it is not understood is refused by name.
//! DDL knows no snapshot here: when the schema changes meanwhile, it is read again.

mod column;
mod depends;
mod foreign_names;
mod introducer;
#[cfg(test)]
mod mutation;
mod program;
pub(super) mod reading;
mod table;
mod view;
mod words;

use schema::{Database, Dialect};

use self::reading::Reading;
use super::grants::Access;
use super::session::Session;
use crate::{Error, Result, Scope};

/// How often a schema that changes under the inspection is read again.
const ATTEMPTS: u32 = 5;

impl Session {
    pub(crate) async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        self.must_have_database()?;
        self.must_see_everything().await?;
        let mut token = self.token().await?;
        let mut read = self.read_live(scope).await;
        for _ in 0..ATTEMPTS {
            let now = self.token().await?;
            if now == token {
                return read;
            }
            // Something changed somewhere on the server; two equal readings tell that it was not here.
            token = now;
            let again = self.read_live(scope).await;
            if matches!((&read, &again), (Ok(read), Ok(again)) if read == again) {
                return again;
            }
            read = again;
        }
        read
    }

    /// Reads what nobody else changes.
    pub(super) async fn inspect_once(&mut self, scope: &Scope) -> Result<Database> {
        self.read_all(scope).await
    }

    /// Everything, with privileges where they may be read. Those of a scratch database are not the server's.
    async fn read_live(&mut self, scope: &Scope) -> Result<Database> {
        let mut database = self.read_all(scope).await?;
        let access = Access::of(self).await?;
        let privileges = self.read_privileges(&access, &database).await?;
        privileges.held.into_database(&mut database);
        for (id, names) in privileges.names {
            database.objects.get_mut(&id).into_iter().for_each(|object| object.grants.clone_from(&names));
        }
        database.unsupported.extend(privileges.doubtful);
        scope.narrow(&mut database);
        Ok(database)
    }

    async fn read_all(&mut self, scope: &Scope) -> Result<Database> {
        let mut reading = Reading::start(self).await?;
        reading.tables(scope).await?;
        reading.views(scope).await?;
        reading.programs(scope).await?;
        reading.triggers(scope).await?;
        reading.lost_with_routines().await;
        let mut database = reading.finish();
        scope.narrow(&mut database);
        Ok(database)
    }
}

/// A database to fill.
fn empty() -> Database {
    Database::empty(Dialect::MySql)
}

/// Whether an error is about one object, so that the others can be read.
fn is_about_one(error: &Error) -> bool {
    matches!(error, Error::Statement { .. } | Error::MissingPrivilege { .. })
}
