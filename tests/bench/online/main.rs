//! One table changed online beside `ALGORITHM=COPY` and pt-online-schema-change: idle, and under a bounded write load.
//!
//! `tests/bench/run online` builds the release program, starts a private MariaDB that writes to disk as production does, and
//! calls this. Each contestant gets the same table anew, `int` to `bigint` of its key; ratios are from one run.

mod account;
mod load;
#[path = "../measure.rs"]
mod measure;
mod replay;
mod server;

use std::error::Error;
use std::path::{Path, PathBuf};

use load::{Latencies, Load};
use measure::{Measured, Taken};
use server::Server;

const OURS: &str = "groundline online";
const CHANGE: &str = "MODIFY id BIGINT NOT NULL AUTO_INCREMENT";

fn main() -> Result<(), Box<dyn Error>> {
    let program = PathBuf::from(std::env::var_os("GROUNDLINE_BENCH_PROGRAM").ok_or("run `tests/bench/run online`")?);
    let server = Server::named()?;
    let home = tempfile::tempdir()?;
    println!(
        "{:>10} {:<10} {:<26} {:>8} {:>9} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "rows", "load", "what", "seconds", "rows/s", "ratio", "peak MB", "tx", "p50 ms", "p99 ms", "max ms", "refused"
    );
    for rows in sizes()? {
        server.make_base(rows)?;
        for rate in [0, rate()?] {
            compare(&server, &program, home.path(), rows, rate)?;
        }
        replay::measure(&server, &program, home.path(), rows)?;
    }
    Ok(())
}

fn sizes() -> Result<Vec<u64>, Box<dyn Error>> {
    let list = std::env::var("GROUNDLINE_BENCH_ROWS").unwrap_or_else(|_| "1000000".to_owned());
    Ok(list.split(',').map(|size| size.trim().parse()).collect::<Result<_, _>>()?)
}

/// Transactions of the load in a second.
fn rate() -> Result<u32, Box<dyn Error>> {
    Ok(std::env::var("GROUNDLINE_BENCH_RATE").map_or(Ok(150), |rate| rate.parse())?)
}

fn compare(server: &Server, program: &Path, home: &Path, rows: u64, rate: u32) -> Result<(), Box<dyn Error>> {
    let native = server.statement(home, &format!("ALTER TABLE big {CHANGE}, ALGORITHM=COPY, LOCK=SHARED"));
    let url = server.url();
    let ours = account::told(measure::command(program, home, online(&url)), home);
    let mut contestants = vec![("ALGORITHM=COPY", native), (OURS, ours)];
    match server.pt_online_schema_change(home, CHANGE) {
        Some(peer) => contestants.push(("pt-online-schema-change", peer)),
        None => println!("skipped: pt-online-schema-change is not installed (Debian: percona-toolkit)"),
    }
    if rate > 0 {
        server.fill()?;
        let alone = Load::begin(server, rows, rate)?.for_seconds(10)?;
        line(rows, rate, "load alone", None, None, Some(&alone));
    }
    let mut floor = None;
    for (name, command) in contestants {
        server.fill()?;
        let (taken, latencies) = contest(server, &command, rows, rate)?;
        server.must_have_changed()?;
        let base = *floor.get_or_insert(taken.seconds);
        line(rows, rate, name, Some(&taken), Some(taken.seconds / base), latencies.as_ref());
        if name == OURS {
            println!("{:>10} {}", "", account::read(home)?);
        }
    }
    Ok(())
}

/// The change by our command, which tells as JSON what it took.
fn online(url: &str) -> [&str; 11] {
    ["online", "--url", url, "--table", "big", "--alter", CHANGE, "--allow=all", "--yes", "--format", "json"]
}

fn contest(
    server: &Server,
    command: &Measured,
    rows: u64,
    rate: u32,
) -> Result<(Taken, Option<Latencies>), Box<dyn Error>> {
    if rate == 0 {
        return Ok((measure::run(command, 0)?, None));
    }
    let load = Load::begin(server, rows, rate)?;
    let taken = measure::run(command, 0)?;
    Ok((taken, Some(load.end()?)))
}

#[expect(clippy::cast_precision_loss, reason = "rows in a second are shown without digits")]
fn line(rows: u64, rate: u32, what: &str, taken: Option<&Taken>, ratio: Option<f64>, load: Option<&Latencies>) {
    let number =
        |value: Option<f64>, digits: usize| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"));
    let seconds = taken.map(|taken| taken.seconds);
    println!(
        "{rows:>10} {:<10} {what:<26} {:>8} {:>9} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        if rate == 0 { "idle".to_owned() } else { format!("{rate} tx/s") },
        number(seconds, 2),
        number(seconds.map(|seconds| rows as f64 / seconds), 0),
        number(ratio, 2),
        number(taken.map(|taken| taken.peak_mb), 0),
        load.map_or_else(|| "-".to_owned(), |load| load.count().to_string()),
        number(load.map(|load| load.quantile(0.5)), 1),
        number(load.map(|load| load.quantile(0.99)), 1),
        number(load.map(|load| load.quantile(1.0)), 1),
        load.map_or_else(|| "-".to_owned(), |load| load.refused().to_string()),
    );
}
