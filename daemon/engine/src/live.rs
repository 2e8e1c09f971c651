//! A live target: one session, and everything the program does to it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use plan::{Kept, Plan, Step, TableSize};
use schema::{Database, Dialect, Digest, ObjectId};

use crate::approval::UsedApproval;
use crate::facts::{Asked, Bounds, Counter, Explained, InvalidIndex, Probed, ServerFacts, Standing};
use crate::ledger::{ChangelistRun, OnlineJob, Run, RunId, RunState, StepState};
use crate::rows::{Conflicts, Restore};
use crate::{Error, Result, Scope, Steering, Url, mysql, postgres, sqlite};

/// How a session is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// Whether the session may only read.
    pub read_only: bool,
    /// What steers the online changes that are made in it.
    pub steering: Steering,
    /// What happens to rows that were changed since, when a step is undone by its saved rows.
    pub conflicts: Conflicts,
}

impl Default for Options {
    fn default() -> Self {
        let conflicts = Conflicts::Refuse;
        Self { connect_timeout: Duration::from_secs(10), read_only: false, steering: Steering::default(), conflicts }
    }
}

/// The version of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As the server prints it; MySQL: with the settings that decide what SQL makes there.
    pub text: String,
    /// As a number that grows: `150018`, `3051003`, MySQL `80036`, MariaDB `101119`.
    pub number: u32,
}

/// A cheap mark of the schema's state: while it stays equal, the schema did not change. One query, nothing per object.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Token(pub String);

/// Whether the lock of the target was had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockState {
    /// It is ours until `unlock`, or until the session ends.
    Held,
    /// Another session has it.
    HeldByOther {
        /// Who, where it can be told.
        who: String,
    },
}

/// What `doctor` found out about a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `may create a scratch database`.
    pub subject: String,
    /// Whether it is as it should be.
    pub good: bool,
    /// What was found; with how to mend it when it is not good.
    pub detail: String,
}

/// One live database.
pub enum Live {
    /// A SQLite file.
    Sqlite(sqlite::Session),
    /// A PostgreSQL database.
    Postgres(postgres::Session),
    /// A database of MySQL or MariaDB.
    MySql(mysql::Session),
}

impl Live {
    /// Opens a session.
    ///
    /// # Errors
    /// Unreachable, refused login, or an engine that this version does not have.
    pub async fn connect(url: &Url, options: &Options) -> Result<Self> {
        match url.dialect() {
            Dialect::Sqlite => sqlite::Session::connect(url, options).await.map(Self::Sqlite),
            Dialect::Postgres => postgres::Session::connect(url, options).await.map(Self::Postgres),
            Dialect::MySql => mysql::Session::connect(url, options).await.map(Self::MySql),
        }
    }

    /// Opens a session and takes the token: one query on PostgreSQL, so that an unchanged target costs no more.
    ///
    /// # Errors
    /// As `connect`.
    pub async fn connect_with_token(url: &Url, options: &Options) -> Result<(Self, Token)> {
        if url.dialect() == Dialect::Postgres {
            let (session, token) = postgres::Session::connect_with_token(url, options).await?;
            return Ok((Self::Postgres(session), token));
        }
        let mut live = Self::connect(url, options).await?;
        let token = live.token().await?;
        Ok((live, token))
    }

