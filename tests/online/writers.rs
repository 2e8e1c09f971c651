//! People who write while the table changes. Each write is done a second time, in the same transaction, to a table that nobody
//! changes: in the end both must be equal.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use tests::Fault;

use super::place::{Database, Engine, Place};

const WRITERS: u64 = 3;

/// Writers at work.
pub(super) struct Writers {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Result<u32, Fault>>>,
}

/// Makes the table that is not changed: what `orders` has.
pub(super) fn keep_books(place: &Place) -> Result<(), Fault> {
    let made = match place.engine {
        Engine::MySql => "CREATE TABLE deeds LIKE orders; INSERT INTO deeds SELECT * FROM orders;",
        Engine::Postgres => "CREATE TABLE deeds (LIKE orders INCLUDING ALL); INSERT INTO deeds SELECT * FROM orders;",
    };
    place.ask(made).map(drop)
}

/// The books and the table must agree, row by row.
pub(super) fn books_agree(place: &Place) -> Result<(), Fault> {
    let rows = |table: &str| place.ask(&format!("SELECT id, code, note, paid, at FROM {table} ORDER BY id;"));
    let (orders, deeds) = (rows("orders")?, rows("deeds")?);
    if orders == deeds {
        return Ok(());
    }
    let differs = orders.lines().zip(deeds.lines()).find(|(here, there)| here != there);
    let (here, there) = (orders.lines().count(), deeds.lines().count());
    Err(Fault::new(format!("`orders` has {here} rows and the books {there}; the first that differ: {differs:?}")))
}

impl Writers {
    /// Begins to write.
    pub(super) fn begin(place: &Place, rows: u32) -> Result<Self, Fault> {
        let is_over = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::new();
        for number in 0..WRITERS {
            let (client, engine, is_over) = (client(place)?, place.engine, Arc::clone(&is_over));
            threads.push(std::thread::spawn(move || write(client, engine, number, rows, &is_over)));
        }
        Ok(Self { is_over, threads })
    }

    /// Ends it; every one of them must have written, and none was refused.
    pub(super) fn end(self) -> Result<(), Fault> {
        self.is_over.store(true, Ordering::Relaxed);
        for thread in self.threads {
            let written = thread.join().map_err(|_| Fault::new("a writer panicked"))??;
            if written == 0 {
                return Err(Fault::new("a writer wrote nothing"));
            }
        }
        Ok(())
    }
}

fn client(place: &Place) -> Result<Child, Fault> {
    let mut command: Command = match &place.database {
        Database::MySql(database) => {
            let mut client = database.client()?;
            client.arg("--unbuffered");
            client
        }
        Database::Postgres(database) => {
            let mut client = Command::new("psql");
            client.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database.url()]);
            client
        }
    };
    Ok(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
}

fn write(mut client: Child, engine: Engine, number: u64, rows: u32, is_over: &AtomicBool) -> Result<u32, Fault> {
    let (Some(mut input), Some(output)) = (client.stdin.take(), client.stdout.take()) else {
        return Err(Fault::new("the client has no pipes"));
    };
    let mut answers = std::io::BufRead::lines(std::io::BufReader::new(output));
    let mut random = Random(number + 1);
    let mut written = 0;
    while !is_over.load(Ordering::Relaxed) {
        let deed = deed(engine, &mut random, number, rows, written);
        writeln!(input, "{deed} SELECT 'done';")?;
        input.flush()?;
        match answers.next() {
            Some(Ok(answer)) if answer == "done" => written += 1,
            _ => {
                drop(input);
                let output = client.wait_with_output()?;
                return Err(Fault::new(format!("a writer was refused: {}", String::from_utf8_lossy(&output.stderr))));
            }
        }
    }
    drop(input);
    client.wait()?;
    Ok(written)
}

/// One transaction. Writers keep to rows of their own, so that the books are written in the same order as the table.
fn deed(engine: Engine, random: &mut Random, number: u64, rows: u32, turn: u32) -> String {
    let id = random.below(u64::from(rows) / WRITERS) * WRITERS + number + 1;
    let value = random.below(1_000_000);
    let far = 10_000_000 + number * 1_000_000 + u64::from(turn);
    let change = |table: &str| match (value % 6, engine) {
        (0, _) => format!("DELETE FROM {table} WHERE id = {id};"),
        (1, _) => format!("UPDATE {table} SET id = {far} WHERE id = {id};"),
        (2, Engine::MySql) => {
            format!(
                "REPLACE INTO {table} (id, code, note, at) VALUES ({id}, 7, 'again {number} {turn}', '2026-01-02 03:04:05.678');"
            )
        }
        (3, _) => format!(
            "INSERT INTO {table} (id, code, note, at) VALUES ({far}, {value}, 'new {number} {turn}', '2026-01-02 03:04:05.678');"
        ),
        _ => format!("UPDATE {table} SET code = {value}, paid = NULL, note = 'w{number} {turn}' WHERE id = {id};"),
    };
    let ending = if value.is_multiple_of(11) { "ROLLBACK;" } else { "COMMIT;" };
    format!("BEGIN; {} {} {ending}", change("orders"), change("deeds"))
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}
