//! The review with a live database: what each statement changes, what the rows prove, and that nothing was run.

use std::fs;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::{Fault, MySql, Postgres, Program, Ran, Sqlite};

use super::must;

const CHANGE: &str = "UPDATE t SET a = 1 WHERE b IS NULL;\n\
    INSERT INTO u (id, a) VALUES (1, 1), (2, 2);\n\
    INSERT INTO u (id, a) SELECT id, a FROM t;\n\
    CREATE TABLE made (id int PRIMARY KEY);\n\
    INSERT INTO made SELECT id FROM t;\n\
    INSERT INTO u (id, a) SELECT id, 1 FROM made;\n\
    DELETE FROM t WHERE nothing = 1;\n";

const FILLED: &str = "CREATE TABLE t (id int PRIMARY KEY, a int, b int, name varchar(50));\n\
    CREATE TABLE u (id int PRIMARY KEY, a int);\n\
    INSERT INTO t (id, a, b, name) WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 900) \
    SELECT n, n % 10, NULL, 'a name that is long' FROM n;\nINSERT INTO u VALUES (9, NULL);\n";

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        trial("sqlite counts the rows of each statement", sqlite, false),
        trial("without a database the reason is told", without, false),
    ];
    let (no_postgres, no_mysql) = (Postgres::named().is_none(), MySql::named().is_none());
    trials.push(trial(
        "postgres estimates the rows of each statement, and its rows prove findings",
        postgres,
        no_postgres,
    ));
    trials.push(trial("postgres tells what the login may not do", postgres_rights, no_postgres));
    trials.push(trial("postgres tells its version", postgres_version, no_postgres));
    trials.push(trial("postgres shows on a scratch server what each statement locks", postgres_trace, no_postgres));
    trials.push(trial("postgres tells broken indexes and counters that end", postgres_state, no_postgres));
    trials.push(trial("mysql estimates the rows of each statement, and its rows prove findings", mysql, no_mysql));
    trials
}

fn trial(name: &str, test: fn() -> Result<(), Fault>, is_missing: bool) -> Trial {
    Trial::test(format!("review/live/{name}"), move || test().map_err(Failed::from)).with_ignored_flag(is_missing)
}

/// The program with a file of SQL to review against a database.
struct World {
    program: Program,
    url: String,
}

impl World {
    fn new(url: impl Into<String>) -> Result<Self, Fault> {
        Ok(Self { program: Program::fresh()?, url: url.into() })
    }

    fn review(&self, change: &str, args: &[&str]) -> Result<Ran, Fault> {
        fs::write(self.program.home().join("change.sql"), change)?;
        let fixed = ["review", "--url", &self.url, "change.sql"];
        self.program.run(fixed.into_iter().chain(args.iter().copied()))
    }

    fn json(&self, change: &str, args: &[&str]) -> Result<(Value, Ran), Fault> {
        let ran = self.review(change, &[&["--format", "json", "--fail-on", "never"], args].concat())?;
        let value = serde_json::from_str(&ran.stdout);
        Ok((value.map_err(|error| Fault::new(format!("{error}: {}{}", ran.stdout, ran.stderr)))?, ran))
    }

    /// What every engine must say of the change.
    fn estimates(&self, method: &str) -> Result<(), Fault> {
        let (value, ran) = self.json(CHANGE, &[])?;
        let rows = |at: usize| &value["statements"][at]["affected_rows"];
        let is_about = |at: usize, how: &str| {
            rows(at)["method"] == how && rows(at)["estimate"].as_u64().is_some_and(|rows| (700..1100).contains(&rows))
        };
        must(is_about(0, method) && value["statements"][0]["kind"] == "update", "the update is estimated", &ran)?;
        must(rows(1)["estimate"] == 2 && rows(1)["method"] == "values", "VALUES are counted", &ran)?;
        must(is_about(2, method), "the copy is estimated", &ran)?;
        let reason = |at: usize| rows(at)["reason"].as_str().unwrap_or_default().to_owned();
        must(rows(4)["estimate"].is_null() && reason(4).contains("`made`"), "what is made before has a reason", &ran)?;
        must(reason(5).contains("nothing"), "what the database refuses has a reason", &ran)?;
        let finding = |rule: &str| value["findings"].as_array().into_iter().flatten().find(|one| one["rule"] == rule);
        let fails = finding("dml-explain-fails").is_some_and(|one| one["line"] == 7 && one["known_by"] == "live");
        must(fails, "a statement that cannot run is a finding", &ran)?;
        let limit = "[rules.affected-rows-limit]\nnumber = 500\n";
        fs::write(self.program.home().join("policy.toml"), limit)?;
        let ran = self.review(CHANGE, &["--policy", "policy.toml", "--only", "affected-rows-limit"])?;
        must(ran.stdout.contains("[affected-rows-limit]: it changes "), "the limit holds", &ran)?;
        must(ran.stdout.contains("rows: change.sql:2 INSERT u: 2 rows\n"), "the summary tells the rows", &ran)?;
        must(ran.stdout.contains("= known by: the live database"), "what decided it is told", &ran)?;
        let ran = self.review(CHANGE, &["--fail-on", "never", "--format", "markdown"])?;
        must(ran.stdout.contains("| `INSERT u` | `change.sql:2` | 2 rows |"), "the comment tells the rows", &ran)
    }

