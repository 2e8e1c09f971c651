//! Databases that cannot be reached, refuse the login, or lack a right, and disks that cannot be written.

use std::path::Path;
use std::process::Command;

use tests::{Fault, Postgres, PostgresDatabase, Program, Sqlite, ran};

use super::answer::{World, must, place, says};
use crate::cases::database::{Database, Engine};

pub(super) fn unreachable() -> Result<(), Fault> {
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE t (a integer);")?;
    let plan = |url: &str| program.run(["plan", "--url", url, "--schema", "s.sql"]);
    let words = ["cannot reach `postgres://app@127.0.0.1:1/shop`", "refused", "hint: check host, port"];
    says(&plan("postgres://app@127.0.0.1:1/shop")?, 1, &words)?;
    says(&plan("postgres://app@nosuch.invalid/shop")?, 1, &["cannot reach", "nosuch.invalid", "hint:"])?;
    says(&plan("sqlite:nosuch/x.db")?, 1, &["sqlite:nosuch/x.db", "folder does not exist", "correct the path"])?;
    says(&plan("sqlite:.")?, 1, &["is a folder"])?;
    says(&plan("sqlite:s.sql")?, 1, &["sqlite:s.sql", "not a SQLite database"])
}

pub(super) fn wrong_password() -> Result<(), Fault> {
    let server = Postgres::named().ok_or_else(|| Fault::new("no server"))?;
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "")?;
    let plan = |url: &str| program.run(["plan", "--url", url, "--schema", "s.sql"]);
    let words = ["refused the login", "postgres:***@", "password authentication failed", "hint: check user, password"];
    says(&plan(&format!("postgres://postgres:wrong@{}", place(server.url())))?, 1, &words)?;
    let (server, _) = server.url().rsplit_once('/').unwrap_or((server.url(), ""));
    says(&plan(&format!("{server}/no_such_database"))?, 1, &["refused the login", "no_such_database", "does not exist"])
}

/// A role of a database, dropped with what it owns when this is.
struct Role<'a> {
    database: &'a PostgresDatabase,
    url: String,
}

impl<'a> Role<'a> {
    /// A role without CREATEDB that owns the database.
    fn owning(database: &'a PostgresDatabase) -> Result<Self, Fault> {
        let name = database.name();
        database.run(&format!("CREATE ROLE {name} LOGIN PASSWORD 'narrow'; ALTER DATABASE {name} OWNER TO {name};"))?;
        Ok(Self { database, url: format!("postgres://{name}:narrow@{}", place(database.url())) })
    }
}

impl Drop for Role<'_> {
    fn drop(&mut self) {
        let name = self.database.name();
        let _ = self
            .database
            .run(&format!("ALTER DATABASE {name} OWNER TO postgres; DROP OWNED BY {name}; DROP ROLE {name};"));
    }
}

pub(super) fn no_right_to_create() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    let role = Role::owning(&database)?;
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE public.t (a integer PRIMARY KEY);")?;
    let server = Postgres::named().ok_or_else(|| Fault::new("no server"))?;
    let run = |command: &str, more: &[&str]| {
        program.run([command, "--url", &role.url, "--schema", "s.sql"].iter().chain(more))
    };
    let words = ["creating a scratch database", "permission denied", "ALTER ROLE", "CREATEDB", "--scratch-url"];
    says(&run("plan", &[])?, 1, &words)?;
    says(&run("apply", &["--yes"])?, 1, &words)?;
    let doctor = program.run(["doctor", "--url", &role.url])?;
    let says_so = doctor.status == 1 && doctor.stdout.contains("CREATEDB") && doctor.stdout.contains("--scratch-url");
    must(says_so, &format!("doctor does not say it: {doctor}"))?;
    says(&run("plan", &["--scratch-url", server.url()])?, 2, &[])?;
    says(&run("apply", &["--yes", "--scratch-url", server.url()])?, 0, &[])?;
    says(&run("plan", &["--scratch-url", server.url()])?, 0, &[])
}

