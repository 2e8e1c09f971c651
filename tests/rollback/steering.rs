//! `groundline rollout`: people leave out, cancel and try again, by commits; and everybody sees why.

use serde_json::Value;
use tests::{Fault, Ran};

use super::must;
use super::shop::{Shop, all_at};

const FREEZE: &str = "[[freeze]]\nname = \"audit\"\nstart = 2020-01-01\nend = 2999-12-31\n";
const CITIES: &str = "SELECT count(*) FROM pragma_table_info('customers') WHERE name = 'city';";

fn decide(shop: &Shop, args: &[&str]) -> Result<Ran, Fault> {
    let repo = shop.repo.path().display().to_string();
    shop.program.run([&["rollout"], args, &["--repo", &repo]].concat())
}

fn reasons<'a>(a: &'a str, b: &'a str) -> impl Fn(&Value) -> bool + 'a {
    move |status| status["targets"][0]["reason"] == a && status["targets"][1]["reason"] == b
}

pub(super) fn cancelled_and_skipped() -> Result<(), Fault> {
    let shop = Shop::with(&format!("mode = \"auto\"\n{FREEZE}"))?;
    let daemon = shop.serve()?;
    shop.schema("fax TEXT\n", "fax TEXT,\n    city TEXT\n")?;
    shop.repo.commit("cities")?;
    daemon.until("/?format=json", reasons("frozen", "frozen"))?;
    decide(&shop, &["cancel", "--reason", "orders are slow"])?.succeeded()?;
    shop.repo.write("policies/rollout.toml", "canary = [\"shop-a\"]\nmode = \"auto\"\n")?;
    shop.repo.commit("no freeze")?;
    let status = daemon.until("/?format=json", reasons("cancelled", "cancelled"))?;
    let message = status["targets"][0]["message"].as_str().unwrap_or_default();
    must(message == "cancelled by rollouts/cancel-all.toml:1:1: orders are slow", "who and why", message)?;
    must(shop.both(CITIES)? == ["0", "0"], "nothing begins", &status)?;
    let list = decide(&shop, &["list"])?.succeeded()?;
    must(list.starts_with("cancel  all targets  in force  rollouts/cancel-all.toml:1:1\n"), "it is listed", &list)?;

    decide(&shop, &["skip", "--target", "shop-a", "--reason", "its disk is full"])?.succeeded()?;
    shop.schema("fax TEXT\n", "fax TEXT,\n    city TEXT,\n    town TEXT\n")?;
    shop.repo.commit("towns too")?;
    daemon.until("/?format=json", reasons("skipped", "in-sync"))?;
    must(shop.both(CITIES)? == ["0", "1"], "no wave waits for what is left out, and the cancel is over", "")?;
    shop.repo.git(["rm", "--quiet", "rollouts/skip-shop-a.toml"])?;
    let commit = shop.repo.commit("the disk is bigger")?;
    daemon.until("/?format=json", all_at(&commit))?;
    must(shop.both(CITIES)? == ["1", "1"], "it goes on when the decision is taken out", "")?;
    let audit = shop.call(&["audit", "--kind", "rollout-decided"])?.succeeded()?;
    must(audit.contains("orders are slow") && audit.contains("its disk is full"), "the audit has both", &audit)?;
    let unknown = decide(&shop, &["skip", "--target", "shap", "--reason", "x"])?;
    must(unknown.status == 1 && unknown.stderr.contains("no target is `shap`"), "not another", &unknown)
}

pub(super) fn tried_again() -> Result<(), Fault> {
    let shop = Shop::with("mode = \"auto\"\n")?;
    shop.shout(
        "[[check]]\nwhen = \"before\"\nquery = \"SELECT count(*) FROM customers WHERE name = 'eve'\"\nexpect = 0\n",
    )?;
    shop.repo.commit("loud names")?;
    let daemon = shop.serve()?;
    daemon.until("/?format=json", reasons("step-failed", "wave-failed"))?;
    shop.a.run("UPDATE customers SET name = 'eva' WHERE id = 3;")?;
    decide(&shop, &["skip", "--target", "shop-b", "--changelist", "shout", "--reason", "done by hand"])?.succeeded()?;
    decide(&shop, &["retry", "--target", "shop-*", "--reason", "eve is eva now"])?.succeeded()?;
    let commit = shop.repo.git(["rev-parse", "HEAD"])?.trim().to_owned();
    daemon.until("/?format=json", all_at(&commit))?;
    let names = "SELECT group_concat(name) FROM customers ORDER BY id;";
    must(shop.both(names)? == ["ada,BOB,EVA", "ada,bob,eve"], "it ran on one, and is left out on the other", "")?;
    let standing =
        shop.program.run(["changelist", "status", "--repo", &shop.repo.path().display().to_string()])?.succeeded()?;
    must(standing.contains("shop-b  shout  skipped"), "it says so", &standing)
}