    /// What the rows say of one change: the level and the message of the finding.
    fn settles(&self, change: &str, rule: &str, level: &str, words: &str) -> Result<(), Fault> {
        let (value, ran) = self.json(change, &["--only", rule])?;
        let one = &value["findings"][0];
        let says = one["message"].as_str().is_some_and(|message| message.contains(words));
        must(one["level"] == level && says && one["known_by"] == "live", &format!("{rule}: {level}, {words}"), &ran)
    }
}

fn sqlite() -> Result<(), Fault> {
    let database = Sqlite::fresh()?;
    database.run(FILLED)?;
    let before = database.rows()?;
    let world = World::new(database.url())?;
    world.estimates("count")?;
    let unique = "CREATE UNIQUE INDEX i ON t (a);";
    world.settles(unique, "unique-may-have-duplicates", "error", "; proven, values of a that several rows have: 10")?;
    let unique = "CREATE UNIQUE INDEX i ON t (id, b);";
    let ran = world.review(unique, &["--only", "unique-may-have-duplicates"])?;
    must(ran.status == 0, "a key over fewer columns proves it already", &ran)?;
    if database.rows()? != before {
        return Err(Fault::new("a review changed rows"));
    }
    Ok(())
}

fn without() -> Result<(), Fault> {
    let program = Program::fresh()?;
    fs::write(program.home().join("change.sql"), CHANGE)?;
    let args = ["review", "--engine", "postgres", "--fail-on", "never", "change.sql"];
    let ran = program.run(args)?;
    let says = ran.stdout.contains("rows: not estimated for 5 statements; a database that `--url` names tells");
    must(says, "the summary tells that nobody was asked", &ran)?;
    let ran = program.run(args.into_iter().chain(["--format", "json"]))?;
    let value: Value = serde_json::from_str(&ran.stdout).map_err(|error| Fault::new(error.to_string()))?;
    let rows = &value["statements"][0]["affected_rows"];
    let says = rows["estimate"].is_null() && rows["reason"].as_str().is_some_and(|reason| reason.contains("--url"));
    must(says && value["server"].is_null(), "the reason is told", &ran)
}

fn postgres() -> Result<(), Fault> {
    let database = Postgres::database_with(&format!("{FILLED}ANALYZE;"))?;
    let before = database.rows()?;
    let world = World::new(database.url())?;
    world.estimates("explain")?;
    rows_prove(
        &world,
        "ALTER TABLE t ALTER COLUMN name TYPE varchar(5);",
        "ALTER TABLE t ALTER COLUMN name TYPE varchar(30);",
    )?;
    let nulls = "ALTER TABLE t ALTER COLUMN b SET NOT NULL;";
    world.settles(nulls, "not-null-may-have-nulls", "error", "; proven, rows with NULL in `b`: more than 100")?;
    let nulls = "ALTER TABLE t ALTER COLUMN a SET NOT NULL;";
    world.settles(
        nulls,
        "not-null-may-have-nulls",
        "notice",
        "; the data allows it now, rows with NULL in `a`: none",
    )?;
    let touched = "DELETE FROM t WHERE b IS NULL; ALTER TABLE t ALTER COLUMN b SET NOT NULL;";
    let ran = world.review(touched, &["--only", "not-null-may-have-nulls"])?;
    must(!ran.stdout.contains("proven"), "rows that change before are no proof", &ran)?;
    if database.rows()? != before {
        return Err(Fault::new("a review changed rows"));
    }
    Ok(())
}

