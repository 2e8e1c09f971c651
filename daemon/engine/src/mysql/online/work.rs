//! The work on one table: its sessions, the log, and what all phases need of them.

use std::time::{Duration, Instant};

use super::columns::{Table, name};
use super::flow::Flow;
use super::job::Job;
use super::key::Bound;
use super::pending::Pending;
use super::preflight::Server;
use super::reading::Reading;
use super::report::Report;
use super::throttle::Throttle;
use crate::live::Options;
use crate::mysql::binlog::{Feed, Position, Watched};
use crate::mysql::session::Session;
use crate::online::Pace;
use crate::{Class, Error, Phase, Result, Steering};

/// How often what waits is replayed while rows are copied, at least.
const REPLAY_EVERY: Duration = Duration::from_millis(300);

/// The work on one table.
pub(super) struct Work {
    /// Asks and writes down.
    pub(super) main: Session,
    /// Write rows.
    pub(super) hands: Vec<Session>,
    /// How many of them copy at once.
    pub(super) copiers: usize,
    pub(super) job: Job,
    pub(super) flow: Flow,
    pub(super) watched: Watched,
    pub(super) reading: Reading,
    pub(super) report: Report,
    pub(super) throttle: Throttle,
    pub(super) pace: Pace,
    /// The ends of the ranges after this one, looked up ahead.
    pub(super) ahead: Option<(Bound, Vec<Bound>)>,
    pub(super) steering: Steering,
    /// When something was last replayed, and written down.
    replayed_at: Instant,
    saved_at: Option<Instant>,
}

impl Work {
    /// Opens the sessions and the log.
    ///
    /// # Errors
    /// The server no longer has the log since then, and all that can be lost.
    pub(super) async fn open(
        mut main: Session,
        job: Job,
        flow: Flow,
        from: &Position,
        steering: &Steering,
    ) -> Result<Self> {
        let server = Server::read(&mut main).await?;
        let copiers = copiers(&server, &flow, steering);
        prepare(&mut main, &flow, "REPEATABLE READ").await?;
        let mut hands = Vec::new();
        for _ in 0..=copiers {
            let mut hand = open_session(&main).await?;
            prepare(&mut hand, &flow, "READ COMMITTED").await?;
            // Transactions begin by themselves then, also under locks, which `START TRANSACTION` would give back.
            hand.batch("SET SESSION autocommit = 0").await?;
            hands.push(hand);
        }
        let key: Vec<String> = flow.key.source.iter().map(|column| column.name.clone()).collect();
        let database = main.database.clone();
        let watched = Watched::read(&mut main, &database, &flow.from.name, &key).await?;
        let feed = Feed::open(&main.url, from, vec![watched.clone()]).await?;
        let reading = Reading { feed, pending: Pending::new(from.clone()), table: job.work.table.clone() };
        let now = Instant::now();
        let mut work = Self {
            report: Report::new(steering, &job.work.table),
            throttle: Throttle::new(steering),
            pace: Pace::new(steering.settings.range_time),
            steering: steering.clone(),
            ahead: None,
            main,
            hands,
            copiers,
            job,
            flow,
            watched,
            reading,
            replayed_at: now,
            saved_at: None,
        };
        work.note_sessions(&mut []).await?;
        Ok(work)
    }

    /// Writes down which sessions work on it, and these too, so that nothing of them is left when somebody takes over.
    pub(super) async fn note_sessions(&mut self, more: &mut [&mut Session]) -> Result<()> {
        let mut ids = Vec::new();
        for session in self.hands.iter_mut().chain(more.iter_mut().map(|session| &mut **session)) {
            ids.push(session.one("SELECT CONNECTION_ID()").await?);
        }
        let what = format!("sessions = '{}', server_start = {}", ids.join(","), self.main.server_start());
        self.main.set_job(&self.job, &what).await
    }

    /// Reads the log for a while.
    pub(super) async fn read_for(&mut self, time: Duration) -> Result<()> {
        self.reading.meanwhile(tokio::time::sleep(time)).await
    }

    /// Replays when enough waits, or for long enough; not while a person says that nothing is to be done.
    pub(super) async fn replay_now_and_then(&mut self) -> Result<()> {
        const ENOUGH: usize = 2000;
        let is_time = self.reading.pending.len() >= ENOUGH || self.replayed_at.elapsed() >= REPLAY_EVERY;
        if is_time && self.steering.is_paused().is_none() {
            self.replayed_at = Instant::now();
            self.replay().await?;
        }
        Ok(())
    }

