//! Plans against the state that a daemon recorded: no target is reached, and no password of one is needed.
//!
//! What the database must judge is judged on a server of one's own (`--scratch-url`), SQLite in memory. Invariant: a server of another
//! kind or major version than the target's is refused, because it would read the same SQL otherwise.

use engine::{Live, Options, Source};
use schema::Dialect;

use crate::planning::{Planned, Planning, elaborate, plan_recorded};
use crate::recorded::RecordedState;
use crate::single::{SingleError, memory};

/// Plans a target of a schema repo against what is recorded of it.
///
/// # Errors
/// No server to judge SQL on, one of another kind or version, or as planning.
pub async fn plan_from_status(
    state: RecordedState,
    sources: &[Source],
    planning: &Planning,
) -> Result<Planned, SingleError> {
    let url = match (&planning.scratch_url, state.engine) {
        (_, Dialect::Sqlite) => memory().map_err(|_| SingleError::NoServer)?,
        (Some(url), engine) if url.dialect() == engine => url.clone(),
        (Some(url), engine) => return Err(SingleError::OtherDialect { live: url.dialect(), desired: engine }),
        (None, _) => return Err(SingleError::NoServer),
    };
    let mut bench = Live::connect(&url, &Options::default()).await?;
    must_be_alike(&mut bench, &state).await?;
    let elaborated = elaborate(&mut bench, sources, planning).await?;
    let target = state.target.clone();
    let planned = plan_recorded(&mut bench, &target, elaborated, state.into_observed(), planning).await?;
    bench.close().await?;
    Ok(planned)
}

async fn must_be_alike(bench: &mut Live, state: &RecordedState) -> Result<(), SingleError> {
    let here = bench.version().await?;
    let family = |text: &str| text.to_lowercase().contains("mariadb");
    // PostgreSQL 150018; MySQL 80036, MariaDB 101119. SQLite is part of the program.
    let is_alike = match state.engine {
        Dialect::Sqlite => true,
        Dialect::Postgres => here.number / 10_000 == state.server.number / 10_000,
        Dialect::MySql => {
            family(&here.text) == family(&state.server.version) && here.number / 100 == state.server.number / 100
        }
    };
    if is_alike {
        return Ok(());
    }
    // MySQL tells its settings behind the version.
    let first = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    let (theirs, ours) = (first(&state.server.version), first(&here.text));
    Err(SingleError::OtherVersion { target: state.target.clone(), theirs, ours })
}