/// What holds of rows on every server.
fn rows_prove(world: &World, shorter: &str, short: &str) -> Result<(), Fault> {
    let key = |columns: &str| format!("ALTER TABLE t ADD CONSTRAINT k UNIQUE ({columns});");
    world.settles(
        &key("a"),
        "unique-may-have-duplicates",
        "error",
        "; proven, values of a that several rows have: 10",
    )?;
    let orphans = "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);";
    world.settles(orphans, "fk-may-have-orphans", "error", "; proven, rows that point at nothing: more than 100")?;
    let orphans = "ALTER TABLE u ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id);";
    world.settles(orphans, "fk-may-have-orphans", "notice", "; the data allows it now")?;
    let check = |condition: &str| format!("ALTER TABLE t ADD CONSTRAINT c CHECK ({condition});");
    world.settles(&check("a > 5"), "check-may-be-violated", "error", "; proven, rows that break it: more than 100")?;
    world.settles(&check("a < 10"), "check-may-be-violated", "notice", "; the data allows it now")?;
    world.settles(shorter, "lossy-type-change", "error", "; proven, rows whose `name` does not fit: more than 100")?;
    world.settles(short, "lossy-type-change", "notice", "; the data allows it now")
}

fn postgres_rights() -> Result<(), Fault> {
    let database = Postgres::database_with(&format!(
        "{FILLED}DO $$ BEGIN CREATE ROLE groundline_reviewer LOGIN PASSWORD 'reader'; EXCEPTION WHEN duplicate_object THEN NULL; \
         WHEN unique_violation THEN NULL; END $$; GRANT USAGE ON SCHEMA public TO groundline_reviewer; \
         GRANT SELECT, INSERT ON t TO groundline_reviewer;"
    ))?;
    let (_, place) = database.url().split_once('@').ok_or_else(|| Fault::new("a URL without a login"))?;
    let world = World::new(format!("postgres://groundline_reviewer:reader@{place}"))?;
    let change =
        "INSERT INTO t (id) VALUES (1000);\nUPDATE t SET a = 1 WHERE id = 1;\nALTER TABLE u ADD COLUMN c int;\n";
    let ran = world.review(change, &["--only", "privilege-missing,statement-object-owner-check"])?;
    must(ran.status == 3 && ran.stdout.contains("the role has no UPDATE on `t`"), "a privilege is missing", &ran)?;
    must(ran.stdout.contains("the role does not own `u`"), "an owner is another", &ran)?;
    must(ran.stdout.contains("and `groundline_reviewer` changes it"), "who it is is told", &ran)?;
    must(!ran.stdout.contains("no INSERT"), "what is granted is", &ran)?;
    let ran =
        World::new(database.url())?.review(change, &["--only", "privilege-missing,statement-object-owner-check"])?;
    must(ran.status == 0, "a superuser may all of it", &ran)
}

fn postgres_version() -> Result<(), Fault> {
    let database = Postgres::database_with(FILLED)?;
    let version = Postgres::named().ok_or_else(|| Fault::new("no server"))?.major_version()?;
    let change = "CREATE TABLE made (id uuid PRIMARY KEY DEFAULT uuidv7());\n";
    let ran = World::new(database.url())?.review(change, &["--only", "engine-version-feature"])?;
    must((ran.status == 3) == (version < 18), "what the server's version lacks is told", &ran)
}

