//! The peers of a plan, where they are installed: live against an equal second database, or its dump against an equal one.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use tests::Postgres;

use crate::Bench;
use crate::measure;
use crate::sample::Sample;

/// migra, from PyPI.
pub(crate) fn migra(bench: &Bench<'_>, floor: f64) -> Result<(), Box<dyn Error>> {
    let what = "migra, nothing to do";
    if tests::ran(Command::new("migra").arg("--help"), "").is_err() {
        bench.skip(what, "it is not installed (`pip install migra psycopg2-binary 'setuptools<80' 'sqlalchemy<2'`)");
        return Ok(());
    }
    let twin = Postgres::fresh_database()?;
    twin.run(&bench.shop.script())?;
    // It does not take `postgres://` for the name of a scheme.
    let name = |url: &str| url.replacen("postgres://", "postgresql://", 1);
    let other = name(twin.url());
    let command = |url: &str| measure::command(Path::new("migra"), &bench.home, ["--unsafe", &name(url), &other]);
    let taken = measure::run(&command(bench.database.url()), 0)?;
    let asked = bench.asked(command, 0)?;
    bench.line(what, &Sample::of(&[taken]), Some(asked), floor);
    Ok(())
}

/// apgdiff, from Debian: it compares files, so that the dump that it needs is a part of it.
pub(crate) fn apgdiff(bench: &Bench<'_>, folder: &Path, floor: f64) -> Result<(), Box<dyn Error>> {
    let what = "pg_dump -s and apgdiff";
    if tests::ran(Command::new("apgdiff").arg("--version"), "").is_err() {
        bench.skip(what, "it is not installed (`apt-get install apgdiff`, where Debian has it)");
        return Ok(());
    }
    let file = |name: &str| folder.join(name).display().to_string();
    let [desired, live] = [file("desired.sql"), file("live.sql")];
    let dump =
        |into: &str| measure::command(Path::new("pg_dump"), &bench.home, ["-s", "-f", into, bench.database.url()]);
    measure::run(&dump(&desired), 0)?;
    let dumped = measure::run(&dump(&live), 0)?;
    let compared = measure::run(&measure::command(Path::new("apgdiff"), &bench.home, [&live, &desired]), 0)?;
    let taken =
        measure::Taken { seconds: dumped.seconds + compared.seconds, peak_mb: dumped.peak_mb.max(compared.peak_mb) };
    bench.line(what, &Sample::of(&[taken]), None, floor);
    Ok(())
}
