//! Big tables changed online by the real program while others write, on real servers.
//!
//! What must hold: no write is lost or comes twice, whatever happens to the process; the change becomes visible at once; and it is
//! taken back with every later write.

mod place;
mod refusals;
mod restart;
mod story;
mod writers;

use libtest_mimic::{Failed, Trial};
use tests::{Fault, MySql, MySqlServer, Postgres};

use place::Engine;

type Test = fn(Engine) -> Result<(), Fault>;

const STORIES: &[(&str, Test)] = &[
    ("a table changes while others write, and comes back with what they wrote", story::there_and_back),
    ("a process killed while it copies is taken up again", story::killed_and_resumed),
    ("a process killed while it is held is taken up again, again and again", story::killed_while_held),
    ("a change that is called off leaves nothing behind", story::called_off),
    ("a change whose process died is called off by another", story::called_off_after_death),
    ("nothing is copied while the pause file exists", story::paused),
    ("a plan of a schema says which step is online, and applies it", story::by_a_schema),
    ("what cannot go online says why", refusals::why_not),
];

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for engine in [Engine::MySql, Engine::Postgres] {
        let missing = match engine {
            Engine::MySql => MySql::named().is_none(),
            Engine::Postgres => Postgres::named().is_none(),
        };
        trials.extend(STORIES.iter().map(|(name, test)| {
            let run = move || test(engine).map_err(Failed::from);
            Trial::test(format!("online/{}/{name}", engine.name()), run).with_ignored_flag(missing)
        }));
    }
    let missing = MySqlServer::missing();
    if let Some(why) = missing {
        println!("skipped: online/mysql/… with a server that is killed: {why}");
    }
    let name =
        "online/mysql/a server that crashes while it copies, and while it is held, comes back to a change that goes on";
    let run = || restart::server_crashes(Engine::MySql).map_err(Failed::from);
    trials.push(Trial::test(name, run).with_ignored_flag(missing.is_some()));
    trials
}