fn postgres_trace() -> Result<(), Fault> {
    let server = Postgres::named().ok_or_else(|| Fault::new("no server"))?;
    let database = Postgres::database_with(FILLED)?;
    let world = World::new(database.url())?;
    let change = "ALTER TABLE t ALTER a TYPE bigint;\n\
        ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES u NOT VALID;\n\
        CREATE INDEX CONCURRENTLY i ON t (b);\n\
        CREATE TABLE made (id int PRIMARY KEY);\nTRUNCATE made;\n\
        UPDATE t SET b = 1 WHERE id = 1;\n\
        TRUNCATE u;\n\
        CREATE ROLE groundline_of_a_trace;\n";
    let scratch = ["--only", "lock-verified-by-trace", "--scratch-url", server.url()];
    let (value, ran) = world.json(change, &scratch)?;
    let said = |line: u64| {
        let found = value["findings"].as_array().into_iter().flatten().find(|one| one["line"] == line);
        found.and_then(|one| one["message"].as_str()).unwrap_or_default().to_owned()
    };
    let rewrite = "`public.t` ACCESS EXCLUSIVE, written anew: blocks every read and write; seen on PostgreSQL ";
    must(said(1).starts_with(rewrite), "the lock and the rewrite are shown", &ran)?;
    let both = "`public.t` SHARE ROW EXCLUSIVE, `public.u` SHARE ROW EXCLUSIVE: blocks every write; seen on ";
    must(said(2).starts_with(both), "all tables that are locked are shown", &ran)?;
    must(said(3).contains("outside of a transaction"), "what could not be seen says why", &ran)?;
    must(said(4).is_empty() && said(5).is_empty() && said(6).is_empty(), "what keeps nobody out is silent", &ran)?;
    must(said(7).contains("fails on PostgreSQL ") && said(7).contains("cannot truncate"), "what fails is told", &ran)?;
    must(said(8).ends_with("it reaches beyond one database"), "what reaches further does not run", &ran)?;
    must(value["findings"][0]["known_by"] == "trace", "it says what it rests on", &ran)?;
    must(!ran.stdout.contains("the table of operations says"), "the table of operations agrees", &ran)?;
    let left = server.run("SELECT count(*) FROM pg_roles WHERE rolname = 'groundline_of_a_trace';")?;
    must(
        left.trim() == "0" && database.run("SELECT count(*) FROM u;")?.trim() == "1",
        "nothing else is changed",
        &ran,
    )?;
    let mysql = ["review", "--engine", "mysql", "--scratch-url", server.url(), "change.sql"];
    let ran = world.program.run(mysql)?;
    must(ran.status == 1 && ran.stderr.contains("only PostgreSQL lets the locks"), "other engines are refused", &ran)
}

fn postgres_state() -> Result<(), Fault> {
    let database = Postgres::database_with(&format!(
        "{FILLED}CREATE TABLE c (id serial PRIMARY KEY, a int); SELECT setval('c_id_seq', 2000000000);"
    ))?;
    database.try_run("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a);")?;
    let world = World::new(database.url())?;
    let change = "CREATE INDEX CONCURRENTLY IF NOT EXISTS broken ON t (a);\nINSERT INTO c (a) VALUES (1);\n";
    let ran = world.review(change, &["--only", "invalid-index-left,auto-inc-near-capacity"])?;
    must(
        ran.status == 3 && ran.stdout.contains("error[invalid-index-left]: `broken` is there and INVALID"),
        "it is told",
        &ran,
    )?;
    must(ran.stdout.contains("is at 2000000000 of 2147483647: 93 %"), "the counter is told", &ran)?;
    let dropped = format!("DROP INDEX CONCURRENTLY broken;\n{change}");
    let ran = world.review(&dropped, &["--only", "invalid-index-left"])?;
    must(ran.status == 0, "what drops it first is right", &ran)
}

fn mysql() -> Result<(), Fault> {
    let database = MySql::database_with(&format!("{FILLED}ANALYZE TABLE t, u;"))?;
    let before = database.rows()?;
    let world = World::new(database.url())?;
    world.estimates("explain")?;
    rows_prove(&world, "ALTER TABLE t MODIFY name varchar(5);", "ALTER TABLE t MODIFY name varchar(30);")?;
    let no_number = "ALTER TABLE t MODIFY name int;";
    world.settles(no_number, "cast-may-fail", "error", "; proven, rows whose `name` is no `int`: more than 100")?;
    database.run("CREATE TABLE texts (a varchar(9)); INSERT INTO texts VALUES ('12'), (' +7'), ('-128 '), (NULL);")?;
    let number = "ALTER TABLE texts MODIFY a tinyint;";
    world.settles(
        number,
        "cast-may-fail",
        "notice",
        "; the data allows it now, rows whose `a` is no `tinyint`: none",
    )?;
    database.run("DROP TABLE texts;")?;
    let unique = "ALTER TABLE t ADD UNIQUE KEY k (a);";
    world.settles(unique, "osc-unique-may-drop-rows", "error", "; proven, values of a that several rows have: 10")?;
    if database.rows()? != before {
        return Err(Fault::new("a review changed rows"));
    }
    Ok(())
}
