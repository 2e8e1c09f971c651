//! `groundline rollback`: a rollout is shown, refused or taken back, with its rows, target by target.

pub(crate) mod shop;
mod steering;

use libtest_mimic::{Failed, Trial};
use tests::Fault;

use shop::{FAXES, Shop, all_at};

const CONSENT: &str = "mode = \"auto\"\n[[consent]]\nenvironment = \"prod\"\nobject = \"customers*\"\nhazard = \"data-loss\"\nreason = \"unused\"\n";

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("a rollout is taken back with its rows and columns, the last wave first", taken_back as fn() -> _),
        ("what cannot come back is named before anything is committed", named),
        ("a target that cannot go back is told, and the others go", partly),
        ("on a branch, for one target, and by hand", by_hand),
        ("what is cancelled does not begin, and what is skipped holds up nobody", steering::cancelled_and_skipped),
        ("what failed is tried again when somebody says so, and a changelist is left out", steering::tried_again),
    ]
    .map(|(name, test)| Trial::test(format!("rollback/{name}"), move || test().map_err(Failed::from)))
    .into()
}

fn must(holds: bool, what: &str, shown: impl std::fmt::Display) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(format!("{what}\n{shown}"))) }
}

fn taken_back() -> Result<(), Fault> {
    let shop = Shop::with(CONSENT)?;
    let daemon = shop.serve()?;
    let begin = shop.repo.git(["rev-parse", "HEAD"])?.trim().to_owned();
    daemon.until("/?format=json", all_at(&begin))?;
    shop.schema(",\n    fax TEXT\n", "\n")?;
    shop.shout("")?;
    let rollout = shop.repo.commit("no faxes, loud names")?;
    daemon.until("/?format=json", all_at(&rollout))?;
    let loud = "adaBOBEVE".to_owned();
    let names = "SELECT group_concat(name, '') FROM customers ORDER BY id;";
    must(shop.both(names)? == [loud.clone(), loud], "it went out", "")?;

    let short = &rollout[..10];
    let (ran, answer) = shop.rollback(&[short])?;
    must(ran.status == 0 && answer["commit"].is_null(), "it is only shown", &ran)?;
    must(answer["targets"][0]["target"] == "shop-b", "the last first", &answer)?;
    let table = &answer["targets"][0]["changelists"][0]["tables"][0];
    must(table["table"] == "customers" && table["changed_back"] == 2, "the rows that come back", &answer)?;
    let step = &answer["targets"][0]["schema"]["steps"][0];
    must(step["restores"].is_array() || answer.to_string().contains("fax"), "the column that comes back", &answer)?;
    must(shop.repo.git(["rev-parse", "HEAD"])?.trim() == rollout, "nothing is committed", "")?;

    shop.b.run("UPDATE customers SET name = 'Bobby' WHERE id = 2;")?;
    let (ran, answer) = shop.rollback(&[short, "--yes"])?;
    must(ran.status == 3 && answer["commit"].is_null(), "a row that was changed since refuses it", &ran)?;
    must(ran.stderr.contains("shop-b: changelist `shout`: 1 row(s) are not as the run left them"), "by name", &ran)?;
    must(ran.stderr.contains("nothing was committed"), "nothing is done", &ran)?;

    let reason = "names are not to be shouted";
    let (ran, answer) = shop.rollback(&[short, "--overwrite", "--reason", reason, "--yes", "--wait", "60s"])?;
    must(ran.status == 0, "it is taken back", &ran)?;
    must(ran.stdout.contains("shop-a: back\n") && ran.stdout.contains("shop-b: back\n"), "both are back", &ran)?;
    let was = "ada11,bob22,eve33".to_owned();
    must(shop.both(FAXES)? == [was.clone(), was], "rows and columns are as they were", &ran)?;
    let commit = answer["commit"].as_str().unwrap_or_default();
    let history = shop.history()?;
    let undone: Vec<_> = history.iter().filter(|(_, _, state)| state == "undone").collect();
    must(undone.len() == 2, "the runs of the changelist are undone", format!("{history:?}"))?;
    let last: Vec<_> = history.iter().filter(|(_, run, _)| *run == 3).map(|(target, ..)| target.as_str()).collect();
    must(last == ["shop-b", "shop-a"], "the last wave went first", format!("{history:?}"))?;
    let said = shop.repo.git(["log", "-1", "--format=%B", commit])?;
    must(said.contains(reason) && said.contains(&rollout), "the commit says what and why", &said)?;

    let audit = shop.call(&["audit", "--kind", "rollout-decided", "--format", "json"])?.succeeded()?;
    must(audit.contains(reason) && audit.contains(&rollout), "the audit says what and why", &audit)?;

    let (ran, _) = shop.rollback(&[short, "--overwrite", "--yes"])?;
    must(ran.status == 0 && ran.stdout.contains("\"commit\": null"), "once is enough", &ran)?;
    must(shop.repo.git(["rev-parse", "HEAD"])?.trim() == commit, "nothing more is committed", &ran)
}

