//! Our own cases: each folder `<engine>/<group>/<name>` beside this file is a test that must pass.
//!
//! `live.sql` is what is there, `rows.sql` is loaded into it, `desired.sql` is what is wanted, `case.toml` is an `Expectation`.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use tests::{Fault, MySql, Postgres, workspace};

use super::database::Engine;
use super::expectation::{Case, Expectation};
use super::outcome::{Demand, Outcome};
use super::property::judge;

pub(crate) fn sqlite() -> Vec<Trial> {
    trials(Engine::Sqlite)
}

pub(crate) fn postgres() -> Vec<Trial> {
    trials(Engine::Postgres)
}

pub(crate) fn mysql() -> Vec<Trial> {
    trials(Engine::MySql)
}

fn trials(engine: Engine) -> Vec<Trial> {
    let root = workspace().join("tests/cases").join(engine.name());
    let folders: Vec<_> = inside(&root).iter().flat_map(|group| inside(group)).collect();
    folders.into_iter().map(|folder| trial(engine, &root, &folder)).collect()
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn trial(engine: Engine, root: &Path, folder: &Path) -> Trial {
    let name = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().into_owned();
    let title = format!("{}/{name}", engine.name());
    let case = read(engine, folder);
    let is_skipped = engine.missing().is_some() || case.as_ref().is_ok_and(|case| !suits(case));
    let run = move || {
        let outcome = case.map_or_else(Outcome::from, |case| judge(&case));
        outcome.counted(&format!("{} cases", engine.name()), &name, Demand::Pass)
    };
    Trial::test(title, run).with_ignored_flag(is_skipped)
}

fn read(engine: Engine, folder: &Path) -> Result<Case, Fault> {
    let file =
        |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| Fault::new(format!("`{name}`: {error}")));
    let optional = |name: &str| if folder.join(name).exists() { file(name) } else { Ok(String::new()) };
    let expectation: Expectation =
        toml::from_str(&optional("case.toml")?).map_err(|error| Fault::new(format!("`case.toml`: {error}")))?;
    let is_mysql = engine == Engine::MySql
        && MySql::named().and_then(|server| server.version().ok()).is_some_and(|(is_mariadb, _)| !is_mariadb);
    let expectation = if is_mysql { expectation.on_mysql() } else { expectation };
    Ok(Case {
        engine,
        live: file("live.sql")?,
        rows: optional("rows.sql")?,
        desired: file("desired.sql")?,
        expectation,
        is_own: true,
    })
}

/// Whether the server is one that the case is meant for.
pub(crate) fn suits(case: &Case) -> bool {
    let expectation = &case.expectation;
    let (min, max) = (expectation.min_version, expectation.max_version);
    let version = match case.engine {
        Engine::Sqlite => None,
        Engine::Postgres if min.is_none() && max.is_none() => None,
        Engine::Postgres => Postgres::named().and_then(|server| server.major_version().ok()),
        Engine::MySql => {
            let found = MySql::named().and_then(|server| server.version().ok());
            let Some((is_mariadb, version)) = found else { return true };
            let name = if is_mariadb { "mariadb" } else { "mysql" };
            if expectation.server.as_ref().is_some_and(|wanted| wanted != name) {
                return false;
            }
            Some(version)
        }
    };
    version.is_none_or(|version| min.is_none_or(|min| version >= min) && max.is_none_or(|max| version <= max))
}
