//! MySQL and MariaDB that cannot be reached, refuse the login, lack a right, or cannot be written.

use tests::{Fault, MySql, MySqlDatabase, Program};

use super::answer::{must, place, says};

const SCHEMA: &str = "CREATE TABLE t (a int NOT NULL PRIMARY KEY, b text);\nCREATE VIEW v AS SELECT a FROM t;\n\
                      CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.a + 1;\n\
                      CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;\n\
                      CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SET @x = 1;\n";

fn program() -> Result<Program, Fault> {
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), SCHEMA)?;
    Ok(program)
}

fn server() -> Result<MySql, Fault> {
    MySql::named().ok_or_else(|| Fault::new("no server"))
}

/// The same place for another user.
fn url_for(user: &str, password: &str, database: &MySqlDatabase) -> String {
    format!("mysql://{user}:{password}@{}", place(&database.url()))
}

/// A user with rights on one database only, dropped when this is.
struct User {
    server: MySql,
    name: String,
}

impl User {
    fn granted(database: &MySqlDatabase, rights: &str) -> Result<Self, Fault> {
        let user = Self { server: server()?, name: database.name().chars().take(30).collect() };
        let sql = format!(
            "CREATE USER '{0}'@'%' IDENTIFIED BY 'narrow'; GRANT {rights} ON `{1}`.* TO '{0}'@'%';
             GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX ON groundline.* TO '{0}'@'%';",
            user.name,
            database.name().replace('_', "\\_")
        );
        user.server.run(&sql)?;
        Ok(user)
    }

    fn url(&self, database: &MySqlDatabase) -> String {
        url_for(&self.name, "narrow", database)
    }
}

impl Drop for User {
    fn drop(&mut self) {
        // What is left goes with the private server; there is nobody to tell here.
        let _ = self.server.run(&format!("DROP USER IF EXISTS '{}'@'%';", self.name));
    }
}

pub(super) fn unreachable() -> Result<(), Fault> {
    let program = program()?;
    let plan = |url: &str| program.run(["plan", "--url", url, "--schema", "s.sql"]);
    let words = ["cannot reach `mysql://app@127.0.0.1:1/shop`", "refused", "hint: check host, port"];
    says(&plan("mysql://app@127.0.0.1:1/shop")?, 1, &words)?;
    says(&plan("mysql://app@nosuch.invalid/shop")?, 1, &["cannot reach", "nosuch.invalid", "hint:"])?;
    says(&plan("mysql://app@127.0.0.1:notaport/shop")?, 1, &["mysql://app", "port"])
}

pub(super) fn wrong_password() -> Result<(), Fault> {
    let database = MySql::fresh_database()?;
    let program = program()?;
    let plan = |url: &str| program.run(["plan", "--url", url, "--schema", "s.sql"]);
    let words = ["refused the login", "root:***@", "Access denied", "hint: check user, password"];
    says(&plan(&url_for("root", "wrong", &database))?, 1, &words)?;
    says(&plan(&format!("{}_not_there", database.url()))?, 1, &["refused the login", "_not_there", "Unknown database"])
}

pub(super) fn no_database() -> Result<(), Fault> {
    let program = program()?;
    let url = server()?.url().to_owned();
    let words = ["it names no database", "mysql://user@host/database"];
    says(&program.run(["plan", "--url", &url, "--schema", "s.sql"])?, 1, &words)
}

const NO_RIGHT: &[&str] = &[
    "creating a scratch database",
    "Access denied",
    "GRANT ALL PRIVILEGES ON `groundline\\_scratch\\_%`",
    "--scratch-url",
];

pub(super) fn no_right_to_create() -> Result<(), Fault> {
    let database = MySql::fresh_database()?;
    let user = User::granted(&database, "ALL PRIVILEGES")?;
    let (program, url, server) = (program()?, user.url(&database), server()?);
    let run =
        |command: &str, more: &[&str]| program.run([command, "--url", &url, "--schema", "s.sql"].iter().chain(more));
    says(&run("plan", &[])?, 1, NO_RIGHT)?;
    says(&run("apply", &["--yes"])?, 1, NO_RIGHT)?;
    let doctor = program.run(["doctor", "--url", &url])?;
    let says_so = doctor.status == 1 && NO_RIGHT[2..].iter().all(|word| doctor.stdout.contains(word));
    must(says_so, &format!("doctor does not say it: {doctor}"))?;
    // The live database is no scratch database, also where it is empty and given as one.
    says(&run("plan", &["--scratch-url", &url])?, 1, NO_RIGHT)?;
    says(&run("plan", &["--scratch-url", server.url()])?, 2, &[])
}

