//! `depends_on`: a target waits for those that it needs, and a circle is an error with its place.

use serde_json::Value;
use tests::Fault;

use super::must;
use crate::rollback::shop::{Shop, all_at};

const CITIES: &str = "SELECT count(*) FROM pragma_table_info('customers') WHERE name = 'city';";

/// Has a target wait for another.
fn depend(shop: &Shop, target: &str, on: &str) -> Result<(), Fault> {
    let file = shop.repo.path().join("targets/shop.toml");
    let (name, text) = (format!("name = \"{target}\"\n"), std::fs::read_to_string(file)?);
    shop.repo.write("targets/shop.toml", &text.replace(&name, &format!("{name}depends_on = [\"{on}\"]\n"))).map(drop)
}

pub(super) fn waited_for() -> Result<(), Fault> {
    let shop = Shop::with("mode = \"auto\"\n")?;
    shop.repo.write("policies/rollout.toml", "mode = \"auto\"\n")?;
    depend(&shop, "shop-a", "shop-b")?;
    let hold = "[[freeze]]\nname = \"audit\"\ntargets = [\"shop-b\"]\nstart = 2020-01-01\nend = 2999-12-31\n";
    shop.repo.write("policies/rollout.toml", &format!("mode = \"auto\"\n{hold}"))?;
    shop.schema("fax TEXT\n", "fax TEXT,\n    city TEXT\n")?;
    shop.repo.commit("cities")?;
    let daemon = shop.serve()?;
    let status = daemon.until("/?format=json", |status: &Value| {
        status["targets"][0]["reason"] == "depends-on" && status["targets"][1]["reason"] == "frozen"
    })?;
    let message = &status["targets"][0]["message"];
    must(message == "waits until `shop-b`, which it depends on, is what Git says", "whom it waits for", message)?;
    must(shop.both(CITIES)? == ["0", "0"], "nothing runs", &status)?;
    shop.repo.write("policies/rollout.toml", "mode = \"auto\"\n")?;
    let commit = shop.repo.commit("no freeze")?;
    daemon.until("/?format=json", all_at(&commit))?;
    must(shop.both(CITIES)? == ["1", "1"], "it goes on by itself", "")?;

    depend(&shop, "shop-b", "shop-a")?;
    let repo = shop.repo.path().display().to_string();
    let ran = shop.program.run(["plan", "--repo", &repo])?;
    must(ran.status == 1, "a circle is an error", &ran)?;
    let circle = "targets wait for each other in a circle: `shop-a` after `shop-b` after `shop-a`";
    must(ran.stderr.contains(circle) && ran.stderr.contains("--> targets/shop.toml:3:15\n"), "with its place", &ran)
}
