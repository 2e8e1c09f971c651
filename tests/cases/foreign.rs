//! Cases that others wrote, read from `../shared/cases` beside the checkout where it is there; none of them is ours to keep.
//!
//! They are judged by the property, not by anybody's SQL. One that is refused by name is a kind not yet understood and is
//! counted; one that is wrong, does not converge or ends with an error is a defect.

use libtest_mimic::Trial;
use serde::Deserialize;
use tests::shared;

use super::database::Engine;
use super::expectation::{Case, Expectation};
use super::folders::suits;
use super::outcome::Demand;
use super::property::judge;

#[derive(Deserialize)]
struct Line {
    id: String,
    old: String,
    new: String,
    #[serde(default)]
    setup: String,
    min_version: Option<u32>,
    max_version: Option<u32>,
    expect_error: Option<serde_json::Value>,
}

pub(crate) fn postgres() -> Vec<Trial> {
    trials(Engine::Postgres)
}

pub(crate) fn mysql() -> Vec<Trial> {
    trials(Engine::MySql)
}

fn trials(engine: Engine) -> Vec<Trial> {
    let file = shared(&format!("cases/diff-{}.jsonl", engine.name()));
    let Some(text) = file.and_then(|file| std::fs::read_to_string(file).ok()) else {
        let title = format!("foreign-{}: there is no ../shared/cases", engine.name());
        return vec![Trial::test(title, || Ok(())).with_ignored_flag(true)];
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| trial(engine, line)).collect()
}

fn trial(engine: Engine, text: &str) -> Trial {
    let line: Line = match serde_json::from_str(text) {
        Ok(line) => line,
        Err(error) => return Trial::test(format!("foreign-{}/{text:.40}", engine.name()), move || Err(error.into())),
    };
    let name = line.id.clone();
    let title = format!("foreign-{}/{name}", engine.name());
    let expects_error = line.expect_error.is_some();
    let case = case(engine, line);
    let is_skipped = engine.missing().is_some() || !suits(&case);
    let run = move || {
        let outcome = judge(&case);
        // What others expect to fail may fail here with any message, but may not go wrong.
        let outcome = if expects_error { outcome.told_as_refusal() } else { outcome };
        outcome.counted(&format!("foreign {} cases", engine.name()), &name, Demand::PassOrRefuse)
    };
    Trial::test(title, run).with_ignored_flag(is_skipped)
}

/// The role that some of the cases take for granted.
const ROLE: &str = "app_user";
const MADE_SURE: &str =
    "DO $$ BEGIN CREATE ROLE app_user; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;\n";

fn case(engine: Engine, line: Line) -> Case {
    let expectation =
        Expectation { min_version: line.min_version, max_version: line.max_version, ..Expectation::default() };
    let with_setup = |sql: &str| format!("{}\n{sql}", line.setup);
    let takes_for_granted = engine == Engine::Postgres && [&line.old, &line.new].iter().any(|sql| sql.contains(ROLE));
    let role = if takes_for_granted { MADE_SURE } else { "" };
    Case {
        engine,
        live: format!("{role}{}", with_setup(&line.old)),
        rows: String::new(),
        desired: with_setup(&line.new),
        expectation,
        is_own: false,
    }
}
