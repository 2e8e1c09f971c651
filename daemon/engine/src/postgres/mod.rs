//! The PostgreSQL engine: 14 and later.
//!
//! Everything that is said to a PostgreSQL server is said in this folder.

mod batch;
mod fault;
mod inspect;
mod load;
mod scratch;
mod session;

use std::collections::BTreeMap;
use std::time::Duration;

use plan::{Kept, Plan, Step, TableSize};
use schema::ObjectId;

use crate::ledger::{Run, RunId, RunState, StepState};
use crate::live::{Finding, LockState, Token};
use crate::{Error, Result};

pub use self::scratch::Scratch;
pub use self::session::Session;

fn missing<T>() -> Result<T> {
    Err(Error::Refused { what: "postgres".to_owned(), reason: "being built".to_owned() })
}

impl Session {
    pub(crate) async fn token(&mut self) -> Result<Token> {
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
}