    /// The dialect it speaks.
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
            Self::MySql(_) => Dialect::MySql,
        }
    }

    /// The version of the server.
    pub async fn version(&mut self) -> Result<Version> {
        match self {
            Self::Sqlite(session) => session.version().await,
            Self::Postgres(session) => session.version().await,
            Self::MySql(session) => session.version().await,
        }
    }

    /// A cheap mark of the schema's state.
    pub async fn token(&mut self) -> Result<Token> {
        match self {
            Self::Sqlite(session) => session.token().await,
            Self::Postgres(session) => session.token().await,
            Self::MySql(session) => session.token().await,
        }
    }

    /// Reads the whole scope in one consistent snapshot, one query per catalog. Groundline's own objects are left out.
    pub async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        match self {
            Self::Sqlite(session) => session.inspect(scope).await,
            Self::Postgres(session) => session.inspect(scope).await,
            Self::MySql(session) => session.inspect(scope).await,
        }
    }

    /// The first column of a query that brings rows, as text; a NULL is none. For what a schema repo asks of a control
    /// database: open the session read-only.
    ///
    /// # Errors
    /// Not one statement, or what the server says.
    pub async fn first_column(&mut self, query: &str) -> Result<Vec<Option<String>>> {
        let query = one_statement(self.dialect(), query)?;
        match self {
            Self::Sqlite(session) => session.first_column(query).await,
            Self::Postgres(session) => session.first_column(query).await,
            Self::MySql(session) => session.first_column(query).await,
        }
    }

    /// How big the tables are, by the server's own estimate (SQLite: counted up to a bound).
    pub async fn sizes(&mut self) -> Result<BTreeMap<ObjectId, TableSize>> {
        match self {
            Self::Sqlite(session) => session.sizes().await,
            Self::Postgres(session) => session.sizes().await,
            Self::MySql(session) => session.sizes().await,
        }
    }

    /// What the server is.
    pub async fn server(&mut self) -> Result<ServerFacts> {
        match self {
            Self::Sqlite(session) => session.server().await,
            Self::Postgres(session) => session.server().await,
            Self::MySql(session) => session.server().await,
        }
    }

    /// Who the session is on the server, and what it may do; SQLite has neither.
    pub async fn standing(&mut self) -> Result<Standing> {
        match self {
            Self::Sqlite(_) => Ok(Standing::default()),
            Self::Postgres(session) => session.standing().await,
            Self::MySql(session) => session.standing().await,
        }
    }

    /// The indexes that a failed build left behind, or that are being built; engines without such have none.
    pub async fn invalid_indexes(&mut self) -> Result<Vec<InvalidIndex>> {
        match self {
            Self::Sqlite(_) | Self::MySql(_) => Ok(Vec::new()),
            Self::Postgres(session) => session.invalid_indexes().await,
        }
    }

    /// How far the counters of columns have come.
    pub async fn counters(&mut self) -> Result<Vec<Counter>> {
        match self {
            Self::Sqlite(session) => session.counters().await,
            Self::Postgres(session) => session.counters().await,
            Self::MySql(session) => session.counters().await,
        }
    }

    /// How many rows a statement would change, and how it would find them. It is not run.
    ///
    /// # Errors
    /// The session is lost; what the database says of the statement is an answer.
    pub async fn explain(&mut self, asked: &Asked<'_>, bounds: &Bounds) -> Result<Explained> {
        // Two statements, or none, are nothing to explain, whatever the caller took them for.
        if let Err(error) = one_statement(self.dialect(), asked.statement) {
            return Ok(Explained::Unknown(error.to_string()));
        }
        let select = asked.select.filter(|select| one_statement(self.dialect(), select).is_ok());
        let asked = &Asked { select, ..*asked };
        match self {
            Self::Sqlite(session) => session.explain(asked, bounds).await,
            Self::Postgres(session) => session.explain(asked, bounds).await,
            Self::MySql(session) => session.explain(asked, bounds).await,
        }
    }

    /// Counts the rows of a query, up to a hundred. Only what this program wrote may be asked: the query is run.
    ///
    /// # Errors
    /// The session is lost; what the database says of the query is an answer.
    pub async fn probe(&mut self, query: &str, bounds: &Bounds) -> Result<Probed> {
        if let Err(error) = one_statement(self.dialect(), query) {
            return Ok(Probed::Unknown(error.to_string()));
        }
        match self {
            Self::Sqlite(session) => session.probe(query, bounds).await,
            Self::Postgres(session) => session.probe(query, bounds).await,
            Self::MySql(session) => session.probe(query, bounds).await,
        }
    }

    /// Whether the server keeps what it takes to change a table online.
    pub async fn changes_online(&mut self) -> Result<bool> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(_) => Ok(true),
            Self::MySql(session) => session.changes_online().await,
        }
    }

    /// Looks at what a plan would need: privileges, versions, settings.
    pub async fn examine(&mut self) -> Result<Vec<Finding>> {
        match self {
            Self::Sqlite(session) => session.examine().await,
            Self::Postgres(session) => session.examine().await,
            Self::MySql(session) => session.examine().await,
        }
    }

    /// Takes the target's lock without waiting; it ends with the session.
    pub async fn lock(&mut self) -> Result<LockState> {
        match self {
            Self::Sqlite(session) => session.lock().await,
            Self::Postgres(session) => session.lock().await,
            Self::MySql(session) => session.lock().await,
        }
    }

    /// Gives the target's lock back.
    pub async fn unlock(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(session) => session.unlock().await,
            Self::Postgres(session) => session.unlock().await,
            Self::MySql(session) => session.unlock().await,
        }
    }

    /// The runs in the ledger, newest first; none where there is no ledger yet.
    pub async fn runs(&mut self, limit: u32) -> Result<Vec<Run>> {
        match self {
            Self::Sqlite(session) => session.runs(limit).await,
            Self::Postgres(session) => session.runs(limit).await,
            Self::MySql(session) => session.runs(limit).await,
        }
    }

    /// One run of the ledger.
    pub async fn run(&mut self, id: RunId) -> Result<Option<Run>> {
        match self {
            Self::Sqlite(session) => session.run(id).await,
            Self::Postgres(session) => session.run(id).await,
            Self::MySql(session) => session.run(id).await,
        }
    }

    /// The run that is neither finished nor undone, if a process died in the middle of one.
    pub async fn open_run(&mut self) -> Result<Option<Run>> {
        match self {
            Self::Sqlite(session) => session.open_run().await,
            Self::Postgres(session) => session.open_run().await,
            Self::MySql(session) => session.open_run().await,
        }
    }

    /// The last run of every changelist that ever began here, by the id of the changelist: one query, whatever their number.
    pub async fn changelists(&mut self) -> Result<BTreeMap<String, ChangelistRun>> {
        let runs = match self {
            Self::Sqlite(session) => session.changelists().await?,
            Self::Postgres(session) => session.changelists().await?,
            Self::MySql(session) => session.changelists().await?,
        };
        Ok(runs.into_iter().map(|run| (run.id.clone(), run)).collect())
    }

    /// Whether a step that changes rows in pieces has begun and is not done: what its pieces did stands.
    pub async fn has_pieces(&mut self, run: RunId, step: &Step) -> Result<bool> {
        if !matches!(step.online, Some(plan::Online::Pieces { .. })) {
            return Ok(false);
        }
        match self {
            Self::Sqlite(session) => session.has_pieces(run, step).await,
            Self::Postgres(session) => session.has_pieces(run, step).await,
            Self::MySql(session) => session.has_pieces(run, step).await,
        }
    }

    /// The snapshots that the ledger knows and that were not restored, newest first.
    pub async fn kept(&mut self) -> Result<Vec<Kept>> {
        match self {
            Self::Sqlite(session) => session.kept().await,
            Self::Postgres(session) => session.kept().await,
            Self::MySql(session) => session.kept().await,
        }
    }

    /// Records that a run begins; makes the ledger where there is none. Snapshots of the run expire after `retention`.
    pub async fn begin_run(
        &mut self,
        plan: &Plan,
        revision: Option<&str>,
        retention: Option<Duration>,
    ) -> Result<RunId> {
        self.begin_approved_run(plan, revision, retention, &[]).await
    }

    /// The same for a run that rests on approvals: they are kept in the same transaction, and one that was used before fails it.
    pub async fn begin_approved_run(
        &mut self,
        plan: &Plan,
        revision: Option<&str>,
        retention: Option<Duration>,
        used: &[UsedApproval],
    ) -> Result<RunId> {
        match self {
            Self::Sqlite(session) => session.begin_run(plan, revision, retention, used).await,
            Self::Postgres(session) => session.begin_run(plan, revision, retention, used).await,
            Self::MySql(session) => session.begin_run(plan, revision, retention, used).await,
        }
    }

    /// The run that one of these statements was used for already, by the ledger.
    pub async fn used_for(&mut self, statements: &[Digest]) -> Result<Option<RunId>> {
        match self {
            Self::Sqlite(session) => session.used_for(statements).await,
            Self::Postgres(session) => session.used_for(statements).await,
            Self::MySql(session) => session.used_for(statements).await,
        }
    }

    /// Runs one step once, with its guards, its ledger row and its snapshots in one transaction (or outside of transactions, as its
    /// mode says; an online step goes on where it stopped). A lock timeout is an error of class transient: the caller retries.
    pub async fn run_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        match self {
            Self::Sqlite(session) => session.run_step(run, step).await,
            Self::Postgres(session) => session.run_step(run, step).await,
            Self::MySql(session) => session.run_step(run, step).await,
        }
    }

    /// Undoes one step that is done, with its ledger row, in one transaction where the mode allows.
    pub async fn undo_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        match self {
            Self::Sqlite(session) => session.undo_step(run, step).await,
            Self::Postgres(session) => session.undo_step(run, step).await,
            Self::MySql(session) => session.undo_step(run, step).await,
        }
    }

    /// What undoing a step by its saved rows would do, table by table; nothing where it is undone otherwise. Nothing is changed. The rows
    /// that the `later` steps of the run changed are left to those: they are undone first.
    ///
    /// # Errors
    /// The rows are no longer there, or a table has another form now.
    pub async fn preview_undo(&mut self, run: RunId, step: &Step, later: &[u32]) -> Result<Vec<Restore>> {
        match self {
            Self::Sqlite(session) => session.preview_undo(run, step, later).await,
            Self::Postgres(session) => session.preview_undo(run, step, later).await,
            Self::MySql(session) => session.preview_undo(run, step, later).await,
        }
    }

    /// Takes back what an online step that is not done has left behind; nothing where it left nothing.
    pub async fn abandon_step(&mut self, run: RunId, step: &Step) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(session) => session.abandon_step(run, step).await,
            Self::MySql(session) => session.abandon_step(run, step).await,
        }
    }

    /// Whether a step that failed outside of transactions is neither done nor not done: it must be done before it can be undone.
    pub async fn is_half_done(&mut self, step: &Step) -> Result<bool> {
        match self {
            // The ledger of MySQL counts the statements that are done, and an undo begins there.
            Self::Sqlite(_) | Self::MySql(_) => Ok(false),
            Self::Postgres(session) => session.is_half_done(step).await,
        }
    }

    /// Where each step of a run stands. A statement outside of transactions whose outcome is not recorded is looked at in the database, and its row settled, before this returns: no step is left `Begun`.
    pub async fn settle(&mut self, run: &Run) -> Result<BTreeMap<u32, StepState>> {
        match self {
            Self::Sqlite(session) => session.settle(run).await,
            Self::Postgres(session) => session.settle(run).await,
            Self::MySql(session) => session.settle(run).await,
        }
    }

    /// The online changes that the target tells of, newest first; engines without them have none.
    pub async fn online_jobs(&mut self) -> Result<Vec<OnlineJob>> {
        match self {
            Self::Sqlite(_) | Self::Postgres(_) => Ok(Vec::new()),
            Self::MySql(session) => session.online_jobs().await,
        }
    }

    /// Feeds the tables as they were before online changes with what is written since, until then; so that undoing is quick.
    pub async fn feed(&mut self, steering: &Steering, until: Instant) -> Result<()> {
        match self {
            Self::Sqlite(_) | Self::Postgres(_) => Ok(()),
            Self::MySql(session) => session.feed(steering, until).await,
        }
    }

    /// Records where a run stands.
    pub async fn set_run_state(&mut self, run: RunId, state: RunState) -> Result<()> {
        match self {
            Self::Sqlite(session) => session.set_run_state(run, state).await,
            Self::Postgres(session) => session.set_run_state(run, state).await,
            Self::MySql(session) => session.set_run_state(run, state).await,
        }
    }

    /// Drops the snapshots that expired at `now` (seconds since 1970-01-01 UTC), by the server's own clock too where it has
    /// one, and says which they were.
    pub async fn purge(&mut self, now: i64) -> Result<Vec<Kept>> {
        match self {
            Self::Sqlite(session) => session.purge(now).await,
            Self::Postgres(session) => session.purge(now).await,
            Self::MySql(session) => session.purge(now).await,
        }
    }

    /// Ends the session in order.
    pub async fn close(self) -> Result<()> {
        match self {
            Self::Sqlite(session) => session.close().await,
            Self::Postgres(session) => session.close().await,
            Self::MySql(session) => session.close().await,
        }
    }
}

/// The one statement of a text.
fn one_statement(dialect: Dialect, sql: &str) -> Result<&str> {
    let refused = |reason: String| Error::Refused { what: "the query".to_owned(), reason };
    let statements: std::result::Result<Vec<_>, _> = schema::sql::split(dialect, sql).collect();
    match statements.map_err(|error| refused(error.to_string()))?.as_slice() {
        [one] => Ok(one.text),
        [] => Err(refused("it is empty; write one SELECT".to_owned())),
        more => Err(refused(format!("it has {} statements; write one SELECT", more.len()))),
    }
}
