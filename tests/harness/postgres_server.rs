//! A PostgreSQL server of a test's own, which it may stop and start again: `initdb` and `pg_ctl` in a temporary folder.
//!
//! Not the server that the other tests share. It is stopped when it is dropped.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{Fault, Ran, ran};

/// A private server on a port of its own.
#[derive(Debug)]
pub struct PostgresServer {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
}

impl PostgresServer {
    /// Why no server can be started here, where that is so.
    pub fn missing() -> Option<&'static str> {
        programs().is_none().then_some("there are no `initdb` and `pg_ctl` of PostgreSQL")
    }

    /// A new server that runs.
    ///
    /// # Errors
    /// No programs, or what they say.
    pub fn fresh() -> Result<Self, Fault> {
        let programs = programs().ok_or_else(|| Fault::new(Self::missing().unwrap_or_default()))?;
        let folder = tempfile::Builder::new().prefix("groundline-server.").tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Self { programs, folder, port };
        if is_root() {
            ran(Command::new("chown").arg("postgres").arg(server.folder.path()), "")?.succeeded()?;
        }
        let data = server.data();
        server
            .program("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])?
            .succeeded()?;
        server.start()?;
        Ok(server)
    }

    /// The URL of its own database, a superuser's.
    pub fn url(&self) -> String {
        self.url_by(self.port)
    }

    /// The same by way of another port of this machine.
    pub fn url_by(&self, port: u16) -> String {
        format!("postgres://postgres@127.0.0.1:{port}/postgres")
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts it and waits until it takes connections, recovery included.
    ///
    /// # Errors
    /// What `pg_ctl` says.
    pub fn start(&self) -> Result<(), Fault> {
        let folder = self.folder.path().display();
        let options = format!("-c listen_addresses=127.0.0.1 -c fsync=off -p {} -k {folder}", self.port);
        let (data, log) = (self.data(), self.log().display().to_string());
        let started = self.program("pg_ctl", &["-D", &data, "-l", &log, "-o", &options, "-w", "start"])?;
        started.succeeded().map(drop).map_err(|fault| {
            Fault::new(format!("{fault}\n{}", std::fs::read_to_string(self.log()).unwrap_or_default()))
        })
    }

    /// Ends it as a crash would: nothing is finished, nothing is written down.
    ///
    /// # Errors
    /// What `pg_ctl` says.
    pub fn crash(&self) -> Result<(), Fault> {
        self.program("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"])?.succeeded().map(drop)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// PostgreSQL does not run as root: the package's own user runs it then.
    fn program(&self, name: &str, args: &[&str]) -> Result<Ran, Fault> {
        let program = self.programs.join(name);
        let mut command = Command::new(if is_root() { Path::new("runuser") } else { &program });
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        ran(command.args(args).current_dir(self.folder.path()), "")
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // It may be stopped already, and there is nobody to tell here.
        let _ = self.crash();
    }
}

/// The folder of the server's programs: on the path, or where Debian keeps them.
fn programs() -> Option<PathBuf> {
    let has_both = |folder: &PathBuf| ["initdb", "pg_ctl"].iter().all(|name| folder.join(name).is_file());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).find(has_both);
    on_path.or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        let mut folders: Vec<_> = versions.map(|entry| entry.path().join("bin")).filter(has_both).collect();
        folders.sort();
        folders.pop()
    })
}

fn is_root() -> bool {
    ran(Command::new("id").arg("-u"), "").is_ok_and(|ran| ran.stdout.trim() == "0")
}
