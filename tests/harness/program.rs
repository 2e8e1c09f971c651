//! The built `groundline`, run as its users run it.
//!
//! It gets a home folder of its own and nothing else of the machine's configuration.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;

use crate::{Fault, Ran, process, ran};

/// The program with a home folder, which lasts as long as this value.
#[derive(Debug)]
pub struct Program {
    binary: PathBuf,
    home: TempDir,
}

impl Program {
    /// The program that cargo built beside the running test, with an empty home folder.
    ///
    /// # Errors
    /// A program that is not built.
    pub fn fresh() -> Result<Self, Fault> {
        let test = std::env::current_exe()?;
        let folder = test.parent().and_then(Path::parent).unwrap_or(Path::new("."));
        let binary = folder.join("groundline");
        if !binary.exists() {
            let place = binary.display();
            return Err(Fault::new(format!("`{place}` is not built; run `./tests/run`, which builds it first")));
        }
        Ok(Self { binary, home: tempfile::tempdir()? })
    }

    /// The program's file.
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// Its home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A call with those arguments, to be completed and run.
    pub fn call<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Call {
        let mut command = Command::new(&self.binary);
        command.args(args).current_dir(self.home.path());
        for name in ["HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"]
        {
            command.env(name, self.home.path());
        }
        command.env("NO_COLOR", "1").env_remove("RUST_LOG").env_remove("RUST_BACKTRACE");
        Call { command }
    }

    /// Runs it with those arguments to its end.
    ///
    /// # Errors
    /// A program that cannot be started.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Result<Ran, Fault> {
        self.call(args).run()
    }
}

/// One call of the program.
#[derive(Debug)]
pub struct Call {
    command: Command,
}

impl Call {
    /// With that environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// With another argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// In that working folder; the home folder where nothing is said.
    #[must_use]
    pub fn inside(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// A program that cannot be started.
    pub fn run(mut self) -> Result<Ran, Fault> {
        ran(&mut self.command, "")
    }

    /// Starts it and lets it run.
    ///
    /// # Errors
    /// A program that cannot be started.
    pub fn spawn(mut self) -> Result<Running, Fault> {
        let mut child =
            self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(
                |error| Fault::new(format!("`{}` cannot be started: {error}", process::shown(&self.command))),
            )?;
        let stdout = child.stdout.take().map(BufReader::new);
        let said = Arc::new(Said::default());
        let listener = child.stderr.take().map(|stderr| Said::listen(Arc::clone(&said), stderr));
        Ok(Running { command: process::shown(&self.command), child, stdout, printed: String::new(), said, listener })
    }
}

/// What a program wrote to standard error so far, and whether it ended.
#[derive(Debug, Default)]
struct Said {
    text: Mutex<(String, bool)>,
    news: Condvar,
}

impl Said {
    fn listen(said: Arc<Self>, stderr: ChildStderr) -> JoinHandle<()> {
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stderr);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                said.held().0.push_str(&String::from_utf8_lossy(&line));
                said.news.notify_all();
                line.clear();
            }
            said.held().1 = true;
            said.news.notify_all();
        })
    }

    fn held(&self) -> MutexGuard<'_, (String, bool)> {
        self.text.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The program while it runs; killed when dropped.
#[derive(Debug)]
pub struct Running {
    command: String,
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    printed: String,
    said: Arc<Said>,
    listener: Option<JoinHandle<()>>,
}

impl Running {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it prints a line that contains `text` to standard output, and gives that line.
    ///
    /// # Errors
    /// Its end before that.
    pub fn line_with(&mut self, text: &str) -> Result<String, Fault> {
        let mut line = String::new();
        while let Some(stdout) = &mut self.stdout {
            line.clear();
            if stdout.read_line(&mut line)? == 0 {
                break;
            }
            self.printed.push_str(&line);
            if line.contains(text) {
                return Ok(line.trim_end().to_owned());
            }
        }
        Err(Fault::new(format!(
            "`{}` ended and never printed `{text}`\n{}{}",
            self.command,
            self.printed,
            self.said_so_far()
        )))
    }

    /// What it wrote to standard error so far.
    pub fn said_so_far(&self) -> String {
        self.said.held().0.clone()
    }

    /// Waits until it has written `text` to standard error.
    ///
    /// # Errors
    /// Its end before that, or a minute without a word.
    pub fn says(&self, text: &str) -> Result<(), Fault> {
        let mut held = self.said.held();
        while !held.0.contains(text) {
            if held.1 {
                return Err(Fault::new(format!("`{}` ended and never said `{text}`\n{}", self.command, held.0)));
            }
            let (news, silence) = self
                .said
                .news
                .wait_timeout(held, Duration::from_secs(60))
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            if silence.timed_out() {
                return Err(Fault::new(format!("`{}` does not say `{text}`\n{}", self.command, news.0)));
            }
            held = news;
        }
        Ok(())
    }

    /// Kills it with SIGKILL and waits until it is gone.
    ///
    /// # Errors
    /// A process that cannot be waited for.
    pub fn kill(mut self) -> Result<Ran, Fault> {
        self.child.kill()?;
        self.finish()
    }

    /// Asks it to end with SIGTERM and waits until it did.
    ///
    /// # Errors
    /// A process that cannot be waited for.
    pub fn terminate(mut self) -> Result<Ran, Fault> {
        ran(Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]), "")?.succeeded()?;
        self.finish()
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// A process that cannot be waited for.
    pub fn wait(mut self) -> Result<Ran, Fault> {
        self.finish()
    }

    fn finish(&mut self) -> Result<Ran, Fault> {
        if let Some(mut stdout) = self.stdout.take() {
            std::io::Read::read_to_string(&mut stdout, &mut self.printed)?;
        }
        let status = process::status(self.child.wait()?);
        if let Some(listener) = self.listener.take() {
            // A thread that only reads does not panic; and what it read counts in any case.
            let _ = listener.join();
        }
        Ok(Ran { command: self.command.clone(), status, stdout: self.printed.clone(), stderr: self.said_so_far() })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, and there is nobody to tell here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
