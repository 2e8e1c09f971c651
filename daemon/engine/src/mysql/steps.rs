//! Running and undoing one step.
//!
//! Statements that only change rows run in one transaction with the ledger's row. Others commit by themselves: the ledger says
//! before each of them what is about to happen and what the objects looked like, and after it that it happened. A step
//! that was interrupted goes on with the statement that is next.

use plan::{Guard, Step, Timeouts, Undo};
use schema::sql::Verb;
use schema::{Dialect, Ident};

use super::inspect::reading::OWN;
use super::ledger::quoted;
use super::mark::{Effect, effect};
use super::rows::{list_name, unsaved};
use super::session::Session;
use crate::ledger::RunId;
use crate::live::Options;
use crate::{Error, Result};

/// Which way a step is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Forth,
    Back,
}

impl Way {
    /// Its statements.
    pub(super) fn statements(self, step: &Step) -> &[String] {
        match self {
            Self::Forth => &step.statements,
            Self::Back => step.undo.statements(),
        }
    }
}

impl Session {
    pub(crate) async fn run_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        let (state, done) = self.position(run, step.id).await?;
        if state == "done" {
            return Ok(());
        }
        if matches!(step.undo, Undo::Rows) && step.online.is_some() {
            let reason = "rows that are changed in pieces cannot be saved on MySQL and MariaDB; nothing was changed; declare the change as one \
                 that cannot be undone, or change all rows at once";
            return Err(Error::Refused { what: format!("`{}`", step.summary), reason: reason.to_owned() });
        }
        match &step.online {
            Some(plan::Online::Pieces { .. }) => self.run_pieces(run, step).await,
            Some(_) => self.run_online(run, step).await,
            None => self.attempt(run, step, Way::Forth, done).await,
        }
    }

    pub(crate) async fn undo_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        let (state, done) = self.position(run, step.id).await?;
        if !matches!(state.as_str(), "done" | "undoing") {
            return Ok(());
        }
        if let Undo::Irreversible { reason } = &step.undo {
            return Err(Error::Refused { what: format!("undoing `{}`", step.summary), reason: reason.clone() });
        }
        if step.mode == plan::Mode::Online {
            return self.undo_online(run, step).await;
        }
        self.attempt(run, step, Way::Back, if state == "undoing" { done } else { 0 }).await
    }

    pub(crate) async fn abandon_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.clear_jobs(&format!("run = {run} AND step = {}", step.id)).await?;
        self.forget(run, step.id).await
    }

    /// Writes down that an online step begins, unless it goes on.
    pub(super) async fn begin_online(&mut self, run: RunId, step: &Step) -> Result<()> {
        self.check_guards(step.guards.iter()).await?;
        self.progress(None, run, step, Way::Forth, 0, None).await
    }

    /// The word in the ledger for the step (`undoing` for one that is being undone), and how many statements are done.
    pub(super) async fn position(&mut self, run: RunId, step: u32) -> Result<(String, usize)> {
        let sql = format!(
            "SELECT IF(is_undoing, 'undoing', state), IF(state = 'done' AND NOT is_undoing, 0, done) \
             FROM groundline.step WHERE {}",
            self.of_step(run, step)
        );
        let rows = self.rows(&sql).await?;
        let Some(row) = rows.first() else { return Ok((String::new(), 0)) };
        let done = usize::try_from(self.number(row, 1)?).unwrap_or_default();
        Ok((super::session::value(row, 0), done))
    }

    /// Runs the statements from one on; the session is as before afterwards, however it ends.
    async fn attempt(&mut self, run: RunId, step: &Step, way: Way, from: usize) -> Result<()> {
        let outcome = self.try_attempt(run, step, way, from).await;
        if let Err(lost @ Error::ConnectionLost { .. }) = outcome {
            return Err(lost);
        }
        let outcome = match outcome {
            Err(error) => {
                self.batch("ROLLBACK").await?;
                self.batch("UNLOCK TABLES").await?;
                let error = self.with_blockers(error).await;
                self.clear_beginning(run, step, way).await?;
                if way == Way::Forth && saves_rows(step) {
                    self.drop_kept_rows(&list_name(run, step.id)).await?;
                }
                Err(error)
            }
            // Not before the commit: what is dropped here is dropped at once.
            Ok(()) if way == Way::Back && saves_rows(step) => self.drop_kept_rows(&list_name(run, step.id)).await,
            Ok(()) => Ok(()),
        };
        self.reset().await?;
        outcome
    }

    /// A step that failed when it had only made room for what it was to save has not begun.
    async fn clear_beginning(&mut self, run: RunId, step: &Step, way: Way) -> Result<()> {
        let (state, done) = self.position(run, step.id).await?;
        let made = step.statements.get(..done).and_then(own_tables);
        let Some(made) = made.filter(|_| way == Way::Forth && state == "begun") else { return Ok(()) };
        for name in made {
            self.batch(&format!("DROP TABLE IF EXISTS {}", name.display(Dialect::MySql))).await?;
        }
        self.forget(run, step.id).await
    }

    async fn try_attempt(&mut self, run: RunId, step: &Step, way: Way, from: usize) -> Result<()> {
        self.batch(&self.timeouts(step.timeouts)).await?;
        let statements = way.statements(step);
        if statements.iter().all(|statement| effect(statement) != Effect::Schema) && from == 0 {
            return match way {
                Way::Forth if saves_rows(step) => self.saving(run, step).await,
                Way::Back if saves_rows(step) => self.restoring(run, step).await,
                _ => self.together(run, step, way).await,
            };
        }
        if saves_rows(step) {
            let reason =
                "a statement commits by itself, or may (DDL, TRUNCATE, CALL); make it a change of its own, or DELETE";
            return Err(unsaved("every table", reason));
        }
        if from == 0 && way == Way::Forth {
            self.check_guards(step.guards.iter()).await?;
            self.make_room(step).await?;
        }
        self.one_by_one(run, step, way, beginning(statements, from)).await
    }

    /// Runs the statements, and saves what they changed.
    async fn saving(&mut self, run: RunId, step: &Step) -> Result<()> {
        let reached = self.reached(&step.statements).await?;
        self.batch(BEGIN_FIRM).await?;
        self.run_guarded(step, Way::Forth).await?;
        self.save_rows(&reached, run, step).await?;
        self.record(run, step, Way::Forth).await?;
        self.batch("COMMIT").await
    }

    /// Brings back what the step changed.
    async fn restoring(&mut self, run: RunId, step: &Step) -> Result<()> {
        let restoring = self.prepare_restore(run, step).await?;
        self.batch(BEGIN_FIRM).await?;
        self.restore_rows(restoring, run, step, self.conflicts).await?;
        self.record(run, step, Way::Back).await?;
        self.batch("COMMIT").await
    }

    async fn together(&mut self, run: RunId, step: &Step, way: Way) -> Result<()> {
        self.batch("START TRANSACTION").await?;
        self.run_guarded(step, way).await?;
        self.record(run, step, way).await?;
        self.batch("COMMIT").await
    }

    /// Runs the statements one after another; on the way forth each behind the guards that stand before it.
    async fn run_guarded(&mut self, step: &Step, way: Way) -> Result<()> {
        let statements = way.statements(step);
        for (at, statement) in statements.iter().enumerate() {
            self.check_guards(step.guards_after(at).filter(|_| way == Way::Forth)).await?;
            self.batch(statement).await?;
        }
        self.check_guards(step.guards_after(statements.len()).filter(|_| way == Way::Forth)).await
    }

    /// While tables are locked, only they can be touched: the ledger is written through a session of its own then.
    async fn one_by_one(&mut self, run: RunId, step: &Step, way: Way, from: usize) -> Result<()> {
        let statements = way.statements(step);
        let mut aside: Option<Self> = None;
        for (at, statement) in statements.iter().enumerate() {
            match effect(statement) {
                Effect::Setting => {
                    if is_lock(statement) {
                        aside = Some(self.beside().await?);
                    }
                    self.batch(statement).await?;
                    if is_unlock(statement) {
                        aside = None;
                    }
                }
                _ if at < from => {}
                Effect::Rows if aside.is_some() => self.batch(statement).await?,
                Effect::Rows => {
                    self.batch("START TRANSACTION").await?;
                    self.batch(statement).await?;
                    self.progress(None, run, step, way, at + 1, None).await?;
                    self.batch("COMMIT").await?;
                }
                Effect::Schema => {
                    // What is not locked cannot be looked at from here, and what is locked can be looked at from there.
                    let mark = match aside.as_mut() {
                        Some(aside) => aside.mark(statement).await?,
                        None => self.mark(statement).await?,
                    };
                    self.progress(aside.as_mut(), run, step, way, at, Some(&mark)).await?;
                    let ran = self.batch(statement).await;
                    self.after(aside.as_mut(), run, step, way, at, ran).await?;
                }
            }
        }
        self.batch("START TRANSACTION").await?;
        self.record(run, step, way).await?;
        self.batch("COMMIT").await
    }

    /// Writes down how a schema statement ended; one that failed did nothing.
    async fn after(
        &mut self,
        aside: Option<&mut Self>,
        run: RunId,
        step: &Step,
        way: Way,
        at: usize,
        ran: Result<()>,
    ) -> Result<()> {
        match ran {
            Ok(()) => self.progress(aside, run, step, way, at + 1, None).await,
            Err(lost @ Error::ConnectionLost { .. }) => Err(lost),
            Err(error) => {
                self.batch("UNLOCK TABLES").await?;
                let is_first = way.statements(step)[..at].iter().all(|statement| effect(statement) == Effect::Setting);
                match (is_first, way) {
                    (true, Way::Forth) => self.forget(run, step.id).await?,
                    (true, Way::Back) => self.keep_done(run, step.id).await?,
                    (false, _) => self.progress(None, run, step, way, at, None).await?,
                }
                Err(error)
            }
        }
    }

    /// Another session with the same database.
    pub(super) async fn beside(&self) -> Result<Self> {
        Self::connect_to(&self.url, Some(&self.database), &Options::default()).await
    }

    /// Says how many statements are done, and what is about to be changed.
    async fn progress(
        &mut self,
        aside: Option<&mut Self>,
        run: RunId,
        step: &Step,
        way: Way,
        done: usize,
        mark: Option<&str>,
    ) -> Result<()> {
        let mark = mark.map_or_else(|| "NULL".to_owned(), quoted);
        let undoing = u8::from(way == Way::Back);
        let state = if way == Way::Back { "done" } else { "begun" };
        let session = self.one("SELECT CONNECTION_ID()").await?;
        let start = self.server_start();
        let sql = format!(
            "INSERT INTO groundline.step (target, run, step, state, is_undoing, done, mark, session, server_start, at) \
             VALUES ({}, {run}, {}, '{state}', {undoing}, {done}, {mark}, {session}, {start}, UNIX_TIMESTAMP()) \
             ON DUPLICATE KEY UPDATE state = VALUES(state), is_undoing = VALUES(is_undoing), done = VALUES(done), \
             mark = VALUES(mark), session = VALUES(session), server_start = VALUES(server_start), at = VALUES(at)",
            quoted(&self.database),
            step.id
        );
        aside.unwrap_or(self).recorded(&sql).await.map(drop)
    }

    /// The moment the server was started, as a query: session numbers begin anew with it.
    pub(super) fn server_start(&self) -> String {
        let status = if self.is_mariadb() { "information_schema" } else { "performance_schema" };
        format!("(SELECT UNIX_TIMESTAMP() - VARIABLE_VALUE FROM {status}.global_status WHERE VARIABLE_NAME = 'Uptime')")
    }

    pub(super) async fn forget(&mut self, run: RunId, step: u32) -> Result<()> {
        let sql = format!("DELETE FROM groundline.step WHERE {}", self.of_step(run, step));
        self.recorded(&sql).await.map(drop)
    }

    /// An undo that did not begin.
    pub(super) async fn keep_done(&mut self, run: RunId, step: u32) -> Result<()> {
        let sql = format!(
            "UPDATE groundline.step SET is_undoing = 0, done = 0, mark = NULL WHERE {}",
            self.of_step(run, step)
        );
        self.recorded(&sql).await.map(drop)
    }

    pub(super) async fn check_guards(&mut self, guards: impl Iterator<Item = &Guard>) -> Result<()> {
        for guard in guards {
            if !self.rows(&guard.query).await?.is_empty() {
                return Err(Error::Guard { message: guard.message.clone() });
            }
        }
        Ok(())
    }

    /// Records that the step is done, or undone, with what it saved and restored.
    pub(super) async fn record(&mut self, run: RunId, step: &Step, way: Way) -> Result<()> {
        match way {
            Way::Forth => self.record_done(run, step).await,
            Way::Back => self.record_undone(run, step).await,
        }
    }

    pub(super) fn timeouts(&self, timeouts: Timeouts) -> String {
        const LONGEST: u64 = 31_536_000;
        let lock_s = if timeouts.lock_ms == 0 { LONGEST } else { timeouts.lock_ms.div_ceil(1000).clamp(1, LONGEST) };
        let rows_s = lock_s.min(1_073_741_824);
        let mut sql = format!("SET SESSION lock_wait_timeout = {lock_s}, innodb_lock_wait_timeout = {rows_s}");
        if self.is_mariadb() {
            let (seconds, milliseconds) = (timeouts.statement_ms / 1000, timeouts.statement_ms % 1000);
            sql.push_str(&format!(", max_statement_time = {seconds}.{milliseconds:03}"));
        }
        sql
    }
}

