//! The exchange of names: one table gives its name to the other in one moment, and no write is lost.
//!
//! MariaDB does not rename what a session has locked. So one session locks, and replays the rest; another one asks for the exchange and
//! queues at the table; only when it is seen there is the sentry dropped, which stands under the name that the exchange needs: whatever
//! dies before that, the exchange fails and nothing happened. Which tables are there decides what is true, and nothing else.

use std::time::{Duration, Instant};

use super::columns::name;
use super::job::{Job, Stage};
use super::work::{Work, drop_own, is_passing, open_session, prepare};
use crate::mysql::binlog::current_position;
use crate::mysql::ledger::quoted;
use crate::mysql::session::Session;
use crate::{Error, Phase, Result};

/// Who gets which name.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    /// The name that everybody uses.
    pub(super) table: String,
    /// The table that gets it.
    pub(super) comes: String,
    /// What the one that had it is called then.
    pub(super) goes_to: String,
    /// The stage of the job before it, while it is under way, and when it is done.
    pub(super) stages: [Stage; 3],
    pub(super) phase: Phase,
}

impl Exchange {
    fn rename(&self) -> String {
        let (table, comes, goes_to) = (name(&self.table), name(&self.comes), name(&self.goes_to));
        format!("RENAME TABLE {table} TO {goes_to}, {comes} TO {table}")
    }

    /// Finds out what came of an attempt, and writes it down. No session may be left that could still do it.
    pub(super) async fn settle(&self, session: &mut Session, job: &mut Job) -> Result<()> {
        let [before, _, after] = self.stages;
        if !self.is_done(session).await? {
            self.clear(session).await?;
            return session.set_stage(job, before).await;
        }
        if after == Stage::Exchanged {
            // A table that is altered later is no longer what the one as it was can be fed from.
            job.structure = session.structure(&self.table).await?;
            session.set_job(job, &format!("structure = {}", quoted(&job.structure))).await?;
        }
        session.set_stage(job, after).await
    }

    async fn is_done(&self, session: &mut Session) -> Result<bool> {
        let is_gone = !session.has_table(&self.comes).await?;
        Ok(is_gone && session.has_table(&self.goes_to).await? && !is_sentry(session, &self.goes_to).await?)
    }

    /// Takes away what an attempt left that did not succeed: a sentry, and nothing that has rows.
    async fn clear(&self, session: &mut Session) -> Result<()> {
        if is_sentry(session, &self.goes_to).await? {
            drop_own(session, &[&self.goes_to]).await?;
        }
        Ok(())
    }
}

impl Work {
    /// Waits while somebody holds it, then exchanges the names.
    pub(super) async fn exchange(&mut self, exchange: &Exchange) -> Result<()> {
        let mut attempt = 0;
        loop {
            self.hold().await?;
            self.catch_up().await?;
            attempt += 1;
            let failed = match self.attempt(exchange).await {
                Ok(()) => return Ok(()),
                Err(error) if is_passing(&error) && attempt < self.steering.settings.exchange_attempts => error,
                Err(error) => return Err(error),
            };
            self.report.phase(exchange.phase, 0, 0);
            self.report.waits(Some(failed.to_string()));
            let pause = Duration::from_millis(100 << attempt.min(7));
            let until = Instant::now() + pause;
            while Instant::now() < until {
                self.read_for(pause.min(Duration::from_millis(200))).await?;
                self.replay_now_and_then().await?;
            }
        }
    }

    /// Waits while the exchange is held, and replays meanwhile.
    async fn hold(&mut self) -> Result<()> {
        while let Some(reason) = self.steering.is_held() {
            self.report.phase(Phase::Holding, 0, 0);
            self.report.waits(Some(reason));
            self.read_for(Duration::from_millis(100)).await?;
            self.replay_now_and_then().await?;
        }
        Ok(())
    }

    async fn attempt(&mut self, exchange: &Exchange) -> Result<()> {
        self.report.phase(exchange.phase, 0, 0);
        let seconds = self.steering.settings.exchange_wait.as_secs().max(1);
        let waiting = format!("SET SESSION lock_wait_timeout = {seconds}, innodb_lock_wait_timeout = {seconds}");
        self.main.batch(&waiting).await?;
        let [_, during, after] = exchange.stages;
        self.main.set_stage(&mut self.job, during).await?;
        self.raise_counter(exchange).await?;
        let mut locker = open_session(&self.main).await?;
        prepare(&mut locker, &self.flow, "READ COMMITTED").await?;
        locker.batch(&format!("{waiting}, autocommit = 0")).await?;
        let tried = self.attempt_with(exchange, &mut locker, &waiting).await;
        if tried.is_err() {
            // A session that ends gives everything back, and its statement does nothing any more.
            let _ = locker.batch("UNLOCK TABLES").await;
        }
        drop(locker);
        exchange.settle(&mut self.main, &mut self.job).await?;
        if self.job.stage == after {
            return Ok(());
        }
        match tried {
            Ok(()) => {
                Err(Error::LockTimeout { what: format!("the exchange of `{}`", exchange.table), blockers: Vec::new() })
            }
            Err(error) => Err(self.main.with_blockers(error).await),
        }
    }

