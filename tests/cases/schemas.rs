//! Real schemas, read from `../shared/schemas` beside the checkout where it is there; none of them is ours to keep.
//!
//! Each is imported: a plan against the database it came from is empty, and applying it to an empty database makes one in
//! which an independent observer sees no difference.

use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use tests::{Fault, Postgres, Program, Ran, shared, without_privileges};

use super::database::{Database, Engine};
use super::outcome::{Demand, Outcome};
use super::property::difference;

pub(crate) fn trials() -> Vec<Trial> {
    let Some(folder) = shared("schemas") else {
        return vec![Trial::test("schemas: there is no ../shared/schemas", || Ok(())).with_ignored_flag(true)];
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files.into_iter().filter_map(trial).collect()
}

fn trial(file: PathBuf) -> Option<Trial> {
    let name = file.file_name()?.to_string_lossy().into_owned();
    let engine = [Engine::Sqlite, Engine::Postgres, Engine::MySql]
        .into_iter()
        .find(|engine| name.ends_with(&format!(".{}.sql", engine.name())))?;
    let run = {
        let name = name.clone();
        move || rebuilt(engine, &file).err().unwrap_or(Outcome::Passed).counted("real schemas", &name, Demand::Pass)
    };
    Some(Trial::test(format!("schemas/{name}"), run).with_ignored_flag(engine.missing().is_some()))
}

fn rebuilt(engine: Engine, file: &Path) -> Result<(), Outcome> {
    let program = Program::fresh()?;
    let sql = loadable(engine, &std::fs::read_to_string(file)?)?;
    let original = Database::with(engine, &sql).map_err(|fault| Outcome::Unusable(fault.to_string()))?;

    let folder = program.home().join("imported");
    let folder = folder.to_string_lossy();
    done(&program.run(["import", "--url", &original.url(), "--out", &folder])?)?;
    is_empty(&program.run(["plan", "--url", &original.url(), "--schema", &folder])?)?;

    let copy = Database::fresh(engine)?;
    done(&program.run(["apply", "--url", &copy.url(), "--schema", &folder, "--yes", "--allow", "all"])?)?;
    is_empty(&program.run(["plan", "--url", &copy.url(), "--schema", &folder])?)?;
    let (expected, made) = (without_privileges(&original.observer()?), without_privileges(&copy.observer()?));
    if made == expected { Ok(()) } else { Err(Outcome::Wrong(difference(&expected, &made))) }
}

fn done(ran: &Ran) -> Result<(), Outcome> {
    match ran.status {
        0 => Ok(()),
        3 => Err(Outcome::Refused(ran.to_string())),
        _ => Err(Outcome::Failed(ran.to_string())),
    }
}

fn is_empty(ran: &Ran) -> Result<(), Outcome> {
    if ran.status == 2 { Err(Outcome::NotConverged(ran.to_string())) } else { done(ran) }
}

/// The script without what makes and enters a database of its own, and without what this server is too old for.
fn loadable(engine: Engine, sql: &str) -> Result<String, Fault> {
    let makes_database = |line: &&str| {
        ["DROP DATABASE", "CREATE DATABASE", "DROP SCHEMA", "CREATE SCHEMA", "USE ", "\\c "]
            .iter()
            .any(|start| line.starts_with(start))
    };
    let own = sql.lines().filter(|line| !makes_database(line)).collect::<Vec<_>>().join("\n");
    // What names the database that the script makes means the one that it is loaded into.
    let made = sql.lines().find_map(|line| line.strip_prefix("USE ")).map(|name| name.trim_matches([';', ' ', '`']));
    let own = made.map_or(own.clone(), |name| own.replace(&format!("{name}."), "").replace(&format!("`{name}`."), ""));
    match Postgres::named() {
        Some(server) if engine == Engine::Postgres => fitting(&server, own),
        _ => Ok(own),
    }
}

fn fitting(server: &Postgres, mut sql: String) -> Result<String, Fault> {
    if sql.contains("uuidv7()") && server.major_version()? < 18 {
        println!(
            "this server is older than 18: `gen_random_uuid` stands for `uuidv7`, and generated columns are stored"
        );
        sql = sql.replace("uuidv7()", "gen_random_uuid()").replace(") VIRTUAL", ") STORED");
    }
    let vector = "SELECT name FROM pg_available_extensions WHERE name = 'vector';";
    if sql.contains("EXTENSION IF NOT EXISTS vector") && !server.run(vector)?.contains("vector") {
        println!("this server has no extension `vector`: its columns are arrays here, its index is left out");
        let is_kept = |line: &&str| {
            let of_extension = line.contains("EXTENSION") && line.contains(" vector ");
            !of_extension && !line.contains("USING hnsw")
        };
        let kept: Vec<_> = sql.lines().filter(is_kept).collect();
        sql = kept.join("\n").replace("public.vector(20)", "real[]");
    }
    Ok(sql)
}
