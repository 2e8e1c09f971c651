//! A server of a test's own, which it may kill and start again, in a temporary folder: of MySQL where the tests run on that, else of
//! MariaDB.
//!
//! Not the server that the other tests share. What was committed is on disk, so that a crash loses nothing. It is killed when it is
//! dropped.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::{Fault, MySql, ran};

/// A private server on a port of its own.
#[derive(Debug)]
pub struct MySqlServer {
    product: Product,
    folder: TempDir,
    port: u16,
    process: Option<Child>,
}

impl MySqlServer {
    /// Why no server can be started here, where that is so.
    pub fn missing() -> Option<&'static str> {
        let has = |name: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let standard = ["/usr/sbin", "/usr/bin"].map(Into::into);
            std::env::split_paths(&path).chain(standard).any(|folder| folder.join(name).is_file())
        };
        match Product::tested() {
            Product::MySql => (!has("mysqld")).then_some("there is no `mysqld` of MySQL; run `./tests/run --mysql 9`"),
            Product::MariaDb => {
                let all = ["mariadbd", "mariadb-install-db"].into_iter().all(has);
                (!all).then_some("there are no `mariadbd` and `mariadb-install-db` of MariaDB")
            }
        }
    }

    /// A new server that runs, with a log of rows.
    ///
    /// # Errors
    /// No programs, or what they say.
    pub fn fresh() -> Result<Self, Fault> {
        let folder = tempfile::Builder::new().prefix("groundline-server.").tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        std::fs::write(folder.path().join("init.sql"), ROOT)?;
        let mut server = Self { product: Product::tested(), folder, port, process: None };
        if is_root() {
            ran(Command::new("chown").arg("mysql").arg(server.folder.path()), "")?.succeeded()?;
        }
        let (program, args) = server.product.install();
        let mut install = server.program(program);
        ran(install.args(args).arg(format!("--datadir={}", server.data())), "")?.succeeded()?;
        server.start()?;
        Ok(server)
    }

    /// It, for databases to be made on.
    pub fn server(&self) -> MySql {
        MySql::at(format!("mysql://root:@127.0.0.1:{}/", self.port))
    }

    /// Starts it and waits until it takes connections, recovery included.
    ///
    /// # Errors
    /// What it says.
    pub fn start(&mut self) -> Result<(), Fault> {
        let folder = self.folder.path().display().to_string();
        let (program, own) = self.product.run();
        let mut command = self.program(program);
        command.args([
            "--no-defaults",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--server-id=1",
            "--log-bin",
        ]);
        command.args([
            "--binlog-format=ROW",
            "--binlog-row-image=FULL",
            "--sync-binlog=1",
            "--character-set-server=utf8mb4",
            "--innodb-buffer-pool-size=32M",
        ]);
        command.args(own).arg(format!("--init-file={folder}/init.sql"));
        command.arg(format!("--datadir={}", self.data())).arg(format!("--port={}", self.port));
        command.arg(format!("--socket={folder}/socket")).arg(format!("--log-error={folder}/log"));
        self.process = Some(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
        let server = self.server();
        for _ in 0..600 {
            if server.run("SELECT 1;").is_ok() {
                return Ok(());
            }
            std::thread::park_timeout(std::time::Duration::from_millis(100));
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        Err(Fault::new(format!("the server did not start in a minute\n{log}")))
    }

    /// Ends it as a crash would: nothing is finished.
    ///
    /// # Errors
    /// A process that cannot be killed.
    pub fn crash(&mut self) -> Result<(), Fault> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        if is_root() {
            // The process that we know only watches the server.
            let of_it = format!("--datadir={}", self.data());
            ran(Command::new("pkill").args(["-KILL", "-f", "--", &of_it]), "")?;
        } else {
            process.kill()?;
        }
        process.wait()?;
        Ok(())
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// It does not run as root: the package's own user runs it then.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(if is_root() { Path::new("runuser") } else { Path::new(name) });
        if is_root() {
            command.args(["-u", "mysql", "--", name]);
        }
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for MySqlServer {
    fn drop(&mut self) {
        // It may be down already, and there is nobody to tell here.
        let _ = self.crash();
    }
}

/// Whose server it is.
#[derive(Clone, Copy, Debug)]
enum Product {
    MySql,
    MariaDb,
}

impl Product {
    /// That of the server which the other tests share.
    fn tested() -> Self {
        match MySql::named().and_then(|server| server.version().ok()) {
            Some((false, _)) => Self::MySql,
            _ => Self::MariaDb,
        }
    }

    /// What makes the server's own tables.
    const fn install(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::MySql => ("mysqld", &["--no-defaults", "--initialize-insecure"]),
            Self::MariaDb => (
                "mariadb-install-db",
                &["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"],
            ),
        }
    }

    /// What runs it, with the settings that only it knows.
    const fn run(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::MySql => ("mysqld", &["--mysqlx=OFF", "--secure-file-priv=NULL", "--innodb-redo-log-capacity=32M"]),
            Self::MariaDb => ("mariadbd", &["--performance-schema=OFF", "--innodb-log-file-size=16M"]),
        }
    }
}

/// A root without a password, from here.
const ROOT: &str =
    "CREATE USER IF NOT EXISTS root@'127.0.0.1';\nGRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n";

fn is_root() -> bool {
    ran(Command::new("id").arg("-u"), "").is_ok_and(|ran| ran.stdout.trim() == "0")
}
