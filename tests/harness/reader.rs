//! Readers that never leave a table alone: two sessions take turns, and the next begins before the one before ends.
//!
//! Each transaction is short, so that nothing which waits for old transactions waits for long. But there is no moment
//! without a reader: a lock that keeps readers out is never granted, and the next reader finds it in its way.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Fault;

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
        let (mut here, mut next) = (Session::open(url)?, Session::open(url)?);
        here.begin(tables)?;
        let (end, ended) = channel();
        let tables = tables.to_owned();
        let turns = std::thread::spawn(move || {
            while goes_on(&ended) {
                next.begin(&tables)?;
                here.finish()?;
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

/// One `psql`.
struct Session {
    psql: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Session {
    fn open(url: &str) -> Result<Self, Fault> {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]).arg(url);
        let mut psql = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(input), Some(output)) = (psql.stdin.take(), psql.stdout.take()) else {
            return Err(Fault::new("`psql` has no pipes"));
        };
        Ok(Self { psql, input, output: BufReader::new(output) })
    }

    /// Begins a transaction that reads every table; what has to wait at all is kept out.
    fn begin(&mut self, tables: &[String]) -> Result<(), Fault> {
        // EXPLAIN takes the lock of a reader on anything that can be read, filled or not.
        let mut script = String::from("\\o /dev/null\nBEGIN;\nSET LOCAL lock_timeout = '500ms';\n");
        for table in tables {
            script.push_str(&format!("\\echo {table}\nEXPLAIN SELECT FROM {table};\n"));
        }
        self.run(&script)
    }

    fn finish(&mut self) -> Result<(), Fault> {
        self.run("COMMIT;\n")
    }

    fn run(&mut self, script: &str) -> Result<(), Fault> {
        const DONE: &str = "groundline-reader-done";
        let mut at = String::new();
        // A `psql` that stopped at an error reads no more: what it printed last says where.
        let _ = self.input.write_all(format!("{script}\\echo {DONE}\n").as_bytes());
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                return Err(Fault::new(format!("readers were kept out of `{at}`")));
            }
            if line.trim() == DONE {
                return Ok(());
            }
            line.trim().clone_into(&mut at);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.psql.kill();
        let _ = self.psql.wait();
    }
}
