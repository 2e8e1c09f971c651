//! How fast writes are replayed: a change that is ready is killed, half of all rows are written meanwhile, and it goes on.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use tests::Fault;

use crate::account;
use crate::measure;
use crate::server::Server;

/// Kills a change before its exchange, writes, and lets another process end it.
pub(crate) fn measure(server: &Server, program: &Path, home: &Path, rows: u64) -> Result<(), Fault> {
    server.fill()?;
    let (url, hold) = (server.url(), home.join("hold"));
    std::fs::write(&hold, "")?;
    let held = format!("--hold={}", hold.display());
    let args = super::online(&url);
    let begun = measure::command(program, home, args.into_iter().chain([held.as_str()]));
    let mut child = begun.spawn(Stdio::piped())?;
    let told = child.stderr.take().ok_or_else(|| Fault::new("the program has no standard error"))?;
    let is_ready = BufReader::new(told).lines().map_while(Result::ok).any(|line| line.contains("held before"));
    child.kill()?;
    child.wait()?;
    if !is_ready {
        return Err(Fault::new("the change never came to its exchange"));
    }
    server.write(rows / 2)?;
    let resume = ["online", "--url", &url, "--resume", "--yes", "--format", "json"];
    measure::run(&account::told(measure::command(program, home, resume), home), 0)?;
    server.must_have_changed()?;
    let account = account::read(home)?;
    let (replayed, seconds) = (account.replayed(), account.seconds("catching-up"));
    println!("{rows:>10} replay     {replayed:.0} rows in {seconds:.2} s: {:.0} rows/s; {account}", replayed / seconds);
    Ok(())
}