/// A role that may read and not write: planned, and refused with its name at the first statement.
pub(super) fn not_the_owner() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    let role = Role::owning(&database)?;
    database.run("CREATE TABLE here (a integer PRIMARY KEY);")?;
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE here (a integer PRIMARY KEY, b text);")?;
    let server = Postgres::named().ok_or_else(|| Fault::new("no server"))?;
    let before = database.observer()?;
    let args = ["apply", "--url", &role.url, "--schema", "s.sql", "--yes", "--scratch-url", server.url()];
    says(&program.run(args)?, 1, &["here", "owner"])?;
    must(database.observer()? == before, "the database was changed")
}

/// A server that takes no changes, as a standby does.
pub(super) fn read_only_server() -> Result<(), Fault> {
    let database = Postgres::fresh_database()?;
    database.run(&format!("ALTER DATABASE {} SET default_transaction_read_only = on;", database.name()))?;
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE t (a integer);")?;
    let ran = program.run(["apply", "--url", database.url(), "--schema", "s.sql", "--yes"])?;
    // The setting is only a default, which a session may overrule: either it is told, or the change is made.
    must(ran.status == 0 || ran.stderr.contains("read-only"), &format!("it does not say why: {ran}"))
}

pub(super) fn read_only_file() -> Result<(), Fault> {
    let database = Sqlite::fresh()?;
    database.run("CREATE TABLE here (a integer PRIMARY KEY);")?;
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE here (a integer PRIMARY KEY, b text);")?;
    // Root may write to whatever is marked read-only: a mark of the file system holds for it too, where there is one.
    let lock = |flag: &str| ran(Command::new("chattr").arg(flag).arg(database.path()), "");
    let is_marked = lock("+i").is_ok_and(|ran| ran.status == 0);
    if !is_marked {
        let mut permissions = std::fs::metadata(database.path())?.permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(database.path(), permissions)?;
    }
    let before = database.observer()?;
    let is_writable = std::fs::OpenOptions::new().append(true).open(database.path()).is_ok();
    let answer = program.run(["apply", "--url", &database.url(), "--schema", "s.sql", "--yes"])?;
    let plan = program.run(["plan", "--url", &database.url(), "--schema", "s.sql"])?;
    if is_marked {
        lock("-i")?.succeeded()?;
    }
    if is_writable {
        println!("skipped: this user may write to a file that is marked read-only, and `chattr +i` does not work here");
        return Ok(());
    }
    says(&plan, 2, &[])?;
    says(&answer, 1, &["read"])?;
    must(database.observer()? == before, "the file was changed")
}

/// A small file system in memory; it takes root to mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn of_megabytes(size: u32) -> Result<Option<Self>, Fault> {
        let folder = tempfile::tempdir()?;
        let options = format!("size={size}m,mode=0777");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).output();
        Ok(mount.is_ok_and(|output| output.status.success()).then_some(Self(folder)))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

const NO_MOUNT: &str = "skipped: no small file system can be mounted here; it takes root";

pub(super) fn full_disk_sqlite() -> Result<(), Fault> {
    let Some(disk) = SmallDisk::of_megabytes(6)? else {
        println!("{NO_MOUNT}");
        return Ok(());
    };
    let file = disk.path().join("full.db");
    let sql = |text: &str| ran(&mut Sqlite::client(&file), text)?.succeeded();
    sql("CREATE TABLE big (a INTEGER PRIMARY KEY, b TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO big SELECT i, hex(zeroblob(80)) FROM n;")?;
    let before = sql(".dump big")?;
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE big (a INTEGER PRIMARY KEY, b TEXT NOT NULL);")?;
    let url = format!("sqlite:{}", file.display());
    let args = ["apply", "--url", &url, "--schema", "s.sql", "--yes", "--allow", "all"];
    for _ in 0..2 {
        says(&program.run(args)?, 1, &["no space is left", "full.db"])?;
        must(sql(".dump big")? == before && sql("PRAGMA integrity_check;")?.trim() == "ok", "it was changed")?;
    }
    let open = sql("SELECT count(*) FROM groundline_run WHERE state NOT IN ('failed');")?;
    must(open.trim() == "0", "the ledger says that a run is open")
}

