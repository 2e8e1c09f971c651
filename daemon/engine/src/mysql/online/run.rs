//! An online step from its beginning to the exchange of names; or from where it stands.
//!
//! Whatever is interrupted is begun again with new sessions, from the job's row. What would fail again the same way is cleaned up.

use std::time::{Duration, Instant};

use plan::{Keep, KeepKind, Online, Step};
use schema::{Digest, Ident, Kind, ObjectId};

use super::columns::Table;
use super::exchange::Exchange;
use super::flow::Flow;
use super::job::{Job, Stage, Work as Wanted};
use super::names::Names;
use super::replay::visible_position;
use super::work::{Work, drop_own, flow_between, is_code, is_interruption, open_session};
use super::{preflight, shadow};
use crate::ledger::RunId;
use crate::mysql::binlog::current_position;
use crate::mysql::ledger::quoted;
use crate::mysql::session::{Session, value};
use crate::{Error, Phase, Result};

/// How long a server may be away.
const AWAY: Duration = Duration::from_secs(900);

/// The exchange that a change ends with.
pub(super) fn forth(job: &Job) -> Exchange {
    Exchange {
        table: job.work.table.clone(),
        comes: job.shadow.clone(),
        goes_to: job.kept.clone(),
        stages: [Stage::Following, Stage::Exchanging, Stage::Exchanged],
        phase: Phase::Exchanging,
    }
}

impl Session {
    /// Runs an online step.
    pub(in crate::mysql) async fn run_online(&mut self, run: RunId, step: &Step) -> Result<()> {
        let wanted = wanted(step)?;
        self.begin_online(run, step).await?;
        let mut lost: Option<Instant> = None;
        let mut pause = Duration::from_millis(100);
        let job = loop {
            let began = Instant::now();
            match self.change(run, step.id, &wanted).await {
                Ok(job) => break job,
                Err(error) if is_interruption(&error) && lost.is_none_or(|lost| lost.elapsed() < AWAY) => {
                    tracing::warn!(table = wanted.table, %error, "an online change was interrupted and goes on");
                    if began.elapsed() > Duration::from_secs(60) {
                        (lost, pause) = (None, Duration::from_millis(100));
                    }
                    lost = Some(lost.unwrap_or_else(Instant::now));
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(10));
                    // Without the lock of the target somebody else may work on it.
                    if let Err(error @ Error::ConnectionLost { .. }) = self.revive().await {
                        return Err(error);
                    }
                }
                Err(error) if is_interruption(&error) => return Err(error),
                Err(error) => {
                    self.revive().await?;
                    self.abandon_step(run, step).await?;
                    return Err(error);
                }
            }
        };
        self.revive().await?;
        self.record_exchanged(run, step, &job).await
    }

    /// Records a step whose names are exchanged, with the table as it was among what is kept.
    pub(super) async fn record_exchanged(&mut self, run: RunId, step: &Step, job: &Job) -> Result<()> {
        let mut kept = step.clone();
        kept.keeps.push(Keep {
            kind: KeepKind::Table,
            table: ObjectId::new(Kind::Table, None, Ident::from(job.work.table.as_str())),
            column: None,
            in_schema: None,
            in_table: Ident::from(job.kept.as_str()),
            key: Vec::new(),
            definition: Digest::of_parts([job.kept.as_bytes()]),
        });
        self.batch("START TRANSACTION").await?;
        self.record_done(run, &kept).await?;
        self.batch("COMMIT").await
    }

    /// Opens the session again where the server went away, with its lock.
    pub(in crate::mysql) async fn revive(&mut self) -> Result<()> {
        if self.one("SELECT 1").await.is_ok() {
            return Ok(());
        }
        let mut fresh = open_session(self).await?;
        if std::mem::take(&mut self.is_locked) && !matches!(fresh.lock().await?, crate::LockState::Held) {
            return Err(Error::ConnectionLost {
                reason: "the lock of the target was lost, and somebody else has it".to_owned(),
            });
        }
        fresh.steering = self.steering.clone();
        *self = fresh;
        Ok(())
    }

    /// Does it, or goes on with it.
    async fn change(&mut self, run: RunId, step: u32, wanted: &Wanted) -> Result<Job> {
        let mut main = open_session(self).await?;
        let of_step = format!("run = {run} AND step = {step}");
        let mut job = match main.read_jobs(&of_step).await?.pop() {
            Some(job) => resumed(&mut main, job, wanted).await?,
            None => begun(&mut main, run, step, wanted).await?,
        };
        if job.stage == Stage::Preparing {
            made(&mut main, &mut job).await?;
        }
        if job.stage >= Stage::Exchanged {
            return Ok(job);
        }
        let flow = flow_between(&mut main, &job.work.table, &job.shadow, &job.work.renamed).await?;
        let from = job.applied.clone().ok_or_else(|| main.spoiled("an online change has no position".to_owned()))?;
        let mut work = match Work::open(main, job, flow, &from, &self.steering).await {
            Err(error @ Error::MissingPrivilege { .. }) => return Err(preflight::with_grant(self, error).await),
            opened => opened?,
        };
        work.finish().await?;
        Ok(work.job)
    }

    /// Takes away what is left of changes that did not come to the exchange.
    pub(in crate::mysql) async fn clear_jobs(&mut self, which: &str) -> Result<()> {
        for mut job in self.read_jobs(which).await? {
            if job.stage < Stage::Exchanged {
                end_sessions(self, &job).await?;
                self.settle_exchange(&mut job).await?;
            }
            if job.stage >= Stage::Exchanged {
                continue;
            }
            drop_own(self, &[&job.shadow]).await?;
            self.recorded(&format!("DELETE FROM groundline.online WHERE {}", job.row())).await?;
        }
        Ok(())
    }
}

