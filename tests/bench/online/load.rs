//! A bounded write load: some sessions that change random rows at a fixed rate, and how long each transaction took.
//!
//! Each session is the server's own client. A transaction begins when it is due, so that a stall counts for all that wait
//! behind it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tests::Fault;

use crate::server::Server;

const SESSIONS: u32 = 8;

/// How long transactions took, and how many statements were refused.
type Taken = (Vec<f64>, usize);

/// A load under way.
pub(crate) struct Load {
    is_over: Arc<AtomicBool>,
    sessions: Vec<JoinHandle<Result<Taken, Fault>>>,
}

/// How long transactions took, in milliseconds, sorted; and how many statements were refused, such as by a deadlock.
pub(crate) struct Latencies(Vec<f64>, usize);

impl Latencies {
    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// How many statements were refused.
    pub(crate) fn refused(&self) -> usize {
        self.1
    }

    /// The latency that so large a share of them did not pass.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let at = (share * self.0.len().saturating_sub(1) as f64).round() as usize;
        self.0.get(at).copied().unwrap_or(f64::NAN)
    }
}

impl Load {
    /// Begins to write, so many transactions a second over all sessions.
    pub(crate) fn begin(server: &Server, rows: u64, rate: u32) -> Result<Self, Fault> {
        let is_over = Arc::new(AtomicBool::new(false));
        let every = Duration::from_secs(1) * SESSIONS / rate.max(1);
        let begun = |number| {
            let (server, is_over) = (server.clone(), Arc::clone(&is_over));
            std::thread::spawn(move || session(&server, number, rows, every, &is_over))
        };
        let sessions = (0..SESSIONS).map(begun).collect();
        Ok(Self { is_over, sessions })
    }

    /// Lets it go on for some time, and ends it.
    pub(crate) fn for_seconds(self, seconds: u64) -> Result<Latencies, Fault> {
        wait_until(Instant::now() + Duration::from_secs(seconds));
        self.end()
    }

    /// Ends it.
    pub(crate) fn end(self) -> Result<Latencies, Fault> {
        self.is_over.store(true, Ordering::Relaxed);
        let (mut all, mut refused) = (Vec::new(), 0);
        for session in self.sessions {
            let (taken, errors) = session.join().map_err(|_| Fault::new("a session of the load panicked"))??;
            all.extend(taken);
            refused += errors;
        }
        all.sort_by(f64::total_cmp);
        Ok(Latencies(all, refused))
    }
}

fn session(server: &Server, number: u32, rows: u64, every: Duration, is_over: &AtomicBool) -> Result<Taken, Fault> {
    let mut client = server.client();
    client.arg("--force");
    let mut child = client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Fault::new("the client has no pipes"));
    };
    let mut answers = BufReader::new(stdout);
    let mut random = Random(u64::from(number) + 1);
    let mut taken = Vec::new();
    let begun = Instant::now();
    for turn in 0_u32.. {
        let due = begun + every * turn + every * number / SESSIONS;
        wait_until(due);
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let (first, second) = (random.below(rows) + 1, random.below(rows) + 1);
        writeln!(
            stdin,
            "BEGIN; UPDATE big SET k = k + 1 WHERE id = {first}; UPDATE big SET c = REVERSE(c) WHERE id = {second}; COMMIT; \
             SELECT {turn};"
        )?;
        let mut answer = String::new();
        if answers.read_line(&mut answer)? == 0 {
            let output = child.wait_with_output()?;
            return Err(Fault::new(format!("a client was refused: {}", String::from_utf8_lossy(&output.stderr))));
        }
        taken.push(due.elapsed().as_secs_f64() * 1000.0);
    }
    drop(stdin);
    let said = child.wait_with_output()?.stderr;
    Ok((taken, String::from_utf8_lossy(&said).matches("ERROR ").count()))
}

fn wait_until(due: Instant) {
    while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}

/// Numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}
