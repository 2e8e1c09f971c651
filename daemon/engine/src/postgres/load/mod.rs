//! Desired SQL into a scratch database, whatever the order of files and statements.
//!
//! Statements are sorted by what they mention, so that one pass usually does; what still misses something is tried again
//! until nothing moves.

mod explain;
mod order;
mod piece;
mod place;
mod refuse;
mod roles;
mod run;
mod secret;
mod version;

use std::collections::BTreeSet;

use schema::Ident;

use crate::source::{Source, SqlDiagnostic};

use super::session::Session;

/// Makes a session independent of the settings of role and database. Bodies of functions are looked at when they run, not
/// when they are made: they may name what is made later.
pub(super) const BASE: &str = "RESET ALL; SET search_path = public; SET check_function_bodies = off; \
    SET client_min_messages = warning; SET default_tablespace = ''; SET default_table_access_method = heap; \
    SET statement_timeout = 0; SET lock_timeout = 0; SET timezone = 'UTC'; SET datestyle = 'ISO, MDY'; \
    SET intervalstyle = postgres; SET jit = off; SET synchronous_commit = off; SET default_transaction_read_only = off";

/// What desired SQL says, beyond what it makes.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Whether it speaks of privileges.
    pub(super) is_about_grants: bool,
    /// The extensions whose version it says.
    pub(super) versions: BTreeSet<Ident>,
}

/// Loads desired SQL, and tells what it says beyond what it makes.
///
/// # Errors
/// Every statement that does not elaborate, with its place.
pub(super) async fn load(session: &mut Session, sources: &[Source]) -> Result<Said, Vec<SqlDiagnostic>> {
    let (pieces, mut wrong) = piece::read(sources);
    wrong.extend(explain::duplicates(&pieces));
    if wrong.is_empty() {
        let order = order::sorted(&pieces);
        // What is said of finished objects waits until everything that is put off is done.
        let (last, first): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|at| order::is_last(&pieces[*at]));
        let mut failures = run::run(session, &pieces, first).await;
        if failures.is_empty() {
            failures = run::run(session, &pieces, last).await;
        }
        wrong.extend(explain::explain(&pieces, failures));
    }
    wrong.sort();
    wrong.dedup();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let versions = pieces.iter().filter_map(|piece| version::said_of(piece.statement.text)).collect();
    Ok(Said { is_about_grants: pieces.iter().any(piece::Piece::grants), versions })
}
