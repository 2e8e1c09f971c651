//! A `psql` that stays with a database and is asked again and again: a new session costs more than most questions.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Fault;

/// What ends each answer.
const END: &str = "-- end of answer --";

/// One session, idle between questions.
#[derive(Debug)]
pub(crate) struct Watch {
    psql: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Watch {
    pub(crate) fn over(url: &str) -> Result<Self, Fault> {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]).arg(url);
        command.env("PGOPTIONS", "-c client_min_messages=warning -c default_transaction_read_only=on");
        let mut psql = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(input), Some(output)) = (psql.stdin.take(), psql.stdout.take()) else {
            return Err(Fault::new("`psql` has no pipes"));
        };
        Ok(Self { psql, input, output: BufReader::new(output) })
    }

    /// What a question prints.
    ///
    /// # Errors
    /// What it printed until it stopped at an error: the session is over then.
    pub(crate) fn ask(&mut self, sql: &str) -> Result<String, String> {
        // A `psql` that stopped at an error reads no more: what it printed says where.
        let _ = writeln!(self.input, "{sql}\n\\echo {END}");
        let mut answer = String::new();
        loop {
            let start = answer.len();
            if !self.output.read_line(&mut answer).is_ok_and(|count| count > 0) {
                return Err(answer);
            }
            if answer[start..].trim_end() == END {
                answer.truncate(start);
                return Ok(answer);
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended already, and there is nobody to tell here.
        let _ = self.psql.kill();
        let _ = self.psql.wait();
    }
}
