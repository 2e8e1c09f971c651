//! The SQLite engine.

use std::collections::BTreeMap;
use std::time::Duration;

use plan::{Kept, Plan, Step, TableSize};
use schema::{Database, ObjectId};

use crate::ledger::{Run, RunId, RunState, StepState};
use crate::live::{Finding, LockState, Options, Token, Version};
use crate::source::SqlDiagnostic;
use crate::{Error, Result, Scope, Source, Url};

/// One session with a SQLite database.
pub struct Session;

/// A scratch SQLite database.
pub struct Scratch;

fn missing<T>() -> Result<T> {
    Err(Error::Refused { what: "sqlite".to_owned(), reason: "being built".to_owned() })
}

impl Session {
    pub(crate) async fn connect(_url: &Url, _options: &Options) -> Result<Self> {
        missing()
    }
    pub(crate) async fn version(&mut self) -> Result<Version> {
        missing()
    }
    pub(crate) async fn token(&mut self) -> Result<Token> {
        missing()
    }
    pub(crate) async fn inspect(&mut self, _scope: &Scope) -> Result<Database> {
        missing()
    }
    pub(crate) async fn sizes(&mut self) -> Result<BTreeMap<ObjectId, TableSize>> {
        missing()
    }
    pub(crate) async fn examine(&mut self) -> Result<Vec<Finding>> {
        missing()
    }
    pub(crate) async fn lock(&mut self) -> Result<LockState> {
        missing()
    }
    pub(crate) async fn unlock(&mut self) -> Result<()> {
        missing()
    }
    pub(crate) async fn runs(&mut self, _limit: u32) -> Result<Vec<Run>> {
        missing()
    }
    pub(crate) async fn run(&mut self, _id: RunId) -> Result<Option<Run>> {
        missing()
    }
    pub(crate) async fn open_run(&mut self) -> Result<Option<Run>> {
        missing()
    }
    pub(crate) async fn kept(&mut self) -> Result<Vec<Kept>> {
        missing()
    }
    pub(crate) async fn begin_run(
        &mut self,
        _plan: &Plan,
        _revision: Option<&str>,
        _retention: Option<Duration>,
    ) -> Result<RunId> {
        missing()
    }
    pub(crate) async fn run_step(&mut self, _run: RunId, _step: &Step) -> Result<()> {
        missing()
    }
    pub(crate) async fn undo_step(&mut self, _run: RunId, _step: &Step) -> Result<()> {
        missing()
    }
    pub(crate) async fn settle(&mut self, _run: &Run) -> Result<BTreeMap<u32, StepState>> {
        missing()
    }
    pub(crate) async fn set_run_state(&mut self, _run: RunId, _state: RunState) -> Result<()> {
        missing()
    }
    pub(crate) async fn purge(&mut self, _now: i64) -> Result<Vec<Kept>> {
        missing()
    }
    pub(crate) async fn close(self) -> Result<()> {
        missing()
    }
}

impl Scratch {
    pub(crate) async fn create(_like: Option<&mut Session>, _url: Option<&Url>) -> Result<Self> {
        missing()
    }
    pub(crate) async fn load(&mut self, _sources: &[Source]) -> Result<(), Vec<SqlDiagnostic>> {
        Ok(())
    }
    pub(crate) async fn run(&mut self, _statements: &[String]) -> Result<()> {
        missing()
    }
    pub(crate) async fn inspect(&mut self, _scope: &Scope) -> Result<Database> {
        missing()
    }
    pub(crate) async fn discard(self) -> Result<()> {
        missing()
    }
}
