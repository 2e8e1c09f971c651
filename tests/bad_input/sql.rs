//! SQL that is not right: where, what, why, and what to do.

use tests::Fault;

use super::answer::{World, must, says};
use crate::cases::database::Engine;

const HERE: &str = "CREATE TABLE here (a integer PRIMARY KEY, b text);\n";

fn is_wrong(engine: Engine, sql: &str, words: &[&str]) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    world.write("schema/tables.sql", &format!("{HERE}{sql}"))?;
    world.answers("schema", 1, words)
}

pub(super) fn broken(engine: Engine) -> Result<(), Fault> {
    let words = if engine == Engine::MySql { "error in your SQL syntax" } else { "syntax error" };
    is_wrong(engine, "CREATE TABLE u (\n  id integer PRIMARY KEY,,\n  b text);", &["schema/tables.sql:3:", words])
}

pub(super) fn not_closed(engine: Engine) -> Result<(), Fault> {
    is_wrong(engine, "CREATE TABLE u (id integer DEFAULT 'never ends);\n", &["schema/tables.sql:2:"])
}

pub(super) fn duplicates(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    world.write("schema/one.sql", HERE)?;
    world.write("schema/two.sql", &format!("\n{HERE}"))?;
    world.answers("schema", 1, &["schema/two.sql:2:1", "schema/one.sql:1", "here", "one of the two"])
}

pub(super) fn missing_table(engine: Engine) -> Result<(), Fault> {
    is_wrong(
        engine,
        "CREATE TABLE u (id integer REFERENCES nosuch (id));",
        &["schema/tables.sql:2:", "nosuch", "does not exist"],
    )
}

pub(super) fn missing_column(engine: Engine) -> Result<(), Fault> {
    is_wrong(engine, "CREATE VIEW v AS\n  SELECT nosuch FROM here;", &["schema/tables.sql:3:10", "nosuch"])
}

pub(super) fn cyclic_views(engine: Engine) -> Result<(), Fault> {
    let sql = "CREATE VIEW one AS SELECT * FROM two;\nCREATE VIEW two AS SELECT * FROM one;";
    is_wrong(engine, sql, &["schema/tables.sql:2:1", "schema/tables.sql:3", "one", "two", "circ"])
}

pub(super) fn rows_in_a_schema(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    world.write("schema/tables.sql", &format!("{HERE}INSERT INTO here VALUES (2, 'x');"))?;
    world.answers("schema", 3, &["schema/tables.sql:2:1", "INSERT"])
}

pub(super) fn every_error_is_told(engine: Engine) -> Result<(), Fault> {
    let sql = "CREATE VIEW v AS SELECT nosuch FROM here;\nCREATE VIEW w AS SELECT neither FROM here;";
    is_wrong(engine, sql, &["schema/tables.sql:2:", "nosuch", "schema/tables.sql:3:", "neither"])
}

pub(super) fn foreign_bytes(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    std::fs::write(world.program.home().join("latin.sql"), b"-- caf\xe9\n")?;
    world.answers("latin.sql", 1, &["latin.sql", "not UTF-8", "byte 6"])?;
    world.write("null.sql", "CREATE TABLE t (a\0 integer);")?;
    world.answers("null.sql", 1, &["null.sql:1:"])
}

pub(super) fn absent_and_empty(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    world.answers("nosuch.sql", 1, &["`nosuch.sql` is not there"])?;
    std::fs::create_dir(world.program.home().join("empty"))?;
    world.answers("empty", 1, &["`empty` holds no .sql file"])?;
    world.write("nothing.sql", "-- a schema that is meant to be empty\n")?;
    let url = world.database.url();
    let ran = world.program.run(["apply", "--url", &url, "--schema", "nothing.sql", "--yes"])?;
    says(&ran, 3, &["data-loss", "here", "--allow data-loss"])
}

/// A file that changes between planning and applying is planned anew; a database that changes supersedes a saved plan.
pub(super) fn superseded(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    let url = world.database.url();
    world.write("s.sql", "CREATE TABLE here (a integer PRIMARY KEY, b text, c text);")?;
    says(&world.program.run(["plan", "--url", &url, "--schema", "s.sql", "--save", "p.json"])?, 2, &[])?;
    world.database.run("ALTER TABLE here ADD COLUMN z integer;")?;
    let before = (world.database.observer()?, world.database.rows()?);
    let run = || world.program.run(["apply", "--url", &url, "--plan", "p.json", "--yes", "--allow", "all"]);
    says(&run()?, 3, &["superseded", "plan again"])?;
    must((world.database.observer()?, world.database.rows()?) == before, "a superseded plan changed something")?;
    world.database.run("ALTER TABLE here DROP COLUMN z;")?;
    let text = std::fs::read_to_string(world.program.home().join("p.json"))?;
    world.write("p.json", &text.replace("ADD COLUMN c", "ADD COLUMN other"))?;
    says(&run()?, 3, &["digest", "edited"])?;
    world.write("p.json", "{}")?;
    says(&run()?, 1, &["`p.json` is not a plan", "--save"])?;
    world.write("p.json", &text)?;
    says(&run()?, 0, &[])
}