pub(super) fn full_disk_postgres() -> Result<(), Fault> {
    let server = Postgres::named().ok_or_else(|| Fault::new("no server"))?;
    let disk = SmallDisk::of_megabytes(30)?;
    let Some(disk) = disk.filter(|_| server.url().contains("127.0.0.1")) else {
        println!("{NO_MOUNT}");
        return Ok(());
    };
    let folder = disk.path().join("space");
    std::fs::create_dir(&folder)?;
    let parent = disk.path().parent().unwrap_or(Path::new("/")).to_owned();
    ran(Command::new("chown").arg("postgres").arg(&folder), "")?.succeeded()?;
    ran(Command::new("chmod").args(["a+x"]).arg(parent), "")?;
    let database = Postgres::fresh_database()?;
    let space = format!("space_{}", database.name());
    server.run(&format!("CREATE TABLESPACE {space} LOCATION '{}';", folder.display()))?;
    let answer = filled_up(&database, &server, &space);
    let name = database.name().to_owned();
    drop(database);
    server.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE); DROP TABLESPACE {space};"))?;
    answer
}

fn filled_up(database: &PostgresDatabase, server: &Postgres, space: &str) -> Result<(), Fault> {
    server.run(&format!("ALTER DATABASE {} SET TABLESPACE {space};", database.name()))?;
    database.run("CREATE TABLE big (a integer PRIMARY KEY, b text); INSERT INTO big SELECT i, repeat('x', 100) FROM generate_series(1, 90000) i;")?;
    let before = (database.observer()?, database.run("SELECT count(*), sum(a), sum(length(b)) FROM big;")?);
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE big (a bigint PRIMARY KEY, b text);")?;
    let args = ["apply", "--url", database.url(), "--schema", "s.sql", "--yes", "--allow", "all"];
    says(&program.run(args)?, 1, &["no space is left"])?;
    let after = (database.observer()?, database.run("SELECT count(*), sum(a), sum(length(b)) FROM big;")?);
    must(after == before, "the database was changed")?;
    let open = database.run("SELECT count(*) FROM groundline.run WHERE state NOT IN ('failed');")?;
    must(open.trim() == "0", "the ledger says that a run is open")
}

/// A plan of many objects of an engine whose database is used by somebody else at the same time.
pub(super) fn locked_by_another(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    world.write("s.sql", "CREATE TABLE here (a integer PRIMARY KEY, b text, c text);")?;
    let url = world.database.url();
    let mut other = match &world.database {
        Database::Sqlite(database) => Command::new("sqlite3")
            .arg(database.path())
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()?,
        Database::Postgres(database) => Command::new("psql")
            .args(["-Xqt", database.url()])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()?,
        Database::MySql(database) => database
            .client()?
            .arg("--unbuffered")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()?,
    };
    let (begin, mark) = match engine {
        Engine::Sqlite => ("BEGIN IMMEDIATE;\nSELECT 'ready';\n", "ready"),
        Engine::Postgres => ("BEGIN; LOCK TABLE here IN SHARE MODE;\n\\echo ready\n", "ready"),
        Engine::MySql => ("LOCK TABLES here READ;\nSELECT 'ready';\n", "ready"),
    };
    let (Some(input), Some(output)) = (other.stdin.as_mut(), other.stdout.take()) else {
        return Err(Fault::new("no pipes"));
    };
    std::io::Write::write_all(input, begin.as_bytes())?;
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line)?;
    let args = ["apply", "--url", &url, "--schema", "s.sql", "--yes", "--lock-timeout", "100ms", "--attempts", "2"];
    let answer = if line.contains(mark) { world.program.run(args) } else { Err(Fault::new("no lock")) };
    other.kill()?;
    other.wait()?;
    says(&answer?, 1, &["lock"])?;
    says(&world.program.run(args)?, 0, &[])
}