impl Work {
    async fn finish(&mut self) -> Result<()> {
        if self.job.stage == Stage::Copying {
            self.copy_all().await?;
            self.main.set_stage(&mut self.job, Stage::Indexing).await?;
        }
        if self.job.stage == Stage::Indexing {
            self.build_indexes().await?;
            self.main.set_stage(&mut self.job, Stage::Following).await?;
        }
        self.catch_up().await?;
        self.verify().await?;
        let exchange = forth(&self.job);
        self.exchange(&exchange).await
    }

    /// Builds what was left away.
    async fn build_indexes(&mut self) -> Result<()> {
        self.report.phase(Phase::Indexing, 0, 0);
        let table = Table::read(&mut self.main, &self.job.shadow).await?;
        for sql in shadow::building(&table, &self.job.indexes) {
            let Some(hand) = self.hands.first_mut() else { return Ok(()) };
            let built = self.reading.meanwhile(hand.batch(&sql)).await?;
            // Some indexes are built by copying only.
            if let Err(error) = built {
                if !is_code(&error, "1845") && !is_code(&error, "1846") {
                    return Err(error);
                }
                let plain = sql.replace(", ALGORITHM = INPLACE", "");
                self.reading.meanwhile(hand.batch(&plain)).await??;
            }
        }
        Ok(())
    }
}

/// What a step wants.
fn wanted(step: &Step) -> Result<Wanted> {
    let Some(Online::Copy { table, clauses, renamed }) = &step.online else {
        return Err(Error::Refused {
            what: step.summary.clone(),
            reason: "it is no online change of a table".to_owned(),
        });
    };
    let may_lose = step.hazards.iter().any(|hazard| hazard.code == plan::HazardCode::DataLoss);
    let renamed = renamed.iter().map(|(old, new)| (old.as_str().to_owned(), new.as_str().to_owned())).collect();
    Ok(Wanted { table: table.as_str().to_owned(), clauses: clauses.clone(), renamed, may_lose })
}

async fn begun(main: &mut Session, run: RunId, step: u32, wanted: &Wanted) -> Result<Job> {
    let server = preflight::check(main, &wanted.table).await?;
    preflight::check_others(main, &wanted.table).await?;
    let structure = main.structure(&wanted.table).await?;
    warn_of_retention(main, &server, &wanted.table).await?;
    loop {
        let job = main.new_job(run, step, wanted, &structure).await?;
        if !are_taken(main, &wanted.table, job.id).await? {
            return Ok(job);
        }
        main.recorded(&format!("DELETE FROM groundline.online WHERE {}", job.row())).await?;
    }
}

/// Whether tables have the names of this change: a ledger that was lost gave its numbers before.
async fn are_taken(main: &mut Session, table: &str, job: i64) -> Result<bool> {
    let Some(names) = Names::new(table, job) else { return Ok(false) };
    Ok(main.has_table(&names.shadow).await? || main.has_table(&names.kept).await?)
}

