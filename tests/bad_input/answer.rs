//! What the program must answer to something that is not right: an exit code, the essential words, and nothing changed.

use tests::{Fault, Program, Ran};

use crate::cases::database::{Database, Engine};

/// A database with a row in it, and the program.
pub(super) struct World {
    pub(super) program: Program,
    pub(super) database: Database,
}

impl World {
    pub(super) fn fresh(engine: Engine) -> Result<Self, Fault> {
        let world = Self { program: Program::fresh()?, database: Database::fresh(engine)? };
        world
            .database
            .run("CREATE TABLE here (a integer PRIMARY KEY, b text); INSERT INTO here VALUES (1, 'kept');")?;
        Ok(world)
    }

    /// Writes a file below the program's working folder.
    pub(super) fn write(&self, path: &str, text: &str) -> Result<(), Fault> {
        let path = self.program.home().join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(path, text)?)
    }

    /// Plans and applies the schema at a path: both must answer so, and nothing may change.
    pub(super) fn answers(&self, path: &str, status: i32, words: &[&str]) -> Result<(), Fault> {
        let url = self.database.url();
        let before = (self.database.observer()?, self.database.rows()?);
        says(&self.program.run(["plan", "--url", &url, "--schema", path])?, status, words)?;
        says(&self.program.run(["apply", "--url", &url, "--schema", path, "--yes", "--allow", "all"])?, status, words)?;
        must((self.database.observer()?, self.database.rows()?) == before, "the database was changed")
    }
}

/// It ended so, and standard error has every one of the words.
pub(super) fn says(ran: &Ran, status: i32, words: &[&str]) -> Result<(), Fault> {
    let missing: Vec<_> = words.iter().filter(|word| !ran.stderr.contains(**word)).collect();
    if ran.status != status || !missing.is_empty() {
        return Err(Fault::new(format!("not with {status} and {missing:?}: {ran}")));
    }
    must(!ran.to_string().contains("panicked"), "it panicked")
}

/// An error where it does not hold.
pub(super) fn must(holds: bool, otherwise: &str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(otherwise)) }
}

/// The part of a server's URL behind the role and password.
pub(super) fn place(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, place)| place)
}
