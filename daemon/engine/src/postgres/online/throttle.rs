//! When an online step waits: at the will of people, for replicas, for sessions that are at work, for a query of theirs.

use std::time::{Duration, Instant};

use crate::live::Options;
use crate::online::Steering;
use crate::postgres::session::Session;
use crate::{Result, Url};

/// How often the server is asked.
const EVERY: Duration = Duration::from_secs(1);

/// How far replicas of this server are behind, as far as this role may see.
const LAG: &str = "SELECT coalesce(max(extract(epoch FROM replay_lag)), 0)::float8 FROM pg_stat_replication";

/// How far a replica is behind, asked there: nothing is replayed while nothing comes.
const LAG_OF_REPLICA: &str = "SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 \
    ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END::float8";

const RUNNING: &str = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' \
    AND pid <> pg_backend_pid()";

/// What was found out when the server was last asked.
pub(super) struct Throttle {
    asked: Option<Instant>,
    found: Option<String>,
    replicas: Vec<(Url, Option<Session>)>,
}

impl Throttle {
    pub(super) fn new(steering: &Steering) -> Self {
        let replicas = steering.settings.replicas.iter().map(|url| (url.clone(), None)).collect();
        Self { asked: None, found: None, replicas }
    }

    /// Why to wait just now.
    pub(super) async fn reason(&mut self, session: &mut Session, steering: &Steering) -> Result<Option<String>> {
        if let Some(reason) = steering.is_paused() {
            return Ok(Some(reason));
        }
        if self.asked.is_none_or(|asked| asked.elapsed() >= EVERY) {
            self.found = self.ask(session, steering).await?;
            self.asked = Some(Instant::now());
        }
        Ok(self.found.clone())
    }

    async fn ask(&mut self, session: &mut Session, steering: &Steering) -> Result<Option<String>> {
        let settings = &steering.settings;
        let behind = |lag: &str| lag.parse::<f64>().is_ok_and(|seconds| seconds > settings.max_lag.as_secs_f64());
        let lag = session.one(LAG).await?;
        if behind(&lag) {
            return Ok(Some(format!("a replica is {lag} s behind")));
        }
        for (url, replica) in &mut self.replicas {
            match lag_of(url, replica).await {
                Ok(lag) if behind(&lag) => return Ok(Some(format!("the replica `{url}` is {lag} s behind"))),
                Ok(_) => {}
                Err(error) => {
                    *replica = None;
                    return Ok(Some(format!("the replica `{url}` does not say how far it is behind: {error}")));
                }
            }
        }
        if let Some(most) = settings.max_running {
            let running = session.one(RUNNING).await?;
            if running.parse::<u32>().is_ok_and(|running| running > most) {
                return Ok(Some(format!("{running} sessions are at work")));
            }
        }
        let Some(query) = &settings.throttle_query else { return Ok(None) };
        let answer = session.one(query).await?;
        let is_quiet = matches!(answer.as_str(), "" | "0" | "f" | "false");
        Ok((!is_quiet).then(|| format!("the throttle query says `{answer}`")))
    }
}

async fn lag_of(url: &Url, replica: &mut Option<Session>) -> Result<String> {
    let session = match replica {
        Some(session) => session,
        None => {
            let options = Options { read_only: true, ..Options::default() };
            replica.insert(Session::connect(url, &options).await?)
        }
    };
    session.one(LAG_OF_REPLICA).await
}
