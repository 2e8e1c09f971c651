//! Changelists through the program: what is shown, what runs, in which order, and that nothing runs twice.

mod daemon;
mod edited;
mod folders;
mod interrupted;
mod order;
mod pieces;
mod rolled_back;
mod scene;
mod story;

use libtest_mimic::{Failed, Trial};
use tests::Fault;

use crate::cases::database::Engine;

type Test = fn(Engine) -> Result<(), Fault>;

/// What holds on every engine.
const EVERYWHERE: &[(&str, Test)] = &[
    ("a changelist is planned, runs once, and is through", story::runs_once),
    ("variables have the values of the target", story::variables),
    ("a check before it refuses it, and nothing runs", story::check_before),
    ("a check after it takes everything back", story::check_after),
    ("a statement that fails takes back what was before it", story::failing),
    ("rows that lose their WHERE need consent", story::without_where),
    ("a rule at error level refuses it", story::reviewed),
    ("they run in the order of their ids, and after what they name", order::declared),
    ("the schema change of a commit comes first", order::schema_first),
    ("one that comes before waits for nothing", order::before_schema),
    ("one of the schema of its own commit runs on that, and later changes follow", order::same_schema),
    ("what was edited after it was applied is told with its difference", edited::refused),
    ("comments and files may be edited, statements may not", edited::only_what_ran),
    ("what was undone does not run again until it is edited", edited::undone),
    ("a rollout is taken back by hand, killed on the way", rolled_back::comes_back),
    ("killed at each point it is finished once", interrupted::at_points),
    ("of four started together one applies", interrupted::four_at_once),
    ("the daemon runs it by itself, once", daemon::by_itself),
    ("the daemon waits in manual mode, and sees who applied it", daemon::by_hand),
    ("the daemon tells what was edited, and runs nothing", daemon::edited),
    ("a big change goes in pieces, with its progress", pieces::in_pieces),
    ("killed between two pieces it goes on where it was", pieces::killed),
    ("a key of several columns is walked over", pieces::several_columns),
    ("rows are copied in pieces", pieces::copied),
    ("what cannot go in pieces is refused with the reason", pieces::refused),
    ("where rows cannot be saved it is refused, and nothing runs", story::unsaved),
];

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = folders::trials();
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MySql] {
        trials.extend(EVERYWHERE.iter().map(|(name, test)| trial(name, engine, *test)));
    }
    trials.push(trial("an index that must be built alone is", Engine::Postgres, story::alone));
    trials.push(trial("what commits by itself is a step of its own", Engine::MySql, story::by_itself));
    trials
}

fn trial(name: &str, engine: Engine, test: Test) -> Trial {
    let run = move || test(engine).map_err(Failed::from);
    Trial::test(format!("changelists/{}/{name}", engine.name()), run).with_ignored_flag(engine.missing().is_some())
}

fn must(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(otherwise())) }
}

fn must_be(found: &str, expected: &str) -> Result<(), Fault> {
    must(found.trim() == expected, || format!("`{}` and not `{expected}`", found.trim()))
}

fn must_say(text: &str, part: &str) -> Result<(), Fault> {
    must(text.contains(part), || format!("`{part}` is not said in:\n{text}"))
}