/// What a schema of 50 MB comes to: rows in it are refused at their place, comments are read over.
pub(super) fn fifty_megabytes(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    let size = 50 << 20;
    let row = "INSERT INTO here VALUES (12345, 'some text that stands in a dump of a database, and more of it');\n";
    world.write("dump.sql", &format!("{HERE}{}", row.repeat(size / row.len())))?;
    world.write(
        "comments.sql",
        &format!("{}{HERE}", "-- a remark that says very little and goes on and on\n".repeat(size / 53)),
    )?;
    let url = world.database.url();
    for (file, status, words) in [("dump.sql", 3, &["dump.sql:2:1", "INSERT"][..]), ("comments.sql", 0, &[])] {
        let ran = tests::ran(
            std::process::Command::new("prlimit")
                // Four gigabytes, and ninety seconds of the processor, whatever else the machine does.
                .args(["--as=4000000000", "--cpu=90"])
                .arg(world.program.binary())
                .args(["plan", "--url", &url, "--schema", file])
                .current_dir(world.program.home())
                .env("HOME", world.program.home()),
            "",
        )?;
        let lines = ran.stderr.lines().count();
        let shown = tests::Ran { stderr: ran.stderr.chars().take(2000).collect(), ..ran };
        says(&shown, status, words)?;
        must(lines < 1000, "it says the same a thousand times")?;
    }
    Ok(())
}

const ODD: &str = "CREATE TABLE \"say \"\"hi\"\"\" (\"a b\" integer PRIMARY KEY, \"it's\" text DEFAULT 'it''s', \"select\" text, \"😀\" text);
         CREATE TABLE \"order\" (\"group\" integer PRIMARY KEY, \"Größe/..\\x\" text, \"user\" integer REFERENCES \"say \"\"hi\"\"\" (\"a b\"));
         CREATE INDEX \"in dex;--\" ON \"order\" (\"user\", \"Größe/..\\x\");
         CREATE VIEW \"../up\" AS SELECT \"😀\" AS \"ta\"\"ble\", \"a b\" FROM \"say \"\"hi\"\"\";
         INSERT INTO \"say \"\"hi\"\"\" VALUES (1, 'a', 'b', '😀');";

/// MySQL has no names with characters beyond the first 65,536, and needs a length for an index on text.
const ODD_MYSQL: &str = "CREATE TABLE `say \"hi\"` (`a b` integer PRIMARY KEY, `it's` varchar(9) DEFAULT 'it''s', `select` text, `☃` varchar(9) DEFAULT '😀');
         CREATE TABLE `order` (`group` integer PRIMARY KEY, `Größe/..\\x` text, `us``er` integer,
             CONSTRAINT `of \"hi\"` FOREIGN KEY (`us``er`) REFERENCES `say \"hi\"` (`a b`));
         CREATE INDEX `in dex;--` ON `order` (`us``er`, `Größe/..\\x`(5));
         CREATE VIEW `../up` AS SELECT `☃` AS `ta``ble`, `a b` FROM `say \"hi\"`;
         INSERT INTO `say \"hi\"` VALUES (1, 'a', 'b', '😀');";

/// Names that need quotes go round: import, an empty plan, an empty database made the same.
pub(super) fn odd_names(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    world.database.run(if engine == Engine::MySql { ODD_MYSQL } else { ODD })?;
    let url = world.database.url();
    says(&world.program.run(["import", "--url", &url, "--out", "out"])?, 0, &[])?;
    says(&world.program.run(["plan", "--url", &url, "--schema", "out"])?, 0, &[])?;
    let copy = World { program: world.program, database: crate::cases::database::Database::fresh(engine)? };
    let other = copy.database.url();
    says(&copy.program.run(["apply", "--url", &other, "--schema", "out", "--yes"])?, 0, &[])?;
    must(copy.database.observer()? == world.database.observer()?, "the copy is not the same")?;
    says(&copy.program.run(["undo", "--url", &other])?, 0, &[])?;
    copy.write("less.sql", HERE)?;
    let before = (world.database.observer()?, world.database.rows()?);
    let args = ["apply", "--url", &url, "--schema", "less.sql", "--yes", "--allow", "all"];
    says(&copy.program.run(args)?, 0, &[])?;
    says(&copy.program.run(["undo", "--url", &url])?, 0, &[])?;
    must((world.database.observer()?, world.database.rows()?) == before, "undo did not bring everything back")
}