/// Gives the tables of the change their names.
async fn named(main: &mut Session, job: &mut Job) -> Result<()> {
    let Some(names) = Names::new(&job.work.table, job.id) else {
        return Err(Error::Refused {
            what: format!("changing `{}` online", job.work.table),
            reason: "no name for a second table would sort after its own, which the exchange of names needs; give it a shorter name, or \
                     change it in a way that is not online"
                .to_owned(),
        });
    };
    let what = format!("shadow = {}, kept = {}", quoted(&names.shadow), quoted(&names.kept));
    main.set_job(job, &what).await?;
    (job.shadow, job.kept) = (names.shadow, names.kept);
    Ok(())
}

async fn warn_of_retention(main: &mut Session, server: &preflight::Server, table: &str) -> Result<()> {
    const SLOW: f64 = 20_000.0;
    let rows = super::work::estimate(main, table).await?;
    #[expect(clippy::cast_precision_loss, reason = "it is an estimate")]
    let seconds = rows as f64 / SLOW;
    if server.retention() > 0.0 && server.retention() < 2.0 * seconds {
        tracing::warn!(
            table,
            retention_s = server.retention(),
            "the server may drop its log before an online change of this table is done"
        );
    }
    Ok(())
}

/// Looks whether it can go on.
async fn resumed(main: &mut Session, mut job: Job, wanted: &Wanted) -> Result<Job> {
    let stopped = |reason: &str| Error::Refused {
        what: format!("going on with the change of `{}`", wanted.table),
        reason: reason.to_owned(),
    };
    end_sessions(main, &job).await?;
    main.settle_exchange(&mut job).await?;
    if job.stage >= Stage::Exchanged {
        return Ok(job);
    }
    if job.work != *wanted {
        return Err(stopped("another change was begun under its number; plan again"));
    }
    if main.structure(&job.work.table).await? != job.structure {
        return Err(stopped("somebody altered the table meanwhile; plan again"));
    }
    if job.stage != Stage::Preparing && !main.has_table(&job.shadow).await? {
        return Err(stopped("the table that was filled is gone; plan again"));
    }
    Ok(job)
}

/// Ends the sessions of a process that died, if the server still has them.
pub(super) async fn end_sessions(main: &mut Session, job: &Job) -> Result<()> {
    let sql =
        format!("SELECT IFNULL(sessions, ''), IFNULL(server_start, 0) FROM groundline.online WHERE {}", job.row());
    let rows = main.recorded(&sql).await?;
    let Some(row) = rows.first() else { return Ok(()) };
    let (sessions, start) = (value(row, 0), value(row, 1));
    for session in sessions.split(',').filter_map(|id| id.parse().ok()) {
        main.end_orphan(session, &start).await?;
    }
    Ok(())
}

/// Makes the table that is filled, and notes from where on the log is to be read.
async fn made(main: &mut Session, job: &mut Job) -> Result<()> {
    named(main, job).await?;
    shadow::make(main, job).await?;
    let source = Table::read(main, &job.work.table).await?;
    let table = Table::read(main, &job.shadow).await?;
    shadow::check_counter(job, &source, &table)?;
    let flow: Flow = flow_between(main, &job.work.table, &job.shadow, &job.work.renamed).await?;
    check_times(job, &flow)?;
    job.indexes = shadow::leave_indexes_away(main, &table, &flow.key).await?;
    let at = if main.is_mariadb() { visible_position(main).await } else { current_position(main).await };
    let at = match at {
        Err(error @ Error::MissingPrivilege { .. }) => return Err(preflight::with_grant(main, error).await),
        at => at?,
    };
    let what = format!("indexes = {}, applied = '{at}'", main.json(&job.indexes)?);
    main.set_job(job, &what).await?;
    job.applied = Some(at);
    main.set_stage(job, Stage::Copying).await
}

/// Points in time that are part of the key are read as UTC; then nothing may become or have been a local time.
fn check_times(job: &Job, flow: &Flow) -> Result<()> {
    let is_stamp = |kind: &str| kind == "timestamp";
    let in_key = flow.key.source.iter().any(|column| is_stamp(&column.data_type));
    let turns = |pair: &super::mapping::Pair| is_stamp(&pair.source.data_type) != is_stamp(&pair.target.data_type);
    match flow.mapping.pairs.iter().find(|pair| in_key && turns(pair)) {
        None => Ok(()),
        Some(pair) => Err(Error::Refused {
            what: format!("changing `{}` online", job.work.table),
            reason: format!(
                "a TIMESTAMP is part of its key, and column `{}` turns between TIMESTAMP and something else; change it in a way that is \
                 not online",
                pair.source.name
            ),
        }),
    }
}