fn named() -> Result<(), Fault> {
    let shop = Shop::with("mode = \"auto\"\n")?;
    let daemon = shop.serve()?;
    shop.schema("fax TEXT\n", "fax TEXT,\n    city TEXT\n")?;
    shop.shout("snapshot = \"none\"\nreason = \"names are known elsewhere\"")?;
    shop.repo.write(
        "policies/rollout.toml",
        "mode = \"auto\"\n[[consent]]\nenvironment = \"prod\"\nobject = \"*\"\nhazard = \"irreversible\"\nreason = \"known\"\n",
    )?;
    let rollout = shop.repo.commit("cities")?;
    daemon.until("/?format=json", all_at(&rollout))?;

    let (ran, answer) = shop.rollback(&[&rollout, "--yes"])?;
    must(ran.status == 3 && answer["commit"].is_null(), "it is refused", &ran)?;
    must(ran.stderr.contains("of the changelist `shout` cannot come back: "), "what cannot come back", &ran)?;
    must(ran.stderr.contains("the way back needs consent to data-loss on customers"), "what would be lost", &ran)?;
    let (ran, answer) = shop.rollback(&[&rollout, "--partial", "--allow", "data-loss", "--yes", "--wait", "60s"])?;
    must(ran.status == 0 && answer["commit"].is_string(), "what can be is taken back", &ran)?;
    let cities = "SELECT count(*) FROM pragma_table_info('customers') WHERE name = 'city';";
    must(shop.both(cities)? == ["0", "0"], "the column is gone", &ran)?;
    must(shop.a.run("SELECT name FROM customers WHERE id = 2;")?.trim() == "BOB", "the names stay", &ran)?;
    let ran = shop.call(&["rollback", "0123456789"])?;
    must(ran.status == 1 && ran.stderr.contains("is not a commit"), "there is no such rollout", &ran)
}

fn partly() -> Result<(), Fault> {
    let shop = Shop::with("mode = \"auto\"\n")?;
    shop.shout("")?;
    let rollout = shop.repo.commit("loud names")?;
    {
        let daemon = shop.serve()?;
        daemon.until("/?format=json", all_at(&rollout))?;
    }
    let (ran, answer) = shop.rollback(&[&rollout, "--yes"])?;
    must(ran.status == 0 && answer["commit"].is_string(), "it is committed", &ran)?;
    shop.b.run("UPDATE customers SET name = 'Bobby' WHERE id = 2;")?;
    let daemon = shop.serve()?;
    let status = daemon.until("/?format=json", |status| {
        status["targets"][1]["reason"] == "rollback-refused" && status["targets"][0]["last_run"]["state"] == "undone"
    })?;
    let message = status["targets"][1]["message"].as_str().unwrap_or_default();
    must(message.contains("`customers` (id = 2) changed or deleted since"), "why it does not go back", message)?;
    must(shop.a.run(FAXES)?.trim() == "ada11,bob22,eve33", "the other is back", "")
}

fn by_hand() -> Result<(), Fault> {
    let shop = Shop::with("")?;
    shop.shout("")?;
    let rollout = shop.repo.commit("loud names")?;
    let repo = shop.repo.path().display().to_string();
    shop.program.run(["apply", "--repo", &repo, "--yes"])?.succeeded()?;
    let ran =
        shop.program.run(["rollback", &rollout, "--repo", &repo, "--target", "shop-b", "--branch", "back", "--yes"])?;
    must(ran.status == 0 && ran.stderr.contains("on branch back; merge it"), "it is on a branch", &ran)?;
    must(ran.stdout.contains("shop-b (prod, mode manual)") && !ran.stdout.contains("shop-a"), "of one target", &ran)?;
    must(shop.repo.git(["rev-parse", "HEAD"])?.trim() == rollout, "the current branch is where it was", &ran)?;
    shop.repo.git(["merge", "--quiet", "--ff-only", "back"])?;
    let standing = shop.program.run(["changelist", "status", "--repo", &repo])?.succeeded()?;
    must(standing.contains("shop-b  shout  to be undone"), "it waits", &standing)?;
    let ran = shop.program.run(["apply", "--repo", &repo, "--yes"])?;
    must(
        ran.status == 0 && ran.stdout.contains("shop-b: changelist shout, 1 step(s) taken back of run "),
        "by hand",
        &ran,
    )?;
    must(shop.both(FAXES)? == ["ada11,BOB22,EVE33", "ada11,bob22,eve33"], "one is back", &ran)
}