    /// Writes down up to where everything is replayed, unless that was done within the time.
    pub(super) async fn save_applied(&mut self, within: Duration) -> Result<()> {
        if self.saved_at.is_some_and(|saved| saved.elapsed() < within) {
            return Ok(());
        }
        self.saved_at = Some(Instant::now());
        let Some(applied) = &self.job.applied else { return Ok(()) };
        let what = format!("applied = '{applied}', replayed = {}", self.job.replayed);
        self.main.set_job(&self.job, &what).await
    }

    /// Replays everything that is written by now.
    pub(super) async fn replay_to_now(&mut self) -> Result<()> {
        let end = crate::mysql::binlog::current_position(&mut self.main).await?;
        loop {
            self.reading.upto(&end, Duration::from_millis(100)).await?;
            self.replay().await?;
            if self.reading.pending.read() >= &end {
                return Ok(());
            }
        }
    }

    /// Replays until next to nothing waits.
    pub(super) async fn catch_up(&mut self) -> Result<()> {
        const FEW: usize = 200;
        self.report.phase(Phase::CatchingUp, 0, 0);
        loop {
            let end = crate::mysql::binlog::current_position(&mut self.main).await?;
            self.reading.upto(&end, Duration::from_millis(100)).await?;
            let rows = self.replay().await?;
            if rows <= FEW && self.reading.pending.read() >= &end {
                return Ok(());
            }
        }
    }
}

/// A session like another one, beside it.
pub(super) async fn open_session(session: &Session) -> Result<Session> {
    Session::connect_to(&session.url, Some(&session.database), &Options::default()).await
}

/// Sets a session up for the work.
pub(super) async fn prepare(session: &mut Session, flow: &Flow, isolation: &str) -> Result<()> {
    let mut sql = format!(
        "SET SESSION TRANSACTION ISOLATION LEVEL {isolation}; SET SESSION wait_timeout = 86400, net_read_timeout = 600, net_write_timeout \
         = 600, lock_wait_timeout = 10, innodb_lock_wait_timeout = 10"
    );
    if session.is_mariadb() {
        // Long lists of keys are looked up, not joined.
        sql.push_str(", in_predicate_conversion_threshold = 0");
    } else {
        sql.push_str(", range_optimizer_max_mem_size = 0");
    }
    let has = |kinds: &[&str]| flow.key.source.iter().any(|column| kinds.contains(&column.data_type.as_str()));
    if has(&["timestamp"]) {
        sql.push_str(", time_zone = '+00:00'");
    }
    if has(&["timestamp", "date", "datetime"]) {
        sql.push_str(", sql_mode = CONCAT(@@sql_mode, ',ALLOW_INVALID_DATES')");
    }
    session.batch(&sql).await?;
    if flow.holds {
        session.batch(&super::held::make(flow)).await?;
    }
    Ok(())
}

/// How many sessions copy: a counted table is locked whole by each insert of many rows, unless the server says otherwise.
fn copiers(server: &Server, flow: &Flow, steering: &Steering) -> usize {
    const MOST: usize = 16;
    let is_counted = flow.into.counted().is_some() && !server.counts_side_by_side();
    let gained = if is_counted { 1 } else { 2 };
    steering.settings.workers.unwrap_or(gained).clamp(1, MOST)
}

/// How many rows the table has, by the server's estimate.
pub(super) async fn estimate(session: &mut Session, table: &str) -> Result<u64> {
    let sql = format!(
        "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}",
        crate::mysql::ledger::quoted(table)
    );
    Ok(session.one(&sql).await?.parse().unwrap_or_default())
}

/// Reads both tables and finds the way between them.
pub(super) async fn flow_between(
    session: &mut Session,
    from: &str,
    into: &str,
    renamed: &[(String, String)],
) -> Result<Flow> {
    let reading = if session.is_mariadb() { "" } else { " LOCK IN SHARE MODE" };
    let (from, into) = (Table::read(session, from).await?, Table::read(session, into).await?);
    Flow::new(from, into, renamed, reading)
}

/// Drops tables of online changes; nothing else has such names.
pub(super) async fn drop_own(session: &mut Session, tables: &[&str]) -> Result<()> {
    for table in tables.iter().filter(|table| super::names::is_of_online_change(table)) {
        session.batch(&format!("DROP TABLE IF EXISTS {}", name(table))).await?;
    }
    Ok(())
}

/// Whether the server gave this number.
pub(super) fn is_code(error: &Error, number: &str) -> bool {
    matches!(error, Error::Statement { code: Some(code), .. } if code == number)
}

/// Whether it may pass by itself, with the connection still there.
pub(super) fn is_passing(error: &Error) -> bool {
    matches!(error, Error::LockTimeout { .. })
}

/// Whether the work can go on after new sessions were opened.
pub(super) fn is_interruption(error: &Error) -> bool {
    matches!(error.class(), Class::Transient | Class::Unknown)
}
