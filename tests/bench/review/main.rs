//! How long a review takes beside squawk and sqlfluff, on the same generated files, in the same run: ratios, and the promises.
//!
//! `tests/bench/run review` builds the release program, installs the peers where they can be had, and calls this. Whole processes
//! are timed from outside, in turn. A promise that is not kept ends with an error.

#[path = "../measure.rs"]
mod measure;
#[path = "../sample.rs"]
mod sample;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use measure::{Measured, command};
use sample::{Sample, commands_in_turn};

/// A change of ordinary statements, ten lines a table.
fn change(from: usize, tables: usize) -> String {
    let mut sql = String::new();
    for number in from..from + tables {
        let _ = write!(
            sql,
            "CREATE TABLE t{number} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  parent_id bigint,\n  name text NOT NULL,\n  \
             created_at timestamptz NOT NULL DEFAULT now()\n);\nCREATE INDEX t{number}_name ON t{number} (name);\n\
             ALTER TABLE old{number} ADD COLUMN note text DEFAULT 'it''s' NOT NULL;\n\
             UPDATE t{number} SET name = 'x' WHERE id = 1 AND name <> 'y';\nSELECT a.id FROM t{number} a JOIN old{number} b ON a.id = b.id WHERE b.id IN (1, 2);\n"
        );
    }
    sql
}

/// One reviewer with its command for some paths.
struct Contestant {
    name: &'static str,
    program: PathBuf,
    before: Vec<&'static str>,
}

impl Contestant {
    fn on(&self, home: &Path, paths: &[PathBuf]) -> Measured {
        let before = self.before.iter().map(|arg| Path::new(arg).to_owned());
        command(&self.program, home, before.chain(paths.iter().cloned()).map(PathBuf::into_os_string))
    }

    /// What it ends with for these paths: findings have a status of their own.
    fn status(&self, home: &Path, paths: &[PathBuf]) -> Result<i32, Box<dyn Error>> {
        let output = Command::new(&self.program).args(&self.before).args(paths).env("HOME", home).output()?;
        output.status.code().ok_or_else(|| format!("{} was killed", self.name).into())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let program = PathBuf::from(std::env::var_os("GROUNDLINE_BENCH_PROGRAM").ok_or("run `tests/bench/run review`")?);
    let runs = std::env::var("GROUNDLINE_BENCH_RUNS").map_or(Ok(5), |text| text.parse())?;
    let home = tempfile::tempdir()?;
    let folder = home.path().join("sql");
    let file = |name: &str, tables: usize| -> Result<PathBuf, std::io::Error> {
        let path = folder.join(name);
        std::fs::write(&path, change(0, tables))?;
        Ok(path)
    };
    std::fs::create_dir_all(folder.join("many"))?;
    let (empty, small, hundredth) = (file("empty.sql", 0)?, file("small.sql", 10)?, file("hundredth.sql", 100)?);
    let (tenth, whole) = (file("tenth.sql", 1_000)?, file("whole.sql", 10_000)?);
    for number in 0..2_000 {
        std::fs::write(folder.join(format!("many/{number:04}.sql")), change(number, 1))?;
    }
    let many = folder.join("many");
    let ours = Contestant {
        name: "groundline",
        program,
        before: vec!["review", "--engine", "postgres", "--fail-on", "never"],
    };
    let squawk = peer("squawk", vec![]);
    let sqlfluff = peer("sqlfluff", vec!["lint", "--dialect", "postgres", "--disable-progress-bar"]);

    println!("{:<26} {:<12} {:>9} {:>9} {:>9} {:>8}", "what", "by", "median s", "min s", "peak MB", "ratio");
    let alone = |what: &str, path: &Path| -> Result<Sample, Box<dyn Error>> {
        let [sample] = commands_in_turn(runs, [(&ours.on(home.path(), &[path.to_owned()]), 0)])?;
        line(what, ours.name, &sample, None);
        Ok(sample)
    };
    let started = alone("start-up, an empty file", &empty)?;
    let of_tenth = alone("10,000 lines", &tenth)?;
    let of_whole = alone("100,000 lines", &whole)?;
    let of_many = alone("2,000 files", &many)?;
    // The peers take minutes for the sizes above: squawk's time grows with the square of a file.
    beside(&ours, squawk.as_ref(), home.path(), "1,000 lines", &[hundredth], runs)?;
    beside(&ours, squawk.as_ref(), home.path(), "10,000 lines", &[tenth], 1)?;
    let files: Vec<_> = (0..200).map(|number| many.join(format!("{number:04}.sql"))).collect();
    beside(&ours, squawk.as_ref(), home.path(), "200 files", &files, runs)?;
    beside(&ours, sqlfluff.as_ref(), home.path(), "100 lines", &[small], runs.min(3))?;

    let growth = of_whole.median / of_tenth.median;
    println!("\n10 × the text takes {growth:.1} × the time");
    let promises = [
        ("100,000 lines under 1 s", of_whole.median < 1.0),
        ("10 × the text in at most 11 × the time", growth <= 11.0),
        ("start-up under 10 ms", started.median < 0.010),
        ("2,000 files under 0.5 s", of_many.median < 0.5),
    ];
    for (promise, is_kept) in promises {
        println!("{} {promise}", if is_kept { "kept:  " } else { "BROKEN:" });
    }
    if promises.iter().all(|(_, is_kept)| *is_kept) { Ok(()) } else { Err("a promise is not kept".into()) }
}

/// A peer that `tests/bench/run` installed, or that is on the path.
fn peer(name: &'static str, before: Vec<&'static str>) -> Option<Contestant> {
    let own = std::env::var_os("GROUNDLINE_BENCH_PEERS").map(|folder| PathBuf::from(folder).join("bin").join(name));
    let program = own.filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(name));
    match Command::new(&program).arg("--version").output() {
        Ok(_) => Some(Contestant { name, program, before }),
        Err(_) => {
            println!("skipped: {name} is not installed and could not be had");
            None
        }
    }
}

/// Ours and a peer in turn, on the same files.
fn beside(
    ours: &Contestant,
    peer: Option<&Contestant>,
    home: &Path,
    what: &str,
    paths: &[PathBuf],
    runs: usize,
) -> Result<Sample, Box<dyn Error>> {
    let command = ours.on(home, paths);
    let Some(peer) = peer else {
        let [sample] = commands_in_turn(runs, [(&command, 0)])?;
        line(what, ours.name, &sample, None);
        return Ok(sample);
    };
    let other = peer.on(home, paths);
    let status = peer.status(home, paths)?;
    let [sample, theirs] = commands_in_turn(runs, [(&command, 0), (&other, status)])?;
    line(what, ours.name, &sample, None);
    line(what, peer.name, &theirs, Some(theirs.median / sample.median));
    Ok(sample)
}

fn line(what: &str, by: &str, sample: &Sample, ratio: Option<f64>) {
    let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.1}×"));
    println!("{what:<26} {by:<12} {:>9.3} {:>9.3} {:>9.1} {ratio:>8}", sample.median, sample.min, sample.peak_mb);
}
