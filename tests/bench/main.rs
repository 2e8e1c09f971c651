//! How long a plan takes beside `pg_dump -s`, and beside migra where it is installed: ratios from one run.
//!
//! `tests/bench/run` builds the release program, starts a private PostgreSQL and calls this. Whole processes are timed from
//! outside, in turn, A B A B …, so that a machine whose speed drifts does not favour one; medians are quoted.

mod measure;
mod sample;
mod shop;

use std::error::Error;
use std::path::{Path, PathBuf};

use sample::{Sample, commands_in_turn};
use shop::Shop;
use tests::Postgres;

const DEFAULT_SIZES: [usize; 3] = [100, 1_000, 5_000];

fn main() -> Result<(), Box<dyn Error>> {
    let program = PathBuf::from(std::env::var_os("GROUNDLINE_BENCH_PROGRAM").ok_or("run `tests/bench/run`")?);
    let runs = number("GROUNDLINE_BENCH_RUNS", 5)?;
    let sizes = match std::env::var("GROUNDLINE_BENCH_TABLES") {
        Ok(list) => list.split(',').map(|size| size.trim().parse()).collect::<Result<Vec<usize>, _>>()?,
        Err(_) => DEFAULT_SIZES.to_vec(),
    };
    println!("{:>7} {:<28} {:>9} {:>9} {:>9} {:>8}", "tables", "what", "median s", "min s", "peak MB", "ratio");
    for tables in sizes {
        compare(&program, tables, runs)?;
    }
    Ok(())
}

/// One size: no-op plan and one-table change beside the peers.
fn compare(program: &Path, tables: usize, runs: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let shop = Shop::write(&folder.path().join("schema"), tables)?;
    let database = Postgres::fresh_database()?;
    database.run(&shop.script())?;
    let home = folder.path().join("home");
    std::fs::create_dir_all(&home)?;
    let desired = shop.folder().display().to_string();
    let plan = || measure::command(program, &home, ["plan", "--url", database.url(), "--schema", &desired]);
    let cold = measure::run(&plan(), 0)?;

    let dump = || measure::command(Path::new("pg_dump"), &home, ["-s", "-d", database.url()]);
    let [no_op, dumped] = commands_in_turn(runs, [(&plan(), 0), (&dump(), 0)])?;
    let mut changes = Vec::new();
    for turn in 0..runs {
        shop.change_one_table(turn)?;
        changes.push(measure::run(&plan(), 2)?);
        shop.change_back()?;
        measure::run(&plan(), 0)?;
    }
    let changed = Sample::of(&changes);
    let floor = dumped.median;
    line(tables, "pg_dump -s", &dumped, floor);
    line(tables, "plan, nothing to do, warm", &no_op, floor);
    line(tables, "plan, one table changed", &changed, floor);
    line(tables, "plan, nothing to do, cold", &Sample::of(&[cold]), floor);
    migra(&shop, &database, &home, tables, floor)
}

/// The peer from PyPI, where it is installed: live against an equal second database.
fn migra(
    shop: &Shop,
    database: &tests::PostgresDatabase,
    home: &Path,
    tables: usize,
    floor: f64,
) -> Result<(), Box<dyn Error>> {
    if tests::ran(std::process::Command::new("migra").arg("--help"), "").is_err() {
        println!(
            "{tables:>7} {:<28} skipped: it is not installed (`pip install migra psycopg2-binary 'setuptools<80' 'sqlalchemy<2'`)",
            "migra"
        );
        return Ok(());
    }
    let twin = Postgres::fresh_database()?;
    twin.run(&shop.script())?;
    // It does not take `postgres://` for the name of a scheme.
    let [live, other] = [database.url(), twin.url()].map(|url| url.replacen("postgres://", "postgresql://", 1));
    let command = measure::command(Path::new("migra"), home, ["--unsafe", &live, &other]);
    let taken = measure::run(&command, 0)?;
    line(tables, "migra, nothing to do", &Sample::of(&[taken]), floor);
    Ok(())
}

fn line(tables: usize, what: &str, sample: &Sample, floor: f64) {
    let ratio = sample.median / floor;
    println!("{tables:>7} {what:<28} {:>9.3} {:>9.3} {:>9.1} {ratio:>7.2}×", sample.median, sample.min, sample.peak_mb);
}

fn number(name: &str, otherwise: usize) -> Result<usize, Box<dyn Error>> {
    Ok(std::env::var(name).map_or(Ok(otherwise), |text| text.parse())?)
}
