//! Killed while a statement of MySQL waits for a table that somebody reads: what the server does with it later is looked at.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Stdio};

use tests::{Fault, MySqlDatabase};

use super::points::Control;
use super::scenarios::Scenario;
use super::scene::{Scene, must};
use crate::cases::database::Database;

/// The program waits for a table of this database; asked at most 600 times, a twentieth of a second apart.
const WAITS: &str = "SELECT COUNT(*) FROM information_schema.PROCESSLIST
    WHERE DB = DATABASE() AND STATE LIKE 'Waiting for table metadata lock%';";

/// The next start takes the run up, whether or not the server has finished the statement of the dead process.
pub(super) fn killed_while_it_waits(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    for table in ["invoice", "old", "customer"] {
        let scene = Scene::of(scenario)?;
        let Database::MySql(database) = &scene.database else { return Err(Fault::new("this needs a MySQL server")) };
        let other = Holding::reading(database, table)?;
        let running = scene.call("apply", &["--lock-timeout", "60s"]).spawn()?;
        wait_until_it_waits(database)?;
        running.kill()?;
        let next = scene.call("apply", &["--lock-timeout", "60s"]).spawn()?;
        drop(other);
        next.wait()?.succeeded()?;
        control.is_what_came_of(&scene)?;
        scene.run("undo")?.succeeded()?;
        scene.seen()?.must_equal(&control.before, "after undo")?;
    }
    Ok(())
}

fn wait_until_it_waits(database: &MySqlDatabase) -> Result<(), Fault> {
    for _ in 0..600 {
        if database.run(WAITS)?.trim() != "0" {
            return Ok(());
        }
        database.run("DO SLEEP(0.05);")?;
    }
    must(false, || "it did not wait for the table in half a minute".to_owned())
}

/// A transaction of somebody else that has read a table; it ends when this is dropped.
struct Holding(Child);

impl Holding {
    fn reading(database: &MySqlDatabase, table: &str) -> Result<Self, Fault> {
        let mut client = database.client()?;
        let mut client = client.arg("--unbuffered").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(input), Some(output)) = (client.stdin.as_mut(), client.stdout.take()) else {
            return Err(Fault::new("the client has no pipes"));
        };
        input.write_all(format!("BEGIN; SELECT COUNT(*) FROM {table}; SELECT 'ready';\n").as_bytes())?;
        input.flush()?;
        let is_ready = BufReader::new(output).lines().map_while(Result::ok).any(|line| line == "ready");
        must(is_ready, || format!("`{table}` cannot be read"))?;
        Ok(Self(client))
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        // The server rolls back when the connection is gone, and there is nobody to tell here.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
