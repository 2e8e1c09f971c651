//! The server itself goes down in the middle of an online change, and comes back: the change goes on by itself.

use tests::{Fault, MySqlServer};

use super::place::{Engine, Place, must};

const ROWS: u32 = 4_000;

/// Killed while rows are copied, and again while everything is ready; nothing of the table is lost.
pub(super) fn server_crashes(_: Engine) -> Result<(), Fault> {
    let mut server = MySqlServer::fresh()?;
    let place = Place::on(&server.server(), Engine::MySql, ROWS)?;
    let rows = || place.ask("SELECT COUNT(*), SUM(CRC32(CONCAT_WS('#', id, code, note, paid, at))) FROM orders;");
    let before = rows()?;
    let hold = place.file("hold");
    std::fs::write(&hold, "")?;
    let running = place.begin(&["--range-time", "1ms", "--hold", &hold.display().to_string()])?;
    running.says("copying")?;
    server.crash()?;
    server.start()?;
    running.says("held before the exchange")?;
    server.crash()?;
    server.start()?;
    place.ask("INSERT INTO orders (code, note, paid, at) VALUES (1, 'later', NULL, '2026-01-01');")?;
    place.ask("DELETE FROM orders WHERE note = 'later';")?;
    std::fs::remove_file(&hold)?;
    running.wait()?.succeeded()?;
    must(place.is_changed()?, || "the change is not there".to_owned())?;
    let after = rows()?;
    must(before == after, || format!("the rows were {before} and are {after}"))
}
