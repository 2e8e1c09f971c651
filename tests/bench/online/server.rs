//! The private MariaDB of the benchmark, and the table that is changed there.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tests::Fault;

use crate::measure::{self, Measured};

/// Where it is, as `tests/bench/run` says.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    host: String,
    port: String,
    user: String,
    password: String,
}

impl Server {
    /// The server of `GROUNDLINE_BENCH_MYSQL`: `mysql://user:password@host:port/`.
    pub(crate) fn named() -> Result<Self, Fault> {
        let url = std::env::var("GROUNDLINE_BENCH_MYSQL").map_err(|_| Fault::new("run `tests/bench/run online`"))?;
        let parts = || {
            let (login, place) = url.strip_prefix("mysql://")?.trim_end_matches('/').rsplit_once('@')?;
            let (user, password) = login.split_once(':')?;
            let (host, port) = place.rsplit_once(':')?;
            Some([user, password, host, port].map(str::to_owned))
        };
        let [user, password, host, port] =
            parts().ok_or_else(|| Fault::new("GROUNDLINE_BENCH_MYSQL is to be `mysql://user:password@host:port/`"))?;
        Ok(Self { host, port, user, password })
    }

    /// The URL of the benchmark's database.
    pub(crate) fn url(&self) -> String {
        format!("mysql://{}:{}@{}:{}/bench", self.user, self.password, self.host, self.port)
    }

    /// The command-line client in the benchmark's database.
    pub(crate) fn client(&self) -> Command {
        let mut command = Command::new("mariadb");
        command.args(self.login()).arg("bench");
        command
    }

    fn login(&self) -> Vec<String> {
        let fixed = ["--no-defaults", "--protocol=tcp", "--batch", "--skip-column-names", "--unbuffered"];
        let own = [format!("-h{}", self.host), format!("-P{}", self.port), format!("-u{}", self.user)];
        let password = format!("--password={}", self.password);
        fixed.map(str::to_owned).into_iter().chain(own).chain([password]).collect()
    }

    /// One statement, as a process to be timed.
    pub(crate) fn statement(&self, home: &Path, sql: &str) -> Measured {
        let args = self.login().into_iter().chain(["bench".to_owned(), "-e".to_owned(), sql.to_owned()]);
        measure::command(Path::new("mariadb"), home, args)
    }

    /// pt-online-schema-change, where it is installed.
    pub(crate) fn pt_online_schema_change(&self, home: &Path, change: &str) -> Option<Measured> {
        let name = "pt-online-schema-change";
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        let place = format!("h={},P={},u={},p={},D=bench,t=big", self.host, self.port, self.user, self.password);
        let args = ["--alter", change, "--execute", "--recursion-method=none", "--no-version-check", &place];
        Some(measure::command(Path::new(name), home, args))
    }

    fn run(&self, sql: &str) -> Result<String, Fault> {
        let mut client = self.client();
        let mut child = client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(sql.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err(Fault::new(format!("the server does not take: {sql}")));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The table that each contestant gets a copy of: a key, an index, 190 bytes a row.
    pub(crate) fn make_base(&self, rows: u64) -> Result<(), Fault> {
        let sql = format!(
            "DROP TABLE IF EXISTS base; \
             CREATE TABLE base (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL, \
             pad CHAR(60) NOT NULL, KEY k_1 (k)) ENGINE=InnoDB CHARACTER SET latin1; \
             INSERT INTO base SELECT seq, FLOOR(RAND(1) * {rows}), REPEAT(MD5(seq), 3), REPEAT(MD5(seq), 1) FROM seq_1_to_{rows};"
        );
        self.run(&sql).map(drop)
    }

    /// The table of the next contestant, as it was in the beginning.
    pub(crate) fn fill(&self) -> Result<(), Fault> {
        let left = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'bench' AND TABLE_NAME LIKE '%big%';";
        let dropped: Vec<String> = self.run(left)?.lines().map(|name| format!("DROP TABLE `{name}`; ")).collect();
        let made =
            "CREATE TABLE big LIKE base; INSERT INTO big SELECT * FROM base; ANALYZE TABLE big; FLUSH BINARY LOGS;";
        self.run(&format!("{}{made}", dropped.concat())).map(drop)
    }

    /// Writes so many rows, one after the other, a thousand in each transaction.
    pub(crate) fn write(&self, rows: u64) -> Result<(), Fault> {
        let chunk = |first: u64| {
            format!(
                "UPDATE big SET k = k + 1, c = REVERSE(c) WHERE id BETWEEN {} AND {};",
                first + 1,
                (first + 1000).min(rows)
            )
        };
        let sql: Vec<String> = (0..rows).step_by(1000).map(chunk).collect();
        self.run(&sql.join("\n")).map(drop)
    }

    /// The change must be there, and the rows.
    pub(crate) fn must_have_changed(&self) -> Result<(), Fault> {
        let asked = "SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'bench' AND TABLE_NAME = 'big' \
                     AND COLUMN_NAME = 'id'; SELECT COUNT(*) FROM base; SELECT COUNT(*) FROM big;";
        let found = self.run(asked)?;
        match found.lines().collect::<Vec<_>>()[..] {
            ["bigint", before, after] if before == after => Ok(()),
            _ => Err(Fault::new(format!("the change did not arrive whole: {found}"))),
        }
    }
}
