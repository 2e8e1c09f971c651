//! Readers that never leave a table alone: two sessions take turns, and the next begins before the one before ends.
//!
//! Each transaction is short, so that nothing which waits for old transactions waits for long. But there is no moment
//! without a reader: a lock that keeps readers out is never granted, and the next reader finds it in its way.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Fault;
use crate::watch::Watch;

/// How long one transaction reads before the next one begins.
const TURN: Duration = Duration::from_millis(20);

/// Transactions that read tables, without a gap, until they are ended.
#[derive(Debug)]
pub struct Readers {
    end: Sender<()>,
    turns: Option<JoinHandle<Result<(), Fault>>>,
}

impl Readers {
    /// Begins to read the tables, whose names are quoted and qualified; when it returns, the first transaction reads.
    pub(crate) fn of(url: &str, tables: &[String]) -> Result<Self, Fault> {
        let (mut here, mut next) = (Watch::over(url)?, Watch::over(url)?);
        begin(&mut here, tables)?;
        let (end, ended) = channel();
        let tables = tables.to_owned();
        let turns = std::thread::spawn(move || {
            while goes_on(&ended) {
                begin(&mut next, &tables)?;
                finish(&mut here)?;
                std::mem::swap(&mut here, &mut next);
            }
            Ok(())
        });
        Ok(Self { end, turns: Some(turns) })
    }

    /// Ends them.
    ///
    /// # Errors
    /// The table of which they were kept out.
    pub fn end(mut self) -> Result<(), Fault> {
        let _ = self.end.send(());
        let turns = self.turns.take().map(JoinHandle::join);
        turns.unwrap_or(Ok(Ok(()))).unwrap_or_else(|_| Err(Fault::new("the readers' thread ended by itself")))
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        let _ = self.end.send(());
    }
}

/// Waits out one turn; false when it is to end.
fn goes_on(ended: &Receiver<()>) -> bool {
    matches!(ended.recv_timeout(TURN), Err(RecvTimeoutError::Timeout))
}

/// Begins a transaction that reads every table; what has to wait at all is kept out.
fn begin(session: &mut Watch, tables: &[String]) -> Result<(), Fault> {
    // EXPLAIN takes the lock of a reader on anything that can be read, filled or not.
    let mut script = String::from("\\o /dev/null\nBEGIN;\nSET LOCAL lock_timeout = '500ms';\n");
    for table in tables {
        script.push_str(&format!("\\echo {table}\nEXPLAIN SELECT FROM {table};\n"));
    }
    run(session, &script)
}

fn finish(session: &mut Watch) -> Result<(), Fault> {
    run(session, "COMMIT;")
}

fn run(session: &mut Watch, script: &str) -> Result<(), Fault> {
    let at = |printed: &str| printed.lines().last().unwrap_or_default().trim().to_owned();
    let ran = session.ask(script).map(drop);
    ran.map_err(|printed| Fault::new(format!("readers were kept out of `{}`", at(&printed))))
}
