//! Whether the server, its replicas and people let rows be copied just now.

use std::time::{Duration, Instant};

use crate::live::Options;
use crate::mysql::session::{Session, value};
use crate::{OnlineSettings, Result, Steering};

/// What is looked at, and how often.
pub(super) struct Throttle {
    steering: Steering,
    replicas: Vec<(String, Option<Session>)>,
    looked: Option<Instant>,
    reason: Option<String>,
}

impl Throttle {
    /// How long an answer holds.
    const HOLDS: Duration = Duration::from_millis(500);

    pub(super) fn new(steering: &Steering) -> Self {
        let replicas = steering.settings.replicas.iter().map(|url| (url.to_string(), None)).collect();
        Self { steering: steering.clone(), replicas, looked: None, reason: None }
    }

    /// Why nothing may be copied now; a person's word counts at once, the server is asked now and then.
    pub(super) async fn reason(&mut self, session: &mut Session) -> Result<Option<String>> {
        if let Some(paused) = self.steering.is_paused() {
            return Ok(Some(paused));
        }
        if self.looked.is_none_or(|looked| looked.elapsed() > Self::HOLDS) {
            self.reason = self.look(session).await?;
            self.looked = Some(Instant::now());
        }
        Ok(self.reason.clone())
    }

    async fn look(&mut self, session: &mut Session) -> Result<Option<String>> {
        let settings = self.steering.settings.clone();
        if let Some(reason) = load(session, &settings).await? {
            return Ok(Some(reason));
        }
        if let Some(query) = &settings.throttle_query {
            let rows = session.rows(query).await?;
            let answer = rows.first().map(|row| value(row, 0)).unwrap_or_default();
            if !matches!(answer.to_ascii_lowercase().as_str(), "" | "0" | "false") {
                return Ok(Some(format!("the throttle query says `{answer}`")));
            }
        }
        self.lag(&settings).await
    }

    async fn lag(&mut self, settings: &OnlineSettings) -> Result<Option<String>> {
        for (url, (shown, session)) in settings.replicas.iter().zip(&mut self.replicas) {
            let open = match session.take() {
                Some(open) => Ok(open),
                None => Session::connect_to(url, None, &Options::default()).await,
            };
            let asked = match open {
                Ok(mut open) => behind(&mut open).await.map(|behind| (behind, open)),
                Err(error) => Err(error),
            };
            match asked {
                Ok((Some(behind), open)) => {
                    *session = Some(open);
                    if behind > settings.max_lag.as_secs_f64() {
                        return Ok(Some(format!("replica `{shown}` is {behind} s behind")));
                    }
                }
                Ok((None, _)) => return Ok(Some(format!("replica `{shown}` does not replicate"))),
                Err(error) => return Ok(Some(format!("replica `{shown}` does not answer: {error}"))),
            }
        }
        Ok(None)
    }
}

/// How many seconds a replica is behind; none while it does not replicate.
async fn behind(session: &mut Session) -> Result<Option<f64>> {
    use sqlx::{Column as _, Row as _};
    let is_new = !session.is_mariadb() && session.version >= 80_022;
    let rows = session.rows(if is_new { "SHOW REPLICA STATUS" } else { "SHOW SLAVE STATUS" }).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let is_it = |name: &str| matches!(name, "Seconds_Behind_Master" | "Seconds_Behind_Source");
    let column = row.columns().iter().position(|column| is_it(column.name()));
    Ok(column.and_then(|column| value(row, column).parse().ok()))
}

/// Whether the server is too busy.
async fn load(session: &mut Session, settings: &OnlineSettings) -> Result<Option<String>> {
    if let Some(most) = settings.max_running {
        let rows = session.rows("SHOW GLOBAL STATUS LIKE 'Threads_running'").await?;
        let running: u32 = rows.first().and_then(|row| value(row, 1).parse().ok()).unwrap_or_default();
        if running > most {
            return Ok(Some(format!("{running} sessions of the server are at work, and {most} may be")));
        }
    }
    if let Some(most) = settings.max_history {
        let length = history(session).await?;
        if length > most {
            return Ok(Some(format!("the list of old row versions is {length} long, and may be {most}")));
        }
    }
    Ok(None)
}

/// How long the list of old row versions is; 0 where the server does not say.
async fn history(session: &mut Session) -> Result<u64> {
    let sql = if session.is_mariadb() {
        "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'INNODB_HISTORY_LIST_LENGTH'"
    } else {
        "SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'trx_rseg_history_len'"
    };
    Ok(session.one(sql).await.unwrap_or_default().parse().unwrap_or_default())
}
