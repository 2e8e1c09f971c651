//! Other programs, run to their end with their output caught.

use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};

/// Why something in a test went wrong, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(String);

impl Fault {
    /// A fault with that text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl From<String> for Fault {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// What a program that ended left behind.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The command line, for messages.
    pub command: String,
    /// The exit status; 128 + the signal for one that was killed, as shells tell it.
    pub status: i32,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Ran {
    /// The output, where the program ended with status 0.
    ///
    /// # Errors
    /// Any other status, told with both outputs.
    pub fn succeeded(self) -> Result<String, Fault> {
        if self.status == 0 { Ok(self.stdout) } else { Err(self.into()) }
    }
}

impl From<Ran> for Fault {
    fn from(ran: Ran) -> Self {
        Self(ran.to_string())
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ended with {}\n{}{}", self.command, self.status, self.stdout, self.stderr)
    }
}

/// Runs a command to its end, with `input` as its standard input.
///
/// # Errors
/// A program that cannot be started; its status is no error here.
pub fn ran(command: &mut Command, input: &str) -> Result<Ran, Fault> {
    let line = shown(command);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Fault::new(format!("`{line}` cannot be started: {error}")))?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // A program that ends early closes its input: what it says and its status tell why.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(input.as_bytes())));
        child.wait_with_output()
    })?;
    Ok(Ran {
        command: line,
        status: status(output.status),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// The status as shells tell it.
pub(crate) fn status(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// The command line, for messages.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
