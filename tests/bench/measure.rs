//! Whole processes timed from outside: wall time, and the peak of resident memory as the kernel counts it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tests::Fault;

/// A command to be measured, again and again.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    program: PathBuf,
    args: Vec<std::ffi::OsString>,
    home: PathBuf,
    /// Where its standard output is kept; nowhere without it.
    pub(crate) output: Option<PathBuf>,
}

impl Measured {
    /// Begins to run, with this as its standard error.
    pub(crate) fn spawn(&self, errors: Stdio) -> Result<Child, Fault> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).env("HOME", &self.home).env("XDG_CACHE_HOME", &self.home);
        let output = self.output.as_ref().map(std::fs::File::create).transpose()?;
        command.stdin(Stdio::null()).stdout(output.map_or_else(Stdio::null, Stdio::from)).stderr(errors);
        Ok(command.spawn()?)
    }
}

/// One run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// Wall time in seconds.
    pub(crate) seconds: f64,
    /// The peak of resident memory in megabytes.
    pub(crate) peak_mb: f64,
}

/// A command with its own home folder.
pub(crate) fn command<S: AsRef<OsStr>>(program: &Path, home: &Path, args: impl IntoIterator<Item = S>) -> Measured {
    let args = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
    Measured { program: program.to_owned(), args, home: home.to_owned(), output: None }
}

/// Runs a command once; it must end with that status.
pub(crate) fn run(measured: &Measured, status: i32) -> Result<Taken, Fault> {
    let begun = Instant::now();
    let mut child = measured.spawn(Stdio::null())?;
    let (ended, peak_mb) = wait(&mut child)?;
    let seconds = begun.elapsed().as_secs_f64();
    if ended != Some(status) {
        return Err(Fault::new(format!("`{}` ended with {ended:?}, expected {status}", measured.program.display())));
    }
    Ok(Taken { seconds, peak_mb })
}

/// Waits for a child and reads its high-water mark of resident memory until it ends: the mark only grows.
fn wait(child: &mut Child) -> Result<(Option<i32>, f64), Fault> {
    let mut peak_mb = 0.0;
    loop {
        peak_mb = high_water(child.id()).unwrap_or(peak_mb);
        if let Some(status) = child.try_wait()? {
            return Ok((status.code(), peak_mb));
        }
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

fn high_water(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}