/// An empty database that the user may fill is used itself, and is empty again afterwards.
pub(super) fn given_scratch() -> Result<(), Fault> {
    let database = MySql::fresh_database()?;
    let scratch = MySql::fresh_database()?;
    let user = User::granted(&database, "ALL PRIVILEGES")?;
    server()?.run(&format!(
        "GRANT ALL PRIVILEGES ON `{}`.* TO '{}'@'%';",
        scratch.name().replace('_', "\\_"),
        user.name
    ))?;
    let (program, url, scratch_url) = (program()?, user.url(&database), user.url(&scratch));
    let run = |command: &str, more: &[&str]| {
        let args = [command, "--url", &url, "--schema", "s.sql", "--scratch-url", &scratch_url];
        program.run(args.iter().chain(more))
    };
    let is_empty = || must(scratch.observer()?.trim().is_empty(), "the scratch database is not empty afterwards");
    says(&run("plan", &[])?, 2, &[])?;
    is_empty()?;
    says(&run("apply", &["--yes"])?, 0, &[])?;
    is_empty()?;
    says(&run("plan", &[])?, 0, &[])?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE t (a int NOT NULL PRIMARY KEY, b text, c int);")?;
    says(&run("apply", &["--yes", "--allow", "all"])?, 0, &[])?;
    is_empty()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE u (a int,, b text);")?;
    says(&run("plan", &[])?, 1, &["s.sql:1:"])?;
    is_empty()?;

    scratch.run("CREATE TABLE mine (a int PRIMARY KEY); INSERT INTO mine VALUES (1);")?;
    says(&run("plan", &[])?, 1, &["the scratch database", "it is not empty (it has table mine)", "empty it"])?;
    must(scratch.run("SELECT COUNT(*) FROM mine;")?.trim() == "1", "somebody's table was changed")
}

/// A user who may read and not write: planned, and told at the first thing that is missing; nothing is changed.
pub(super) fn may_only_read() -> Result<(), Fault> {
    let database = MySql::database_with("CREATE TABLE t (a int NOT NULL PRIMARY KEY);")?;
    let user = User::granted(&database, "SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE")?;
    let (program, url, server) = (program()?, user.url(&database), server()?);
    let before = database.observer()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int);")?;
    let args = ["apply", "--url", &url, "--schema", "s.sql", "--yes", "--scratch-url", server.url()];
    says(&program.run(args)?, 1, &["denied", "privilege"])?;
    must(database.observer()? == before, "the database was changed")
}

/// Who may not see privileges cannot have them managed; without a word of them everything else goes on.
pub(super) fn hidden_privileges() -> Result<(), Fault> {
    let database = MySql::database_with("CREATE TABLE t (a int NOT NULL PRIMARY KEY);")?;
    let user = User::granted(&database, "ALL PRIVILEGES")?;
    let (program, url, server) = (program()?, user.url(&database), server()?);
    let plan = || program.run(["plan", "--url", &url, "--schema", "s.sql", "--scratch-url", server.url()]);
    let schema = |more: &str| {
        let text = format!("CREATE TABLE t (a int NOT NULL PRIMARY KEY);\n{more}");
        std::fs::write(program.home().join("s.sql"), text)
    };
    schema(&format!("GRANT SELECT ON t TO '{}'@'%';", user.name))?;
    let words = ["s.sql:2:1", "they cannot be read", "`mysql.db`, `mysql.tables_priv`, `mysql.columns_priv`"];
    says(&plan()?, 1, &words)?;
    schema("")?;
    says(&plan()?, 0, &[])
}

/// The account that applies a plan is neither given nor taken anything by it.
pub(super) fn own_privileges() -> Result<(), Fault> {
    let database = MySql::database_with("CREATE TABLE t (a int NOT NULL PRIMARY KEY);")?;
    let user = User::granted(&database, "ALL PRIVILEGES")?;
    let other = User { server: server()?, name: format!("{}_o", user.name) };
    let (own, name) = (&user.name, database.name().replace('_', "\\_"));
    server()?.run(&format!(
        "CREATE USER '{1}'@'%'; GRANT SELECT ON mysql.* TO '{own}'@'%'; GRANT USAGE ON `{name}`.* TO '{own}'@'%' WITH GRANT OPTION;
         GRANT SELECT (a) ON `{0}`.t TO '{own}'@'%'; GRANT DELETE ON `{0}`.t TO '{1}'@'%';",
        database.name(),
        other.name
    ))?;
    let told = || server()?.run(&format!("SHOW GRANTS FOR '{own}'@'%';"));
    let before = told()?;
    let (program, url, server) = (program()?, user.url(&database), server()?);
    let text = format!(
        "CREATE TABLE t (a int NOT NULL PRIMARY KEY);\nGRANT SELECT ON t TO '{}'@'%';\nGRANT INSERT ON t TO '{own}'@'%';\n",
        other.name
    );
    std::fs::write(program.home().join("s.sql"), text)?;
    let run = |command: &str, more: &[&str]| {
        let args = [command, "--url", &url, "--schema", "s.sql", "--scratch-url", server.url()];
        program.run(args.iter().chain(more))
    };
    says(&run("apply", &["--yes", "--allow", "all"])?, 0, &[])?;
    says(&run("plan", &[])?, 0, &[])?;
    must(told()? == before, "its own privileges were changed")?;
    let others = server.run(&format!("SHOW GRANTS FOR '{}'@'%';", other.name))?;
    must(others.contains("GRANT SELECT ON ") && !others.contains("DELETE"), &others)
}
