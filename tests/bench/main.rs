//! How long a plan takes beside `pg_dump -s`, and beside migra and apgdiff where they are installed: ratios from one run, with peak
//! memory and the number of queries.
//!
//! `tests/bench/run` builds the release program, starts a private PostgreSQL and calls this. Whole processes are timed from
//! outside, in turn, A B A B …, so that a machine whose speed drifts does not favour one; medians are quoted. Queries are counted
//! in a run of their own, through a wire that reads along.

mod measure;
mod peers;
mod queries;
mod sample;
mod shop;

use std::error::Error;
use std::path::{Path, PathBuf};

use measure::{Measured, Taken};
use queries::Queries;
use sample::{Sample, commands_in_turn};
use shop::Shop;
use tests::{Postgres, PostgresDatabase};

const DEFAULT_SIZES: [usize; 3] = [100, 1_000, 10_000];

fn main() -> Result<(), Box<dyn Error>> {
    let program = PathBuf::from(std::env::var_os("GROUNDLINE_BENCH_PROGRAM").ok_or("run `tests/bench/run`")?);
    let runs = number("GROUNDLINE_BENCH_RUNS", 5)?;
    let sizes = match std::env::var("GROUNDLINE_BENCH_TABLES") {
        Ok(list) => list.split(',').map(|size| size.trim().parse()).collect::<Result<Vec<usize>, _>>()?,
        Err(_) => DEFAULT_SIZES.to_vec(),
    };
    let titles = ["tables", "what", "median s", "min s", "peak MB", "queries", "ratio"];
    println!(
        "{:>7} {:<28} {:>9} {:>9} {:>9} {:>8} {:>8}",
        titles[0], titles[1], titles[2], titles[3], titles[4], titles[5], titles[6]
    );
    for tables in sizes {
        compare(&program, tables, runs)?;
    }
    Ok(())
}

/// What is measured at one size.
struct Bench<'a> {
    program: &'a Path,
    home: PathBuf,
    shop: Shop,
    database: PostgresDatabase,
    wire: Queries,
    tables: usize,
    runs: usize,
}

/// One size: nothing to do, one table changed, one in ten changed, beside the peers.
fn compare(program: &Path, tables: usize, runs: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let shop = Shop::write(&folder.path().join("schema"), tables)?;
    let database = Postgres::fresh_database()?;
    database.run(&shop.script())?;
    let home = folder.path().join("home");
    std::fs::create_dir_all(&home)?;
    let wire = Queries::to(port_of(database.url()).ok_or("the URL has no port")?)?;
    let bench = Bench { program, home, shop, database, wire, tables, runs };

    let cold = measure::run(&bench.plan(bench.database.url()), 0)?;
    let dump = |url: &str| measure::command(Path::new("pg_dump"), &bench.home, ["-s", "-d", url]);
    let (plan, url) = (bench.plan(bench.database.url()), bench.database.url());
    let [no_op, dumped] = commands_in_turn(runs, [(&plan, 0), (&dump(url), 0)])?;
    let floor = dumped.median;
    let asked = bench.asked(|url| dump(url), 0)?;
    bench.line("pg_dump -s", &dumped, Some(asked), floor);
    let asked = bench.asked(|url| bench.plan(url), 0)?;
    bench.line("plan, nothing to do, warm", &no_op, Some(asked), floor);
    bench.changed("plan, one table changed", 1, floor)?;
    bench.changed("plan, one in ten changed", tables.div_ceil(10), floor)?;
    bench.line("plan, nothing to do, cold", &Sample::of(&[cold]), None, floor);
    peers::migra(&bench, floor)?;
    peers::apgdiff(&bench, folder.path(), floor)
}

impl Bench<'_> {
    fn plan(&self, url: &str) -> Measured {
        let desired = self.shop.folder().display().to_string();
        measure::command(self.program, &self.home, ["plan", "--url", url, "--schema", &desired])
    }

    /// Plans with that many tables changed, each after one with nothing to do, so that nothing but the change is new.
    fn changed(&self, what: &str, many: usize, floor: f64) -> Result<(), Box<dyn Error>> {
        let url = self.database.url();
        let mut taken: Vec<Taken> = Vec::new();
        for turn in 0..self.runs {
            self.shop.change(many, turn)?;
            taken.push(measure::run(&self.plan(url), 2)?);
            self.shop.change_back(many)?;
            measure::run(&self.plan(url), 0)?;
        }
        self.shop.change(many, self.runs)?;
        let asked = self.asked(|url| self.plan(url), 2)?;
        self.shop.change_back(many)?;
        measure::run(&self.plan(url), 0)?;
        self.line(what, &Sample::of(&taken), Some(asked), floor);
        Ok(())
    }

    /// How many queries a command asks; it must end with that status.
    fn asked(&self, command: impl Fn(&str) -> Measured, status: i32) -> Result<usize, Box<dyn Error>> {
        let url = self.database.url_by(self.wire.port())?;
        self.wire.taken();
        measure::run(&command(&url), status)?;
        Ok(self.wire.taken())
    }

    fn line(&self, what: &str, sample: &Sample, queries: Option<usize>, floor: f64) {
        let (tables, ratio) = (self.tables, sample.median / floor);
        let queries = queries.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let Sample { median, min, peak_mb } = sample;
        println!("{tables:>7} {what:<28} {median:>9.3} {min:>9.3} {peak_mb:>9.1} {queries:>8} {ratio:>7.2}×");
    }

    fn skip(&self, what: &str, why: &str) {
        println!("{:>7} {what:<28} skipped: {why}", self.tables);
    }
}

fn port_of(url: &str) -> Option<u16> {
    let (server, _) = url.rsplit_once('/')?;
    server.rsplit_once(':')?.1.parse().ok()
}

fn number(name: &str, otherwise: usize) -> Result<usize, Box<dyn Error>> {
    Ok(std::env::var(name).map_or(Ok(otherwise), |text| text.parse())?)
}
