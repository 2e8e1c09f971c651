//! What others made since stays when a run is undone.

use libtest_mimic::{Failed, Trial};
use tests::{Fault, Postgres, Program};

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let run = || of_a_new_base_type().map_err(Failed::from);
    let trial = Trial::test("undo/postgres/a table that somebody made with a new base type is not lost with it", run);
    vec![trial.with_ignored_flag(Postgres::named().is_none())]
}

const TYPE: &str = "CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, LIKE = text);
";

/// The server drops a base type only with everything that needs it.
fn of_a_new_base_type() -> Result<(), Fault> {
    let (program, database) = (Program::fresh()?, Postgres::fresh_database()?);
    let file = program.home().join("desired.sql");
    std::fs::write(&file, TYPE)?;
    let file = file.display().to_string();
    program.run(["apply", "--url", database.url(), "--schema", &file, "--yes"])?.succeeded()?;
    database.run("CREATE TABLE mine (a word); INSERT INTO mine VALUES ('kept');")?;
    let refused = program.run(["undo", "--url", database.url()])?;
    let says = refused.stderr.contains("column a of table mine needs the type public.word");
    if refused.status != 1 || !says {
        return Err(Fault::new(format!("the undo was not refused: {refused}")));
    }
    match database.run("SELECT a FROM mine;")?.trim() {
        "kept" => Ok(()),
        other => Err(Fault::new(format!("the table was changed: {other}"))),
    }
}
