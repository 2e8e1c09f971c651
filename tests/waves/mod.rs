//! Checks between waves: a query on the targets that are through, and a gate over HTTP, hold what comes later until they hold.

mod gate;
mod needs;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::{Fault, Published};

use crate::rollback::shop::{Shop, all_at};
use gate::Gate;

const CHECKS: &str = "mode = \"auto\"\n\
    [[check]]\nname = \"loud\"\nquery = \"SELECT count(*) FROM customers WHERE name = 'eve'\"\nexpect = 0\ninterval = \"1s\"\n\
    [[check]]\nname = \"errors\"\nenvironments = [\"prod\"]\nurl = \"env:GATE\"\nmethod = \"POST\"\ninterval = \"1s\"\n";
const CITIES: &str = "SELECT count(*) FROM pragma_table_info('customers') WHERE name = 'city';";

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("a check that does not hold keeps later waves, and lets them go by itself", held as fn() -> _),
        ("a target waits for those that it depends on", needs::waited_for),
    ]
    .map(|(name, test)| Trial::test(format!("waves/{name}"), move || test().map_err(Failed::from)))
    .into()
}

fn must(holds: bool, what: &str, shown: impl std::fmt::Display) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(format!("{what}\n{shown}"))) }
}

fn held() -> Result<(), Fault> {
    let (shop, gate) = (Shop::with(CHECKS)?, Gate::closed()?);
    shop.schema("fax TEXT\n", "fax TEXT,\n    city TEXT\n")?;
    let commit = shop.repo.commit("cities")?;
    let daemon = Published::serve(&shop.program, shop.repo.path(), &[], &[("GATE", &gate.url())])?;
    let held_by = |name: &'static str| {
        move |status: &Value| {
            let two = &status["targets"][1];
            two["reason"] == "check-failed" && two["wave"]["check"]["name"] == name
        }
    };
    let status = daemon.until("/?format=json", held_by("loud"))?;
    let message = status["targets"][1]["message"].as_str().unwrap_or_default();
    let why = "wave 2 of 2 is held by the check `loud` of the wave before it: `shop-a`: `SELECT count(*) FROM customers WHERE name = 'eve'` \
               does not bring the value 0 (policies/rollout.toml:";
    must(message.starts_with(why) && message.contains("; asked "), "the query, the target, the place", message)?;
    must(shop.both(CITIES)? == ["1", "0"], "the canary is through and the other waits", "")?;

    shop.a.run("UPDATE customers SET name = 'EVE' WHERE id = 3;")?;
    let status = daemon.until("/?format=json", held_by("errors"))?;
    let message = status["targets"][1]["message"].as_str().unwrap_or_default();
    must(message.contains("the check `errors` of the wave before it: the gate answers 503"), "then the gate", message)?;
    must(!status.to_string().contains("hush"), "its secret is nowhere", &status)?;
    let (line, body) =
        gate.last().split_once('\n').map(|(line, body)| (line.to_owned(), body.to_owned())).unwrap_or_default();
    must(line == "POST /go?key=hush HTTP/1.1", "how it is asked", &line)?;
    let body: Value = serde_json::from_str(&body)?;
    must(body["check"] == "errors" && body["environment"] == "prod" && body["wave"] == 1, "what it is told", &body)?;
    must(body["targets"] == serde_json::json!(["shop-a"]) && body["revision"] == commit.as_str(), "of what", &body)?;

    gate.open();
    daemon.until("/?format=json", all_at(&commit))?;
    must(shop.both(CITIES)? == ["1", "1"], "it goes on by itself", "")
}
