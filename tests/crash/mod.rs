//! The real process is killed with SIGKILL, its connection is cut, its locks are taken by others; then it is started again.
//!
//! What must hold whatever happened: the change is finished or undone, no step ran twice, none was skipped, the rows are
//! all there, the ledger tells the truth, and nothing is left behind that the next start stumbles over.

mod daemon;
mod ledger;
mod middle;
mod middle_mysql;
mod points;
mod restart;
mod scenarios;
mod scene;
mod session;
mod several;
mod verification;

use libtest_mimic::{Failed, Trial};
use tests::Fault;

use scenarios::{MYSQL, MYSQL_FAILING, POSTGRES, POSTGRES_FAILING, SQLITE, SQLITE_FAILING, Scenario};

type Test = fn(&Scenario) -> Result<(), Fault>;

/// Every change with the same interruptions.
const POINTS: &[(&str, Test)] = &[
    ("apply killed at each point is finished by the next apply", points::apply_then_apply),
    ("apply killed at each point is taken back by undo", points::apply_then_undo),
    ("undo killed at each point is finished by the next undo", points::undo_then_undo),
    ("undo killed at each point is finished by the next apply", points::undo_then_apply),
    ("a process killed again and again comes to its end", points::killed_again_and_again),
    ("one of two at once waits for the other", several::one_waits),
    ("one of two at once is refused where it may not wait", several::one_is_refused),
    ("of four started together one applies", several::four_at_once),
    ("a run that fails its verification is failed, killed or not", verification::failed_and_killed),
    ("a statement killed in its middle leaves no half", middle::killed_in_a_statement),
];

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = daemon::trials();
    trials.extend(restart::trials());
    for (scenario, failing) in [(&SQLITE, &SQLITE_FAILING), (&POSTGRES, &POSTGRES_FAILING), (&MYSQL, &MYSQL_FAILING)] {
        trials.extend(POINTS.iter().map(|(name, test)| trial(name, scenario, *test)));
        let name = "a failing apply killed while it undoes leaves the database as it was";
        trials.push(trial(name, failing, points::failure_then_apply));
    }
    trials.extend(middle::POSTGRES_ONLY.iter().map(|(name, test)| trial(name, &POSTGRES, *test)));
    trials
}

fn trial(name: &str, scenario: &'static Scenario, test: Test) -> Trial {
    let missing = scenario.engine.missing().is_some();
    let run = move || test(scenario).map_err(Failed::from);
    Trial::test(format!("crash/{}/{name}", scenario.engine.name()), run).with_ignored_flag(missing)
}