/// The tables of Groundline that statements make, when they change nothing else of the schema.
fn own_tables(statements: &[String]) -> Option<Vec<Ident>> {
    let mut made = Vec::new();
    for statement in statements.iter().filter(|statement| effect(statement) == Effect::Schema) {
        if statement.starts_with(&format!("DROP TABLE IF EXISTS {OWN}")) {
            continue;
        }
        let mut defined = schema::sql::defines(Dialect::MySql, statement).into_iter();
        let name = defined.next().filter(|made| made.verb == Verb::Create && made.kind == "TABLE")?.name?;
        made.push(Some(name).filter(|name| name.as_str().starts_with(OWN))?);
    }
    Some(made)
}

/// A transaction whose reading locks keep others from adding rows too.
const BEGIN_FIRM: &str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION";

fn saves_rows(step: &Step) -> bool {
    matches!(step.undo, Undo::Rows)
}

fn is_lock(statement: &str) -> bool {
    statement.starts_with("LOCK ")
}

fn is_unlock(statement: &str) -> bool {
    statement.starts_with("UNLOCK ")
}

/// Where to go on: what was read under a lock that is gone is read again, as long as nothing was changed by it.
fn beginning(statements: &[String], from: usize) -> usize {
    let before = &statements[..from.min(statements.len())];
    let lock = before.iter().rposition(|statement| is_lock(statement) || is_unlock(statement));
    let Some(lock) = lock.filter(|&at| is_lock(&before[at])) else { return from };
    if before[lock..].iter().any(|statement| effect(statement) == Effect::Schema) { from } else { lock }
}