    async fn attempt_with(&mut self, exchange: &Exchange, locker: &mut Session, waiting: &str) -> Result<()> {
        let (table, comes, goes_to) = (name(&exchange.table), name(&exchange.comes), name(&exchange.goes_to));
        // MySQL renames what the same session has locked.
        let is_simple = !self.main.is_mariadb() && self.main.version >= 80_013;
        let mut locks = format!("LOCK TABLES {table} WRITE, {comes} WRITE");
        if !is_simple {
            let comment = quoted(SENTRY);
            self.main
                .batch(&format!("CREATE TABLE {goes_to} (id INT PRIMARY KEY) ENGINE = InnoDB COMMENT = {comment}"))
                .await?;
            locks.push_str(&format!(", {goes_to} WRITE"));
        }
        let mut renamer = open_session(&self.main).await?;
        renamer.batch(waiting).await?;
        // Whoever takes over ends them first: a rename that still waits could come true later.
        self.note_sessions(&mut [locker, &mut renamer]).await?;
        self.reading.meanwhile(locker.batch(&locks)).await??;
        let locked = Instant::now();
        self.replay_rest(exchange, locker).await?;
        if is_simple {
            locker.batch(&exchange.rename()).await?;
            locker.batch("UNLOCK TABLES").await?;
        } else {
            self.release(exchange, locker, &mut renamer).await?;
        }
        let locked = locked.elapsed();
        self.steering.locked(&exchange.table, locked);
        tracing::info!(table = exchange.table, locked_ms = locked.as_millis(), "names exchanged");
        Ok(())
    }

    /// Under the lock: everything that was written is replayed, and where the writing goes on is written down.
    async fn replay_rest(&mut self, exchange: &Exchange, locker: &mut Session) -> Result<()> {
        let late = || Error::LockTimeout {
            what: format!("the end of the log, while `{}` was locked", exchange.table),
            blockers: Vec::new(),
        };
        let end = current_position(&mut self.main).await?;
        self.reading.upto(&end, self.steering.settings.exchange_wait).await?;
        if self.reading.pending.read() < &end {
            return Err(late());
        }
        let upto = self.reading.pending.number_at(self.reading.pending.read());
        let keys = self.reading.pending.take(upto);
        let rows = keys.len();
        if let Err(error) = self.replay_by(locker, &keys).await {
            self.reading.pending.give_back(keys);
            return Err(self.not_unique(error));
        }
        self.job.replayed += u64::try_from(rows).unwrap_or_default();
        let at = self.reading.pending.read().clone();
        self.main
            .set_job(&self.job, &format!("applied = '{at}', reversed = '{at}', replayed = {}", self.job.replayed))
            .await?;
        self.job.applied = Some(at.clone());
        self.job.reversed = Some(at);
        Ok(())
    }

    /// Asks for the exchange by one session, and lets it happen by the other when it is seen waiting.
    async fn release(&mut self, exchange: &Exchange, locker: &mut Session, renamer: &mut Session) -> Result<()> {
        let id = renamer.one("SELECT CONNECTION_ID()").await?;
        let rename = exchange.rename();
        let sentry = name(&exchange.goes_to);
        let main = &mut self.main;
        let limit = self.steering.settings.exchange_wait;
        let releasing = async {
            let is_waiting = sees_waiting(main, &id, limit).await;
            if matches!(is_waiting, Ok(true)) {
                locker.batch(&format!("DROP TABLE {sentry}")).await?;
            }
            locker.batch("UNLOCK TABLES").await?;
            is_waiting
        };
        let (renamed, released) = tokio::join!(renamer.batch(&rename), releasing);
        released?;
        renamed
    }

    /// The table that comes counts on where the other stands.
    async fn raise_counter(&mut self, exchange: &Exchange) -> Result<()> {
        let counter = |table: &str| {
            format!(
                "SELECT IFNULL(AUTO_INCREMENT, 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}",
                quoted(table)
            )
        };
        let now: u64 = self.main.one(&counter(&exchange.table)).await?.parse().unwrap_or_default();
        let then: u64 = self.main.one(&counter(&exchange.comes)).await?.parse().unwrap_or_default();
        if then > 0 && now > then {
            self.main.batch(&format!("ALTER TABLE {} AUTO_INCREMENT = {now}", name(&exchange.comes))).await?;
        }
        Ok(())
    }
}

/// What marks a sentry.
const SENTRY: &str = "A sentry of Groundline. It goes by itself.";

/// Whether a sentry stands under the name.
async fn is_sentry(session: &mut Session, table: &str) -> Result<bool> {
    let sql = format!(
        "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {} AND TABLE_COMMENT = {}",
        quoted(table),
        quoted(SENTRY)
    );
    Ok(session.one(&sql).await? != "0")
}

/// Whether the session waits for a table within the time.
async fn sees_waiting(session: &mut Session, id: &str, limit: Duration) -> Result<bool> {
    let sql = format!(
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = {id} AND STATE LIKE 'Waiting for table metadata lock%'"
    );
    let began = Instant::now();
    while began.elapsed() < limit {
        if session.one(&sql).await? != "0" {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(false)
}
