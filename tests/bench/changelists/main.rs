//! One changelist over many databases beside a shell loop of the engine's own client, killed in the middle, and many targets at rest.
//!
//! `tests/bench/run changelists` builds the release program, starts a private PostgreSQL and calls this. A changelist adds one to a counter
//! of every row, so that the rows tell how often it ran. Invariant: a target on which it did not run exactly once ends this with an error.

mod contest;
mod fleet;

use std::error::Error;
use std::time::Instant;

use contest::Contest;
use fleet::{Fleet, PostgresFleet, SqliteFleet};

/// Megabytes that the daemon may have at its highest.
const MOST_MB: f64 = 150.0;
/// Seconds that a sweep over targets at rest may take.
const SWEEP: f64 = 30.0;

fn main() -> Result<(), Box<dyn Error>> {
    let parallel = number("GROUNDLINE_BENCH_PARALLEL", 4)?;
    println!(
        "{:<8} {:>7} {:<34} {:>8} {:>10} {:>7} {:>8}",
        "engine", "targets", "what", "seconds", "targets/s", "ratio", "peak MB"
    );
    let mut broken = Vec::new();
    let sqlite = number("GROUNDLINE_BENCH_SQLITE", 1_000)?;
    if sqlite > 0 {
        compare(&SqliteFleet::of(sqlite)?, parallel, &mut broken)?;
    }
    let postgres = number("GROUNDLINE_BENCH_POSTGRES", 200)?;
    if postgres > 0 {
        compare(&PostgresFleet::of(postgres)?, parallel, &mut broken)?;
    }
    let inventory = number("GROUNDLINE_BENCH_INVENTORY", 10_000)?;
    if inventory > 0 {
        rest(&SqliteFleet::of(inventory)?, parallel, &mut broken)?;
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("; ").into()) }
}

fn number(name: &str, usual: usize) -> Result<usize, Box<dyn Error>> {
    Ok(std::env::var(name).map_or(Ok(usual), |text| text.parse())?)
}

/// The changelist by the shell loop, by the daemon, and by a daemon that is killed in the middle.
fn compare(fleet: &impl Fleet, parallel: usize, broken: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    fleet.loop_of_clients(parallel)?;
    let floor = begun.elapsed().as_secs_f64();
    fleet.must_have_run(1)?;
    line(fleet, fleet.loop_name(), floor, floor, None);

    let mut contest = Contest::begin(fleet, parallel)?;
    let taken = contest.run("one", None)?;
    fleet.must_have_run(2)?;
    line(fleet, "groundline serve", taken, floor, Some(contest.peak_mb()));
    if taken > floor {
        broken.push(format!("{}: a changelist takes {:.1} times as long as the loop", fleet.engine(), taken / floor));
    }
    let taken = contest.run("two", Some(fleet.size() / 2))?;
    fleet.must_have_run(3)?;
    line(fleet, "groundline serve, killed half-way", taken, floor, Some(contest.peak_mb()));
    judge_memory(fleet, &contest, broken);
    Ok(())
}

/// A daemon that is started on targets of which none changed.
fn rest(fleet: &impl Fleet, parallel: usize, broken: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let mut contest = Contest::begin(fleet, parallel)?;
    let first = begun.elapsed().as_secs_f64();
    line(fleet, "first look", first, first, Some(contest.peak_mb()));
    let taken = contest.sweep()?;
    line(fleet, "nothing to do", taken, first, Some(contest.peak_mb()));
    if taken > SWEEP {
        broken.push(format!("a sweep over {} targets takes {taken:.0} s instead of {SWEEP}", fleet.size()));
    }
    judge_memory(fleet, &contest, broken);
    Ok(())
}

fn judge_memory(fleet: &impl Fleet, contest: &Contest<'_, impl Fleet>, broken: &mut Vec<String>) {
    if contest.peak_mb() > MOST_MB {
        broken.push(format!("{} {} targets need {:.0} MB", fleet.size(), fleet.engine(), contest.peak_mb()));
    }
}

#[expect(clippy::cast_precision_loss, reason = "targets in a second are shown with one digit")]
fn line(fleet: &impl Fleet, what: &str, seconds: f64, floor: f64, peak_mb: Option<f64>) {
    let peak = peak_mb.map_or_else(|| "-".to_owned(), |peak| format!("{peak:.0}"));
    println!(
        "{:<8} {:>7} {what:<34} {seconds:>8.2} {:>10.1} {:>7.2} {peak:>8}",
        fleet.engine(),
        fleet.size(),
        fleet.size() as f64 / seconds,
        seconds / floor,
    );
}
